"""What keeps somebody out of a campaign and what would let them in, as JSON (docs/trace.md).

Floor 6. Pure. The names of members are a contract, as those of a trace are. What people read stands
beside it as `text`: `cdsl.tools.whynot.prompt`.
"""

from datetime import tzinfo
from typing import assert_never

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.doing import FLOW
from cdsl.runtime.records import API
from cdsl.runtime.tally import rule_text
from cdsl.tools.spelling import condition, expression
from cdsl.tools.trace.effects import attributes_document
from cdsl.tools.trace.event import Json, instant
from cdsl.tools.trace.trees import value_document
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
from cdsl.tools.whynot.prompt import Prompt, firing_sentence, sentence
from cdsl.tools.whynot.reasons import (
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
from cdsl.tools.whynot.sentences import reason_lines


def reasons_document(found: WhyNot | None, prompt: Prompt | None) -> list[Json]:
    """Everything that keeps the person out; nothing where nothing is asked."""
    if found is None or prompt is None:
        return []
    return [
        {**_reason(reason, prompt), "text": list(reason_lines(reason, prompt))}
        for reason in found.reasons
    ]


def _reason(reason: Reason, prompt: Prompt) -> dict[str, Json]:
    match reason:
        case Refused(diagnostic=diagnostic):
            return {"kind": "refused", "code": diagnostic.code, "message": diagnostic.message}
        case NotInSmartList(sets=sets):
            return {"kind": "not in smart list", "missing": _sets(sets, prompt)}
        case InvalidSmartList():
            return {"kind": "hole in smart list"}
        case EnteredBefore(rule=rule, at=at, again=again):
            return {
                "kind": "entered before",
                "rule": rule_text(rule),
                "at": instant(at),
                "again": None if again is None else instant(again),
            }
        case Inactive():
            return {"kind": "inactive"}
        case NotFired(lines=lines):
            return {"kind": "not fired", "lines": [_line(line, prompt) for line in lines]}
        case NotExecuted(workspace=workspace):
            return {"kind": "not executed", "workspace": workspace}
        case _:
            assert_never(reason)


def _line(line: OnLine, prompt: Prompt) -> dict[str, Json]:
    trigger = line.trigger
    reaches = trigger.reaches
    return {
        "activity": trigger.activity.name,
        "where": [condition(part, prompt.zone, prompt.program) for part in trigger.where],
        "reaches": None if reaches is None else expression(reaches.value, prompt.zone),
        "missing": _sets(line.sets, prompt),
        "never": None if line.never is None else _never(line.never, prompt),
    }


def _sets(sets: tuple[tuple[Unmet, ...], ...], prompt: Prompt) -> list[Json]:
    """Sets of conditions of which one must come true."""
    return [[_unmet(one, prompt) for one in some] for some in sets]


def _unmet(one: Unmet, prompt: Prompt) -> dict[str, Json]:
    return {
        "condition": condition(one.condition, prompt.zone, prompt.program),
        "inside": [key.joined for key in one.inside],
    }


def ways_document(found: WhyNot | None, prompt: Prompt | None) -> dict[str, Json]:
    """The ways in, why there is none, and whether the search was given up."""
    if found is None or prompt is None or not found.reasons:
        return {"ways": [], "never": None, "gave_up": False}
    ways = [way for way in found.ways if way.edits or found.is_enough]
    return {
        "ways": [_way(way, found, prompt) for way in ways],
        "never": None if found.never is None else _never(found.never, prompt),
        "gave_up": not found.is_whole,
    }


def _way(way: Way, found: WhyNot, prompt: Prompt) -> dict[str, Json]:
    return {
        "edits": [_edit(edit, prompt) for edit in way.edits],
        "then": _then(found, prompt),
        "enters": way.enters_now if found.is_enough else None,
        "fires": [key.joined for key in way.fired],
        "undone_by": [key.joined for key in way.undone_by],
        "needs_log": not way.is_as_before,
    }


def _never(never: Never, prompt: Prompt) -> dict[str, Json]:
    conditions: list[Json] = [_unmet(one, prompt) for one in never.conditions]
    return {"because": str(never.because), "conditions": conditions}


def _then(found: WhyNot, prompt: Prompt) -> dict[str, Json] | None:
    """What fires the campaign: a request as one makes it, a change as one, else what is done."""
    if found.event is None:
        return None
    text = firing_sentence(found, found.event, prompt)
    for source in (FLOW, API):
        if found.event.activity.name == REQUEST and found.event.values == requested(
            found.campaign, source
        ):
            name = found.campaign.joined
            return {"kind": "request campaign", "campaign": name, "source": source, "text": text}
    return {**_members(found.change or found.event, prompt.zone), "text": text}


def _edit(edit: Edit, prompt: Prompt) -> dict[str, Json]:
    return {**_members(edit, prompt.zone), "text": sentence(edit, prompt)}


def _members(edit: Edit, zone: tzinfo) -> dict[str, Json]:
    """What is done to whom or what; values as in a trace, instants in UTC."""
    match edit:
        case SetPersonField(field=field, value=value, from_outside=from_outside):
            shown = value_document(value, field.type, zone)
            return {
                "kind": "change field",
                "field": field.name,
                "value": shown,
                "from_outside": from_outside,
            }
        case SetCompanyField(field=field, value=value):
            shown = value_document(value, field.type, zone)
            return {"kind": "change company field", "field": field.name, "value": shown}
        case SetMemberField(program=program, field=field, value=value):
            return {
                "kind": "change member field",
                "program": program.joined,
                "field": field.name,
                "value": value_document(value, field.type, zone),
            }
        case JoinList(list=key):
            return {"kind": "add to list", "list": key.joined}
        case LeaveList(list=key):
            return {"kind": "remove from list", "list": key.joined}
        case BecomeMember(program=program, status=status, fields=fields):
            return {
                "kind": "become member",
                "program": program.joined,
                "status": status,
                "fields": {
                    field.name: value_document(value, field.type, zone) for field, value in fields
                },
            }
        case SetMemberStatus(program=program, status=status, even_back=even_back):
            return {
                "kind": "set status",
                "program": program.joined,
                "status": status,
                "even_back": even_back,
            }
        case LeaveProgram(program=program):
            return {"kind": "leave program", "program": program.joined}
        case Do(activity=activity, values=values, at=at, times=times):
            return {
                "kind": "activity",
                "activity": activity.name,
                "attributes": attributes_document(activity, values, zone),
                "at": instant(at),
                "times": times,
            }
        case EnterCampaign(campaign=campaign, at=at):
            return {"kind": "enter campaign", "campaign": campaign.joined, "at": instant(at)}
        case Forget(activity=activity, records=records):
            return {
                "kind": "not done",
                "activity": activity.name,
                "records": [
                    {
                        "attributes": attributes_document(activity, record.values, zone),
                        "at": instant(record.at),
                    }
                    for record in records
                ],
            }
        case NotEntered(campaign=campaign):
            return {"kind": "not entered", "campaign": campaign.joined}
        case _:
            assert_never(edit)
