"""Whom a condition means, in plain words: for people who plan campaigns and read no code.

Floor 6. Names are those that people see, the labels of fields and activities. A few conditions are
one sentence, more of them a Markdown list. What holds of an empty value as well says so.
"""

from collections.abc import Iterator
from typing import Final, assert_never

from cdsl.interpreter.calls import REQUEST
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
    WindowKind,
)
from cdsl.semantics.expressions import Constant, Token
from cdsl.semantics.program import Trigger
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.tools.normal_form import normal_form
from cdsl.tools.plain_activities import done
from cdsl.tools.plain_values import Zone, compared, length, value
from cdsl.tools.spelling import times

_Present = frozenset[Subject]
"""What is known not to be empty, as something beside it says so."""
_IN_A_SENTENCE: Final = 3
"""As many conditions as one reads without losing the thread."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """What is said of people: `whose` or `who` in a sentence, `their` or `they` in a list."""

    relative: str
    personal: str
    text: str

    @property
    def standing_alone(self) -> str:
        """What is said of people who were named before."""
        return f"{self.personal} {self.text}".lstrip()


@dataclass(frozen=True, slots=True)
class _Group:
    """Clauses of which all must be true, or one."""

    every: bool
    parts: "tuple[_Clause | _Group, ...]"


def people(condition: Condition, zone: Zone) -> str:
    """Whom a condition means: "people whose …", "everyone", "nobody"."""
    normal = normal_form(condition)
    if isinstance(normal, HoleCondition):
        return "nobody, as long as a part of it is `?`"
    said = _said(normal, frozenset(), zone)
    match said:
        case _Clause():
            return f"people {said.relative} {said.text}"
        case _Group(every, parts) if not parts:
            return "everyone" if every else "nobody"
        case _Group(every, parts):
            clauses = [f"{one.relative} {one.text}" for one in parts if isinstance(one, _Clause)]
            if len(clauses) == len(parts) <= _IN_A_SENTENCE:
                return f"people {_joined(clauses, 'and' if every else 'or')}"
            return "\n".join([f"people of whom {_heading(every)}", "", *_lines(said, 0)])
        case _:
            assert_never(said)


def happening(trigger: Trigger, zone: Zone) -> str:
    """What an `on` line waits for: "somebody has visited a web page where …"."""
    if trigger.activity.name == REQUEST:
        return "it is requested for somebody"
    reached = f" and it reaches {value(trigger.reaches.value, zone)}" if trigger.reaches else ""
    return f"somebody has {done(trigger.activity)}{_where(trigger.where, zone)}{reached}"


# Sentences and lists ------------------------------------------------------------------------------


def _heading(every: bool) -> str:
    return "all of this is true:" if every else "at least one of these is true:"


def _lines(group: _Group, depth: int) -> list[str]:
    """The parts of a group as an indented list."""
    lines = []
    for part in group.parts:
        if isinstance(part, _Clause):
            lines.append(f"{'  ' * depth}- {part.standing_alone}")
        else:
            lines.append(f"{'  ' * depth}- {_heading(part.every)}")
            lines += _lines(part, depth + 1)
    return lines


def _joined(texts: list[str], word: str) -> str:
    if len(texts) <= 2:
        return f" {word} ".join(texts)
    return f"{', '.join(texts[:-1])}, {word} {texts[-1]}"


# Conditions ---------------------------------------------------------------------------------------


def _said(condition: Condition, present: _Present, zone: Zone) -> _Clause | _Group:
    """What a condition in its normal form says of people."""
    match condition:
        case AllOf(parts=parts):
            present |= {subject for part in parts for subject in _presence(part)}
            return _Group(True, tuple(_said(part, present, zone) for part in parts))
        case AnyOf(parts=parts):
            return _Group(False, tuple(_said(part, present, zone) for part in parts))
        case Not(part=part):
            return _leaf(part, False, present, zone)
        case _:
            return _leaf(condition, True, present, zone)


def _presence(condition: Condition) -> Iterator[Subject]:
    """The subject that a condition says not to be empty, if that is what it says."""
    part = condition.part if isinstance(condition, Not) else None
    if isinstance(part, Compare) and part.operator is Operator.IS_EMPTY:
        yield part.subject


def _leaf(condition: Condition, positive: bool, present: _Present, zone: Zone) -> _Clause:
    are, have = ("are", "have") if positive else ("are not", "have not")
    match condition:
        case Compare():
            return _compare(condition, positive, present, zone)
        case Did(at_least=1):
            return _who(f"{have} {_did(condition, '', zone)}")
        case Did(at_least=count):
            often = f" {'at least' if positive else 'fewer than'} {times(count)}"
            return _who(f"have {_did(condition, often, zone)}")
        case InList(list=key):
            return _who(f"{are} members of the list {quoted(key.name)}")
        case InSmartList(smart_list=key):
            return _who(f"{are} in the smart list {quoted(key.name)}")
        case InProgram(program=key, where=where) if where and not positive:
            return _who(
                f"have no membership in the program {quoted(key.name)}{_where(where, zone)}"
            )
        case InProgram(program=key, where=where):
            return _who(f"{are} members of the program {quoted(key.name)}{_where(where, zone)}")
        case EnteredCampaign(campaign=key):
            return _who(f"{have} entered the campaign {quoted(key.name)}")
        case AllOf() | AnyOf() | Not() | Everyone() | HoleCondition():
            raise AssertionError(condition)
        case _:
            assert_never(condition)


def _who(text: str) -> _Clause:
    return _Clause("who", "they", text)


def _compare(node: Compare, positive: bool, present: _Present, zone: Zone) -> _Clause:
    asked = compared(node, positive, node.subject not in present, zone)
    match node.subject:
        case PersonField(field=field):
            return _whose(f"{field.label} {asked}")
        case CompanyField(field=field):
            return _whose(f"company's {field.label} {asked}")
        case MemberField(program=program, field=field):
            return _whose(f"{field.label} in the program {quoted(program.name)} {asked}")
        case MemberStatus(program=program):
            return _whose(f"status in the program {quoted(program.name)} {asked}")
        case AttributeOf() | Token() | Constant():
            return _Clause("for whom", "", f"{_name(node.subject, zone)} {asked}")
        case _:
            assert_never(node.subject)


def _whose(text: str) -> _Clause:
    return _Clause("whose", "their", text)


def _name(subject: Subject, zone: Zone) -> str:
    """What is compared, where it is clear whose it is."""
    match subject:
        case PersonField(field=field) | CompanyField(field=field) | MemberField(field=field):
            return field.label
        case MemberStatus():
            return "status"
        case AttributeOf(attribute=attribute):
            return attribute.label
        case Token() | Constant():
            return value(subject, zone)
        case _:
            assert_never(subject)


def _did(node: Did, often: str, zone: Zone) -> str:
    window = "" if node.window is None else f" {_window(node.window, zone)}"
    return f"{done(node.activity)}{often}{window}{_where(node.where, zone)}"


def _window(window: Window, zone: Zone) -> str:
    if window.duration is not None:
        return f"in the past {length(window.duration)}"
    if window.frame is not None:
        return str(window.frame)
    word = "between" if window.kind is WindowKind.BETWEEN else str(window.kind)
    return f"{word} {' and '.join(value(operand, zone) for operand in window.operands)}"


# What is asked of one activity or membership ------------------------------------------------------


def _where(where: tuple[Condition, ...], zone: Zone) -> str:
    present = frozenset(subject for part in where for subject in _presence(part))
    asked = [_asked(normal_form(part), present, zone) for part in where]
    return f" where {_joined(asked, 'and')}" if asked else ""


def _asked(condition: Condition, present: _Present, zone: Zone) -> str:
    """One comparison; nothing else stands there, but for what is still to be written."""
    match condition:
        case Compare(subject=subject):
            asked = compared(condition, True, subject not in present, zone)
            return f"{_name(subject, zone)} {asked}"
        case Not(part=Compare(subject=subject) as part):
            return f"{_name(subject, zone)} {compared(part, False, subject not in present, zone)}"
        case _:
            return "something that is still `?`"
