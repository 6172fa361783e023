"""The steps that change lists and statuses, for everybody (language.md 6).

Floor 4.
"""

from cdsl.batch.building import both, case, certain, either, is_missing, opposite, same
from cdsl.batch.conversions import converted
from cdsl.batch.kinds import literal
from cdsl.batch.place import Place
from cdsl.batch.standing import Known, SetField, Varying, as_expression
from cdsl.batch.tree import FALSE, TRUE, Call, Expression, Kind, Operation
from cdsl.batch.values import statuses, value_of
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import AddToList, RemoveFromList, SetStatus
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type


def add_to_list(step: AddToList, who: Expression, place: Place) -> None:
    """`add to list "L"`; who is on it already stays, unrecorded."""
    on = place.standing.on_list(step.list)
    added = place.define("added", step.path, both(who, opposite(on)))
    place.standing.lists[step.list] = place.define("on list", step.path, either(on, added))
    place.leave(added, "add_to_list", step.path, {"list": Known(step.list.name, Type.TEXT)})
    place.count("add to list", step.path, who)


def remove_from_list(step: RemoveFromList, who: Expression, place: Place) -> None:
    """`remove from list "L"`; who is not on it stays off, unrecorded."""
    on = place.standing.on_list(step.list)
    removed = place.define("removed", step.path, both(who, on))
    still = place.define("on list", step.path, both(on, opposite(removed)))
    place.standing.lists[step.list] = still
    place.leave(removed, "remove_from_list", step.path, {"list": Known(step.list.name, Type.TEXT)})
    place.count("remove from list", step.path, who)


def set_status(step: SetStatus, who: Expression, place: Place) -> None:
    """`set status`; towards an earlier rank only with `even back`."""
    standing, program = place.standing, step.program
    known = statuses(program, standing)
    new = next((one for one in known if one.name == step.status), None)
    if new is None:
        place.skip("set status", step.path, who, (("value_not_allowed", TRUE),))
        return
    old = standing.status(program)
    wanted = literal(new.name, Kind.TEXT)
    later = tuple(literal(one.name, Kind.TEXT) for one in known if one.rank > new.rank)
    is_back: Expression = FALSE
    if later and not step.even_back:
        is_back = certain(Call(Operation.ONE_OF, (old, *later), Kind.BOOLEAN))
    left = place.skip("set status", step.path, who, (("earlier_status", is_back),))
    changed = place.define("new status", step.path, both(left, opposite(same(old, wanted))))
    place.leave(
        changed,
        "change_status",
        step.path,
        {
            "program": Known(program.name, Type.TEXT),
            "new_status": Known(new.name, Type.TEXT),
            "old_status": Varying(old, Type.TEXT),
            "success": Known(new.success, Type.BOOLEAN),
        },
    )
    made = place.define("new member", step.path, both(changed, is_missing(old)))
    # The defaults are worked out while the person is no member yet.
    given = _defaults(program, place)
    after = place.define("status after", step.path, case((changed, wanted), otherwise=old))
    standing.statuses[program] = after
    for one, value in given:
        gets = both(made, opposite(is_missing(value)))
        before = standing.member_field(program, one)
        field_after = case((made, value), otherwise=before)
        standing.members[program, one.name] = place.define(
            f"{one.name} after", step.path, field_after
        )
        standing.changes.append(SetField(place.define("given", step.path, gets), one, program))


def _defaults(program: AssetKey, place: Place) -> tuple[tuple[Field, Expression], ...]:
    """The fields that a new member has from the start, unrecorded as a new person's are."""
    standing = place.standing
    found = []
    for one in standing.program.programs[program].member_fields.values():
        if one.default is not None:
            worth = value_of(one.default, place.scope, standing)
            fitting, _ = converted(worth, one.type, place.scope.zone, None)
            found.append((one, as_expression(fitting)))
    return tuple(found)
