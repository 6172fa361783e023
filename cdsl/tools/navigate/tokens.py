"""Tokens that could be written at a place, with the value that each has there.

Floor 6. What comes with the person or the event is unknown before a run; of the rest the value and
the frame that gives it are told.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.catalogue import OWN_TOKENS, SYSTEM_TOKENS
from cdsl.semantics.expressions import Context
from cdsl.semantics.program import TokenDefinition
from cdsl.semantics.tokens import Binding, canonical
from cdsl.tools.navigate.candidate import Candidate, Sort
from cdsl.tools.navigate.scope import Scope
from cdsl.tools.spelling import expression, frame

_CONTEXTS: Final = (
    (Context.MY, "tokens that are declared"),
    (Context.LEAD, "a field of the person"),
    (Context.COMPANY, "a field of the person's company"),
    (Context.MEMBER, "the person's membership in the program"),
    (Context.CAMPAIGN, "name, id and description of the campaign"),
    (Context.PROGRAM, "name, id and description of the program"),
    (Context.TRIGGER, "the activity that fired"),
    (Context.SYSTEM, "date and time, the link to unsubscribe"),
)


def contexts() -> Iterator[Candidate]:
    """What can stand before the dot."""
    for context, meaning in _CONTEXTS:
        yield Candidate(f"{context}.", Sort.TOKEN, meaning)


def tokens_of(context: str, scope: Scope) -> Iterator[Candidate]:
    """What can stand behind the dot of a context; nothing where there is no such context."""
    match canonical(context):
        case Context.MY:
            for found in scope.my_tokens():
                yield Candidate(found.value.label, Sort.TOKEN, told(found, scope))
        case Context.LEAD:
            for field in scope.schema.person.values():
                yield Candidate(field.label, Sort.TOKEN, f"{field.type} · {field.name}")
        case Context.COMPANY:
            for field in scope.schema.company.values():
                yield Candidate(field.label, Sort.TOKEN, f"{field.type} · {field.name}")
        case Context.MEMBER:
            yield Candidate("status", Sort.TOKEN, "text")
            yield Candidate("success", Sort.TOKEN, "boolean")
            program = scope.analysis.program.programs.get(scope.program) if scope.program else None
            for field in program.member_fields.values() if program is not None else ():
                yield Candidate(field.label, Sort.TOKEN, f"{field.type} · {field.name}")
        case Context.CAMPAIGN | Context.PROGRAM:
            for name, type in OWN_TOKENS.items():
                yield Candidate(name, Sort.TOKEN, type)
        case Context.SYSTEM:
            for name, type in SYSTEM_TOKENS.items():
                yield Candidate(name, Sort.TOKEN, type)
        case Context.TRIGGER:
            yield Candidate("trigger_name", Sort.TOKEN, "text")
            yield Candidate("name", Sort.TOKEN, "the primary attribute")
            yield from _attributes(scope)
        case _:
            return


def _attributes(scope: Scope) -> Iterator[Candidate]:
    """The attributes of the activities that can have fired: any, where another campaign decides."""
    campaign = scope.campaign
    program = scope.analysis.program
    triggers = program.campaigns[campaign.key].triggers if campaign is not None else ()
    activities = [trigger.activity for trigger in triggers] or scope.schema.activities.values()
    seen: set[str] = set()
    for activity in activities:
        for attribute in activity.attributes:
            if attribute.label not in seen:
                seen.add(attribute.label)
                yield Candidate(attribute.label, Sort.TOKEN, f"{attribute.type} · {activity.name}")


def told(found: Binding[TokenDefinition], scope: Scope) -> str:
    """A token's type, the value that it has, and the frame that gives it."""
    value = found.value.value
    shown = "empty" if value is None else expression(value, scope.zone)
    return f"{found.value.type} = {shown} · {frame(found)}"
