"""CDS423: `did send_email where email is not "X"` where `not did … is "X"` is meant.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import AllOf, AttributeOf, Compare, Condition, Did, Not, Operator
from cdsl.source.diagnostic import Edit, Fix
from cdsl.syntax import conditions as syntax
from cdsl.syntax.walk import conditions_in
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition, Role

_DONE_TO_PEOPLE: Final = frozenset(
    {
        *("send_email", "email_delivered", "send_alert", "add_to_list", "request_campaign"),
        *("execute_campaign", "interesting_moment"),
    }
)
"""What a campaign does to people: one asks for it to leave out those who had it."""


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each that asks for something other than what is named, and for nothing else."""
    if condition.role is Role.TRIGGER:
        return
    written = {
        node.span: node
        for root in condition.written
        for node in conditions_in(root)
        if isinstance(node, syntax.Did)
    }
    for did in _asked(condition.core):
        node = written.get(did.span)
        if node is not None and _is_of_another(did) and len(node.where) == 1:
            yield _problem(node, node.where[0], condition)


def _asked(condition: Condition) -> Iterator[Did]:
    match condition:
        case AllOf(parts=parts):
            for part in parts:
                yield from _asked(part)
        case Did():
            yield condition
        case _:
            return


def _is_of_another(did: Did) -> bool:
    if did.activity.name not in _DONE_TO_PEOPLE or did.at_least != 1:
        return False
    match did.where:
        case (Not(part=Compare(subject=AttributeOf(attribute=attribute), operator=Operator.IS)),):
            return attribute == did.activity.attributes[0]
        case _:
            return False


def _problem(node: syntax.Did, test: syntax.Comparison, condition: LintedCondition) -> Problem:
    negated = test.operator is syntax.Operator.NOT_IN
    named = condition.text(test.operands[0].span)
    return Problem(
        test.span,
        f"holds of people with any other `{node.activity.text}`, whether they had {named} or not",
        help=f"people without {named} are `not did {node.activity.text} where …`",
        fix=Fix(
            "ask for people without it",
            (
                Edit(node.span._replace(end=node.span.start), "not "),
                Edit(test.operator_span, "in" if negated else "is"),
            ),
        ),
    )


RULE: Final = ConditionRule("CDS423", check)
