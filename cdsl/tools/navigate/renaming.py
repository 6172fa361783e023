"""What is renamed, what files mean before and after, and places in the words of who renames.

Floor 6.
"""

from collections.abc import Iterable, Mapping
from posixpath import basename
from typing import Final

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.definitions import definitions
from cdsl.semantics.modules import STANDARD
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import Target
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.span import Source, Span
from cdsl.tools.navigate.moves import Moves
from cdsl.tools.navigate.occurrences import Placed
from cdsl.tools.navigate.written import is_quoted

UNKNOWN: Final = "nobody knows, as long as there are errors,"
"""How a refusal begins where errors hide what names mean."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a file means, with those it uses; `diagnostics` and `placed` count in files."""

    analysis: Analysis
    diagnostics: tuple[Diagnostic, ...]
    placed: Placed

    @property
    def has_errors(self) -> bool:
        """Whether anything forbids a run."""
        return any(one.severity is Severity.ERROR for one in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Renaming:
    """What is renamed: the file that is asked about, targets by their names, and the new name."""

    file: str
    names: Mapping[Target, str]
    name: str
    moves: Moves

    def is_named(self, before: str, after: str) -> bool:
        """Whether the new name may stand where another text stood."""
        old = {canonical(name) for name in self.names.values()}
        return canonical(before) in old and canonical(after) == canonical(self.name)


def placed_in_words(target: Target | None, meaning: Meaning, renaming: Renaming) -> str:
    """Where a target is declared, and through which clone."""
    for one in definitions(meaning.analysis):
        if one.target == target:
            place = f"what {line_of(*meaning.placed(one.source, one.span), renaming)} declares"
            if one.clone is not None:
                clone = meaning.placed(one.clone.source, one.clone.span)
                place += f", in the clone of {line_of(*clone, renaming)},"
            return place
    return "something"


def declared(targets: Iterable[Target], meaning: Meaning, renaming: Renaming) -> str:
    """What is meant, by where it is declared."""
    wanted = set(targets)
    if not wanted:
        return "less than it does"
    for one in definitions(meaning.analysis):
        if one.target in wanted:
            source, span = meaning.placed(one.source, one.span)
            if source.name.startswith(STANDARD):
                return "what the standard library declares"
            return f"what {line_of(source, span, renaming)} declares"
    return "something else"


def written(source: Source, span: Span) -> str:
    """A name as it stands in a text, set off from the words around it."""
    text = source.text[span.start : span.end]
    return text if is_quoted(text) else f"`{text}`"


def line_of(source: Source, span: Span, renaming: Renaming) -> str:
    """The line of a place in words; renaming leaves lines where they are."""
    line = source.position(span.start).line
    return f"line {line}" + ("" if source.name == renaming.file else f" of {basename(source.name)}")
