"""CDS421: a value of a list that another one of the list covers.

Floor 6.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cdsl.source.diagnostic import Fix
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes
from cdsl.syntax.walk import conditions_in
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition
from cdsl.tools.lint.writing import removal
from cdsl.world.folding import fold

_OPERATOR = syntax.Operator
_COVERS: Final[Mapping[syntax.Operator, Callable[[str, str], bool]]] = MappingProxyType(
    {
        _OPERATOR.IS: str.__eq__,
        _OPERATOR.IS_NOT: str.__eq__,
        _OPERATOR.IN: str.__eq__,
        _OPERATOR.NOT_IN: str.__eq__,
        _OPERATOR.STARTS_WITH: str.startswith,
        _OPERATOR.NOT_STARTS_WITH: str.startswith,
        _OPERATOR.CONTAINS: str.__contains__,
        _OPERATOR.NOT_CONTAINS: str.__contains__,
    }
)
"""Whether whatever the first value matches, the second one matches too."""


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each text that stands twice, case aside, or begins with or contains another."""
    for root in condition.written:
        for node in conditions_in(root):
            if isinstance(node, syntax.Comparison) and node.operator in _COVERS:
                for operand in node.operands:
                    if isinstance(operand, nodes.ListOf):
                        yield from _covered(operand, _COVERS[node.operator], condition)


def _covered(
    listed: nodes.ListOf, covers: Callable[[str, str], bool], condition: LintedCondition
) -> Iterator[Problem]:
    folded = [
        fold(value.value) if isinstance(value, nodes.Text) else None for value in listed.values
    ]
    places: dict[str, int] = {}
    for place, text in enumerate(folded):
        if text is not None:
            places.setdefault(text, place)
    for place, text in enumerate(folded):
        if text is None:
            continue
        cause = next(
            (
                other
                for one, other in places.items()
                if other != place and covers(text, one) and (one != text or other < place)
            ),
            None,
        )
        if cause is not None:
            yield _problem(listed, place, cause, condition)


def _problem(listed: nodes.ListOf, place: int, cause: int, condition: LintedCondition) -> Problem:
    value = listed.values[place]
    other = condition.text(listed.values[cause].span)
    edit = removal(condition.source, listed.values, place)
    return Problem(
        value.span,
        f"{other} in this list matches all that this one does",
        help="drop it; upper and lower case are the same",
        fix=None if edit is None else Fix("drop the value", (edit,), safe=True),
    )


RULE: Final = ConditionRule("CDS421", check)
