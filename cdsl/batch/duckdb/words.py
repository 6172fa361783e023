"""DuckDB's words for the operations of the core tree, each proved by the probe matrix.

Floor 4. DuckDB's `lower` maps every code point as `cdsl.world.folding` does; a test compares all
of them, as its table grows with its version.
"""

from types import MappingProxyType
from typing import Final

from sqlglot import exp

from cdsl.batch.printing import Dialect, Node, Spelling, typed
from cdsl.batch.standard_words import (
    STANDARD,
    called,
    characters,
    function,
    number,
    when,
)
from cdsl.batch.tree import Call, Kind, Literal, Operation

_TYPES: Final = MappingProxyType(
    {
        Kind.TEXT: "VARCHAR",
        Kind.WHOLE: "BIGINT",
        Kind.CURRENCY: "DECIMAL(18, 4)",
        Kind.FLOAT: "DOUBLE",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.DATE: "DATE",
        Kind.INSTANT: "TIMESTAMP",
    }
)
_LEAST, _GREATEST = str(-(2**63)), str(2**63 - 1)
_CURRENCY_LIMIT: Final = 10**14


def _cast(node: Node, type: str) -> Node:
    return exp.Cast(this=node, to=exp.DataType.build(type, dialect="duckdb"))


# Texts ------------------------------------------------------------------------------------------


def _digits(parts: tuple[Node, ...], call: Call) -> Node:
    return called("ltrim", parts[0], characters("0"))


def _number(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "BIGINT")


def _draw(parts: tuple[Node, ...], call: Call) -> Node:
    return called("left", called("md5", parts[0]), number(16))


def _text(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "VARCHAR")


def _currency_text(parts: tuple[Node, ...], call: Call) -> Node:
    digits = called("rtrim", _cast(parts[0], "VARCHAR"), characters("0"))
    return called("rtrim", digits, characters("."))


def _float_text(parts: tuple[Node, ...], call: Call) -> Node:
    """DuckDB shows the digits that the language does, and an exponent where that is shorter."""
    shown = _cast(parts[0], "VARCHAR")
    digits = called("regexp_replace", shown, characters("[.]|e.*"), characters(""), characters("g"))
    unsigned = called("ltrim", digits, characters("-"))
    power = _cast(called("split_part", shown.copy(), characters("e"), number(2)), "INTEGER")
    size = exp.Paren(this=exp.Add(this=power, expression=number(1)))
    zeros = called("repeat", characters("0"), exp.Neg(this=size.copy()))
    small = called("concat", characters("0."), zeros, unsigned)
    large = called("rpad", unsigned.copy(), size.copy(), characters("0"))
    is_large = exp.GT(this=power.copy(), expression=number(0))
    sign = called("regexp_extract", shown.copy(), characters("^-"))
    whole = called("concat", sign, when(is_large, large, small))
    short = called("rtrim", called("rtrim", shown.copy(), characters("0")), characters("."))
    plain = when(exp.EQ(this=short, expression=characters("-0")), characters("0"), short.copy())
    return when(called("contains", shown.copy(), characters("e")), whole, plain)


def _date_text(parts: tuple[Node, ...], call: Call) -> Node:
    return called("strftime", parts[0], characters("%Y-%m-%d"))


def _instant_text(parts: tuple[Node, ...], call: Call) -> Node:
    """Seconds only where they are not zero, a fraction without its last zeros."""
    whole = called("strftime", parts[0], characters("%Y-%m-%dT%H:%M:%S.%f"))
    plain = called("regexp_replace", whole, characters("(:00)?[.]0+$"), characters(""))
    fraction = exp.Mod(this=called("microsecond", parts[0].copy()), expression=number(1_000_000))
    has_fraction = exp.NEQ(this=fraction, expression=number(0))
    found = exp.Case(default=plain)
    digits = called("rtrim", whole.copy(), characters("0"))
    found.set("ifs", [exp.If(this=has_fraction, true=digits)])
    return found


# Numbers ----------------------------------------------------------------------------------------


def _add(parts: tuple[Node, ...], call: Call) -> Node:
    left, right = parts
    match call.kind:
        case Kind.WHOLE if isinstance(call.arguments[1], Literal):
            return _add_known(left, right)
        case Kind.WHOLE:
            return _whole(exp.Add(this=_cast(left, "HUGEINT"), expression=_cast(right, "HUGEINT")))
        case Kind.CURRENCY:
            wide = "DECIMAL(20, 4)"
            total = exp.Paren(this=exp.Add(this=_cast(left, wide), expression=_cast(right, wide)))
            return _currency(total)
        case Kind.FLOAT:
            total = exp.Paren(this=exp.Add(this=left, expression=right))
            zero = exp.Paren(this=exp.Add(this=total, expression=exp.Literal.number("0.0")))
            return when(called("isfinite", total.copy()), _cast(zero, "DOUBLE"))
        case _:
            raise AssertionError(call.kind)


