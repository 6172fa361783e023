"""Where a name stands: what it means at a place, and every other place that means the same.

Floor 6. Made of the log of uses and of the definitions; places are counted in files.
"""

from collections.abc import Callable, Iterable, Iterator

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.definitions import definitions
from cdsl.semantics.uses import Role, Target
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span

Placed = Callable[[Source, Span], tuple[Source, Span]]
"""From a span as analysis counts it to the file and the span there."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in a file, and what it means.

    `role` says what the text does with it, None where it is declared: then `whole` is all of the
    declaration. A text that is seen through a clone has an occurrence for each meaning.
    """

    source: Source
    span: Span
    target: Target
    role: Role | None
    whole: Span | None

    @property
    def written(self) -> str:
        """The name as it is written, with its quotes."""
        return self.source.text[self.span.start : self.span.end]


def occurrences(analysis: Analysis, placed: Placed) -> tuple[Occurrence, ...]:
    """Every name in the files of an analysis that is declared or refers to something."""
    return (*_declared(analysis, placed), *_used(analysis, placed))


def _declared(analysis: Analysis, placed: Placed) -> Iterator[Occurrence]:
    extents = _extents(analysis)
    for one in definitions(analysis):
        source, span = placed(one.source, one.span)
        _, whole = placed(one.source, one.whole)
        yield Occurrence(source, span, one.target, None, extents.get((one.source, one.span), whole))


def _extents(analysis: Analysis) -> dict[tuple[Source, Span], Span]:
    """All of each asset in its file, by where its name stands: what holds others is divided."""
    return {
        (declared.place.source, declared.name.span): declared.place.module.extent(declared.node)
        for assets in analysis.declarations.assets.values()
        for declared in assets.values()
    }


def _used(analysis: Analysis, placed: Placed) -> Iterator[Occurrence]:
    for use in analysis.uses:
        source, span = placed(use.source, use.span)
        yield Occurrence(source, span, use.target, use.role, None)


def standing_at(found: Iterable[Occurrence], file: str, offset: int) -> tuple[Occurrence, ...]:
    """The occurrences at an offset of a file."""
    return tuple(
        one
        for one in found
        if one.source.name == file and one.span.start <= offset <= one.span.end
        if one.span.start < one.span.end
    )


def meaning_the_same(
    found: Iterable[Occurrence], at: Iterable[Occurrence]
) -> tuple[Occurrence, ...]:
    """All that mean what some of them mean, over names that stand for several things at once.

    A token of a template is one name in the text and one in each clone: who renames the one renames
    the others.
    """
    every = tuple(found)
    targets = {one.target for one in at}
    while True:
        places = {(one.source.name, one.span) for one in every if one.target in targets}
        wider = {one.target for one in every if (one.source.name, one.span) in places}
        if wider == targets:
            break
        targets = wider
    kept: dict[tuple[str, Span], Occurrence] = {}
    for one in every:
        if one.target in targets and one.span.start < one.span.end:
            kept.setdefault((one.source.name, one.span), one)
    return tuple(sorted(kept.values(), key=lambda one: (one.source.name, one.span)))
