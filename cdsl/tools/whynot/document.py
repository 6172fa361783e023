"""What would let somebody into a campaign, as JSON (docs/trace.md).

Floor 6. Pure. The names of members are a contract, as those of a trace are. What people read stands
beside it as `text`: `cdsl.tools.whynot.prompt`.
"""

from datetime import tzinfo
from typing import assert_never

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.doing import FLOW
from cdsl.runtime.records import API
from cdsl.tools.spelling import condition
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
from cdsl.tools.whynot.reasons import Never, Way, WhyNot
from cdsl.tools.whynot.recorded import requested


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
        "needs_log": not way.is_as_before,
    }


def _never(never: Never, prompt: Prompt) -> dict[str, Json]:
    conditions: list[Json] = [
        {
            "condition": condition(one.condition, prompt.zone, prompt.program),
            "inside": [key.joined for key in one.inside],
        }
        for one in never.conditions
    ]
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
