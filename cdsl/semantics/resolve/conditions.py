"""Conditions: smart lists, branches, `where`, expectations.

Floor 2.
"""

from collections.abc import Sequence
from typing import assert_never

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    Not,
    Window,
    WindowKind,
)
from cdsl.semantics.places import AssetKind
from cdsl.semantics.resolve.attributes import attribute_left, attribute_named, changed_field
from cdsl.semantics.resolve.comparisons import comparison, time_frame
from cdsl.semantics.resolve.fields import field_named
from cdsl.semantics.resolve.recorded import check_compared
from cdsl.semantics.resolve.statuses import member_success
from cdsl.semantics.resolve.subjects import Left, field_left, member_left
from cdsl.semantics.resolve.values import compared, duration, has_hole
from cdsl.semantics.schema import Activity
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import Type
from cdsl.semantics.uses import Role
from cdsl.semantics.walk import conditions_in
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes


def all_of(conditions: Sequence[syntax.Condition], setting: Setting, span: Span) -> Condition:
    """Conditions of a smart list, taken together; what contains a hole holds nobody."""
    return root(_all(conditions, setting), setting.invalid, span)


def whole(node: syntax.Condition, setting: Setting) -> Condition:
    """A condition that stands by itself, as in `if` and `expect`."""
    return root(condition(node, setting), setting.invalid, node.span)


def root(found: Condition, invalid: frozenset[AssetKey], span: Span) -> Condition:
    """A condition, or a hole when it contains one, also through a named smart list."""
    for part in conditions_in(found):
        if isinstance(part, HoleCondition):
            return HoleCondition(part.span)
        if isinstance(part, InSmartList) and part.smart_list in invalid:
            return HoleCondition(span)
    return found


def _all(parts: Sequence[syntax.Condition], setting: Setting) -> Condition:
    if len(parts) == 1:
        return condition(parts[0], setting)
    return AllOf(tuple(condition(part, setting) for part in parts))


def condition(node: syntax.Condition, setting: Setting) -> Condition:
    """What a condition means; holes are kept where they stand."""
    match node:
        case syntax.Comparison():
            return comparison(node, setting, field_left)
        case syntax.Did():
            return _did(node, setting)
        case syntax.MemberOf():
            return _member_of(node, setting)
        case syntax.Everyone():
            return Everyone()
        case syntax.And():
            lost = _lost_attributes(node, setting)
            return AllOf(
                tuple(
                    HoleCondition(part.span) if part.span in lost else condition(part, setting)
                    for part in node.parts
                )
            )
        case syntax.Or():
            _warn_mixed(node, setting)
            return AnyOf(tuple(condition(part, setting) for part in node.parts))
        case syntax.Not():
            return Not(condition(node.part, setting))
        case syntax.Group():
            return condition(node.part, setting)
        case syntax.Block():
            return _block(node, setting)
        case nodes.Hole():
            help = "fill it in; until then what contains it holds nobody"
            setting.report("CDS311", "a hole", node.span, label="still to be filled in", help=help)
            return HoleCondition(node.span)
        case _:
            assert_never(node)


def _block(node: syntax.Block, setting: Setting) -> Condition:
    parts = tuple(condition(part, setting) for part in node.parts)
    match node.kind:
        case syntax.BlockKind.ALL:
            return AllOf(parts)
        case syntax.BlockKind.ANY:
            return AnyOf(parts)
        case syntax.BlockKind.NONE:
            return Not(AnyOf(parts))
        case _:
            assert_never(node.kind)


def _did(node: syntax.Did, setting: Setting) -> Condition:
    activity = setting.activity(node.activity, Role.READS)
    if activity is None:
        return HoleCondition(node.span)
    if node.at_least is not None and node.at_least < 1:
        help = "use `not did …` for people without such an activity"
        setting.report("CDS206", "a count starts at 1", node.span, help=help)
    window = _window(node.window, setting) if node.window is not None else None
    where = where_of(activity, node.where, setting)
    if node.window is not None and window is None:
        return HoleCondition(node.window.span)
    return Did(activity, where, node.at_least or 1, window, node.span)


def where_of(
    activity: Activity, where: Sequence[syntax.Comparison], setting: Setting
) -> tuple[Condition, ...]:
    """Conditions on the attributes of one and the same activity."""
    check_compared(where, activity, setting)
    left = attribute_left(activity, changed_field(where, activity, setting))
    return tuple(comparison(part, setting, left) for part in where)


