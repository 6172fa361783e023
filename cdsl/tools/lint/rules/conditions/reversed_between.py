"""CDS427: `between` with its ends the wrong way round, where nothing lies.

Floor 6.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cdsl.semantics.conditions import Compare, Condition, Did, Operator, WindowKind
from cdsl.semantics.expressions import Constant, Expression
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes
from cdsl.syntax.walk import conditions_in
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition

_Ends = tuple[nodes.Value | nodes.Duration, nodes.Value | nodes.Duration]
_BETWEEN: Final = frozenset({syntax.Operator.BETWEEN, syntax.Operator.NOT_BETWEEN})


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each comparison and each window whose first end lies behind its second."""
    ends: dict[Span, _Ends] = {}
    for root in condition.written:
        for node in conditions_in(root):
            match node:
                case syntax.Comparison(operator=operator, operands=(low, high)):
                    if operator in _BETWEEN:
                        ends[node.span] = (low, high)
                case syntax.Did(window=syntax.Window(operands=(low, high))):
                    ends[node.span] = (low, high)
                case _:
                    pass
    for core in condition.nodes:
        found = _reversed_at(core)
        if found is not None and found in ends:
            yield _problem([end.span for end in ends[found]], condition)


def _reversed_at(core: Condition) -> Span | None:
    match core:
        case Compare(operator=Operator.BETWEEN, operands=operands, span=span):
            return span if _is_reversed(operands) else None
        case Did(window=window, span=span) if window is not None:
            is_between = window.kind is WindowKind.BETWEEN
            return span if is_between and _is_reversed(window.operands) else None
        case _:
            return None


def _is_reversed(ends: Sequence[Expression]) -> bool:
    match ends:
        case (Constant(value=low, type=type), Constant(value=high, type=other)) if type is other:
            return low > high  # type: ignore[operator]  # two literals of one type
        case _:
            return False


def _problem(ends: list[Span], condition: LintedCondition) -> Problem:
    low, high = (condition.text(end) for end in ends)
    return Problem(
        ends[0].to(ends[1]),
        f"nothing lies between {low} and {high}",
        help="the smaller or earlier one comes first",
        fix=Fix("exchange them", (Edit(ends[0], high), Edit(ends[1], low))),
    )


RULE: Final = ConditionRule("CDS427", check)
