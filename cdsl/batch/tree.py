"""The core tree of set operations: what a plan says, before any dialect spells it.

Floor 4. A column, a literal, or an operation on them; each has a kind, and a missing value is NULL.
What every operation means is written here once; how a dialect spells it stands in its table of
words (`cdsl.batch.duckdb.words`), and one without an entry there is a diagnostic, never a guess.
"""

from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cdsl.source.data import dataclass

Plain = str | int | float | Decimal | bool | date | datetime


class Kind(StrEnum):
    """How values of a column are kept."""

    TEXT = "text"
    """Characters in NFC, never empty."""
    WHOLE = "whole"
    """64 bits."""
    CURRENCY = "currency"
    """18 digits, 4 of them decimal places."""
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    """Microseconds in UTC, without a zone."""


class Operation(StrEnum):
    """What can be done with values. Unless it says otherwise, NULL in gives NULL out."""

    # Truth: the arguments are never NULL, nor is the result.
    AND = "and"
    OR = "or"
    NOT = "not"
    HOLDS = "holds"
    """Whether a truth value is there and true: NULL becomes false."""
    IS_MISSING = "is missing"
    """Whether a value is NULL."""

    # Choosing.
    CASE = "case"
    """Condition, value, condition, value, …, otherwise: the first whose condition holds."""
    OR_ELSE = "or else"
    """The first argument that is not NULL."""

    # Comparing two values of one kind. Texts by code points.
    EQUAL = "equal"
    LESS = "less"
    AT_MOST = "at most"
    SAME = "same"
    """Whether two values are equal or both NULL."""
    ONE_OF = "one of"
    """Whether the first argument equals one of the others, which are literals."""

    # Texts.
    FOLD = "fold"
    """Every code point to its simple lower case by the table of `cdsl.world.folding`."""
    CONTAINS = "contains"
    STARTS_WITH = "starts with"
    JOIN = "join"
    """Texts one after another; NULL counts as no characters."""
    NORMAL = "normal"
    """NFC."""
    FIRST = "first"
    """At most so many characters from the start."""
    OR_EMPTY = "or empty"
    """An empty text instead of NULL."""
    OR_MISSING = "or missing"
    """NULL instead of an empty text."""
    LENGTH = "length"
    DIGITS = "digits"
    """A text of digits without those zeros that it begins with."""
    NUMBER = "number"
    """A text of at most 18 digits as a whole number."""
    DRAW = "draw"
    """The first 16 hexadecimal digits of the MD5 of a text in UTF-8."""

    # Values as texts (language.md 4); those of instants in UTC.
    WHOLE_TEXT = "whole text"
    CURRENCY_TEXT = "currency text"
    FLOAT_TEXT = "float text"
    """The shortest decimal that reads back, the nearest of these, without exponent."""
    BOOLEAN_TEXT = "boolean text"
    DATE_TEXT = "date text"
    INSTANT_TEXT = "instant text"

    # Numbers.
    ADD = "add"
    """The sum of two numbers of one kind; NULL where the kind does not hold it."""
    SUBTRACT = "subtract"
    """The difference of two whole numbers; NULL where 64 bits do not hold it."""
    TALLY = "tally"
    """A whole number and one more for each further argument that holds; far from 64 bits."""
    REMAINDER = "remainder"
    """What is left of a whole number from 0 on, divided by a literal."""
    TO_FLOAT = "to float"
    """A whole number or a currency as the nearest float."""
    WHOLE_TO_CURRENCY = "whole to currency"
    """NULL where 18 digits do not hold it."""
    CURRENCY_TO_WHOLE = "currency to whole"
    """NULL where it has a fraction."""

    # Days and instants; NULL outside of the years 1 to 9999.
    DAY = "day"
    """The day of an instant in UTC."""
    MIDNIGHT = "midnight"
    """The first instant of a day in UTC."""
    # The count is a literal, and leads no further than the calendar is long (`cdsl.batch.moments`).
    ADD_DAYS = "add days"
    """A day or an instant so many days later."""
    ADD_MONTHS = "add months"
    """The same day so many months later, or that month's last."""
    ADD_MINUTES = "add minutes"
    """An instant so many minutes later."""

    # Over the rows of a group.
    COUNT = "count"
    """How many rows a condition holds of."""
    ANY = "any"
    """Whether a condition holds of some row."""
    LATEST = "latest"
    """The greatest value that is not NULL."""

    # Over all rows.
    ROW_NUMBER = "row number"
    """The place of a row from 1, in ascending order of the arguments, among those with the same
    first argument."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the relation that is selected from, by its name there."""

    name: str
    kind: Kind
    is_nullable: bool = True


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is known when the plan is made; None is NULL.

    It is handed over beside the text, unless it `is_fixed`: what no program, order or table says.
    Equal values are equal either way, so that what is known of one is known of the other.
    """

    value: Plain | None
    kind: Kind
    is_fixed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """An operation on arguments."""

    operation: Operation
    arguments: "tuple[Expression, ...]"
    kind: Kind


Expression = Column | Literal | Call


def fixed(value: bool | int) -> Literal:
    """A truth value or a whole number that stands in the text, as it is the same in every plan."""
    kind = Kind.BOOLEAN if isinstance(value, bool) else Kind.WHOLE
    return Literal(value, kind, is_fixed=True)


TRUE = fixed(True)
FALSE = fixed(False)

_NEVER_NULL = frozenset(
    {
        Operation.AND,
        Operation.OR,
        Operation.NOT,
        Operation.HOLDS,
        Operation.IS_MISSING,
        Operation.SAME,
        Operation.OR_EMPTY,
        Operation.COUNT,
        Operation.ANY,
        Operation.ROW_NUMBER,
        Operation.JOIN,
    }
)
_MAY_MAKE_NULL = frozenset(
    {
        Operation.ADD,
        Operation.SUBTRACT,
        Operation.WHOLE_TO_CURRENCY,
        Operation.CURRENCY_TO_WHOLE,
        Operation.ADD_DAYS,
        Operation.ADD_MONTHS,
        Operation.ADD_MINUTES,
        Operation.OR_MISSING,
        Operation.LATEST,
    }
)


def may_be_missing(expression: Expression) -> bool:
    """Whether a value can be NULL."""
    match expression:
        case Column(is_nullable=is_nullable):
            return is_nullable
        case Literal(value=value):
            return value is None
        case Call(operation=operation) if operation in _NEVER_NULL:
            return False
        case Call(operation=operation) if operation in _MAY_MAKE_NULL:
            return True
        case Call(operation=Operation.CASE, arguments=arguments):
            results = (*arguments[1::2], arguments[-1])
            return any(map(may_be_missing, results))
        case Call(operation=Operation.OR_ELSE, arguments=arguments):
            return all(map(may_be_missing, arguments))
        case Call(arguments=arguments):
            return any(map(may_be_missing, arguments))


def columns_in(expression: Expression) -> frozenset[str]:
    """The names of the columns that an expression reads."""
    match expression:
        case Column(name=name):
            return frozenset({name})
        case Literal():
            return frozenset()
        case Call(arguments=arguments):
            return frozenset().union(*map(columns_in, arguments))
