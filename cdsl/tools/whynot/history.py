"""What a person could do, or should not have done, so that conditions on activities come out.

Floor 6. Pure. Of activities conditions see only how many match each of them: one activity of each
sort that they tell apart stands for all.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice, product
from typing import Final

from cdsl.interpreter.compare import Range, window_range, within
from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import View
from cdsl.semantics.conditions import AttributeOf, Compare, Condition, Did
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.semantics.walk import conditions_in
from cdsl.source.data import dataclass
from cdsl.tools.whynot.candidates import candidates
from cdsl.tools.whynot.edits import Do, Forget
from cdsl.tools.whynot.formula import Leaf
from cdsl.tools.whynot.moments import instants_beside
from cdsl.tools.whynot.named import Clue, Setting, clue_of, ends_of
from cdsl.world.effects import ActivityRecord
from cdsl.world.values import Value

_MOST_TIMES: Final = 12
"""Up to so many times, every number of times is tried."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A condition on activities by its number, as a person is seen by it."""

    number: int
    did: Did
    view: View

    def matches(self, record: ActivityRecord) -> bool:
        """Whether it counts an activity."""
        limits = self.limits()
        if limits is not None and not within(record.at, limits):
            return False
        if limits is None and self.did.window is not None:
            return False
        return all(holds(part, _at_hand(self.view, record)) for part in self.did.where)

    def limits(self) -> Range | None:
        """The instants that it looks at; None without a window, or with one that is empty."""
        window, scene = self.did.window, self.view.scene
        if window is None:
            return None
        right = tuple(value_of(operand, self.view) for operand in window.operands)
        return window_range(window, right, scene.now, scene.zone)

    def matched(self) -> tuple[ActivityRecord, ...]:
        """The activities of the person that it counts."""
        records = self.view.scene.store.activities(self.view.person, self.did.activity.name)
        return tuple(record for record in records if self.matches(record))


def sights_of(activity: str, leaves: Sequence[Leaf], view: View) -> tuple[Sight, ...]:
    """The leaves that count activities of a type, as the person of a view is seen by them."""
    return tuple(
        Sight(number, leaf.condition, leaf.view(view, view.scene.store))
        for number, leaf in enumerate(leaves)
        if isinstance(leaf.condition, Did) and leaf.condition.activity.name == activity
    )


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do, and the numbers of the conditions that count it."""

    edit: Do
    counted: frozenset[int]


def deeds(activity: Activity, sights: Sequence[Sight]) -> tuple[tuple[Deed, ...], int]:
    """What to do of one activity, in order of preference: the fewest values, the latest, once.

    And how much was looked at for it.
    """
    looks = 0
    missing = {sight.number: sight.did.at_least - len(sight.matched()) for sight in sights}
    sorts: dict[frozenset[int], ActivityRecord] = {}
    for record in records_of(activity, sights):
        looks += 1
        counted = frozenset(sight.number for sight in sights if sight.matches(record))
        if counted:
            sorts.setdefault(counted, record)
    found = tuple(
        Deed(Do(activity, record.values, record.at, times), counted)
        for counted, record in sorts.items()
        for times in _times([missing[number] for number in sorted(counted)])
    )
    return found, looks


def _times(missing: Sequence[int]) -> list[int]:
    """How often it could be worth to do something."""
    needed = sorted({count for count in missing if count > 0})
    if not needed:
        return []
    if needed[-1] <= _MOST_TIMES:
        return list(range(1, needed[-1] + 1))
    apart = {high - low for high, low in product(needed, needed) if high > low}
    return sorted({1, *needed, *apart})


def undone(activity: Activity, sights: Sequence[Sight]) -> tuple[Forget, ...]:
    """What should not have been done: just as much that a condition no longer holds, or all."""
    found: dict[Forget, None] = {}
    for sight in sights:
        records = sight.matched()
        enough = len(records) - sight.did.at_least + 1
        if sight.did.at_least > 0 and enough > 0:
            found[Forget(activity, records[:enough])] = None
            found[Forget(activity, records)] = None
    return tuple(found)


def records_of(activity: Activity, sights: Sequence[Sight]) -> Iterator[ActivityRecord]:
    """An activity of each sort that conditions may tell apart, the plainest first."""
    view = sights[0].view
    columns: dict[int, list[tuple[Compare, View]]] = {}
    for sight in sights:
        for part in sight.did.where:
            for column, node in comparisons(part):
                columns.setdefault(column, []).append((node, sight.view))
    choices = [
        [(column, value) for value in values_told_apart(activity, column, tests)]
        for column, tests in columns.items()
    ]
    instants = list(_instants(sights, view.scene.now))
    most = view.scene.limits.whynot_looks + 1  # more than a search looks at: it says so then
    combined = list(islice(product(*choices), most))
    combined.sort(key=lambda values: sum(value is not None for _, value in values))
    for values in combined:
        given = given_values(activity, dict(values))
        for at in instants:
            yield ActivityRecord(view.person, activity, at, given)


def comparisons(part: Condition) -> Iterator[tuple[int, Compare]]:
    """The comparisons of attributes in a condition, by the attribute's column."""
    for node in conditions_in(part):
        if isinstance(node, Compare) and isinstance(node.subject, AttributeOf):
            yield node.subject.attribute.column, node


def values_told_apart(
    activity: Activity, column: int, tests: Sequence[tuple[Compare, View]]
) -> Iterator[Value]:
    """One value of each sort that comparisons of an attribute tell apart, no value first."""
    by_type: dict[Type, list[Clue]] = {}
    for node, view in tests:
        right = tuple(value_of(operand, view) for operand in node.operands)
        clue = clue_of(node, right, view.scene.now, view.scene.zone)
        by_type.setdefault(node.type, []).append(clue)
    found: list[Value] = [None]
    now, zone = tests[0][1].scene.now, tests[0][1].scene.zone
    for type, clues in by_type.items():
        found += candidates(clues, Setting(type, None, (), now, zone))
    seen = set()
    for value in found:
        values = given_values(activity, {column: value})
        truths = tuple(
            holds(node, _at_hand(view, ActivityRecord(view.person, activity, now, values)))
            for node, view in tests
        )
        if truths not in seen:
            seen.add(truths)
            yield value


def given_values(activity: Activity, values: Mapping[int, Value]) -> tuple[Value, ...]:
    """Values by column in the order of attributes; empty ones at the end are left out."""
    row = [values.get(attribute.column) for attribute in activity.attributes]
    while row and row[-1] is None:
        row.pop()
    return tuple(row)


def _at_hand(view: View, record: ActivityRecord) -> View:
    return View(view.scene, view.person, view.row, record)


def _instants(sights: Sequence[Sight], now: datetime) -> Iterator[datetime]:
    """An instant of each sort that windows tell apart, none later than now and the latest first."""
    limits = [found for sight in sights if (found := sight.limits()) is not None]
    ends = [end for one in limits for end in ends_of(one) if isinstance(end, datetime)]
    seen = set()
    for at in instants_beside(ends, now, now):
        truths = tuple(within(at, one) for one in limits)
        if at <= now and truths not in seen:
            seen.add(truths)
            yield at
