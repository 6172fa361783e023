"""Conditions that stand beside each other, as meant and as written.

Floor 6. For rules that ask what one of them says of another. Conditions joined in the same way are
taken together across parentheses and lines: `a and (b and c)` has three parts.
"""

from collections.abc import Iterator, Sequence

from cdsl.semantics.conditions import AllOf, AnyOf, Condition, Did, InProgram, Not
from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax import conditions as syntax
from cdsl.tools.lint.subjects import LintedCondition


@dataclass(frozen=True, slots=True)
class Part:
    """One of them; `beside` are those that it is written beside, itself at `place`."""

    core: Condition
    written: syntax.Condition
    beside: tuple[syntax.Condition, ...]
    place: int

    @property
    def span(self) -> Span:
        """Where it is written."""
        return self.written.span


@dataclass(frozen=True, slots=True)
class Together:
    """Conditions of which all hold (`every`), or any. Those of a `where` are of one activity."""

    every: bool
    parts: tuple[Part, ...]

    @property
    def core(self) -> Condition:
        """What they say."""
        parts = tuple(part.core for part in self.parts)
        return AllOf(parts) if self.every else AnyOf(parts)


def together_in(condition: LintedCondition) -> Iterator[Together]:
    """Every place of a condition where two or more stand beside each other."""
    written = condition.written
    core = condition.core
    if len(written) == 1 and (not isinstance(core, AllOf) or _is_written_as(core, written[0])):
        yield from _within(core, written[0])
    elif isinstance(core, AllOf) and len(core.parts) == len(written):
        yield from _joined(True, core.parts, written)


def _is_written_as(core: Condition, written: syntax.Condition) -> bool:
    """Whether a conjunction was written as one condition, not as the only line of a block."""
    match written:
        case syntax.Group(part=part):
            return _is_written_as(core, part)
        case syntax.And() | syntax.Block(kind=syntax.BlockKind.ALL):
            return True
        case _:
            return False


def _within(core: Condition, written: syntax.Condition) -> Iterator[Together]:
    match written, core:
        case syntax.Group(part=part), _:
            yield from _within(core, part)
        case syntax.Not(part=part), Not(part=inner):
            yield from _within(inner, part)
        case syntax.And(parts=parts), AllOf(parts=cores):
            yield from _joined(True, cores, parts)
        case syntax.Or(parts=parts), AnyOf(parts=cores):
            yield from _joined(False, cores, parts)
        case syntax.Block(kind=syntax.BlockKind.ALL, parts=parts), AllOf(parts=cores):
            yield from _joined(True, cores, parts)
        case syntax.Block(kind=syntax.BlockKind.ANY, parts=parts), AnyOf(parts=cores):
            yield from _joined(False, cores, parts)
        case syntax.Block(kind=syntax.BlockKind.NONE, parts=parts), Not(part=AnyOf(parts=cores)):
            yield from _joined(False, cores, parts)
        case syntax.Did(where=where), Did(where=cores):
            yield from _joined(True, cores, where)
        case syntax.MemberOf(where=where), InProgram(where=cores):
            yield from _joined(True, cores, where)
        case _:
            return


def _joined(
    every: bool, cores: Sequence[Condition], written: Sequence[syntax.Condition]
) -> Iterator[Together]:
    parts = tuple(_parts(every, cores, tuple(written)))
    if len(parts) > 1:
        yield Together(every, parts)
    for part in parts:
        yield from _within(part.core, part.written)


def _parts(
    every: bool, cores: Sequence[Condition], written: tuple[syntax.Condition, ...]
) -> Iterator[Part]:
    for place, (core, node) in enumerate(zip(cores, written, strict=True)):
        inner = _same_join(every, core, node)
        if inner is None:
            yield Part(core, node, written, place)
        else:
            yield from _parts(every, *inner)


def _same_join(
    every: bool, core: Condition, written: syntax.Condition
) -> tuple[tuple[Condition, ...], tuple[syntax.Condition, ...]] | None:
    """What a condition joins, where it joins it in this way."""
    match written, core:
        case syntax.Group(part=part), _:
            return _same_join(every, core, part)
        case syntax.And(parts=parts), AllOf(parts=cores) if every:
            return cores, parts
        case syntax.Block(kind=syntax.BlockKind.ALL, parts=parts), AllOf(parts=cores) if every:
            return cores, parts
        case syntax.Or(parts=parts), AnyOf(parts=cores) if not every:
            return cores, parts
        case syntax.Block(kind=syntax.BlockKind.ANY, parts=parts), AnyOf(parts=cores) if not every:
            return cores, parts
        case _:
            return None
