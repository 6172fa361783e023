"""Which declarations were not understood wholly: those with an error in them.

Floor 6. Rules leave them alone. What could not be understood stands in no tree, so that a step
seems to be the last one, two branches seem equal, a block empty; and a fix of that would delete.
"""

from bisect import bisect_right

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.modules import Module
from cdsl.source.diagnostic import Severity
from cdsl.syntax import declarations as syntax


def misread(analysis: Analysis) -> frozenset[int]:
    """The identities of the declarations in which, or right behind which, an error stands.

    Behind one stands what a brace too many has put out of it. What is missing at its end is told
    where the next one begins, and mended where it is missing.
    """
    modules = analysis.declarations.modules
    by_text = {
        text: module
        for module in modules.modules.values()
        for text in (module.source, *module.parsed.offsets)
    }
    places: dict[int, tuple[Module, set[int]]] = {}
    for found in analysis.diagnostics:
        module = None if found.source is None else by_text.get(found.source)
        if module is None or found.span is None or found.severity is not Severity.ERROR:
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
