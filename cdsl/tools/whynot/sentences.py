"""Reasons and edits in the language's own words.

Floor 6. For people only; one line each, without the end of a sentence.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Final, assert_never

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.doing import FLOW
from cdsl.runtime.records import API
from cdsl.runtime.tally import rule_text
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Trigger
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import NUMBER_LIKE, Type
from cdsl.tools import spelling
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
from cdsl.tools.whynot.reasons import (
    Because,
    EnteredBefore,
    Inactive,
    InvalidSmartList,
    Never,
    NotExecuted,
    NotFired,
    NotInSmartList,
    OnLine,
    Reason,
    Refused,
    Unmet,
    Way,
    WhyNot,
)
from cdsl.tools.whynot.recorded import requested
from cdsl.world.values import Value

_MOST_RECORDS: Final = 3
"""Activities that are named of those that should not have been done."""


def lines_of(found: WhyNot, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """The whole answer, as lines."""
    return tuple(_lines(found, now, zone))


def _lines(found: WhyNot, now: datetime, zone: tzinfo) -> Iterator[str]:
    name = f'"{found.person}"'
    if found.occasion is not None:
        deed = _deed(found.occasion.activity, found.occasion.values, zone)
        yield f"if this came now: {deed}"
    if not found.reasons:
        yield f'{name} enters "{found.campaign.name}"'
    else:
        yield f'{name} does not enter "{found.campaign.name}"'
    for reason in found.reasons:
        yield from (f"  {line}" for line in reason_lines(reason, now, zone))
    yield from way_lines(found, now, zone)


def way_lines(found: WhyNot, now: datetime, zone: tzinfo) -> Iterator[str]:
    """What would let somebody in, or at least put them on the smart list."""
    ways = [way for way in found.ways if way.edits]
    if not found.reasons and found.event is not None:
        yield "what lets them in"
    elif ways or (found.is_enough and found.reasons):
        yield "what would change it" if found.is_enough else "what would change the smart list"
    for number, way in enumerate(ways, 1):
        for place, edit in enumerate(way.edits):
            yield f"  {f'{number}. ' if place == 0 else '   '}{sentence(edit, now, zone)}"
        yield from (f"     {line}" for line in _done_now(way))
    if found.event is not None and (ways or found.is_enough):
        yield f"  {'and then ' if ways else ''}{firing_sentence(found, found.event, now, zone)}"
    yield from (f"  {line}" for way in found.ways if not way.edits for line in _done_now(way))
    if not found.is_whole:
        more = "other ways, and shorter ones" if ways or found.is_enough else "one"
        yield f"the search was given up: there may be {more}"
    elif found.never is not None and found.never.because is Because.LINES:
        yield f"nothing would change it: {_never(found.never, zone)}"
    elif found.never is not None:
        yield f"nothing would change the smart list: {_never(found.never, zone)}"


def _done_now(way: Way) -> Iterator[str]:
    """What is to be known of a way before one does it."""
    if not way.enters_now:
        fires = ", ".join(f'"{key.name}"' for key in way.fired)
        fired = f": it fires {fires}" if fires else ""
        yield f"only if it had been so before; done now, it does not let them in{fired}"
    elif not way.is_as_before:
        yield "done now; what it leaves in the log is needed as well"


def _never(never: Never, zone: tzinfo) -> str:
    match never.because:
        case Because.CONTRARY:
            texts = [_set((one,), zone) for one in never.conditions]
            if len(texts) == 1:
                return f"nobody ever meets {texts[0]}"
            return f"{' and '.join(texts)} contradict each other"
        case Because.FIXED:
            texts = [_set((one,), zone) for one in never.conditions]
            verb = "is" if len(texts) == 1 else "are"
            return f"{' and '.join(texts)} {verb} not about the person"
        case Because.COMPANY:
            texts = [_set((one,), zone) for one in never.conditions]
            return f"no company meets {' and '.join(texts)}"
        case Because.HOLE:
            return "it has a hole"
        case Because.EVENT:
            return "what fires the campaign keeps it from holding"
        case Because.NOBODY:
            return "it holds of nobody"
        case Because.LINES:
            return "nothing matches any of its `on` lines"
        case Because.DELETED:
            return "whoever is deleted is gone"
        case Because.GIVEN_UP:
            return "nothing was found before the search was given up"
        case Because.NOTHING_FOUND:
            return "no value that was tried is enough"
        case _:
            assert_never(never.because)


def firing_sentence(found: WhyNot, event: Do, now: datetime, zone: tzinfo) -> str:
    """What has to happen: a request as one makes it, a change as one, else what the person does."""
    if event.activity.name == REQUEST:
        name = spelling.quoted(found.campaign.name)
        if event.values == requested(found.campaign, FLOW):
            return f"request campaign {name}"
        if event.values == requested(found.campaign, API):
            return f".request {name}"
    return sentence(found.change or event, now, zone)


def reason_lines(reason: Reason, now: datetime, zone: tzinfo) -> Iterator[str]:
    """A reason: its own line, then the details."""
    match reason:
        case Refused(diagnostic=diagnostic):
            yield f"{diagnostic.code}: {diagnostic.message}"
        case NotInSmartList(sets=sets):
            yield "the smart list does not hold; what is missing:"
            for one in sets:
                yield f"  {_set(one, zone) or 'it holds of nobody'}"
        case InvalidSmartList():
            yield "the smart list has a hole: it holds of nobody until the file is filled in"
        case EnteredBefore(rule=rule, at=at, again=again):
            when = "not enter again" if again is None else f"enter again at {_at(again, zone)}"
            yield f"qualify {rule_text(rule)}: entered at {_at(at, zone)}, may {when}"
        case Inactive():
            yield "the campaign is inactive: it takes no new entries"
        case NotFired(lines=lines):
            yield "nothing has fired it:" if lines else "nothing fires it: it has no `on` line"
            for line in lines:
                yield from (f"  {text}" for text in _on_line(line, now, zone))
        case NotExecuted(workspace=workspace):
            yield f'no campaign of workspace "{workspace}" executes it, and others may not'
        case _:
            assert_never(reason)


def _set(unmet: tuple[Unmet, ...], zone: tzinfo) -> str:
    """Leaves of which one must come true, each followed by the named smart lists it is in."""
    together = [
        (inside, ", or ".join(spelling.condition(one.condition, zone) for one in some))
        for inside, some in groupby(unmet, key=lambda one: one.inside)
    ]
    return ", or ".join(f"{text}{_inside(inside)}" for inside, text in together)


def _inside(lists: tuple[AssetKey, ...]) -> str:
    names = " in ".join(f'smart list "{key.name}"' for key in reversed(lists))
    return f" ({names})" if names else ""


def _on_line(line: OnLine, now: datetime, zone: tzinfo) -> Iterator[str]:
    yield _trigger(line.trigger, zone)
    for one in line.sets:
        if one:
            yield f"  not so: {_set(one, zone)}"
    if line.never is not None:
        is_certain = line.never.because is not Because.GIVEN_UP
        said = "nothing matches it" if is_certain else "nothing may match it"
        yield f"  {said}: {_never(line.never, zone)}"


def _trigger(trigger: Trigger, zone: tzinfo) -> str:
    tests = ", ".join(spelling.condition(part, zone) for part in trigger.where)
    where = f" where {tests}" if tests else ""
    reaches = trigger.reaches
    crossed = "" if reaches is None else f" reaches {spelling.expression(reaches.value, zone)}"
    return f"on {trigger.activity.name}{where}{crossed}"


# Edits --------------------------------------------------------------------------------------------


def sentence(edit: Edit, now: datetime, zone: tzinfo) -> str:
    """An edit as it can be typed at a prompt, or else what should be or have been."""
    match edit:
        case SetPersonField(field=field, value=value, from_outside=True):
            written = '""' if value is None else spelling.value(value, field.type, zone)
            return f".change {{ {field.name}: {written} }}"
        case SetPersonField(field=field, value=value):
            return _change(field.name, value, field.type, zone)
        case SetCompanyField(field=field, value=value):
            return _should_be(f"company.{field.name}", value, field.type, zone)
        case SetMemberField(program=program, field=field, value=value):
            name = f'member.{field.name} in program "{program.name}"'
            return _should_be(name, value, field.type, zone)
        case JoinList(list=key):
            return f'add to list "{key.name}"'
        case LeaveList(list=key):
            return f'remove from list "{key.name}"'
        case BecomeMember(program=program, status=status, fields=()):
            return f'set status "{status}" in program "{program.name}"'
        case BecomeMember(program=program, status=status, fields=fields):
            given = [
                f"{field.name} is {spelling.value(one, field.type, zone)}" for field, one in fields
            ]
            where = ", ".join((f'status is "{status}"', *given))
            return f'should be a member of program "{program.name}" where {where}'
        case SetMemberStatus(program=program, status=status, even_back=even_back):
            back = " even back" if even_back else ""
            return f'set status "{status}" in program "{program.name}"{back}'
        case LeaveProgram(program=program):
            return f'should not be a member of program "{program.name}"'
        case EnterCampaign(campaign=campaign, at=at):
            return f'should have entered campaign "{campaign.name}"{_when(at, now, zone)}'
        case Do(activity=activity, values=values, at=at, times=times):
            often = "" if times == 1 else f" {spelling.times(times)}"
            deed = f"{_deed(activity, values, zone)}{often}"
            when = _when(at, now, zone)
            return f"should have done: {deed}{when}" if when else f".event {deed}"
        case Forget():
            return f"should not have done: {_undone(edit, zone)}"
        case NotEntered(campaign=campaign):
            return f'should not have entered campaign "{campaign.name}"'
        case _:
            assert_never(edit)


def _change(name: str, value: Value, type: Type, zone: tzinfo) -> str:
    if value is None:
        return f"clear {name}"
    return f"change {name} to {spelling.value(value, type, zone)}"


def _should_be(name: str, value: Value, type: Type, zone: tzinfo) -> str:
    """A value that no step gives a field, in words that are none of the language's."""
    return f"{name} should be {'empty' if value is None else spelling.value(value, type, zone)}"


def _deed(activity: Activity, values: tuple[Value, ...], zone: tzinfo) -> str:
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
        f"{_deed(edit.activity, record.values, zone)} at {_at(record.at, zone)}"
        for record in edit.records
    ]
    together = [(text, len(list(same))) for text, same in groupby(texts)]
    shown = [
        text if count == 1 else f"{text} {spelling.times(count)}"
        for text, count in together[:_MOST_RECORDS]
    ]
    more = sum(count for _, count in together[_MOST_RECORDS:])
    return ", ".join([*shown, f"{more} more"] if more else shown)


def _when(at: datetime, now: datetime, zone: tzinfo) -> str:
    return "" if at == now else f" at {_at(at, zone)}"


def _at(at: datetime, zone: tzinfo) -> str:
    return spelling.value(at, Type.DATETIME, zone)
