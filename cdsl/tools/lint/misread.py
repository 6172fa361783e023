"""Which declarations were not understood wholly: those with an error in them.

Floor 6. Rules leave them alone. What could not be understood stands in no tree, so that a step
seems to be the last one, two branches seem equal, a block empty; and a fix of that would delete.
What could be read and means nothing, such as an unknown list, is in the tree of the text still.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Final

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.modules import Module
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.span import Source
from cdsl.syntax import files as syntax


@dataclass(frozen=True, slots=True)
class Misread:
    """The identities of the declarations that could not be read, and of all with an error."""

    unread: frozenset[int] = frozenset()
    not_meant: frozenset[int] = frozenset()


def misread(analysis: Analysis) -> Misread:
    """The declarations in which, or right behind which, an error stands.

    Behind one stands what a brace too many has put out of it. What is missing at its end is told
    where the next one begins, and mended where it is missing.
    """
    modules = analysis.declarations.modules
    by_text = {
        text: module
        for module in modules.modules.values()
        for text in (module.source, *module.parsed.offsets)
    }
    errors = [one for one in analysis.diagnostics if one.severity is Severity.ERROR]
    of_syntax = [one for one in errors if one.code.startswith(_SYNTAX)]
    return Misread(_declarations(of_syntax, by_text), _declarations(errors, by_text))


_SYNTAX: Final = "CDS0"


def _declarations(errors: Iterable[Diagnostic], by_text: Mapping[Source, Module]) -> frozenset[int]:
    places: dict[int, tuple[Module, set[int]]] = {}
    for found in errors:
        module = None if found.source is None else by_text.get(found.source)
        if module is None or found.span is None:
            continue
        assert found.source is not None
        offset = module.offset(found.source)
        starts = places.setdefault(id(module), (module, set()))[1]
        starts.add(offset + found.span.start)
        if found.fix is not None:
            starts.update(offset + edit.span.start for edit in found.fix.edits)
    return frozenset(one for module, starts in places.values() for one in _around(module, starts))


def _around(module: Module, places: set[int]) -> set[int]:
    """For each place the last declaration that begins at it or before it."""
    pending: list[syntax.ProgramItem] = list(module.file.items)
    begins: list[tuple[int, int]] = []
    while pending:
        item = pending.pop()
        if isinstance(item, syntax.Folder | syntax.Program):
            pending.extend(item.items)
        else:
            begins.append((module.extent(item).start, id(item)))
    begins.sort()
    starts = [start for start, _ in begins]
    return {begins[at - 1][1] for place in places if (at := bisect_right(starts, place))}
