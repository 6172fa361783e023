"""Why a condition holds of a person or does not: the tree of what was seen, node by node.

Floor 4. The same meaning as `cdsl.interpreter.evaluate`, which is its judge, but every part is
looked at and what was seen is kept: the value on the left and those wanted, the activities counted,
the membership. As in `cdsl.interpreter.lower`, what depends on neither person nor activity is
worked out once for a scene, so that many people can be asked after. Nobody who does not ask for a
tree pays for it.
"""

from dataclasses import replace
from typing import assert_never

from cdsl.interpreter.compare import window_range, within
from cdsl.interpreter.evaluate import holds, scope_of_list
from cdsl.interpreter.evidence import (
    Counted,
    Explainer,
    Extent,
    Looked,
    Why,
    tokens_read,
)
from cdsl.interpreter.seen import comparison, negated, of_column, of_value, read_in
from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import Scene, View
from cdsl.semantics.check.holes import uses_hole
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
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
)
from cdsl.semantics.expressions import Expression
from cdsl.world.effects import ActivityRecord


def why(condition: Condition, view: View, extent: Extent = Extent.WHOLE) -> Why:
    """The tree of a condition; its `holds` is what `evaluate.holds` says."""
    return explainer(condition, view.scene, extent)(view)


def why_judged(condition: Condition, view: View, extent: Extent = Extent.WHOLE) -> Why:
    """The tree of a condition that stands by itself; its `holds` is that of `evaluate.judged`.

    Where a hole is used through a token the tree has no parts: nothing in it decides.
    """
    return explainer_judged(condition, view.scene, extent)(view)


def explainer_judged(condition: Condition, scene: Scene, extent: Extent) -> Explainer:
    """As `why_judged`, for many people of one scene."""
    if scene.program.hole_tokens and uses_hole(condition, scene.scope.tokens):
        return _always(Why(condition, False))
    return explainer(condition, scene, extent)


def explainer(condition: Condition, scene: Scene, extent: Extent) -> Explainer:
    """As `why`, for many people of one scene, whose instant and scope are bound.

    The store is read when somebody is asked after, so that it is seen as it is then.
    """
    match condition:
        case Compare():
            return comparison(condition, scene)
        case AllOf() | AnyOf():
            return _several(condition, scene, extent)
        case Not():
            return _not(condition, scene, extent)
        case Did():
            reading = read_in(condition)
            return lambda view: _did(condition, reading, view, extent)
        case InList():
            return lambda view: _in_list(condition, view)
        case InSmartList():
            return _in_smart_list(condition, scene, extent)
        case InProgram():
            return _in_program(condition, scene, extent)
        case EnteredCampaign():
            return lambda view: _entered_campaign(condition, view)
        case Everyone():
            return _always(Why(condition, True))
        case HoleCondition():
            return _always(Why(condition, False))
        case _:
            assert_never(condition)


def _always(tree: Why) -> Explainer:
    return lambda view: tree


def _several(node: AllOf | AnyOf, scene: Scene, extent: Extent) -> Explainer:
    """A conjunction, which one part decides that fails, or an alternative and one that holds."""
    deciding = isinstance(node, AnyOf)
    ends_early, is_folded = extent is Extent.JUDGED, extent is Extent.DECIDING
    count = len(node.parts)
    explainers = [explainer(part, scene, extent) for part in node.parts[:1]]

    def explain(view: View) -> Why:
        parts = []
        is_decided = False
        for part in explainers:
            found = part(view)
            parts.append(found)
            if found.holds is deciding:
                is_decided = True
                if ends_early:
                    break
            # A part is made ready when somebody comes as far; the loop goes on with it.
            if len(explainers) < count:
                explainers.append(explainer(node.parts[len(explainers)], scene, extent))
        if is_folded and is_decided:
            parts = [part for part in parts if part.holds is deciding]
        return Why(node, is_decided is deciding, None, tuple(parts))

    return explain


def _not(node: Not, scene: Scene, extent: Extent) -> Explainer:
    known = of_value(node, scene)
    if known is not None:
        return of_column(*known)
    part = explainer(node.part, scene, extent)
    return lambda view: negated(node, part(view))


# What is looked up ------------------------------------------------------------------------------


def _did(node: Did, reading: tuple[Expression, ...], view: View, extent: Extent) -> Why:
    scene, window = view.scene, node.window
    limits = None
    records = scene.store.activities(view.person, node.activity.name)
    considered = len(records)
    if window is not None:
        right = tuple(value_of(operand, view) for operand in window.operands)
        limits = window_range(window, right, scene.now, scene.zone)
        records = [] if limits is None else [one for one in records if within(one.at, limits)]
    found: list[ActivityRecord] = []
    nearest = None
    for record in records:
        at_hand = View(scene, view.person, view.row, record)
        if all(holds(part, at_hand) for part in node.where):
            found.append(record)
        else:
            nearest = at_hand
    enough = len(found) >= node.at_least
    parts: tuple[Why, ...] = ()
    if nearest is not None and not enough:
        parts = tuple(why(part, nearest, extent) for part in node.where)
        if extent is Extent.DECIDING:
            parts = _failing(parts)
    if parts:
        reading = () if window is None else window.operands
    tokens = tuple(tokens_read(reading, view)) if reading else ()
    return Why(node, enough, Counted(tuple(found), considered, limits, tokens), parts)


def _failing(parts: tuple[Why, ...]) -> tuple[Why, ...]:
    return tuple(part for part in parts if not part.holds)


def _in_list(node: InList, view: View) -> Why:
    found = view.scene.store.in_list(node.list, view.person)
    return Why(node, found, Looked(found))


def _in_smart_list(node: InSmartList, scene: Scene, extent: Extent) -> Explainer:
    smart_list = scene.program.smart_lists[node.smart_list]
    inner = replace(scene, scope=scope_of_list(smart_list, scene.scope))
    explain = explainer(smart_list.condition, inner, extent)

    def explain_list(view: View) -> Why:
        inside = explain(View(inner, view.person, view.row))
        return Why(node, inside.holds, None, (inside,))

    return explain_list


def _in_program(node: InProgram, scene: Scene, extent: Extent) -> Explainer:
    explainers = [explainer(part, scene, extent) for part in node.where]

    def explain(view: View) -> Why:
        membership = scene.store.membership(node.program, view.person)
        if membership is None:
            return Why(node, False, Looked(None))
        parts = tuple([part(view) for part in explainers])
        every = all(part.holds for part in parts)
        if extent is Extent.DECIDING and not every:
            parts = _failing(parts)
        return Why(node, every, Looked(membership), parts)

    return explain


def _entered_campaign(node: EnteredCampaign, view: View) -> Why:
    at = view.scene.store.entered(node.campaign, view.person)
    return Why(node, at is not None, Looked(at))
