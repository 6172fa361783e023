"""Conditions and steps of a declaration as written, with what they stand in: for rules of style.

Floor 6. Knows the syntax tree only.
"""

from collections.abc import Iterator

from cdsl.source.data import dataclass
from cdsl.syntax import campaigns, conditions, declarations, files, steps
from cdsl.syntax.walk import conditions_in, steps_in
from cdsl.tools.lint.subjects import LintedDeclaration


@dataclass(frozen=True, slots=True)
class Written:
    """A condition, and what it is a part of: None for a line of a smart list, a test or an `if`.

    `is_decision` says that it is the one condition of an `if`.
    """

    node: conditions.Condition
    around: conditions.Condition | None
    is_decision: bool = False

    @property
    def is_line(self) -> bool:
        """Whether it stands by itself: in a block, a smart list or an `if`."""
        return self.around is None or isinstance(self.around, conditions.Block)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Conditions that stand beside each other: all of them hold, or any."""

    every: bool
    parts: tuple[conditions.Condition, ...]


def written_in(declaration: LintedDeclaration) -> Iterator[Written]:
    """Every condition of a declaration but those of a `where`, in order of text."""
    for lines, is_decision in _blocks(declaration.node):
        for line in lines:
            yield from _inside(Written(line, None, is_decision))


def beside_in(declaration: LintedDeclaration) -> Iterator[Neighbours]:
    """Every place of a declaration where conditions are joined, a `where` included."""
    for lines, _ in _blocks(declaration.node):
        yield Neighbours(True, lines)
        for line in lines:
            for node in conditions_in(line):
                match node:
                    case conditions.And(parts=parts):
                        yield Neighbours(True, parts)
                    case conditions.Or(parts=parts):
                        yield Neighbours(False, parts)
                    case conditions.Block(kind=kind, parts=parts):
                        yield Neighbours(kind is conditions.BlockKind.ALL, parts)
                    case conditions.Did(where=where) | conditions.MemberOf(where=where):
                        yield Neighbours(True, where)
                    case _:
                        pass


def comparisons_in(declaration: LintedDeclaration) -> Iterator[conditions.Comparison]:
    """Every comparison of a declaration, those of a `where` included."""
    for lines, _ in _blocks(declaration.node):
        for line in lines:
            for node in conditions_in(line):
                if isinstance(node, conditions.Comparison):
                    yield node


def flow_steps_in(declaration: LintedDeclaration) -> Iterator[steps.Step]:
    """Every step of a campaign's flow, those of branches included."""
    if isinstance(declaration.node, campaigns.Campaign):
        for part in declaration.node.parts:
            if isinstance(part, campaigns.FlowPart):
                for _, step in steps_in(part.steps):
                    yield step


def without_parentheses(node: conditions.Condition) -> conditions.Condition:
    """What stands in parentheses, however many."""
    while isinstance(node, conditions.Group):
        node = node.part
    return node


def _blocks(item: files.ProgramItem) -> Iterator[tuple[tuple[conditions.Condition, ...], bool]]:
    """Conditions that stand in one block, and whether they are that of an `if`."""
    if isinstance(item, declarations.SmartListDeclaration):
        yield item.conditions, False
    if not isinstance(item, campaigns.Campaign):
        return
    for part in item.parts:
        match part:
            case campaigns.SmartListPart(conditions=lines):
                yield lines, False
            case campaigns.OnActivity(where=where):
                yield where, False
            case campaigns.FlowPart(steps=flow):
                for _, step in steps_in(flow):
                    if isinstance(step, steps.Choice):
                        yield from (((arm.condition,), True) for arm in step.arms)
            case _:
                pass


def _inside(found: Written) -> Iterator[Written]:
    yield found
    match found.node:
        case (
            conditions.And(parts=parts) | conditions.Or(parts=parts) | conditions.Block(parts=parts)
        ):
            for part in parts:
                yield from _inside(Written(part, found.node))
        case conditions.Not(part=part) | conditions.Group(part=part):
            yield from _inside(Written(part, found.node))
        case _:
            return
