"""CDS426: a date and time compared with one instant, which hardly anything ever equals.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import (
    CompanyField,
    Compare,
    MemberField,
    Operator,
    PersonField,
)
from cdsl.semantics.expressions import Context, Token
from cdsl.semantics.types import Type
from cdsl.syntax import nodes
from cdsl.tools.lint.rule import ConditionRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCondition


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each `is` and `in` of a datetime field with an instant written out, or with now."""
    for core in condition.nodes:
        if not isinstance(core, Compare) or core.operator is not Operator.IS:
            continue
        if core.type is not Type.DATETIME:
            continue
        if not isinstance(core.subject, PersonField | CompanyField | MemberField):
            continue
        written = condition.comparison(core)
        if written is None:
            continue
        now = any(
            isinstance(one, Token) and (one.context, one.name) == (Context.SYSTEM, "datetime")
            for one in core.operands
        )
        for operand in written.operands:
            for value in operand.values if isinstance(operand, nodes.ListOf) else (operand,):
                if isinstance(value, nodes.Datetime) or (now and isinstance(value, nodes.Token)):
                    yield _problem(value, condition)


def _problem(value: nodes.Datetime | nodes.Token, condition: LintedCondition) -> Problem:
    day = None
    if isinstance(value, nodes.Datetime):
        day = condition.text(value.span).partition("T")[0]
    return Problem(
        value.span,
        "this is one exact instant, and hardly any value is equal to it",
        help=f"`{day}` means the whole day" if day else "ask `in past …` or `in time frame …`",
        fix=replacing("mean the whole day", value.span, day, safe=False) if day else None,
    )


RULE: Final = ConditionRule("CDS426", check)
