"""Everything declared, by the names it is looked up with.

Floor 2. Made once for a program, by `cdsl.semantics.gather`; reports nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import tzinfo

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.findings import Findings
from cdsl.semantics.places import Place, PlacedPart, TokenLine
from cdsl.semantics.program import Tokens, Workspace
from cdsl.semantics.schema import Channel, Field, Schema
from cdsl.semantics.types import Type
from cdsl.semantics.uses import Uses
from cdsl.source.data import dataclass
from cdsl.source.limits import Limits


@dataclass(frozen=True, slots=True)
class Known:
    """Everything declared, by the names it is looked up with.

    `seen_in` are the files that declare something shared, by its kind and name. `token_types` are
    the types that any frame gives to a token's canonical name; `token_labels` lead from a label to
    the names that have it. `parts` are those of each campaign.
    """

    declarations: Declarations
    schema: Schema
    member_fields: Mapping[AssetKey, Mapping[str, Field]]
    channels_of: Mapping[AssetKey, Channel | None]
    seen_in: Mapping[tuple[str, str], frozenset[str]]
    workspaces: Mapping[str, Workspace]
    zones: Mapping[str, tzinfo]
    find_zone: Callable[[str], tzinfo | None]
    token_types: Mapping[str, Sequence[tuple[Type, TokenLine]]]
    token_labels: Mapping[str, Sequence[str]]
    parts: Mapping[AssetKey, tuple[PlacedPart, ...]]
    findings: Findings
    uses: Uses
    limits: Limits
    frames: dict[tuple[AssetKey, str], Tokens] = field(default_factory=dict)
    """The token frames of holders as files see them, worked out once each."""

    def sees(self, place: Place, kind: str, name: str) -> bool:
        """Whether a file sees a shared declaration."""
        files = self.seen_in.get((kind, name), frozenset())
        return not files.isdisjoint(self.declarations.modules.sees[place.file])
