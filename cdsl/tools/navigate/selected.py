"""The condition that is selected in a text: one as a whole, or several beside each other.

Floor 6. Knows the syntax tree only.
"""

from collections.abc import Iterator
from typing import assert_never

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes
from cdsl.syntax.campaigns import Campaign, FlowPart, SmartListPart
from cdsl.syntax.cases import Expect, Test
from cdsl.syntax.declarations import SmartListDeclaration
from cdsl.syntax.files import File, Folder, Program, ProgramItem
from cdsl.syntax.steps import Choice
from cdsl.syntax.walk import steps_in


@dataclass(frozen=True, slots=True)
class Beside:
    """Conditions that stand beside each other, and how: all hold or, joined by `or`, any.

    `are_lines` says that they stand in a block, with nothing between them; `is_whole` that they are
    all that a smart list of its own says.
    """

    parts: tuple[syntax.Condition, ...]
    every: bool = True
    are_lines: bool = False
    is_whole: bool = False

    @property
    def span(self) -> Span:
        """From the first to the last of them."""
        return self.parts[0].span.to(self.parts[-1].span)


@dataclass(frozen=True, slots=True)
class Selected:
    """What is selected, the declaration that it is part of, and what is to be replaced by a name.

    That is more than the conditions themselves where parentheses would be left around nothing else.
    """

    conditions: Beside
    declaration: ProgramItem
    replaced: Span


def selected(source: Source, file: File, span: Span) -> Selected | None:
    """What a selection has as a whole, blanks at its ends aside; None where it cuts something.

    What is empty selects the innermost condition around it.
    """
    item = _declaration(file, span)
    if item is None:
        return None
    places = [place for written in _written(item) for place in _inside(written)]
    text = source.text[span.start : span.end]
    wanted = Span(span.start + len(text) - len(text.lstrip()), span.end)
    wanted = Span(wanted.start, wanted.start + len(text.strip()))
    found = _around(places, span.start) if not text.strip() else _run(places, wanted)
    if found is None:
        return None
    replaced = found.span
    for place in reversed(places):
        for part in place.parts:
            if isinstance(part, syntax.Group) and part.part.span == replaced:
                replaced = part.span
    return Selected(_opened(found), item, replaced)


def _declaration(file: File, span: Span) -> ProgramItem | None:
    """The declaration without others in it that holds a span."""
    items: tuple[ProgramItem, ...] = file.items
    while True:
        inner = next(
            (one for one in items if one.span.start <= span.start and span.end <= one.span.end),
            None,
        )
        if not isinstance(inner, Folder | Program):
            return inner
        items = inner.items


def _written(item: ProgramItem) -> Iterator[Beside]:
    """The conditions of a declaration that stand in one place; those of an `on` are none."""
    match item:
        case SmartListDeclaration(conditions=conditions):
            yield Beside(conditions, are_lines=True, is_whole=True)
        case Campaign(parts=parts):
            for part in parts:
                match part:
                    case SmartListPart(conditions=conditions):
                        yield Beside(conditions, are_lines=True)
                    case FlowPart(steps=steps):
                        for _, step in steps_in(steps):
                            if isinstance(step, Choice):
                                yield from (Beside((arm.condition,)) for arm in step.arms)
                    case _:
                        pass
        case Test(parts=parts):
            yield from (Beside((one.condition,)) for one in parts if isinstance(one, Expect))
        case _:
            return


def _inside(place: Beside) -> Iterator[Beside]:
    """A place where conditions stand, then those inside of its conditions, outermost first."""
    yield place
    for part in place.parts:
        match part:
            case syntax.And(parts=parts):
                yield from _inside(Beside(parts))
            case syntax.Or(parts=parts):
                yield from _inside(Beside(parts, every=False))
            case syntax.Block(kind=kind, parts=parts):
                every = kind is syntax.BlockKind.ALL
                yield from _inside(Beside(parts, every, are_lines=True))
            case syntax.Not(part=inner) | syntax.Group(part=inner):
                yield from _inside(Beside((inner,)))
            case syntax.Comparison() | syntax.Did() | syntax.MemberOf():
                pass
            case syntax.Everyone() | nodes.Hole():
                pass
            case _:
                assert_never(part)


def _around(places: list[Beside], offset: int) -> Beside | None:
    """The innermost condition around an offset."""
    found = None
    for place in places:
        for part in place.parts:
            if part.span.start <= offset <= part.span.end:
                found = Beside((part,), is_whole=place.is_whole and len(place.parts) == 1)
    return found


def _run(places: list[Beside], span: Span) -> Beside | None:
    """The conditions beside each other that begin and end where a span does."""
    for place in places:
        starts = [part.span.start for part in place.parts]
        ends = [part.span.end for part in place.parts]
        if span.start in starts and span.end in ends:
            first, last = starts.index(span.start), ends.index(span.end)
            if first <= last:
                parts = place.parts[first : last + 1]
                is_whole = place.is_whole and len(parts) == len(place.parts)
                return Beside(parts, place.every, place.are_lines, is_whole)
    return None


def _opened(found: Beside) -> Beside:
    """What stands in parentheses, joined by `and` or in an `all`, without what is around it."""
    while len(found.parts) == 1:
        match found.parts[0]:
            case syntax.Group(part=part):
                found = Beside((part,), is_whole=found.is_whole)
            case syntax.And(parts=parts):
                return Beside(parts, is_whole=found.is_whole)
            case syntax.Block(kind=syntax.BlockKind.ALL, parts=parts) if parts:
                found = Beside(parts, are_lines=True, is_whole=found.is_whole)
            case _:
                break
    return found
