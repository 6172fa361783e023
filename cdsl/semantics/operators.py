"""The catalogue of operators: which types take each, and what each means in the core tree.

Floor 2. To add an operator: its spelling in the grammar and `syntax.conditions.Operator`, a line
here, and its meaning in `interpreter.compare`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cdsl.semantics.conditions import Operator as Core
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, Type
from cdsl.source.data import dataclass
from cdsl.syntax.conditions import Operator

EVERY_TYPE: Final = frozenset(Type)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A core operator, whether it is negated, and the types whose values it compares.

    `lists` says that several values may stand on the right, any of which may match.
    """

    core: Core
    negated: bool
    types: frozenset[Type]
    lists: bool = False


MEANINGS: Final[Mapping[Operator, Meaning]] = MappingProxyType(
    {
        Operator.IS: Meaning(Core.IS, False, EVERY_TYPE, lists=True),
        Operator.IS_NOT: Meaning(Core.IS, True, EVERY_TYPE, lists=True),
        Operator.IN: Meaning(Core.IS, False, EVERY_TYPE, lists=True),
        Operator.NOT_IN: Meaning(Core.IS, True, EVERY_TYPE, lists=True),
        Operator.IS_EMPTY: Meaning(Core.IS_EMPTY, False, EVERY_TYPE),
        Operator.IS_NOT_EMPTY: Meaning(Core.IS_EMPTY, True, EVERY_TYPE),
        Operator.STARTS_WITH: Meaning(Core.STARTS_WITH, False, TEXT_LIKE, lists=True),
        Operator.NOT_STARTS_WITH: Meaning(Core.STARTS_WITH, True, TEXT_LIKE, lists=True),
        Operator.CONTAINS: Meaning(Core.CONTAINS, False, TEXT_LIKE, lists=True),
        Operator.NOT_CONTAINS: Meaning(Core.CONTAINS, True, TEXT_LIKE, lists=True),
        Operator.GREATER: Meaning(Core.GREATER, False, NUMBER_LIKE),
        Operator.AT_LEAST: Meaning(Core.AT_LEAST, False, NUMBER_LIKE),
        Operator.LESS: Meaning(Core.LESS, False, NUMBER_LIKE),
        Operator.AT_MOST: Meaning(Core.AT_MOST, False, NUMBER_LIKE),
        Operator.BETWEEN: Meaning(Core.BETWEEN, False, NUMBER_LIKE | DATE_LIKE),
        Operator.NOT_BETWEEN: Meaning(Core.BETWEEN, True, NUMBER_LIKE | DATE_LIKE),
        Operator.BEFORE: Meaning(Core.BEFORE, False, DATE_LIKE),
        Operator.AFTER: Meaning(Core.AFTER, False, DATE_LIKE),
        Operator.ON_OR_BEFORE: Meaning(Core.ON_OR_BEFORE, False, DATE_LIKE),
        Operator.ON_OR_AFTER: Meaning(Core.ON_OR_AFTER, False, DATE_LIKE),
        Operator.IN_PAST: Meaning(Core.IN_PAST, False, DATE_LIKE),
        Operator.IN_PAST_BEFORE: Meaning(Core.IN_PAST_BEFORE, False, DATE_LIKE),
        Operator.IN_FUTURE: Meaning(Core.IN_FUTURE, False, DATE_LIKE),
        Operator.IN_FUTURE_AFTER: Meaning(Core.IN_FUTURE_AFTER, False, DATE_LIKE),
        Operator.IN_TIME_FRAME: Meaning(Core.IN_TIME_FRAME, False, DATE_LIKE),
    }
)

COMPARISON_SIGNS: Final = MappingProxyType(
    {
        Operator.GREATER: "after",
        Operator.AT_LEAST: "on or after",
        Operator.LESS: "before",
        Operator.AT_MOST: "on or before",
    }
)
"""What is written for dates instead of a comparison sign."""
