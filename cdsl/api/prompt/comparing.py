"""What differs since the mark, as a table: the clock, people, who waits, companies, rotations.

Floor 7. Looks only; whoever breaks it off leaves everything as it was.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cdsl.api.prompt.asking import QUESTION
from cdsl.api.prompt.looking import Table
from cdsl.api.prompt.sitting import Sitting
from cdsl.semantics.types import Type
from cdsl.source.quoting import quoted
from cdsl.tools.spelling import times, value
from cdsl.world.difference import CompanyDifference, PersonDifference
from cdsl.world.store import Membership
from cdsl.world.values import Value

_SHOWN: Final = 60
_PORTION: Final = 1_000
"""People whose differences are told between two words of progress."""
_Row = tuple[str, str, str, str]


def differences(sitting: Sitting) -> Table:
    """What differs since the mark, a line each; who is in focus comes first of all people.

    Raises BrokenOffError.
    """
    watch, mark = sitting.watch("telling"), sitting.mark
    found, waits = sitting.difference(mark), _waits(sitting)
    people = {one.person: one for one in found.people}
    every = sorted(dict.fromkeys((*people, *waits)), key=lambda one: one != sitting.focus)
    rows: list[_Row] = []
    then = mark.engine.environment.now
    if then != sitting.now:
        rows.append(("", "clock", _moment(then, sitting), _moment(sitting.now, sitting)))
    for number, person in enumerate(every):
        if number % _PORTION == 0:
            watch.go_on(number, len(every))
        if person in people:
            rows += _of_person(people[person], sitting)
        rows += waits.get(person, ())
    rows += (row for company in found.companies for row in _of_company(company, sitting))
    for (key, step), turns in found.turns.items():
        campaign, what = f"campaign {quoted(key.joined)}", f"turns of rotate {quoted(step)}"
        rows.append((campaign, what, str(turns.was or 0), str(turns.now or 0)))
    shown = tuple(rows[:_SHOWN])
    return Table("differences", ("who", "what", "was", "now"), shown, len(rows) - len(shown))


def _of_person(one: PersonDifference, sitting: Sitting) -> Iterator[_Row]:
    person, zone = one.person, sitting.zone
    if one.was_there and not one.is_there:
        yield person, "person", "there", "deleted"
        return
    for change in one.fields:
        field = change.field
        was, now = value(change.was, field.type, zone), value(change.now, field.type, zone)
        yield person, field.name, was, now
    for key in one.joined:
        yield person, f"list {quoted(key.joined)}", "", "joined"
    for key in one.left:
        yield person, f"list {quoted(key.joined)}", "", "left"
    for key, member in one.memberships.items():
        was = "no member" if member.was is None else member.was.status
        now = "no member" if member.now is None else member.now.status
        if was != now:
            yield person, f"program {quoted(key.joined)}", was, now
        program = sitting.program.programs.get(key)
        for name, field in {} if program is None else program.member_fields.items():
            before, after = _cell(member.was, name), _cell(member.now, name)
            if before != after:
                was, now = value(before, field.type, zone), value(after, field.type, zone)
                yield person, f"member.{name} in program {quoted(key.joined)}", was, now
    for key, entry in one.entries.items():
        if key in sitting.program.campaigns:
            was, now = (value(at, Type.DATETIME, zone) for at in (entry.was, entry.now))
            yield person, f"entry into {quoted(key.joined)}", was, now
    for name, count in Counter(record.activity.name for record in one.recorded).items():
        yield person, "activities", "", name if count == 1 else f"{name}, {times(count)}"


def _of_company(one: CompanyDifference, sitting: Sitting) -> Iterator[_Row]:
    for change in one.fields:
        field, zone = change.field, sitting.zone
        was, now = value(change.was, field.type, zone), value(change.now, field.type, zone)
        yield one.name, f"company.{field.name}", was, now


def _waits(sitting: Sitting) -> dict[str, list[_Row]]:
    """Of each person the runs that wait otherwise than they did: until when, or not at all."""
    now, then = sitting.world.session.waits(), sitting.waits_at(sitting.mark)
    rows: dict[str, list[_Row]] = {}
    for run in dict.fromkeys((*then, *now)):
        before, after = then.get(run), now.get(run)
        one = after or before
        if one is not None and before != after:
            key = one.campaign
            what = "waits until" if key.name == QUESTION else f"waits in {quoted(key.joined)} until"
            was = "" if before is None else _moment(before.until, sitting)
            row = (one.person, what, was, "" if after is None else _moment(after.until, sitting))
            rows.setdefault(one.person, []).append(row)
    return rows


def _cell(member: Membership | None, name: str) -> Value:
    return None if member is None else member.fields.get(name)


def _moment(at: datetime, sitting: Sitting) -> str:
    return value(at, Type.DATETIME, sitting.zone)
