"""Linting and fixing: rules, and the files on the disk.

Floor 7. What a rule is and says is `cdsl.tools.lint`; here its clock is handed in, and fixed texts
are written: all of a file or nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from cdsl.api.analysis import Understood, understand
from cdsl.api.files import CampaignFile, read_bytes, resolved
from cdsl.api.rewriting import Rewritten, mark_of
from cdsl.api.settings import Configured, judged
from cdsl.semantics.analyse import Analysis
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.span import Source
from cdsl.tools.lint.fix import apply_fixes, fixable, separate_fixes
from cdsl.tools.lint.lint import lint, unasked
from cdsl.tools.lint.memory import LintMemory
from cdsl.tools.lint.usage import Others

__all__ = ["Fixed", "fixed", "linted", "programs", "separate_fixes"]

File = TypeVar("File")
MOST_PROGRAMS: Final = 40
"""As many files that use a file as are worth understanding to call something in it unused."""
_ROUNDS: Final = 10
"""Fixes are taken until none is left, since one may make room for another; no further than this."""


@dataclass(frozen=True, slots=True)
class Fixed(Rewritten):
    """A file before and after its fixes, and the findings whose fixes were taken."""

    taken: tuple[Diagnostic, ...]


def linted(
    understood: Understood,
    configured: Configured,
    now: datetime | None,
    memory: LintMemory | None = None,
    others: Others = tuple,
) -> tuple[Diagnostic, ...]:
    """What checker and linter say of a program, under the names that people know.

    `others` are asked for where something looks unused, see `programs`.
    """
    analysis, settings = understood.analysis, configured.settings
    found = (*analysis.diagnostics, *lint(analysis, settings, now, memory, others))
    return judged(found, understood, configured, unasked(analysis, settings))


def programs(
    files: Sequence[File] | None, understood: Callable[[File], Understood]
) -> Sequence[Analysis] | None:
    """The programs of the files that use a file, for `linted`.

    None where they are not known or too many, or where one of them cannot be read.
    """
    if files is None or len(files) > MOST_PROGRAMS:
        return None
    try:
        return [understood(file).analysis for file in files]
    except OSError:
        return None


# Fixing -------------------------------------------------------------------------------------------


def fixed(
    file: CampaignFile,
    texts: Mapping[str, str | bytes],
    configured: Configured,
    now: datetime | None,
    others: Others,
    *,
    unsafe: bool,
) -> Fixed:
    """A file with its fixes taken, round after round, until there are none to take.

    A round that would leave more errors than it found is taken back, and is the last one. A file
    with errors is mended as well, where it can be read.
    """
    place = resolved(file.root, file.path)
    content = texts[place] if place in texts else read_bytes(place)
    understood = understand((file,), {**texts, place: content})
    source = _source(understood, file)
    before = source.text
    taken: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        found = linted(understood, configured, now, others=others)
        text, now_taken = apply_fixes(source.text, fixable(found, source, unsafe=unsafe))
        if text == source.text:
            break
        after = understand((file,), {**texts, place: text})
        if _errors(after) > _errors(understood):
            break
        taken += now_taken
        understood, source = after, _source(after, file)
    mark = mark_of(content)
    is_given = place in texts
    return Fixed(file.shown, place, mark + before, mark + source.text, is_given, tuple(taken))


def _source(understood: Understood, file: CampaignFile) -> Source:
    """The text of a file under the name to show."""
    return understood.naming.names[file.path][1]


def _errors(understood: Understood) -> int:
    return sum(found.severity is Severity.ERROR for found in understood.diagnostics)
