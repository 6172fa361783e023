"""DuckDB's words for the operations of the core tree, each proved by the probe matrix.

Floor 4. DuckDB's `lower` maps every code point as `cdsl.world.folding` does; a test compares all
of them, as its table grows with its version.
"""

from types import MappingProxyType
from typing import Final

from sqlglot import exp

from cdsl.batch.printing import Dialect, Node, Spelling, typed
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
_CURRENCY_LIMIT: Final = str(10**14)


def _function(name: str) -> Spelling:
    return lambda parts, call: exp.Anonymous(this=name, expressions=list(parts))


def _binary(node: type[exp.Binary]) -> Spelling:
    return lambda parts, call: exp.Paren(this=node(this=parts[0], expression=parts[1]))


def _chain(node: type[exp.Connector]) -> Spelling:
    def spelled(parts: tuple[Node, ...], call: Call) -> Node:
        found: Node = parts[0]
        for part in parts[1:]:
            found = node(this=found, expression=part)
        return exp.Paren(this=found)

    return spelled


def _not(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Paren(this=exp.Not(this=parts[0]))


def _holds(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Anonymous(this="coalesce", expressions=[parts[0], exp.false()])


def _is_missing(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Paren(this=exp.Is(this=parts[0], expression=exp.null()))


def _case(parts: tuple[Node, ...], call: Call) -> Node:
    *branches, otherwise = parts
    found = exp.Case(default=otherwise)
    ifs = [
        exp.If(this=condition, true=value)
        for condition, value in zip(branches[::2], branches[1::2], strict=True)
    ]
    found.set("ifs", ifs)
    return found


def _one_of(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Paren(this=exp.In(this=parts[0], expressions=list(parts[1:])))


def _join(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Anonymous(this="concat", expressions=list(parts))


def _first(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Anonymous(this="left", expressions=list(parts))


def _or_empty(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Anonymous(this="coalesce", expressions=[parts[0], exp.Literal.string("")])


def _or_missing(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Anonymous(this="nullif", expressions=[parts[0], exp.Literal.string("")])


def _draw(parts: tuple[Node, ...], call: Call) -> Node:
    digest = exp.Anonymous(this="md5", expressions=[parts[0]])
    return exp.Anonymous(this="left", expressions=[digest, exp.Literal.number(16)])


def _text(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "VARCHAR")


def _currency_text(parts: tuple[Node, ...], call: Call) -> Node:
    zeros = exp.Literal.string("0")
    digits = exp.Anonymous(this="rtrim", expressions=[_cast(parts[0], "VARCHAR"), zeros])
    return exp.Anonymous(this="rtrim", expressions=[digits, exp.Literal.string(".")])


def _format(pattern: str) -> Spelling:
    def spelled(parts: tuple[Node, ...], call: Call) -> Node:
        literal = exp.Literal.string(pattern)
        return exp.Anonymous(this="strftime", expressions=[parts[0], literal])

    return spelled


def _instant_text(parts: tuple[Node, ...], call: Call) -> Node:
    """Seconds only where they are not zero, a fraction without its last zeros."""
    instant = parts[0]
    whole = exp.Anonymous(
        this="strftime", expressions=[instant, exp.Literal.string("%Y-%m-%dT%H:%M:%S.%f")]
    )
    digits = exp.Anonymous(this="rtrim", expressions=[whole, exp.Literal.string("0")])
    fraction = exp.Anonymous(
        this="regexp_replace",
        expressions=[whole, exp.Literal.string("(:00)?[.]0+$"), exp.Literal.string("")],
    )
    has_fraction = exp.NEQ(
        this=exp.Mod(
            this=exp.Anonymous(this="microsecond", expressions=[instant.copy()]),
            expression=exp.Literal.number(1_000_000),
        ),
        expression=exp.Literal.number(0),
    )
    found = exp.Case(default=fraction)
    found.set("ifs", [exp.If(this=has_fraction, true=digits)])
    return found


def _cast(node: Node, type: str) -> Node:
    return exp.Cast(this=node, to=exp.DataType.build(type, dialect="duckdb"))


def _within(node: Node, low: Node, high: Node, otherwise: Node) -> Node:
    found = exp.Case()
    between = exp.Between(this=node, low=low, high=high)
    found.set("ifs", [exp.If(this=between, true=otherwise)])
    return found


def _add(parts: tuple[Node, ...], call: Call) -> Node:
    left, right = parts
    match call.kind:
        case Kind.WHOLE if isinstance(call.arguments[1], Literal):
            return _add_known(left, call.arguments[1])
        case Kind.WHOLE:
            return _whole(exp.Add(this=_cast(left, "HUGEINT"), expression=_cast(right, "HUGEINT")))
        case Kind.CURRENCY:
            wide = "DECIMAL(20, 4)"
            total = exp.Paren(this=exp.Add(this=_cast(left, wide), expression=_cast(right, wide)))
            return _currency(total)
        case Kind.FLOAT:
            total = exp.Paren(this=exp.Add(this=left, expression=right))
            found = exp.Case()
            finite = exp.Anonymous(this="isfinite", expressions=[total.copy()])
            zero = exp.Paren(this=exp.Add(this=total, expression=exp.Literal.number("0.0")))
            found.set("ifs", [exp.If(this=finite, true=_cast(zero, "DOUBLE"))])
            return found
        case _:
            raise AssertionError(call.kind)


def _add_known(left: Node, amount: Literal) -> Node:
    """Without 128 bits: whether a known amount fits is seen from the other number."""
    assert isinstance(amount.value, int)
    number = amount.value
    bound = exp.Literal.string(str(2**63 - 1 - number if number >= 0 else -(2**63) - number))
    compare = exp.LTE if number >= 0 else exp.GTE
    fits = compare(this=left, expression=_cast(bound, "BIGINT"))
    total = exp.Add(this=left.copy(), expression=exp.Literal.number(str(number)))
    found = exp.Case()
    found.set("ifs", [exp.If(this=fits, true=exp.Paren(this=total))])
    return found


def _subtract(parts: tuple[Node, ...], call: Call) -> Node:
    left, right = (_cast(part, "HUGEINT") for part in parts)
    return _whole(exp.Sub(this=left, expression=right))


def _tally(parts: tuple[Node, ...], call: Call) -> Node:
    found = parts[0]
    for part in parts[1:]:
        found = exp.Add(this=found, expression=_cast(part, "BIGINT"))
    return exp.Paren(this=found)


def _digits(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Anonymous(this="ltrim", expressions=[parts[0], exp.Literal.string("0")])


def _whole(total: Node) -> Node:
    total = exp.Paren(this=total)
    low, high = (_cast(exp.Literal.string(digits), "HUGEINT") for digits in (_LEAST, _GREATEST))
    return _within(total, low, high, _cast(total.copy(), "BIGINT"))


def _currency(total: Node) -> Node:
    """18 digits hold what is nearer to zero than the limit."""
    found = exp.Case()
    size = exp.Anonymous(this="abs", expressions=[total])
    fits = exp.LT(this=size, expression=exp.Literal.number(_CURRENCY_LIMIT))
    found.set("ifs", [exp.If(this=fits, true=_cast(total.copy(), "DECIMAL(18, 4)"))])
    return found


def _to_float(parts: tuple[Node, ...], call: Call) -> Node:
    if call.arguments[0].kind is Kind.CURRENCY:
        # By way of the text: divided by 10,000 it would be rounded twice.
        return _cast(_cast(parts[0], "VARCHAR"), "DOUBLE")
    return _cast(parts[0], "DOUBLE")


def _whole_to_currency(parts: tuple[Node, ...], call: Call) -> Node:
    return _currency(_cast(parts[0], "DECIMAL(38, 4)"))


def _currency_to_whole(parts: tuple[Node, ...], call: Call) -> Node:
    truncated = exp.Anonymous(this="trunc", expressions=[parts[0]])
    found = exp.Case()
    is_whole = exp.EQ(this=truncated, expression=parts[0].copy())
    found.set("ifs", [exp.If(this=is_whole, true=_cast(truncated.copy(), "BIGINT"))])
    return found


def _day(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "DATE")


def _midnight(parts: tuple[Node, ...], call: Call) -> Node:
    return _cast(parts[0], "TIMESTAMP")


def _shifted(unit: str) -> Spelling:
    """NULL where the years 1 to 9999 are left; DuckDB's own calendar goes further."""

    def spelled(parts: tuple[Node, ...], call: Call) -> Node:
        interval = exp.Anonymous(this=f"to_{unit}", expressions=[parts[1]])
        moved = exp.Paren(this=exp.Add(this=_cast(parts[0], "TIMESTAMP"), expression=interval))
        low, high = (
            _cast(exp.Literal.string(text), "TIMESTAMP")
            for text in ("0001-01-01", "9999-12-31 23:59:59.999999")
        )
        kept = typed(moved.copy(), call.kind, DUCKDB)
        return _within(moved, low, high, kept)

    return spelled


def _count(parts: tuple[Node, ...], call: Call) -> Node:
    # `count_if` of no rows is NULL.
    every = exp.Anonymous(this="count", expressions=[exp.Star()])
    return exp.Filter(this=every, expression=exp.Where(this=parts[0]))


def _row_number(parts: tuple[Node, ...], call: Call) -> Node:
    order = exp.Order(expressions=[exp.Ordered(this=part) for part in parts[1:]])
    number = exp.Anonymous(this="row_number", expressions=[])
    return exp.Window(this=number, partition_by=[parts[0]], order=order)


def _any(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Anonymous(this="bool_or", expressions=list(parts))


DUCKDB: Final = Dialect(
    "duckdb",
    MappingProxyType(
        {
            Operation.AND: _chain(exp.And),
            Operation.OR: _chain(exp.Or),
            Operation.NOT: _not,
            Operation.HOLDS: _holds,
            Operation.IS_MISSING: _is_missing,
            Operation.CASE: _case,
            Operation.OR_ELSE: _function("coalesce"),
            Operation.EQUAL: _binary(exp.EQ),
            Operation.LESS: _binary(exp.LT),
            Operation.AT_MOST: _binary(exp.LTE),
            Operation.SAME: _binary(exp.NullSafeEQ),
            Operation.ONE_OF: _one_of,
            Operation.FOLD: _function("lower"),
            Operation.CONTAINS: _function("contains"),
            Operation.STARTS_WITH: _function("starts_with"),
            Operation.JOIN: _join,
            Operation.NORMAL: _function("nfc_normalize"),
            Operation.FIRST: _first,
            Operation.OR_EMPTY: _or_empty,
            Operation.OR_MISSING: _or_missing,
            Operation.LENGTH: _function("length"),
            Operation.DIGITS: _digits,
            Operation.DRAW: _draw,
            Operation.WHOLE_TEXT: _text,
            Operation.CURRENCY_TEXT: _currency_text,
            Operation.BOOLEAN_TEXT: _text,
            Operation.DATE_TEXT: _format("%Y-%m-%d"),
            Operation.INSTANT_TEXT: _instant_text,
            Operation.ADD: _add,
            Operation.SUBTRACT: _subtract,
            Operation.TALLY: _tally,
            Operation.REMAINDER: _binary(exp.Mod),
            Operation.TO_FLOAT: _to_float,
            Operation.WHOLE_TO_CURRENCY: _whole_to_currency,
            Operation.CURRENCY_TO_WHOLE: _currency_to_whole,
            Operation.DAY: _day,
            Operation.MIDNIGHT: _midnight,
            Operation.ADD_DAYS: _shifted("days"),
            Operation.ADD_MONTHS: _shifted("months"),
            Operation.ADD_MINUTES: _shifted("minutes"),
            Operation.COUNT: _count,
            Operation.ANY: _any,
            Operation.LATEST: _function("max"),
            Operation.ROW_NUMBER: _row_number,
        }
    ),
    _TYPES,
    lambda name: exp.Placeholder(this=name),
)
