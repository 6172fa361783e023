"""CDS420: a text to compare with that begins or ends with a blank.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes
from cdsl.syntax.walk import conditions_in
from cdsl.tools.lint.rule import ConditionRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCondition

_WHOLE: Final = frozenset(
    {syntax.Operator.IS, syntax.Operator.IS_NOT, syntax.Operator.IN, syntax.Operator.NOT_IN}
)
_STARTS: Final = frozenset({syntax.Operator.STARTS_WITH, syntax.Operator.NOT_STARTS_WITH})
"""`starts with "Intern "` looks for a whole word, and `contains " VP"` likewise."""


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each blank that keeps a value from matching; a text of blanks alone is meant."""
    for root in condition.written:
        for node in conditions_in(root):
            if isinstance(node, syntax.Comparison):
                yield from _texts(node, condition)


def _texts(node: syntax.Comparison, condition: LintedCondition) -> Iterator[Problem]:
    for operand in node.operands:
        for value in operand.values if isinstance(operand, nodes.ListOf) else (operand,):
            if isinstance(value, nodes.Text) and _is_hindered(value.value, node.operator):
                yield _problem(value, condition)


def _is_hindered(text: str, operator: syntax.Operator) -> bool:
    if not text.strip():
        return False
    if operator in _WHOLE:
        return text != text.strip()
    return operator in _STARTS and text != text.lstrip()


def _problem(value: nodes.Text, condition: LintedCondition) -> Problem:
    written = condition.text(value.span)
    trimmed = f'"{written[1:-1].strip()}"'
    return Problem(
        value.span,
        "blanks count: this never matches the text without them",
        help=f"compare with {trimmed}",
        fix=replacing("leave the blanks out", value.span, trimmed, safe=False),
    )


RULE: Final = ConditionRule("CDS420", check)
