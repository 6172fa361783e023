"""Whether a condition holds of a person: the reference meaning of conditions (language.md 3).

Floor 4. Plain and pure: one handler a class of node, found through one table. Speed beyond that is
`cdsl.interpreter.lower`, of which this room is the judge.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from cdsl.interpreter.compare import compare, crosses, window_range, within
from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.values import attribute_value, company_of, value_of
from cdsl.interpreter.view import View
from cdsl.semantics.check.holes import uses_hole
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    AttributeOf,
    CompanyField,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    MemberField,
    MemberStatus,
    Not,
    PersonField,
    Subject,
)
from cdsl.semantics.expressions import Constant, Token
from cdsl.semantics.program import SmartList, Trigger
from cdsl.semantics.types import Type
from cdsl.world.values import Value


def holds(condition: Condition, view: View) -> bool:
    """Whether a condition holds of the person of the view, at its instant."""
    return HOLDS[condition.__class__](condition, view)


def judged(condition: Condition, view: View) -> bool:
    """Whether a whole condition holds; one that uses a hole through a token holds nobody.

    For the conditions that stand by themselves: smart lists, branches and `on` lines.
    """
    scene = view.scene
    if scene.program.hole_tokens and uses_hole(condition, scene.scope.tokens):
        return False
    return holds(condition, view)


def fires(trigger: Trigger, view: View) -> bool:
    """Whether an `on` line matches `view.activity`.

    Which campaign a request asks for is not looked at here.
    """
    activity = view.activity
    assert activity is not None
    if activity.activity.name != trigger.activity.name:
        return False
    if not all(judged(part, view) for part in trigger.where):
        return False
    return trigger.reaches is None or _reaches(trigger, view)


def _reaches(trigger: Trigger, view: View) -> bool:
    """Whether the change crosses the value upwards."""
    assert trigger.reaches is not None
    assert view.activity is not None
    columns = {attribute.name: attribute.column for attribute in trigger.activity.attributes}
    # A number that was read as text is seen as a float; one that a step left keeps its type.
    old, new = (
        attribute_value(view.activity, columns[name], Type.FLOAT, view)
        for name in ("old_value", "new_value")
    )
    return crosses(old, value_of(trigger.reaches.value, view), new)


def scope_of_list(smart_list: SmartList, scope: TokenScope) -> TokenScope:
    """The scope inside a named smart list: `my` and `program` are where it is declared."""
    return replace(scope, tokens=smart_list.tokens, program=smart_list.program)


def subject_value(subject: Subject, type: Type, view: View) -> Value:
    """What stands on the left of a comparison, as a value of the type it is compared as."""
    return _SUBJECTS[subject.__class__](subject, type, view)


def _compare(node: Compare, view: View) -> bool:
    subject, scene = node.subject, view.scene
    if isinstance(subject, PersonField):  # nearly all are
        value = view.row[subject.field.column]
    else:
        value = subject_value(subject, node.type, view)
    right: list[Value] = []
    for operand in node.operands:
        right.append(operand.value if isinstance(operand, Constant) else value_of(operand, view))
    return compare(node, value, right, scene.now, scene.zone)


def _did(node: Did, view: View) -> bool:
    scene = view.scene
    limits = None
    missing = node.at_least
    if node.window is not None:
        right = tuple(value_of(operand, view) for operand in node.window.operands)
        limits = window_range(node.window, right, scene.now, scene.zone)
        if limits is None:
            return missing <= 0
    records = scene.store.activities(view.person, node.activity.name)
    if len(records) < missing:  # who does a thing n times would else cost n times n
        return False
    for record in records:
        if missing <= 0:
            break
        if limits is not None and not within(record.at, limits):
            continue
        at_hand = View(scene, view.person, view.row, record)
        if all(holds(part, at_hand) for part in node.where):
            missing -= 1
    return missing <= 0


def _in_list(node: InList, view: View) -> bool:
    return view.scene.store.in_list(node.list, view.person)


def _in_smart_list(node: InSmartList, view: View) -> bool:
    smart_list = view.scene.program.smart_lists[node.smart_list]
    scene = replace(view.scene, scope=scope_of_list(smart_list, view.scene.scope))
    return holds(smart_list.condition, View(scene, view.person, view.row))


def _in_program(node: InProgram, view: View) -> bool:
    if view.scene.store.membership(node.program, view.person) is None:
        return False
    return all(holds(part, view) for part in node.where)


def _entered_campaign(node: EnteredCampaign, view: View) -> bool:
    return view.scene.store.entered(node.campaign, view.person) is not None


def _all_of(node: AllOf, view: View) -> bool:
    for part in node.parts:  # noqa: SIM110 - a generator costs half of the walk
        if not HOLDS[part.__class__](part, view):
            return False
    return True


def _any_of(node: AnyOf, view: View) -> bool:
    for part in node.parts:  # noqa: SIM110 - a generator costs half of the walk
        if HOLDS[part.__class__](part, view):
            return True
    return False


def _not(node: Not, view: View) -> bool:
    return not HOLDS[node.part.__class__](node.part, view)


def _everyone(node: Everyone, view: View) -> bool:
    return True


def _hole(node: HoleCondition, view: View) -> bool:
    return False


HOLDS: Final[Mapping[type, Callable[[Any, View], bool]]] = MappingProxyType(
    {
        Compare: _compare,
        Did: _did,
        InList: _in_list,
        InSmartList: _in_smart_list,
        InProgram: _in_program,
        EnteredCampaign: _entered_campaign,
        Everyone: _everyone,
        AllOf: _all_of,
        AnyOf: _any_of,
        Not: _not,
        HoleCondition: _hole,
    }
)
"""What each class of condition means."""


# Subjects ---------------------------------------------------------------------------------------


def _person_field(subject: PersonField, type: Type, view: View) -> Value:
    return view.row[subject.field.column]


def _company_field(subject: CompanyField, type: Type, view: View) -> Value:
    company = company_of(view)
    return None if company is None else company[subject.field.column]


def _member_field(subject: MemberField, type: Type, view: View) -> Value:
    membership = view.scene.store.membership(subject.program, view.person)
    return None if membership is None else membership.fields.get(subject.field.name)


def _member_status(subject: MemberStatus, type: Type, view: View) -> Value:
    membership = view.scene.store.membership(subject.program, view.person)
    return None if membership is None else membership.status


def _attribute(subject: AttributeOf, type: Type, view: View) -> Value:
    assert view.activity is not None
    return attribute_value(view.activity, subject.attribute.column, type, view)


def _token(subject: Token | Constant, type: Type, view: View) -> Value:
    return value_of(subject, view)


_SUBJECTS: Final[Mapping[type, Callable[[Any, Type, View], Value]]] = MappingProxyType(
    {
        PersonField: _person_field,
        CompanyField: _company_field,
        MemberField: _member_field,
        MemberStatus: _member_status,
        AttributeOf: _attribute,
        Token: _token,
        Constant: _token,
    }
)