def _add_known(left: Node, amount: Node) -> Node:
    """Without 128 bits: whether a known amount fits is seen from the other number."""
    # A fixed number has 32 bits only where they are enough.
    left, amount = _cast(left, "BIGINT"), _cast(amount, "BIGINT")
    low, high = (
        exp.Sub(
            this=_cast(characters(end), "BIGINT"),
            expression=called(nearer, amount.copy(), number(0)),
        )
        for end, nearer in ((_LEAST, "least"), (_GREATEST, "greatest"))
    )
    fits = exp.Between(this=left, low=low, high=high)
    return when(fits, exp.Paren(this=exp.Add(this=left.copy(), expression=amount.copy())))


def _subtract(parts: tuple[Node, ...], call: Call) -> Node:
    left, right = (_cast(part, "HUGEINT") for part in parts)
    return _whole(exp.Sub(this=left, expression=right))


def _whole(total: Node) -> Node:
    total = exp.Paren(this=total)
    low, high = (_cast(characters(digits), "HUGEINT") for digits in (_LEAST, _GREATEST))
    fits = exp.Between(this=total, low=low, high=high)
    return when(fits, _cast(total.copy(), "BIGINT"))


def _currency(total: Node) -> Node:
    """18 digits hold what is nearer to zero than the limit."""
    fits = exp.LT(this=called("abs", total), expression=number(_CURRENCY_LIMIT))
    return when(fits, _cast(total.copy(), "DECIMAL(18, 4)"))


def _tally(parts: tuple[Node, ...], call: Call) -> Node:
    found = parts[0]
    for part in parts[1:]:
        found = exp.Add(this=found, expression=_cast(part, "BIGINT"))
    return exp.Paren(this=found)


def _to_float(parts: tuple[Node, ...], call: Call) -> Node:
    if call.arguments[0].kind is Kind.CURRENCY:
        # By way of the text: divided by 10,000 it would be rounded twice.
        return _cast(_cast(parts[0], "VARCHAR"), "DOUBLE")
    return _cast(parts[0], "DOUBLE")


def _whole_to_currency(parts: tuple[Node, ...], call: Call) -> Node:
    return _currency(_cast(parts[0], "DECIMAL(38, 4)"))


def _currency_to_whole(parts: tuple[Node, ...], call: Call) -> Node:
    truncated = called("trunc", parts[0])
    is_whole = exp.EQ(this=truncated, expression=parts[0].copy())
    return when(is_whole, _cast(truncated.copy(), "BIGINT"))


# Days and instants ------------------------------------------------------------------------------


def _day(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "DATE")


def _midnight(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "TIMESTAMP")


def _shifted(unit: str, type: str) -> Spelling:
    """NULL where the years 1 to 9999 are left; DuckDB's own calendar goes further."""

    def spelled(parts: tuple[Node, ...], call: Call) -> Node:
        interval = called(f"to_{unit}", _cast(parts[1], type))
        moved = exp.Paren(this=exp.Add(this=_cast(parts[0], "TIMESTAMP"), expression=interval))
        low, high = (
            _cast(characters(text), "TIMESTAMP")
            for text in ("0001-01-01", "9999-12-31 23:59:59.999999")
        )
        is_within = exp.Between(this=moved, low=low, high=high)
        return when(is_within, typed(moved.copy(), call.kind, DUCKDB))

    return spelled


# Groups -----------------------------------------------------------------------------------------


def _count(parts: tuple[Node, ...], call: Call) -> Node:
    # `count_if` of no rows is NULL.
    return exp.Filter(this=called("count", exp.Star()), expression=exp.Where(this=parts[0]))


DUCKDB: Final = Dialect(
    "duckdb",
    MappingProxyType(
        {
            **STANDARD,
            Operation.FOLD: function("lower"),
            Operation.STARTS_WITH: function("starts_with"),
            Operation.JOIN: function("concat"),
            Operation.NORMAL: function("nfc_normalize"),
            Operation.LENGTH: function("length"),
            Operation.DIGITS: _digits,
            Operation.NUMBER: _number,
            Operation.DRAW: _draw,
            Operation.WHOLE_TEXT: _text,
            Operation.CURRENCY_TEXT: _currency_text,
            Operation.FLOAT_TEXT: _float_text,
            Operation.BOOLEAN_TEXT: _text,
            Operation.DATE_TEXT: _date_text,
            Operation.INSTANT_TEXT: _instant_text,
            Operation.ADD: _add,
            Operation.SUBTRACT: _subtract,
            Operation.TALLY: _tally,
            Operation.TO_FLOAT: _to_float,
            Operation.WHOLE_TO_CURRENCY: _whole_to_currency,
            Operation.CURRENCY_TO_WHOLE: _currency_to_whole,
            Operation.DAY: _day,
            Operation.MIDNIGHT: _midnight,
            Operation.ADD_DAYS: _shifted("days", "INTEGER"),
            Operation.ADD_MONTHS: _shifted("months", "INTEGER"),
            Operation.ADD_MINUTES: _shifted("minutes", "BIGINT"),
            Operation.COUNT: _count,
        }
    ),
    _TYPES,
    lambda name: exp.Placeholder(this=name),
)
