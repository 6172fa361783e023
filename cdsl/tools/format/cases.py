"""How the lines of tests break.

Floor 6; see `cdsl.tools.format.steps`.
"""

from functools import partial
from typing import assert_never

from cdsl.syntax.cases import (
    AdvanceBy,
    AdvanceTo,
    Expect,
    ExpectRefused,
    Given,
    GivenActivity,
    GivenList,
    GivenMember,
    GivenProgram,
    GivenRecord,
    GivenWebhook,
    Now,
    StartCampaign,
    TestStep,
    WhenChanges,
    WhenDoes,
)
from cdsl.syntax.conditions import And, Or
from cdsl.tools.format.blocks import grouped, joint, line, rows
from cdsl.tools.format.conditions import arrange_condition, chain
from cdsl.tools.format.document import INDENT, Document, Indent
from cdsl.tools.format.steps import arrange_argument, with_block
from cdsl.tools.format.written import Written


def arrange_test_part(written: Written, part: Now | Given | TestStep) -> Document:
    """A line of a test."""
    end = written.index(part.span.end)
    match part:
        case (
            GivenRecord(values=values)
            | GivenActivity(values=values)
            | WhenDoes(values=values)
            | WhenChanges(values=values)
            | StartCampaign(tokens=values)
        ):
            return with_block(written, values, arrange_argument, end)
        case GivenWebhook(answers=answers):
            return with_block(written, answers or (), arrange_argument, end)
        case GivenProgram(members=members):
            head = written.take(written.index(members[0].span.start))
            if len(members) == 1:
                return (head, _member(written, members[0]))
            return (head, grouped(written, partial(_members, written, part)))
        case Expect():
            return _expect(written, part)
        case ExpectRefused(step):
            head = written.take(written.index(step.span.start))
            return (head, arrange_test_part(written, step))
        case Now() | GivenList() | AdvanceBy() | AdvanceTo():
            return line(written, end)
        case _:
            assert_never(part)


def _members(written: Written, part: GivenProgram) -> Document:
    begin = joint(written)
    written.indent += INDENT
    members = rows(written, part.members, _member)
    written.indent -= INDENT
    return Indent((begin, tuple(members)))


def _member(written: Written, member: GivenMember) -> Document:
    end = written.index(member.span.end)
    return with_block(written, member.values, arrange_argument, end)


def _expect(written: Written, part: Expect) -> Document:
    """A chain comes below the colon as a whole, so that its operands stand side by side."""
    condition = part.condition
    head = written.take(written.index(condition.span.start))
    if isinstance(condition, And | Or):
        return (head, grouped(written, partial(_below, written, condition)))
    return (head, arrange_condition(written, condition))


def _below(written: Written, condition: And | Or) -> Document:
    return Indent((joint(written), chain(written, condition)))
