"""How conditions and values of the core tree are shown to people, in the language's own words.

Floor 6. For messages only: a condition is shown on one line, with names as they were declared. It
is no way back to the text that was written, which is the formatter's matter.
"""

from collections.abc import Iterable
from datetime import tzinfo
from types import MappingProxyType
from typing import Final, assert_never

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    AttributeOf,
    CompanyField,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    MemberField,
    MemberStatus,
    Not,
    Operator,
    PersonField,
    Subject,
    Window,
)
from cdsl.semantics.expressions import Constant, Expression, HoleValue, Joined, Shifted, Token
from cdsl.semantics.program import Program, TokenDefinition
from cdsl.semantics.time import Duration
from cdsl.semantics.tokens import Binding, FrameKind
from cdsl.semantics.types import Type
from cdsl.source.quoting import between_quotes, quoted
from cdsl.world.values import Value, text_of

_QUOTED_NAMES: Final = frozenset(
    {"all", "any", "none", "not", "and", "or", "in", "on", "if", "did", "everyone"}
)
"""Names that are quoted at the head of a condition (language.md 2)."""


def value(seen: Value, type: Type, zone: tzinfo) -> str:
    """A value as a literal, `empty` when there is none."""
    if seen is None:
        return "empty"
    text = text_of(seen, type, zone)
    return quoted(text) if isinstance(seen, str) else text


