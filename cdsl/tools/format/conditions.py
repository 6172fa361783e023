"""How conditions break over lines.

Floor 6. A chain breaks before each `and` and `or`, `where` comes on a line of its own with a
comparison a line where need be, parentheses break like braces.
"""

from collections.abc import Sequence
from functools import partial
from typing import assert_never

from cdsl.syntax.conditions import (
    And,
    Block,
    Comparison,
    Condition,
    Did,
    Everyone,
    MemberOf,
    Not,
    Or,
)
from cdsl.syntax.conditions import Group as Parentheses
from cdsl.syntax.nodes import Hole
from cdsl.syntax.tables import LBRACE
from cdsl.tools.format.blocks import block, grouped, joint, last_comments, phrase, rows
from cdsl.tools.format.document import BREAK, INDENT, Document, Indent
from cdsl.tools.format.written import Written


def arrange_condition(written: Written, condition: Condition) -> Document:
    """A condition, wherever it stands."""
    match condition:
        case And() | Or():
            return grouped(written, partial(arrange_broken, written, condition))
        case Did(where=where) | MemberOf(where=where) if where:
            return grouped(written, partial(arrange_broken, written, condition))
        case Not(part):
            word = written.take(written.index(part.span.start))
            return (word, arrange_condition(written, part))
        case Parentheses(part):
            return grouped(written, partial(_parentheses, written, part))
        case Block(_, parts):
            word = written.take(written.find(LBRACE))
            return (word, block(written, parts, arrange_condition))
        case Comparison() | Did() | MemberOf() | Everyone() | Hole():
            return phrase(written, written.index(condition.span.end))
        case _:
            assert_never(condition)


def continues(condition: Condition) -> bool:
    """Whether a condition that does not fit a line goes on in further ones, not in brackets."""
    match condition:
        case And() | Or():
            return True
        case Did(where=where) | MemberOf(where=where):
            return bool(where)
        case Not(part):
            return continues(part)
        case Parentheses() | Block() | Comparison() | Everyone() | Hole():
            return False
        case _:
            assert_never(condition)


def arrange_broken(written: Written, condition: Condition) -> Document:
    """A condition that continues, over several lines."""
    match condition:
        case And() | Or():
            first, others = chain(written, condition)
            return (first, Indent(others))
        case Did(where=where) | MemberOf(where=where):
            return arrange_where(written, where, written.index(condition.span.end))
        case Not(part):
            word = written.take(written.index(part.span.start))
            return (word, arrange_broken(written, part))
        case _:
            return arrange_condition(written, condition)


def chain(written: Written, condition: And | Or) -> tuple[Document, Document]:
    """The first operand of a chain, and the others, each with a break before its word."""
    written.indent += INDENT
    first, *others = condition.parts
    begin = arrange_condition(written, first)
    found: list[Document] = []
    for part in others:
        found.append(joint(written))
        found.append(written.take_level(written.index(part.span.start)))
        found.append(arrange_condition(written, part))
    written.indent -= INDENT
    return begin, tuple(found)


def arrange_where(written: Written, where: Sequence[Comparison], end: int) -> Document:
    """`… where …`, and what follows up to the lexeme at `end`, each on a line of its own."""
    head = written.take(written.index(where[0].span.start) - 1)
    begin = joint(written)
    tests = grouped(written, partial(_tests, written, where))
    clauses: Document = (joint(written), written.take(end)) if written.at < end else ()
    return (head, Indent((begin, tests, clauses)))


def _parentheses(written: Written, part: Condition) -> Document:
    opening = written.take_level(written.at + 1)
    written.indent += INDENT
    begin = joint(written)
    inside = (
        chain(written, part) if isinstance(part, And | Or) else arrange_condition(written, part)
    )
    written.indent -= INDENT
    end = tuple(last_comments(written))
    return (opening, Indent((begin, inside, end)), BREAK, written.take_level(written.at + 1))


def _tests(written: Written, where: Sequence[Comparison]) -> Document:
    word = written.take(written.at + 1)
    first, *others = rows(written, where, arrange_condition)
    return (word, first, Indent(tuple(others)))
