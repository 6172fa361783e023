"""The steps that change lists and statuses (language.md 6).

Floor 4. Pure: effects, or a reason why there are none.
"""

from cdsl.interpreter.doing import NOTHING, Doing, Done, recorded, skip
from cdsl.interpreter.values import default_value, status_of
from cdsl.semantics import flow
from cdsl.semantics.assets import AssetKey
from cdsl.world.effects import AddToList, Effect, RemoveFromList, SetMemberField, SetMembership


def add_to_list(step: flow.AddToList, doing: Doing) -> Done:
    """`add to list "L"`; who is on it already stays, unrecorded."""
    person = doing.run.person
    if doing.environment.store.in_list(step.list, person):
        return NOTHING
    record = recorded(doing, "add_to_list", {"list": step.list.name})
    return Done((AddToList(person, step.list), record))


def remove_from_list(step: flow.RemoveFromList, doing: Doing) -> Done:
    """`remove from list "L"`; who is not on it stays off, unrecorded."""
    person = doing.run.person
    if not doing.environment.store.in_list(step.list, person):
        return NOTHING
    record = recorded(doing, "remove_from_list", {"list": step.list.name})
    return Done((RemoveFromList(person, step.list), record))


def set_status(step: flow.SetStatus, doing: Doing) -> Done:
    """`set status`; towards an earlier rank only with `even back`.

    A run may be older than the channel, and know a status that this one has no longer.
    """
    program = doing.environment.program
    person = doing.run.person
    new = status_of(program, step.program, step.status)
    if new is None:
        return skip(doing, "value_not_allowed")
    membership = doing.environment.store.membership(step.program, person)
    old = None if membership is None else membership.status
    if old == new.name:
        return NOTHING
    before = None if old is None else status_of(program, step.program, old)
    if before is not None and new.rank < before.rank and not step.even_back:
        return skip(doing, "earlier_status")
    record = recorded(
        doing,
        "change_status",
        {
            "program": step.program.name,
            "new_status": new.name,
            "old_status": old,
            "success": new.success,
        },
    )
    made = _defaults(step.program, doing) if membership is None else ()
    return Done((SetMembership(person, step.program, new.name), *made, record))


def _defaults(program: AssetKey, doing: Doing) -> tuple[Effect, ...]:
    """The fields that a new member has from the start, unrecorded as a new person's are."""
    fields = doing.environment.program.programs[program].member_fields.values()
    return tuple(
        SetMemberField(doing.run.person, program, field.name, value)
        for field in fields
        if field.default is not None and (value := default_value(field.default)) is not None
    )
