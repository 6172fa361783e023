"""Spark's words for the operations of the core tree, each proved by the probe matrix.

Floor 4. For Spark 4 in ANSI mode, in a session whose clock is UTC's (`cdsl.batch.spark.cluster`).
Where Spark raises an error and the tree says NULL, the words that begin with `try_` stand.
"""

from types import MappingProxyType
from typing import Final

from sqlglot import exp

from cdsl.batch.printing import Dialect, Node
from cdsl.batch.spark.floats import float_text
from cdsl.batch.standard_words import (
    STANDARD,
    called,
    characters,
    function,
    number,
    when,
)
from cdsl.batch.tree import Call, Kind, Operation
from cdsl.world.folding import FOLDINGS

_TYPES: Final = MappingProxyType(
    {
        Kind.TEXT: "STRING",
        Kind.WHOLE: "BIGINT",
        Kind.CURRENCY: "DECIMAL(18, 4)",
        Kind.FLOAT: "DOUBLE",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.DATE: "DATE",
        Kind.INSTANT: "TIMESTAMP_NTZ",
    }
)
_ENDS: Final = MappingProxyType(
    {
        Kind.DATE: ("0001-01-01", "9999-12-31"),
        Kind.INSTANT: ("0001-01-01", "9999-12-31 23:59:59.999999"),
    }
)
_GREATEST_FLOAT: Final = repr(1.7976931348623157e308)
_MINUTES_A_DAY: Final = 24 * 60


def _cast(node: Node, type: str) -> Node:
    return exp.Cast(this=node, to=exp.DataType.build(type, dialect="spark"))


def _try_cast(node: Node, type: str) -> Node:
    return exp.TryCast(this=node, to=exp.DataType.build(type, dialect="spark"), safe=True)


# Texts ------------------------------------------------------------------------------------------


def _fold(parts: tuple[Node, ...], call: Call) -> Node:
    """By the table itself: `lower` makes two characters of `İ`, and looks what follows a `Σ`.

    In ASCII the two are one, and `lower` looks nothing up.
    """
    text = parts[0]
    upper = characters("".join(map(chr, FOLDINGS)))
    lower = characters("".join(map(chr, FOLDINGS.values())))
    is_ascii = exp.EQ(
        this=called("octet_length", text), expression=called("char_length", text.copy())
    )
    folded = called("translate", text.copy(), upper, lower)
    return when(is_ascii, called("lower", text.copy()), folded)


def _join(parts: tuple[Node, ...], call: Call) -> Node:
    return called("concat_ws", characters(""), *parts)


def _normal(parts: tuple[Node, ...], call: Call) -> Node:
    """By the library of Unicode that Spark itself brings; NULL is an error there."""
    return called(
        "try_reflect",
        characters("com.ibm.icu.text.Normalizer"),
        characters("compose"),
        parts[0],
        exp.false(),
    )


def _digits(parts: tuple[Node, ...], call: Call) -> Node:
    return called("ltrim", characters("0"), parts[0])


def _number(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "BIGINT")


def _draw(parts: tuple[Node, ...], call: Call) -> Node:
    return called("left", called("md5", _cast(parts[0], "BINARY")), number(16))


def _text(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "STRING")


def _currency_text(parts: tuple[Node, ...], call: Call) -> Node:
    digits = called("rtrim", characters("0"), _cast(parts[0], "STRING"))
    return called("rtrim", characters("."), digits)


def _instant_text(parts: tuple[Node, ...], call: Call) -> Node:
    """Spark leaves out the last zeros of a fraction, but not seconds that are zero."""
    whole = called("replace", _cast(parts[0], "STRING"), characters(" "), characters("T"))
    return called("regexp_replace", whole, characters(":00$"), characters(""))


# Numbers ----------------------------------------------------------------------------------------


def _add(parts: tuple[Node, ...], call: Call) -> Node:
    left, right = parts
    match call.kind:
        case Kind.WHOLE:
            return called("try_add", *_wide(parts))
        case Kind.CURRENCY:
            total = exp.Paren(this=exp.Add(this=left, expression=right))
            return _try_cast(total, _TYPES[Kind.CURRENCY])
        case Kind.FLOAT:
            # Adding 0 once more makes 0 of -0.
            zero = _cast(number(0), "DOUBLE")
            sum = exp.Paren(this=exp.Add(this=left, expression=right))
            total = exp.Paren(this=exp.Add(this=sum, expression=zero))
            greatest = _cast(characters(_GREATEST_FLOAT), "DOUBLE")
            is_finite = exp.LTE(this=called("abs", total), expression=greatest)
            return when(is_finite, total.copy())
        case _:
            raise AssertionError(call.kind)


