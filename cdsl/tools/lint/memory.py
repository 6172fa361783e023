"""What the linter remembers of a program while somebody edits it.

Floor 6. Data only, and no rule: who only checks remembers nothing, and should not load them.
"""

from dataclasses import field

from cdsl.semantics.assets import AssetKey
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.tools.lint.lookups import KeptLookup
from cdsl.tools.lint.settings import LintSettings
from cdsl.tools.lint.subjects import LintedCampaign

Kept = tuple[object, tuple[Diagnostic, ...]]


@dataclass(slots=True)
class LintMemory:
    """What rules said of declarations, conditions and campaigns, by the identity of their trees.

    Handed from one call of `lint` to the next while somebody edits; what is gone from the program
    is dropped, and everything where the settings change. `worked_out` are the answers of
    `Lookups`.
    """

    settings: LintSettings | None = None
    kept: dict[tuple[int, int], Kept] = field(default_factory=dict)
    subjects: dict[tuple[AssetKey, int], LintedCampaign] = field(default_factory=dict)
    worked_out: dict[tuple[object, ...], KeptLookup] = field(default_factory=dict)
