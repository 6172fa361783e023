"""An edit as it can be typed at a prompt, or else what should be or have been.

Floor 6. Pure. What is typed stands in one workspace, and reaches no list or program of another;
an asset is told apart from others of its name as far as that workspace needs it.
"""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Final, assert_never

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.doing import FLOW
from cdsl.runtime.records import API
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import NUMBER_LIKE, Type
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.tools import spelling
from cdsl.tools.asset_names import as_word
from cdsl.tools.prompt.typed import MOST_TIMES
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    EnterCampaign,
    Forget,
    JoinList,
    LeaveList,
    LeaveProgram,
    NotEntered,
    SetCompanyField,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.tools.whynot.reasons import WhyNot
from cdsl.tools.whynot.recorded import requested
from cdsl.world.values import Value

_MOST_RECORDS: Final = 3
"""Activities that are named of those that should not have been done."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Where something is typed: among what, in which workspace, at what time (`now` in UTC)."""

    program: Program
    workspace: str
    now: datetime
    zone: tzinfo


def firing_sentence(found: WhyNot, event: Do, prompt: Prompt) -> str:
    """What has to happen: a request as one makes it, a change as one, else what the person does."""
    key = found.campaign
    if event.activity.name == REQUEST:
        if event.values == requested(key, FLOW):
            name = _named(key, prompt.program.campaigns, prompt)
            is_near = key.workspace == prompt.workspace
            return f"{'' if is_near else 'a flow should '}request campaign {name}"
        if event.values == requested(key, API):
            return f".request {campaign_word(key, prompt.program)}"
    return sentence(found.change or event, prompt)


def campaign_word(key: AssetKey, program: Program) -> str:
    """A campaign as a command takes it: by its name, or by its path if others are called so."""
    return as_word("a campaign", program.campaigns, key)


def sentence(edit: Edit, prompt: Prompt) -> str:
    """An edit as it can be typed at a prompt, or else what should be or have been."""
    program, zone = prompt.program, prompt.zone
    match edit:
        case SetPersonField(field=field, value=value, from_outside=True):
            written = '""' if value is None else spelling.value(value, field.type, zone)
            return f".change {{ {field.name}: {written} }}"
        case SetPersonField(field=field, value=None):
            return f"clear {field.name}"
        case SetPersonField(field=field, value=value):
            return f"change {field.name} to {spelling.value(value, field.type, zone)}"
        case SetCompanyField(field=field, value=value):
            return _should_be(f"company.{field.name}", value, field.type, zone)
        case SetMemberField(program=key, field=field, value=value):
            name = f"member.{field.name} in program {_named(key, program.programs, prompt)}"
            return _should_be(name, value, field.type, zone)
        case JoinList(list=key):
            verb = "add to" if key.workspace == prompt.workspace else "should be on"
            return f"{verb} list {_named(key, program.lists, prompt)}"
        case LeaveList(list=key):
            verb = "remove from" if key.workspace == prompt.workspace else "should not be on"
            return f"{verb} list {_named(key, program.lists, prompt)}"
        case BecomeMember():
            return _membership(edit, prompt)
        case SetMemberStatus(program=key, status=status, even_back=even_back):
            named = _named(key, program.programs, prompt)
            if key.workspace != prompt.workspace:
                return f"member.status in program {named} should be {quoted(status)}"
            back = " even back" if even_back else ""
            return f"set status {quoted(status)} in program {named}{back}"
        case LeaveProgram(program=key):
            return f"should not be a member of program {_named(key, program.programs, prompt)}"
        case EnterCampaign(campaign=key, at=at):
            named = _named(key, program.campaigns, prompt)
            return f"should have entered campaign {named}{_when(at, prompt)}"
        case Do(activity=activity, values=values, at=at, times=times):
            often = "" if times == 1 else f" {spelling.times(times)}"
            deed = f"{deed_text(activity, values, zone)}{often}"
            if at == prompt.now and times <= MOST_TIMES:
                return f".event {deed}"
            return f"should have done: {deed}{_when(at, prompt)}"
        case Forget():
            return f"should not have done: {_undone(edit, zone)}"
        case NotEntered(campaign=key):
            named = _named(key, program.campaigns, prompt)
            return f"should not have entered campaign {named}"
        case _:
            assert_never(edit)


def _named(key: AssetKey, among: Iterable[AssetKey], prompt: Prompt) -> str:
    """An asset as a typed text names it, with the workspace of one that no such text reaches."""
    named = spelling.reference(key, among)
    if key.workspace == prompt.workspace:
        return named
    return f"{named} of workspace {quoted(key.workspace)}"


def _membership(edit: BecomeMember, prompt: Prompt) -> str:
    named = _named(edit.program, prompt.program.programs, prompt)
    status = quoted(edit.status)
    if not edit.fields and edit.program.workspace == prompt.workspace:
        return f"set status {status} in program {named}"
    given = [
        f"{field.name} is {spelling.value(one, field.type, prompt.zone)}"
        for field, one in edit.fields
    ]
    where = ", ".join((f"status is {status}", *given))
    return f"should be a member of program {named} where {where}"


def _should_be(name: str, value: Value, type: Type, zone: tzinfo) -> str:
    """A value that no step gives a field, in words that are none of the language's."""
    return f"{name} should be {'empty' if value is None else spelling.value(value, type, zone)}"


def deed_text(activity: Activity, values: tuple[Value, ...], zone: tzinfo) -> str:
    """What somebody does, as it stands behind `.event`."""
    given = [
        f"{attribute.name}: {spelling.value(value, _type(value, attribute.type), zone)}"
        for attribute, value in zip(activity.attributes, values, strict=False)
        if value is not None
    ]
    return f"{activity.name} {{ {'  '.join(given)} }}" if given else activity.name


def _type(value: Value, declared: Type) -> Type:
    """The type that a value is shown as: an attribute holds what the changed field holds."""
    return declared if isinstance(value, str) or declared in NUMBER_LIKE else Type.TEXT


def _undone(edit: Forget, zone: tzinfo) -> str:
    texts = [
        f"{deed_text(edit.activity, record.values, zone)} at {instant_text(record.at, zone)}"
        for record in edit.records
    ]
    together = [(text, len(list(same))) for text, same in groupby(texts)]
    shown = [
        text if count == 1 else f"{text} {spelling.times(count)}"
        for text, count in together[:_MOST_RECORDS]
    ]
    more = sum(count for _, count in together[_MOST_RECORDS:])
    return ", ".join([*shown, f"{more} more"] if more else shown)


def _when(at: datetime, prompt: Prompt) -> str:
    return "" if at == prompt.now else f" at {instant_text(at, prompt.zone)}"


def instant_text(at: datetime, zone: tzinfo) -> str:
    """An instant as a literal of a zone."""
    return spelling.value(at, Type.DATETIME, zone)