def _window(node: syntax.Window, setting: Setting) -> Window | None:
    kind = WindowKind(node.kind)
    first = node.operands[0]
    if isinstance(first, nodes.Duration):
        return Window(kind, duration=duration(first))
    if kind is WindowKind.IN_TIME_FRAME:
        frame = time_frame(first, setting)
        return Window(kind, frame=frame) if frame is not None else None
    if any(isinstance(value, nodes.Number) for value in node.operands):
        help = (
            "how often is said by `at least 2 times`, and how often at most by "
            "`not did visit_page at least 5 times`"
        )
        setting.report("CDS201", "a window of time lies between dates", node.span, help=help)
        return None
    values = tuple(
        compared(value, Type.DATETIME, setting).expression
        for value in node.operands
        if not isinstance(value, nodes.Duration)
    )
    return None if has_hole(values) else Window(kind, values)


def _member_of(node: syntax.MemberOf, setting: Setting) -> Condition:
    match node.kind:
        case syntax.Membership.PROGRAM:
            return _member_of_program(node, setting)
        case syntax.Membership.LIST:
            found = _asset(AssetKind.LIST, node, setting)
            return InList(found, node.span) if found else HoleCondition(node.span)
        case syntax.Membership.SMART_LIST:
            found = _asset(AssetKind.SMART_LIST, node, setting)
            return InSmartList(found, _named(node)) if found else HoleCondition(node.span)
        case syntax.Membership.CAMPAIGN:
            found = _asset(AssetKind.CAMPAIGN, node, setting)
            return EnteredCampaign(found, node.span) if found else HoleCondition(node.span)
        case _:
            assert_never(node.kind)


def _named(node: syntax.MemberOf) -> Span:
    """Where the name of what one is a member of stands."""
    return node.of.name.span if isinstance(node.of, nodes.Reference) else node.of.span


def _asset(kind: AssetKind, node: syntax.MemberOf, setting: Setting) -> AssetKey | None:
    if isinstance(node.of, nodes.ThisProgram):
        return None
    found = setting.asset(kind, node.of, Role.MEMBER_OF)
    return found.key if found is not None else None


def _member_of_program(node: syntax.MemberOf, setting: Setting) -> Condition:
    program = setting.program(node.of, Role.MEMBER_OF)
    if program is None:
        return HoleCondition(node.span)

    def left(name: nodes.FieldName, inside: Setting) -> Left | None:
        if name.owner not in ("", "member"):
            message = f"`{name.owner}.{name.name.text}` is not a part of a membership"
            help = "`where` compares `status` and the program's member fields"
            inside.report("CDS101", message, name.span, help=help)
            return None
        return member_left(name.name, program, inside)

    where = tuple(
        member_success(part, program, setting)
        if isinstance(part.subject, nodes.FieldName) and part.subject.name.text == "success"
        else comparison(part, setting, left)
        for part in node.where
    )
    return InProgram(program, where, node.span)


def _warn_mixed(node: syntax.Or, setting: Setting) -> None:
    """Practitioners read a mix of the two both ways (smart-campaigns.md 2.2)."""
    for part in node.parts:
        if isinstance(part, syntax.And):
            edits = (
                Edit(Span(part.span.start, part.span.start), "("),
                Edit(Span(part.span.end, part.span.end), ")"),
            )
            setting.report(
                "CDS312",
                "`and` and `or` are mixed without parentheses",
                part.span,
                help="`and` binds tighter than `or`; put it in parentheses to say so",
                fix=Fix("put the `and` in parentheses", edits),
            )
            return


def _lost_attributes(node: syntax.And, setting: Setting) -> frozenset[Span]:
    """Report what `where` joins by `and`, since it no longer belongs to the same activity.

    Returns the parts that are not even a field, so that they are reported once.
    """
    lost = set()
    for before, after in zip(node.parts, node.parts[1:], strict=False):
        if not isinstance(before, syntax.Did) or not before.where:
            continue
        if not isinstance(after, syntax.Comparison) or isinstance(after.subject, nodes.Token):
            continue
        name = after.subject.name
        activity = setting.known.schema.activities.get(before.activity.text)
        if activity is None or after.subject.owner or attribute_named(name, activity) is None:
            continue
        is_field = field_named(name, setting.known.schema.person) is not None
        message = f"`{name.text}` after `and` is a field, not the activity's attribute"
        if not is_field:
            lost.add(after.span)
            message = f"unknown field `{name.text}`: after `and` the activity is left"
        setting.report(
            "CDS402" if is_field else "CDS101",
            message,
            after.subject.span,
            help="join conditions on one and the same activity by a comma",
            fix=Fix("join by a comma", (Edit(Span(before.span.end, after.span.start), ", "),)),
        )
    return frozenset(lost)
