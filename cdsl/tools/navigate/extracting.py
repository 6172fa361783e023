"""A condition made into a smart list of its own, with a name that says what it says.

Floor 6. Only what means the same wherever it stands: a campaign has tokens and events that a smart
list does not see, and values that a caller passes.
"""

from collections.abc import Collection, Iterator
from typing import Final, assert_never

from cdsl.semantics.expressions import Context
from cdsl.semantics.tokens import canonical
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit
from cdsl.source.span import Source, Span
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes
from cdsl.syntax.declarations import SmartListDeclaration
from cdsl.syntax.parse import parse
from cdsl.syntax.print_values import print_text
from cdsl.syntax.walk import conditions_in
from cdsl.tools.navigate.inserting import INDENT, above, indented
from cdsl.tools.navigate.naming import named
from cdsl.tools.navigate.selected import Beside, Selected, selected

_OF_NOBODY_ELSE: Final = frozenset({Context.LEAD, Context.COMPANY, Context.SYSTEM})
"""The contexts that are the person at hand and the clock, whoever asks."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A smart list that a condition would become: its name, and the edits of the text."""

    name: str
    edits: tuple[Edit, ...]


def extracted(source: Source, span: Span, taken: Collection[str]) -> Extracted | None:
    """The selected condition as a smart list above the declaration that it is part of.

    `taken` are the canonical names that the list can't have. None where nothing whole is selected,
    and where it would not mean the same or say anything new.
    """
    found = selected(source, parse(source).file, span)
    if found is None or not _is_worth_a_name(found) or not _means_the_same(found):
        return None
    name = _unused(named(found.conditions.parts, found.conditions.every), taken)
    quoted = print_text(name)
    inner = (indented(one, INDENT, "\n") for one in _lines(source, found.conditions))
    text = "\n".join((f"smart list {quoted} {{", *inner, "}"))
    return Extracted(
        name,
        (
            above(source, found.declaration.span.start, text),
            Edit(found.replaced, f"member of smart list {quoted}"),
        ),
    )


def _is_worth_a_name(found: Selected) -> bool:
    """Whether it is not a smart list already, as a whole or by its only condition."""
    if found.conditions.is_whole:
        return False
    match found.conditions.parts:
        case ():
            return False
        case (syntax.Everyone() | syntax.MemberOf(kind=syntax.Membership.SMART_LIST),):
            return False
        case _:
            return True


def _means_the_same(found: Selected) -> bool:
    inside = [one for part in found.conditions.parts for one in conditions_in(part)]
    if any(isinstance(one, nodes.Hole) for one in inside):
        return False
    if isinstance(found.declaration, SmartListDeclaration):
        return True
    tokens = [token for one in inside for token in _tokens_of(one)]
    return all(canonical(token.context) in _OF_NOBODY_ELSE for token in tokens)


def _tokens_of(condition: syntax.Condition) -> Iterator[nodes.Token]:
    """The tokens of a condition itself."""
    match condition:
        case syntax.Comparison(subject=subject, operands=operands):
            if isinstance(subject, nodes.Token):
                yield subject
            for operand in operands:
                yield from _tokens_in(operand)
        case syntax.Did(window=window) if window is not None:
            for operand in window.operands:
                yield from _tokens_in(operand)
        case _:
            return


def _tokens_in(value: nodes.Value | nodes.Duration) -> Iterator[nodes.Token]:
    match value:
        case nodes.Token():
            yield value
        case nodes.Template(parts=parts):
            yield from (part for part in parts if isinstance(part, nodes.Token))
        case nodes.Shifted(base=base):
            yield from _tokens_in(base)
        case nodes.ListOf(values=values):
            for one in values:
                yield from _tokens_in(one)
        case (
            nodes.Text()
            | nodes.Number()
            | nodes.Boolean()
            | nodes.Date()
            | nodes.Datetime()
            | nodes.Time()
            | nodes.Duration()
            | nodes.Hole()
            | nodes.BareName()
        ):
            return
        case _:
            assert_never(value)


def _unused(name: str, taken: Collection[str]) -> str:
    number, found = 1, name
    while canonical(found) in taken:
        number += 1
        found = f"{name} ({number})"
    return found


def _lines(source: Source, conditions: Beside) -> list[str]:
    """The conditions as the lines of a smart list; as they are written, where comments stand."""
    whole = _written(source, conditions.span)
    if len(conditions.parts) == 1:
        return [whole]
    if not conditions.every:
        block = "\n".join(("any {", indented(whole, INDENT, "\n"), "}"))
        return [block if conditions.are_lines else whole]
    ends = [part.span.end for part in conditions.parts]
    starts = [part.span.start for part in conditions.parts]
    gaps = (source.text[end:start] for end, start in zip(ends, starts[1:], strict=False))
    if any("#" in gap for gap in gaps):
        return [whole]
    return [_written(source, part.span) for part in conditions.parts]


def _written(source: Source, span: Span) -> str:
    """What stands at a span, without the margin that it has there."""
    first, *others = source.text[span.start : span.end].replace("\r\n", "\n").split("\n")
    line = source.text[source.text.rfind("\n", 0, span.start) + 1 :]
    margin = line[: len(line) - len(line.lstrip())]
    return "\n".join((first, *(other.removeprefix(margin) for other in others)))
