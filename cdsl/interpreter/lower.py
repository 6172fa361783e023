"""Conditions lowered once for many people into closures.

Floor 4. The same meaning as `cdsl.interpreter.evaluate`, which is its judge: what depends on
neither person nor activity is worked out once, columns are bound, and a node without a closure of
its own is walked as there.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, assert_never

from cdsl.interpreter.compare import Range, window_range, within
from cdsl.interpreter.evaluate import holds, scope_of_list, subject_value
from cdsl.interpreter.fixed import fixed_right
from cdsl.interpreter.value_tests import ValueTest, value_test
from cdsl.interpreter.view import Scene, View
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    AttributeOf,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    Not,
    PersonField,
)
from cdsl.world.effects import ActivityRecord
from cdsl.world.store import Row
from cdsl.world.values import Value, seen_as

Predicate = Callable[[Row, str], bool]
"""Whether a lowered condition holds of a person, given by row and id."""
REMEMBERED: Final = 4096
"""How many different values of a column a test remembers its answer for."""


def lower(condition: Condition, scene: Scene) -> Predicate:
    """Lower a condition for many people; the scene, with its instant and scope, is bound.

    The store is read when the predicate is asked, so it sees what has changed since.
    """
    match condition:
        case AllOf(parts=parts):
            return _all([lower(part, scene) for part in parts])
        case AnyOf(parts=parts):
            return _any([lower(part, scene) for part in parts])
        case Not(part=part):
            return _not(part, scene)
        case Compare(subject=PersonField(field=field)):
            right = fixed_right(condition.operands, scene)
            if right is None:
                return _walked(condition, scene)
            return _of_column(field.column, value_test(condition, right, scene), True)
        case Compare():
            return _compare(condition, scene)
        case Did():
            return _did(condition, scene)
        case InList(list=key):
            in_list = scene.store.in_list
            return lambda row, person: in_list(key, person)
        case EnteredCampaign(campaign=campaign):
            entered = scene.store.entered
            return lambda row, person: entered(campaign, person) is not None
        case InSmartList(smart_list=smart_list):
            found = scene.program.smart_lists[smart_list]
            scope = scope_of_list(found, scene.scope)
            return lower(found.condition, replace(scene, scope=scope))
        case InProgram(program=program, where=where):
            membership = scene.store.membership
            rest = _all([lower(part, scene) for part in where])
            return lambda row, person: membership(program, person) is not None and rest(row, person)
        case Everyone():
            return lambda row, person: True
        case HoleCondition():
            return lambda row, person: False
        case _:
            assert_never(condition)


def _walked(condition: Condition, scene: Scene) -> Predicate:
    return lambda row, person: holds(condition, View(scene, person, row))


def _all(parts: Sequence[Predicate]) -> Predicate:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda row, person: first(row, person) and second(row, person)
    if len(parts) == 3:
        one, two, three = parts
        return lambda row, person: one(row, person) and two(row, person) and three(row, person)

    def all_hold(row: Row, person: str) -> bool:
        for part in parts:  # noqa: SIM110 - a generator costs more than the tests
            if not part(row, person):
                return False
        return True

    return all_hold


def _any(parts: Sequence[Predicate]) -> Predicate:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda row, person: first(row, person) or second(row, person)
    if len(parts) == 3:
        one, two, three = parts
        return lambda row, person: one(row, person) or two(row, person) or three(row, person)

    def any_holds(row: Row, person: str) -> bool:
        for part in parts:  # noqa: SIM110 - a generator costs more than the tests
            if part(row, person):
                return True
        return False

    return any_holds


def _not(part: Condition, scene: Scene) -> Predicate:
    if isinstance(part, Compare) and isinstance(part.subject, PersonField):
        right = fixed_right(part.operands, scene)
        if right is not None:
            return _of_column(part.subject.field.column, value_test(part, right, scene), False)
    predicate = lower(part, scene)
    return lambda row, person: not predicate(row, person)


def _of_column(column: int, test: ValueTest, wanted: bool) -> Predicate:
    """Whether a column's value passes a test, or does not: as `wanted` says.

    Answers are kept, as most columns hold few different values.
    """
    answers: dict[Value, bool] = {}
    known = answers.get

    def asked(row: Row, person: str) -> bool:
        value = row[column]
        answer = known(value)
        if answer is None:
            answer = test(value) is wanted
            if len(answers) < REMEMBERED:
                answers[value] = answer
        return answer

    return asked


def _compare(node: Compare, scene: Scene) -> Predicate:
    """A comparison of something else than a person's field."""
    right = fixed_right(node.operands, scene)
    if right is None or isinstance(node.subject, AttributeOf):
        return _walked(node, scene)
    test = value_test(node, right, scene)
    subject, type = node.subject, node.type
    return lambda row, person: test(subject_value(subject, type, View(scene, person, row)))


# Activities -------------------------------------------------------------------------------------


def _did(node: Did, scene: Scene) -> Predicate:
    """Activities counted; walked where `where` or the window depends on the person."""
    tests: list[tuple[int, ValueTest]] = []
    for part in node.where:
        found = _attribute_test(part, scene)
        if found is None:
            return _walked(node, scene)
        tests.append(found)
    limits = None
    if node.window is not None:
        right = fixed_right(node.window.operands, scene)
        limits = None if right is None else window_range(node.window, right, scene.now, scene.zone)
        if limits is None:
            return _walked(node, scene)
    return _counted(node, scene, limits, tests)


def _attribute_test(part: Condition, scene: Scene) -> tuple[int, ValueTest] | None:
    """The column and the test of one part of `where`; None when it is more than a comparison."""
    node = part.part if isinstance(part, Not) else part
    if not isinstance(node, Compare) or not isinstance(node.subject, AttributeOf):
        return None
    right = fixed_right(node.operands, scene)
    if right is None:
        return None
    test, wanted, type, zone = value_test(node, right, scene), node is part, node.type, scene.zone
    # An attribute may be kept as text or by another type's Python class.
    return node.subject.attribute.column, lambda value: test(seen_as(value, type, zone)) is wanted


def _counted(
    node: Did, scene: Scene, limits: Range | None, tests: Sequence[tuple[int, ValueTest]]
) -> Predicate:
    activities, name, at_least = scene.store.activities, node.activity.name, node.at_least

    def matches(record: ActivityRecord) -> bool:
        if limits is not None and not within(record.at, limits):
            return False
        values = record.values
        count = len(values)
        for column, test in tests:  # noqa: SIM110 - a generator costs more than the tests
            if not test(values[column] if column < count else None):
                return False
        return True

    def did(row: Row, person: str) -> bool:
        records = activities(person, name)
        if len(records) < at_least:
            return False
        missing = at_least
        for record in records:
            if missing <= 0:
                break
            if matches(record):
                missing -= 1
        return missing <= 0

    return did
