"""What came of a session for somebody, as what a test expects of them.

Floor 7. Everything that differs and that a condition can tell: fields, lists, memberships, entries,
and what flows left in the log. What came from outside stands among the deeds of the test. Of whom
nothing differs, it is expected that they stay out of the campaigns that did not take them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from cdsl.api.prompt.sitting import Sitting
from cdsl.semantics.conditions import AttributeOf, Compare, Condition, Did, Operator
from cdsl.semantics.expressions import Constant, Literal
from cdsl.semantics.schema import Activity, Attribute
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.tools.spelling import condition, reference, value
from cdsl.tools.trace.event import Kind
from cdsl.world.difference import PersonDifference
from cdsl.world.effects import ActivityRecord
from cdsl.world.folding import fold

_LEFT_OUT: Final = frozenset(
    {"step", "parent", "parent_tokens", "source", "change", "new_value", "old_value", "old_status"}
)
"""Attributes that a test does not name: where in a flow it was, which a step more before it would
move; who caused it, which is another one for a typed step; values, which the field itself has."""
_NOWHERE: Final = Span(0, 0)


def expected(sitting: Sitting, person: str, one: PersonDifference | None) -> tuple[str, ...]:
    """What came of the session for somebody, each as an `expect`; `one` is what differs, if any."""
    conditions: list[str] = []
    if one is not None and not one.is_there:
        conditions = ["did delete_person"]
    elif one is not None:
        conditions = [*_stands(sitting, one), *_left(sitting, one)]
    found = conditions or _stays_out(sitting, person)
    return tuple(f"expect {quoted(person)}: {each}" for each in found)


def _stands(sitting: Sitting, one: PersonDifference) -> Iterator[str]:
    """Fields, lists, memberships and entries."""
    program, zone = sitting.program, sitting.zone
    for change in one.fields:
        name = change.field.name
        if change.now is None:
            yield f"{name} is empty"
        else:
            yield f"{name} is {value(change.now, change.field.type, zone)}"
    for key in one.joined:
        yield f"member of list {reference(key, program.lists)}"
    for key in one.left:
        yield f"not member of list {reference(key, program.lists)}"
    for key, member in one.memberships.items():
        named = f"member of program {reference(key, program.programs)}"
        if member.now is None:
            yield f"not {named}"
            continue
        fields = program.programs[key].member_fields
        cells = "".join(
            f", {name} is {value(seen, fields[name].type, zone)}"
            for name, seen in member.now.fields.items()
        )
        yield f"{named} where status is {quoted(member.now.status)}{cells}"
    for key in one.entries:
        if key in program.campaigns:
            yield f"member of campaign {reference(key, program.campaigns)}"


def _stays_out(sitting: Sitting, person: str) -> Iterator[str]:
    """The campaigns that have judged somebody in the session, and that they have never entered."""
    told = [deed.told[person] for deed in sitting.deeds() if deed.scripted and person in deed.told]
    judged = {
        event.campaign
        for one in told
        for event in one.events
        if event.kind in (Kind.CONDITION, Kind.REFUSED)
    }
    for key in sitting.program.campaigns:
        if key.joined in judged and sitting.world.store.entered(key, person) is None:
            yield f"not member of campaign {reference(key, sitting.program.campaigns)}"


def _left(sitting: Sitting, one: PersonDifference) -> Iterator[str]:
    """What flows left in the log: how often each, and that there is no more of its kind."""
    from_flows = [record for record in one.recorded if record.campaign is not None]
    for activity in dict.fromkeys(record.activity for record in from_flows):
        every = sitting.world.store.activities(one.person, activity.name)
        times = Counter(map(_likeness, every))
        alike = {_likeness(record): record for record in from_flows if record.activity == activity}
        for likeness, record in alike.items():
            where = tuple(_where(record))
            yield condition(Did(activity, where, times[likeness], None, _NOWHERE), sitting.zone)
        most = len(every) + _requests(sitting, one.person, activity)
        yield f"not {condition(Did(activity, (), most + 1, None, _NOWHERE), sitting.zone)}"


def _told(record: ActivityRecord) -> Iterator[tuple[Attribute, Literal]]:
    """The attributes that a test names; the reason of a change is its step, and left out too."""
    attributes = record.activity.attributes
    is_change = any(attribute.name == "new_value" for attribute in attributes)
    for attribute, seen in zip(attributes, record.values, strict=False):
        is_named = attribute.name not in _LEFT_OUT and not (
            is_change and attribute.name == "reason"
        )
        if seen is not None and is_named:
            yield attribute, seen


def _where(record: ActivityRecord) -> Iterator[Condition]:
    for attribute, seen in _told(record):
        subject, constant = AttributeOf(attribute, attribute.type), Constant(seen, attribute.type)
        yield Compare(subject, Operator.IS, (constant,), attribute.type)


def _likeness(record: ActivityRecord) -> tuple[tuple[str, Literal], ...]:
    """What a record has in common with those that the same condition counts."""
    return tuple(
        (attribute.name, fold(seen) if isinstance(seen, str) else seen)
        for attribute, seen in _told(record)
    )


def _requests(sitting: Sitting, person: str, activity: Activity) -> int:
    """How many more of a kind a test leaves, in which each typed step is requested."""
    if activity.name != "request_campaign":
        return 0
    return sum(
        one.person == person and bool(one.scripted and one.scripted.steps)
        for one in sitting.deeds()
    )