def _subtract(parts: tuple[Node, ...], call: Call) -> Node:
    return called("try_subtract", *_wide(parts))


def _wide(parts: tuple[Node, ...]) -> list[Node]:
    """Whole numbers with their 64 bits; a literal of Spark has 32 where they are enough."""
    return [_cast(part, "BIGINT") for part in parts]


def _tally(parts: tuple[Node, ...], call: Call) -> Node:
    found = parts[0]
    for part in parts[1:]:
        found = exp.Add(this=found, expression=_cast(part, "BIGINT"))
    return exp.Paren(this=found)


def _to_float(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "DOUBLE")


def _whole_to_currency(parts: tuple[Node, ...], call: Call) -> Node:
    return _try_cast(parts[0], _TYPES[Kind.CURRENCY])


def _currency_to_whole(parts: tuple[Node, ...], call: Call) -> Node:
    truncated = _cast(parts[0], "BIGINT")
    is_whole = exp.EQ(this=truncated, expression=parts[0].copy())
    return when(is_whole, truncated.copy())


# Days and instants ------------------------------------------------------------------------------


def _day(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "DATE")


def _midnight(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "TIMESTAMP_NTZ")


def _add_days(parts: tuple[Node, ...], call: Call) -> Node:
    days = _cast(parts[1], "INT")
    if call.kind is Kind.DATE:
        return _within_years(called("date_add", parts[0], days), call.kind)
    return _later(parts[0], called("make_dt_interval", days), call.kind)


def _add_months(parts: tuple[Node, ...], call: Call) -> Node:
    months = called("make_ym_interval", number(0), _cast(parts[1], "INT"))
    return _later(parts[0], months, call.kind)


def _add_minutes(parts: tuple[Node, ...], call: Call) -> Node:
    days, minutes = (
        _cast(exp.Paren(this=divided(this=part, expression=number(_MINUTES_A_DAY))), "INT")
        for divided, part in ((exp.IntDiv, parts[1]), (exp.Mod, parts[1].copy()))
    )
    interval = called("make_dt_interval", days, number(0), minutes)
    return _later(parts[0], interval, call.kind)


def _later(moment: Node, interval: Node, kind: Kind) -> Node:
    return _within_years(exp.Paren(this=exp.Add(this=moment, expression=interval)), kind)


def _within_years(moment: Node, kind: Kind) -> Node:
    """NULL where the years 1 to 9999 are left; Spark's own calendar goes further."""
    low, high = (_cast(characters(text), _TYPES[kind]) for text in _ENDS[kind])
    return when(exp.Between(this=moment, low=low, high=high), moment.copy())


SPARK: Final = Dialect(
    "spark",
    MappingProxyType(
        {
            **STANDARD,
            Operation.FOLD: _fold,
            Operation.STARTS_WITH: function("startswith"),
            Operation.JOIN: _join,
            Operation.NORMAL: _normal,
            Operation.LENGTH: function("char_length"),
            Operation.DIGITS: _digits,
            Operation.NUMBER: _number,
            Operation.DRAW: _draw,
            Operation.WHOLE_TEXT: _text,
            Operation.CURRENCY_TEXT: _currency_text,
            Operation.FLOAT_TEXT: float_text,
            Operation.BOOLEAN_TEXT: _text,
            Operation.DATE_TEXT: _text,
            Operation.INSTANT_TEXT: _instant_text,
            Operation.ADD: _add,
            Operation.SUBTRACT: _subtract,
            Operation.TALLY: _tally,
            Operation.TO_FLOAT: _to_float,
            Operation.WHOLE_TO_CURRENCY: _whole_to_currency,
            Operation.CURRENCY_TO_WHOLE: _currency_to_whole,
            Operation.DAY: _day,
            Operation.MIDNIGHT: _midnight,
            Operation.ADD_DAYS: _add_days,
            Operation.ADD_MONTHS: _add_months,
            Operation.ADD_MINUTES: _add_minutes,
            Operation.COUNT: function("count_if"),
        }
    ),
    _TYPES,
    lambda name: exp.Placeholder(this=name),
)
