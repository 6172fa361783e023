"""Prints names, values and conditions of a tree as they are written.

Floor 1; see `cdsl.syntax.print`. Conditions come without a line break at their ends; blocks of
conditions have one condition a line.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, assert_never

from cdsl.syntax.conditions import (
    And,
    Block,
    Comparison,
    Condition,
    Did,
    Everyone,
    Group,
    MemberOf,
    Not,
    Operator,
    Or,
    Window,
)
from cdsl.syntax.nodes import (
    BareName,
    Boolean,
    Date,
    Datetime,
    Duration,
    FieldName,
    Hole,
    ListOf,
    Name,
    Number,
    Reference,
    Shifted,
    Template,
    Text,
    ThisCampaign,
    ThisProgram,
    Time,
    Token,
    Value,
)

INDENT: Final = "  "
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "{": "\\{"})


def block(head: str, lines: Iterable[str]) -> str:
    """`head { … }` with a line, or several, for each item."""
    inner = [line for item in lines for line in item.split("\n")]
    before = f"{head} " if head else ""
    if not inner:
        return f"{before}{{ }}"
    return "\n".join((f"{before}{{", *(f"{INDENT}{line}" for line in inner), "}"))


def print_text(text: str) -> str:
    """A text literal without tokens."""
    return f'"{text.translate(_ESCAPES)}"'


def print_name(name: Name) -> str:
    """A name, in quotes if it was written so."""
    return print_text(name.text) if name.quoted else name.text


def print_names(names: Iterable[Name]) -> str:
    """Names with commas between."""
    return ", ".join(map(print_name, names))


def print_reference(of: Reference | ThisProgram | ThisCampaign) -> str:
    """A reference to an asset, `this program`, or `this`."""
    match of:
        case Reference(name, qualifiers):
            parts = [print_name(name)]
            for qualifier in qualifiers:
                parts.append(qualifier.within.value)
                if qualifier.name is not None:
                    parts.append(print_name(qualifier.name))
            return " ".join(parts)
        case ThisProgram():
            return "this program"
        case ThisCampaign():
            return "this"
        case _:
            assert_never(of)


def print_field(field: FieldName) -> str:
    """The left side of a comparison, or the target of a step."""
    name = print_name(field.name)
    return f"{field.owner}.{name}" if field.owner else name


def print_value(value: Value | Duration) -> str:
    """Any value."""
    match value:
        case Text(text):
            return print_text(text)
        case Template(parts):
            inner = (
                part.translate(_ESCAPES) if isinstance(part, str) else _token(part)
                for part in parts
            )
            return f'"{"".join(inner)}"'
        case Number(number, signed):
            sign = "+" if signed and number >= 0 else ""
            return sign + print_number(number)
        case Boolean(truth):
            return "true" if truth else "false"
        case Date(day):
            return day.isoformat()
        case Datetime(instant):
            exact = instant.second or instant.microsecond
            return instant.isoformat(timespec="auto" if exact else "minutes")
        case Time():
            return print_time(value)
        case Duration(count, unit):
            return f"{count} {unit if count == 1 else unit + 's'}"
        case Token():
            return _token(value)
        case Shifted(base, sign, duration):
            return f"{print_value(base)} {'-' if sign < 0 else '+'} {print_value(duration)}"
        case Hole():
            return "?"
        case BareName(text):
            return text
        case ListOf(values):
            return f"[{print_values(values)}]"
        case _:
            assert_never(value)


def print_values(values: Iterable[Value]) -> str:
    """Values with commas between."""
    return ", ".join(map(print_value, values))


def print_number(number: int | Decimal) -> str:
    """A number without an exponent."""
    return str(number) if isinstance(number, int) else format(number, "f")


def print_time(time: Time) -> str:
    """A time, with its seconds only where there are some."""
    return time.value.isoformat("seconds" if time.value.second else "minutes")


def _token(token: Token) -> str:
    default = "" if token.default is None else f":default={token.default}"
    return f"{{{{{token.context}.{token.name}{default}}}}}"


# Conditions --------------------------------------------------------------------------------------


def print_conditions(head: str, conditions: Iterable[Condition]) -> str:
    """A block of conditions."""
    return block(head, map(print_condition, conditions))


def print_condition(condition: Condition) -> str:
    """A condition; only blocks in it break lines."""
    match condition:
        case Comparison():
            return print_comparison(condition)
        case Did(activity, where, at_least, window):
            parts = [f"did {print_name(activity)}", *print_where(where)]
            if at_least is not None:
                parts.append(f"at least {at_least} {'time' if at_least == 1 else 'times'}")
            if window is not None:
                parts.append(_window(window))
            return " ".join(parts)
        case MemberOf(kind, of, where):
            whose = "" if isinstance(of, ThisProgram) else f"{kind.value} "
            return " ".join((f"member of {whose}{print_reference(of)}", *print_where(where)))
        case Everyone():
            return "everyone"
        case And(parts):
            return " and ".join(map(print_condition, parts))
        case Or(parts):
            return " or ".join(map(print_condition, parts))
        case Not(part):
            return f"not {print_condition(part)}"
        case Group(part):
            return f"({print_condition(part)})"
        case Block(kind, parts):
            return print_conditions(kind.value, parts)
        case Hole():
            return "?"
        case _:
            assert_never(condition)


def print_where(where: tuple[Comparison, ...]) -> tuple[str, ...]:
    """`where …`, or nothing."""
    return (f"where {', '.join(map(print_comparison, where))}",) if where else ()


def print_comparison(comparison: Comparison) -> str:
    """`LEFT OP RIGHT`."""
    subject = comparison.subject
    left = print_value(subject) if isinstance(subject, Token) else print_field(subject)
    operator = comparison.operator
    operands = [print_value(operand) for operand in comparison.operands]
    joint = " and " if operator in (Operator.BETWEEN, Operator.NOT_BETWEEN) else " "
    return " ".join((left, operator.value, joint.join(operands))).rstrip()


def _window(window: Window) -> str:
    return f"{window.kind.value} {' and '.join(map(print_value, window.operands))}"
