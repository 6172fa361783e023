"""How flow steps break over lines.

Floor 6. The branches of an `if` are laid out alike: all on one line, or one a line, or all broken.
"""

from collections.abc import Sequence
from functools import partial
from typing import assert_never

from cdsl.source.span import Span
from cdsl.syntax.conditions import Condition
from cdsl.syntax.nodes import Argument, MappingEntry, MappingTable
from cdsl.syntax.steps import (
    AddToList,
    CallWebhook,
    Change,
    ChangeBy,
    Choice,
    Clear,
    DoAction,
    ExecuteCampaign,
    InterestingMoment,
    MapField,
    Plain,
    RemoveFromFlow,
    RemoveFromList,
    RequestCampaign,
    Rotate,
    SendAlert,
    SendEmail,
    SetStatus,
    Share,
    Split,
    Step,
    Turn,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilDay,
)
from cdsl.syntax.tables import LBRACE
from cdsl.tools.format.blocks import (
    Arrange,
    Node,
    block,
    grouped,
    inside_of_block,
    joint,
    line,
    phrase,
    rows,
)
from cdsl.tools.format.conditions import arrange_broken, arrange_condition, continues
from cdsl.tools.format.document import Document, Group, Indent, Rows
from cdsl.tools.format.written import Clause, Written


def arrange_step(written: Written, step: Step) -> Document:
    """A step of a flow."""
    end = written.index(step.span.end)
    match step:
        case Choice():
            return grouped(written, partial(_choice, written, step))
        case Split(_, shares):
            return with_block(written, shares, _share, end)
        case Rotate(_, turns):
            return with_block(written, turns, _turn, end)
        case MapField(table=MappingTable() as table):
            return with_block(written, table_parts(written, table), arrange_entry, end)
        case DoAction(_, arguments) if arguments:
            head = written.take(written.index(arguments[0].span.start))
            return (head, grouped(written, partial(_named, written, arguments)))
        case ExecuteCampaign(tokens=tokens) | RequestCampaign(tokens=tokens):
            return with_block(written, tokens, arrange_argument, end)
        case (
            Change()
            | ChangeBy()
            | Clear()
            | MapField()
            | AddToList()
            | RemoveFromList()
            | SetStatus()
            | SendEmail()
            | SendAlert()
            | InterestingMoment()
            | DoAction()
            | WaitFor()
            | WaitUntil()
            | WaitUntilDay()
            | WaitUntilAnniversary()
            | CallWebhook()
            | RemoveFromFlow()
            | Plain()
        ):
            return line(written, end)
        case _:
            assert_never(step)


def with_block(
    written: Written, parts: Sequence[Node], arrange: Arrange[Node], end: int
) -> Document:
    """A statement up to the lexeme at `end` that has one block, or may have one."""
    if not written.has(LBRACE, end):
        return line(written, end)
    head = line(written, written.find(LBRACE))
    body = block(written, parts, arrange)
    return (head, body, written.take(end)) if written.at < end else (head, body)


def arrange_argument(written: Written, argument: Argument) -> Document:
    """`name: value`."""
    return phrase(written, written.index(argument.span.end))


def table_parts(written: Written, table: MappingTable) -> list[MappingEntry | Clause]:
    """The entries of a mapping and its `otherwise`, in the order of the text."""
    parts: list[MappingEntry | Clause] = [*table.entries]
    if table.says_otherwise:
        parts.append(_otherwise(written, table))
        parts.sort(key=lambda part: part.span)
    return parts


def _otherwise(written: Written, table: MappingTable) -> Clause:
    begin = written.lexemes.texts.index("otherwise", written.index(table.span.start))
    value = table.otherwise
    end = written.lexemes.ends[begin + 1] if value is None else value.span.end
    return Clause(Span(written.lexemes.starts[begin], end))


def arrange_entry(written: Written, entry: MappingEntry | Clause) -> Document:
    """`"GB" from "UK", "England"` or `otherwise …`."""
    return line(written, written.index(entry.span.end))


# Branches ---------------------------------------------------------------------------------------


def _choice(written: Written, choice: Choice) -> Document:
    branches: list[tuple[Condition | None, Sequence[Step]]] = [
        (arm.condition, arm.steps) for arm in choice.arms
    ]
    if choice.otherwise is not None:
        branches.append((None, choice.otherwise))
    groups: list[Group] = []
    aligned: list[Document] = []
    broken: list[Document] = []
    for condition, steps in branches:
        if groups:
            has_comments = written.next_note == written.at
            between = joint(written)
            aligned.append(between)
            broken.append(between if has_comments else ())
        group = grouped(written, partial(_branch, written, condition, steps))
        groups.append(group)
        aligned.append(group)
        broken.append(group.broken)
    return Rows(tuple(group.flat for group in groups), tuple(aligned), tuple(broken))


def _branch(written: Written, condition: Condition | None, steps: Sequence[Step]) -> Document:
    if condition is None:
        head: Document = written.take_level(written.find(LBRACE) + 1)
    elif continues(condition):
        head = grouped(written, partial(_continued_head, written, condition))
    else:
        words = written.take_level(written.index(condition.span.start))
        tested = arrange_condition(written, condition)
        head = (words, tested, written.take_level(written.at + 1))
    return (head, inside_of_block(written, steps, arrange_step))


def _continued_head(written: Written, condition: Condition) -> Document:
    """A head that takes several lines; its brace begins another, to divide it from the steps."""
    words = written.take_level(written.index(condition.span.start))
    tested = arrange_broken(written, condition)
    return (words, tested, joint(written), written.take_level(written.at + 1))


def _share(written: Written, share: Share) -> Document:
    return with_block(written, share.steps, arrange_step, written.index(share.span.end))


def _turn(written: Written, turn: Turn) -> Document:
    return block(written, turn.steps, arrange_step)


# What is done with arguments --------------------------------------------------------------------


def _named(written: Written, arguments: Sequence[Argument]) -> Document:
    return Indent((joint(written), tuple(rows(written, arguments, arrange_argument))))
