"""A name for what has none: what a condition says, in few words.

Floor 6. Knows the syntax tree only. A name is no sentence: it is for a person to make better.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, assert_never

from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes

_LONGEST: Final = 48
_MOST_VALUES: Final = 3
_OPERATOR: Final = syntax.Operator
_WORDS: Final = MappingProxyType(
    {
        _OPERATOR.IS: "",
        _OPERATOR.IS_NOT: "not",
        _OPERATOR.IN: "",
        _OPERATOR.NOT_IN: "not",
        _OPERATOR.IS_EMPTY: "empty",
        _OPERATOR.IS_NOT_EMPTY: "known",
        _OPERATOR.GREATER: "over",
        _OPERATOR.AT_LEAST: "at least",
        _OPERATOR.LESS: "under",
        _OPERATOR.AT_MOST: "at most",
        _OPERATOR.IN_TIME_FRAME: "",
    }
)
"""Operators that are shorter in a name than in a condition."""


def named(conditions: Sequence[syntax.Condition], every: bool) -> str:
    """A name for people of whom all of some conditions hold, or any."""
    said = ("".join(filter(_is_shown, _joined(one))) for one in conditions)
    words = [" ".join(one.split()) for one in said if one.strip()]
    name = (" and " if every else " or ").join(words)
    if len(name) > _LONGEST and len(words) > 1:
        name = f"{words[0]} {'and' if every else 'or'} more"
    if len(name) > _LONGEST:
        name = f"{name[:_LONGEST].rpartition(' ')[0] or name[:_LONGEST]} …"
    return f"{name[:1].upper()}{name[1:]}" or "People"


def _is_shown(sign: str) -> bool:
    return sign.isprintable() or sign.isspace()


def _joined(condition: syntax.Condition) -> str:
    match condition:
        case syntax.Comparison():
            return _compared(condition)
        case syntax.Did(activity=activity, where=where):
            tests = [_compared(one) for one in where]
            return " with ".join((_plain(activity), *tests[:1]))
        case syntax.MemberOf(of=of, where=where):
            name = of.name.text if isinstance(of, nodes.Reference) else "this program"
            return " ".join((f"in {name}", *map(_compared, where[:1])))
        case syntax.Everyone():
            return "everyone"
        case syntax.And(parts=parts):
            return " and ".join(map(_joined, parts))
        case syntax.Or(parts=parts):
            return " or ".join(map(_joined, parts))
        case syntax.Not(part=part):
            return f"not {_joined(part)}"
        case syntax.Group(part=part):
            return _joined(part)
        case syntax.Block(kind=kind, parts=parts):
            word = " and " if kind is syntax.BlockKind.ALL else " or "
            inner = word.join(map(_joined, parts)) or str(kind)
            return f"not {inner}" if kind is syntax.BlockKind.NONE else inner
        case nodes.Hole():
            return ""
        case _:
            assert_never(condition)


def _compared(node: syntax.Comparison) -> str:
    match node:
        case syntax.Comparison(
            subject=nodes.FieldName() as field,
            operator=syntax.Operator.IS,
            operands=(nodes.Boolean(value=value),),
        ):
            return _field(field) if value else f"not {_field(field)}"
        case syntax.Comparison(subject=subject, operator=operator, operands=operands):
            left = _token(subject) if isinstance(subject, nodes.Token) else _field(subject)
            word = _WORDS.get(operator, operator.value)
            join = " and " if operator in (_OPERATOR.BETWEEN, _OPERATOR.NOT_BETWEEN) else " "
            right = join.join(map(_value, operands))
            return " ".join(part for part in (left, word, right) if part)


def _field(field: nodes.FieldName) -> str:
    return f"{field.owner} {_plain(field.name)}".lstrip()


def _plain(name: nodes.Name) -> str:
    return name.text.replace("_", " ")


def _token(token: nodes.Token) -> str:
    return token.name.replace("_", " ")


def _value(value: nodes.Value | nodes.Duration) -> str:
    match value:
        case nodes.Text(value=text):
            return text
        case nodes.Number(value=number):
            return str(number)
        case nodes.Boolean(value=truth):
            return str(truth).lower()
        case nodes.Date(value=moment):
            return moment.isoformat()
        case nodes.Datetime(value=moment):
            return moment.isoformat(timespec="minutes")
        case nodes.Time(value=moment):
            return moment.isoformat(timespec="minutes")
        case nodes.Duration(count=count, unit=unit):
            return f"{count} {unit}{'' if count == 1 else 's'}"
        case nodes.Token():
            return _token(value)
        case nodes.Template(parts=parts):
            return "".join(part if isinstance(part, str) else _token(part) for part in parts)
        case nodes.Shifted(base=base, sign=sign, duration=duration):
            return f"{_value(base)} {'plus' if sign > 0 else 'minus'} {_value(duration)}"
        case nodes.ListOf(values=values):
            more = ["…"] if len(values) > _MOST_VALUES else []
            return " or ".join([*map(_value, values[:_MOST_VALUES]), *more])
        case nodes.Hole() | nodes.BareName():
            return ""
        case _:
            assert_never(value)
