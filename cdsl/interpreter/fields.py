"""The steps that change fields (language.md 6 and 10).

Floor 4. Pure: a change is effects, or a reason why there is none.
"""

import math
from decimal import Decimal

from cdsl.interpreter.compare import compare
from cdsl.interpreter.doing import FLOW, NOTHING, Doing, Done, reason_of, recorded, skip
from cdsl.interpreter.evaluate import subject_value
from cdsl.interpreter.values import type_of, value_of
from cdsl.semantics.conditions import Compare, MemberField, Operator, PersonField
from cdsl.semantics.flow import ChangeBy, ChangeField, ClearField, MapField, Target
from cdsl.semantics.numbers import CURRENCY_LIMIT, WHOLE_NUMBERS
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.world.effects import Effect, Record, SetField, SetMemberField
from cdsl.world.values import Unreadable, Value, convert


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a field does not take a value: a reason of `step_skipped`."""

    reason: str


def change_field(step: ChangeField, doing: Doing) -> Done:
    """`change F to V`; an empty value clears."""
    return _set(step.target, value_of(step.value, doing.view), step.type, doing)


def clear_field(step: ClearField, doing: Doing) -> Done:
    """`clear F`."""
    return _set(step.target, None, step.target.field.type, doing)


def change_by(step: ChangeBy, doing: Doing) -> Done:
    """`change F by N`; an empty field counts as 0, an empty amount changes nothing."""
    field = step.target.field
    zone = doing.view.scene.zone
    amount = convert(value_of(step.amount, doing.view), step.type, field.type, zone)
    if isinstance(amount, Unreadable):
        return skip(doing, reason_for(amount))
    if amount is None:
        return NOTHING
    total = _sum(subject_value(step.target, field.type, doing.view), amount)
    if total is None:
        return skip(doing, "out_of_range")
    return _set(step.target, total, field.type, doing)


def map_field(step: MapField, doing: Doing) -> Done:
    """`map F to G`; the first entry that matches wins, and an empty source matches none."""
    view = doing.view
    type = step.source.field.type
    source = subject_value(step.source, type, view)
    chosen = step.otherwise
    if source is not None:
        for entry in step.entries:
            node = Compare(step.source, Operator.IS, entry.sources, type)
            values = tuple(value_of(one, view) for one in entry.sources)
            if compare(node, source, values, view.scene.now, view.scene.zone):
                chosen = entry.target
                break
    if chosen is None:
        return NOTHING
    return _set(step.target, value_of(chosen, view), type_of(chosen), doing)


def _set(target: Target, value: Value, type: Type, doing: Doing) -> Done:
    outcome = write(target, value, type, doing)
    return skip(doing, outcome.reason) if isinstance(outcome, Refused) else Done(outcome)


def write(target: Target, value: Value, type: Type, doing: Doing) -> tuple[Effect, ...] | Refused:
    """The effects of giving a field a value of a type: none when nothing really differs.

    Equality is exact: case and accents count (language.md 10).
    """
    field = target.field
    fitting = convert(value, type, field.type, doing.view.scene.zone)
    if isinstance(fitting, Unreadable):
        return Refused(reason_for(fitting))
    if fitting is not None and field.values and fitting not in field.values:
        return Refused("value_not_allowed")
    if isinstance(target, MemberField):
        store = doing.environment.store
        if store.membership(target.program, doing.run.person) is None:
            return Refused("not_member")
    old = subject_value(target, field.type, doing.view)
    if old == fitting:
        return ()
    if field.type is Type.SCORE and _whole(fitting) - _whole(old) not in WHOLE_NUMBERS:
        return Refused("out_of_range")
    person = doing.run.person
    if isinstance(target, MemberField):
        return (
            SetMemberField(person, target.program, field.name, fitting),
            _member_change(target, old, fitting, doing),
        )
    return (SetField(person, field.column, fitting), _change(target, old, fitting, doing))


def _change(target: PersonField, old: Value, new: Value, doing: Doing) -> Record:
    field = target.field
    values: dict[str, Value] = {"new_value": new, "old_value": old, "reason": reason_of(doing)}
    if field.type is Type.SCORE:
        change = _whole(new) - _whole(old)
        return recorded(doing, "change_score", {"score": field.name, "change": change, **values})
    return recorded(doing, "change_data_value", {"attribute": field.name, "source": FLOW, **values})


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _member_change(target: MemberField, old: Value, new: Value, doing: Doing) -> Record:
    return recorded(
        doing,
        "change_program_member_data",
        {
            "program": target.program.name,
            "attribute": target.field.name,
            "new_value": new,
            "old_value": old,
        },
    )


def reason_for(unreadable: Unreadable) -> str:
    """The reason of `step_skipped` for a value that a type cannot hold."""
    return "out_of_range" if unreadable.out_of_range else "value_not_allowed"


def _sum(old: Value, amount: Value) -> Value:
    """The sum of two numbers of one type; None when the type does not hold it."""
    match old, amount:
        case None, _:
            return amount
        case int(), int():
            whole = old + amount
            return whole if whole in WHOLE_NUMBERS else None
        case Decimal(), Decimal():
            exact = old + amount
            return exact if -CURRENCY_LIMIT < exact < CURRENCY_LIMIT else None
        case float(), float():
            total = old + amount
            return total + 0.0 if math.isfinite(total) else None
        case _:
            raise AssertionError((old, amount))
