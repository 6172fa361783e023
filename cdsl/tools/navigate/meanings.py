"""What operators mean, and what they make of a value that is empty (language.md 3).

Floor 6. Texts for people; the meaning itself is `cdsl.interpreter.compare`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from cdsl.syntax.conditions import Operator


class Meaning(NamedTuple):
    """When an operator holds, and whether it holds of an empty value."""

    holds: str
    on_empty: str


_NO: Final = "does not hold of an empty value"
_YES: Final = "holds of an empty value as well"

MEANINGS: Final[Mapping[Operator, Meaning]] = MappingProxyType(
    {
        Operator.IS: Meaning(
            "the value is that one; texts ignore case",
            f"{_NO}; but for numbers `is 0` holds of it",
        ),
        Operator.IS_NOT: Meaning(
            "the value is another one, or none",
            f"{_YES}; but for numbers `is not 0` does not",
        ),
        Operator.IN: Meaning("the value is one of these", f"{_NO}, unless `0` is among numbers"),
        Operator.NOT_IN: Meaning(
            "the value is none of these", f"{_YES}, unless `0` is among numbers"
        ),
        Operator.IS_EMPTY: Meaning("there is no value", "that is what it asks; 0 is not empty"),
        Operator.IS_NOT_EMPTY: Meaning("there is a value, 0 and `false` included", _NO),
        Operator.STARTS_WITH: Meaning("the text begins so, whatever its case", _NO),
        Operator.NOT_STARTS_WITH: Meaning("the text does not begin so", _YES),
        Operator.CONTAINS: Meaning("this is somewhere in the text, whatever its case", _NO),
        Operator.NOT_CONTAINS: Meaning("this is nowhere in the text", _YES),
        Operator.GREATER: Meaning("the number is larger", _NO),
        Operator.AT_LEAST: Meaning("the number is this or larger", _NO),
        Operator.LESS: Meaning("the number is smaller", _NO),
        Operator.AT_MOST: Meaning("the number is this or smaller", _NO),
        Operator.BETWEEN: Meaning("from the one to the other, both included", _NO),
        Operator.NOT_BETWEEN: Meaning("below the one or above the other", _YES),
        Operator.BEFORE: Meaning("earlier than this", _YES),
        Operator.ON_OR_BEFORE: Meaning("this or earlier", _YES),
        Operator.AFTER: Meaning("later than this", _NO),
        Operator.ON_OR_AFTER: Meaning("this or later", _NO),
        Operator.IN_PAST: Meaning("from that long ago until now", _NO),
        Operator.IN_PAST_BEFORE: Meaning("longer ago than that", _YES),
        Operator.IN_FUTURE: Meaning("from now until that far ahead", _NO),
        Operator.IN_FUTURE_AFTER: Meaning("further ahead than that", _NO),
        Operator.IN_TIME_FRAME: Meaning("in these days, weeks from Monday", _NO),
    }
)
"""By operator as written."""