def word(text: str) -> str:
    """A text in quotes as one word of a command, where braces and ends of lines are themselves."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def reference(key: AssetKey, among: Iterable[AssetKey]) -> str:
    """An asset by its name, and by where it stands if others of its kind are called so."""
    alike = [one for one in among if one.name == key.name and one.workspace == key.workspace]
    if len(alike) <= 1:
        return quoted(key.name)
    holders = [
        f" in {'folder' if number in key.folders else 'program'} {quoted(name)}"
        for number, name in reversed(list(enumerate(key.path[:-1])))
    ]
    return f"{quoted(key.name)}{''.join(holders) or ' at top'}"


def expression(node: Expression, zone: tzinfo) -> str:
    """What stands on the right side of something."""
    match node:
        case Constant(value=constant, type=type):
            return value(constant, type, zone)
        case Token():
            return _token(node)
        case Joined(parts=parts):
            inner = (
                between_quotes(part) if isinstance(part, str) else _token(part) for part in parts
            )
            return f'"{"".join(inner)}"'
        case Shifted(base=base, sign=sign, duration=length):
            return f"{expression(base, zone)} {'+' if sign > 0 else '-'} {duration(length)}"
        case HoleValue():
            return "?"
        case _:
            assert_never(node)


def _token(token: Token) -> str:
    default = "" if token.default is None else f":default={token.default}"
    return f"{{{{{token.context}.{token.name}{default}}}}}"


def duration(length: Duration) -> str:
    """`3 days`."""
    return f"{length.count} {length.unit}{'' if length.count == 1 else 's'}"


def times(count: int) -> str:
    """`3 times`."""
    return f"{count} time{'' if count == 1 else 's'}"


def frame(binding: Binding[TokenDefinition]) -> str:
    """The frame of a binding, as people call it: `program "Fair"`."""
    kind, owner = binding.frame.kind, binding.frame.owner
    return str(kind) if kind is FrameKind.PASSED else f"{kind} {quoted(owner)}"


def subject(node: Subject, zone: tzinfo) -> str:
    """What stands on the left side of a comparison."""
    match node:
        case PersonField(field=field):
            return _head(field.name)
        case CompanyField(field=field):
            return f"company.{field.name}"
        case MemberField(field=field):
            return f"member.{field.name}"
        case MemberStatus():
            return "member.status"
        case AttributeOf(attribute=attribute):
            return _head(attribute.name)
        case Token() | Constant():
            return expression(node, zone)
        case _:
            assert_never(node)


def _head(name: str) -> str:
    return f'"{name}"' if name in _QUOTED_NAMES else name


def condition(node: Condition, zone: tzinfo, among: Program | None = None) -> str:
    """A condition on one line; assets by where they stand too, if `among` others are called so."""
    match node:
        case Compare():
            return _compare(node, zone, negative=False)
        case Did():
            return _did(node, zone, among)
        case InList(list=key):
            return f"member of list {reference(key, among.lists if among else ())}"
        case InSmartList(smart_list=key):
            return f"member of smart list {reference(key, among.smart_lists if among else ())}"
        case InProgram(program=key, where=where):
            named = reference(key, among.programs if among else ())
            return f"member of program {named}{_where(where, zone, among)}"
        case EnteredCampaign(campaign=key):
            return f"member of campaign {reference(key, among.campaigns if among else ())}"
        case Everyone():
            return "everyone"
        case AllOf(parts=parts):
            return _block("all", parts, zone, among)
        case AnyOf(parts=parts):
            return _block("any", parts, zone, among)
        case Not(part=part):
            return _not(part, zone, among)
        case HoleCondition():
            return "?"
        case _:
            assert_never(node)


def _block(word: str, parts: tuple[Condition, ...], zone: tzinfo, among: Program | None) -> str:
    inner = "  ".join(condition(part, zone, among) for part in parts)
    return f"{word} {{ {inner} }}" if inner else f"{word} {{ }}"


def _not(part: Condition, zone: tzinfo, among: Program | None) -> str:
    match part:
        case Compare(operator=operator) if operator in _NEGATIVE:
            return _compare(part, zone, negative=True)
        case AnyOf(parts=parts):
            return _block("none", parts, zone, among)
        case Compare() | AllOf() | Not():
            return f"not ({condition(part, zone, among)})"
        case (
            Did()
            | InList()
            | InSmartList()
            | InProgram()
            | EnteredCampaign()
            | Everyone()
            | HoleCondition()
        ):
            return f"not {condition(part, zone, among)}"
        case _:
            assert_never(part)


_NEGATIVE: Final = MappingProxyType(
    {
        Operator.IS: "is not",
        Operator.IS_EMPTY: "is not empty",
        Operator.STARTS_WITH: "not starts with",
        Operator.CONTAINS: "not contains",
    }
)
"""The operators that have a negative form."""


def _compare(node: Compare, zone: tzinfo, negative: bool) -> str:
    left = subject(node.subject, zone)
    word = _NEGATIVE[node.operator] if negative else node.operator.value
    if node.duration is not None:
        return f"{left} {word} {duration(node.duration)}"
    if node.frame is not None:
        return f'{left} {word} "{node.frame}"'
    right = [expression(operand, zone) for operand in node.operands]
    match right:
        case []:
            return f"{left} {word}"
        case [one]:
            return f"{left} {word} {one}"
        case [low, high] if node.operator is Operator.BETWEEN:
            return f"{left} {word} {low} and {high}"
        case _:
            if node.operator is Operator.IS:
                word = "not in" if negative else "in"
            return f"{left} {word} [{', '.join(right)}]"


def _did(node: Did, zone: tzinfo, among: Program | None) -> str:
    often = "" if node.at_least == 1 else f" at least {times(node.at_least)}"
    window = "" if node.window is None else f" {_window(node.window, zone)}"
    return f"did {node.activity.name}{_where(node.where, zone, among)}{often}{window}"


def _where(where: tuple[Condition, ...], zone: tzinfo, among: Program | None) -> str:
    return f" where {', '.join(condition(part, zone, among) for part in where)}" if where else ""


def _window(window: Window, zone: tzinfo) -> str:
    if window.duration is not None:
        return f"{window.kind} {duration(window.duration)}"
    if window.frame is not None:
        return f'{window.kind} "{window.frame}"'
    right = (expression(operand, zone) for operand in window.operands)
    return f"{window.kind} {' and '.join(right)}"
