"""Why a condition holds of a person or does not: the tree of what was seen, node by node.

Floor 4. The same meaning as `cdsl.interpreter.evaluate`, which is its judge, but every part is
looked at and what was seen is kept: the value on the left and those wanted, the activities counted,
the membership. The tree holds no view, so that it stays true when the world goes on. Nobody who
does not ask for it pays for it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from cdsl.interpreter.compare import Range, compare, window_range, within
from cdsl.interpreter.evaluate import holds, scope_of_list, subject_value
from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import View
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
    PersonField,
)
from cdsl.semantics.expressions import Constant, Context, Expression, Token
from cdsl.semantics.program import TokenDefinition
from cdsl.semantics.tokens import Binding
from cdsl.semantics.walk import tokens_in
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord
from cdsl.world.store import Membership
from cdsl.world.values import Value


@dataclass(frozen=True, slots=True)
class TokenRead:
    """A token that was read: its value there, and for one of `my` the frame that gave it."""

    token: Token
    value: Value
    binding: Binding[TokenDefinition] | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The value on the left, those on the right, and the tokens that gave some of these."""

    seen: Value
    wanted: tuple[Value, ...]
    tokens: tuple[TokenRead, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The activities that matched, oldest record first, of how many of that type.

    `window` are the instants that were asked for; None without a window, or when its right side
    was empty and nothing could match.
    """

    records: tuple[ActivityRecord, ...]
    considered: int
    window: Range | None
    tokens: tuple[TokenRead, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked up: a membership, an instant of entry, or for lists whether one is on it."""

    found: Membership | bool | Value


Evidence = Compared | Counted | Looked | None


@dataclass(frozen=True, slots=True)
class Why:
    """A node of a condition, whether it holds, what it saw, and its parts likewise.

    The parts of `Did` are those of `where` for its latest record that fell short, and only where
    not enough matched; those of a smart list are its condition.
    """

    condition: Condition
    holds: bool
    evidence: Evidence = None
    parts: "tuple[Why, ...]" = ()


def why(condition: Condition, view: View, whole: bool = True) -> Why:
    """The tree of a condition; its `holds` is what `evaluate.holds` says.

    The tree that is not `whole` ends where the engine stops looking: at the first part that
    decides.
    """
    return _WHY[condition.__class__](condition, view, whole)


def why_judged(condition: Condition, view: View, whole: bool = True) -> Why:
    """The tree of a condition that stands by itself; its `holds` is that of `evaluate.judged`.

    Where a hole is used through a token the tree has no parts: nothing in it decides.
    """
    scene = view.scene
    if scene.program.hole_tokens and uses_hole(condition, scene.scope.tokens):
        return Why(condition, False)
    return why(condition, view, whole)


def deciding(tree: Why) -> Why:
    """The tree without the parts that did not decide.

    Of a conjunction that fails those parts stay that fail, of an alternative that holds those that
    hold.
    """
    parts = tree.parts
    match tree.condition:
        case AllOf() if not tree.holds:
            parts = tuple(part for part in parts if not part.holds)
        case AnyOf() if tree.holds:
            parts = tuple(part for part in parts if part.holds)
        case InProgram() | Did() if not tree.holds:
            parts = tuple(part for part in parts if not part.holds)
        case _:
            pass
    return Why(tree.condition, tree.holds, tree.evidence, tuple(map(deciding, parts)))


def tokens_read(expression: Expression, view: View) -> Iterator[TokenRead]:
    """The tokens that an expression reads by itself, with what each is worth."""
    for token in tokens_in(expression):
        yield _read(token, value_of(token, view), view)


def _read(token: Token, value: Value, view: View) -> TokenRead:
    binding = None
    if token.context is Context.MY:
        binding = view.scene.scope.tokens.find(token.name)
    return TokenRead(token, value, binding)


# Nodes ------------------------------------------------------------------------------------------


def _compare(node: Compare, view: View, whole: bool) -> Why:
    subject, scene = node.subject, view.scene
    if isinstance(subject, PersonField):  # nearly all are
        seen = view.row[subject.field.column]
    else:
        seen = subject_value(subject, node.type, view)
    wanted: tuple[Value, ...] = ()
    tokens: tuple[TokenRead, ...] = ()
    for operand in node.operands:
        if operand.__class__ is Constant:
            wanted += (operand.value,)
        else:
            value = value_of(operand, view)
            wanted += (value,)
            tokens += _reads(operand, value, view)
    found = compare(node, seen, wanted, scene.now, scene.zone)
    return Why(node, found, Compared(seen, wanted, tokens))


def _reads(operand: Expression, value: Value, view: View) -> tuple[TokenRead, ...]:
    """The tokens that an operand reads, whose own value is known."""
    if isinstance(operand, Token):
        return (_read(operand, value, view),)
    return tuple(tokens_read(operand, view))


def _did(node: Did, view: View, whole: bool) -> Why:
    scene, window = view.scene, node.window
    limits = None
    tokens: tuple[TokenRead, ...] = ()
    records = scene.store.activities(view.person, node.activity.name)
    considered = len(records)
    if window is not None:
        right = tuple(value_of(operand, view) for operand in window.operands)
        tokens = tuple(read for one in window.operands for read in tokens_read(one, view))
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
        parts = tuple(why(part, nearest, whole) for part in node.where)
    return Why(node, enough, Counted(tuple(found), considered, limits, tokens), parts)


def _in_list(node: InList, view: View, whole: bool) -> Why:
    found = view.scene.store.in_list(node.list, view.person)
    return Why(node, found, Looked(found))


def _in_smart_list(node: InSmartList, view: View, whole: bool) -> Why:
    smart_list = view.scene.program.smart_lists[node.smart_list]
    scene = replace(view.scene, scope=scope_of_list(smart_list, view.scene.scope))
    inside = why(smart_list.condition, View(scene, view.person, view.row), whole)
    return Why(node, inside.holds, None, (inside,))


def _in_program(node: InProgram, view: View, whole: bool) -> Why:
    membership = view.scene.store.membership(node.program, view.person)
    if membership is None:
        return Why(node, False, Looked(None))
    parts = tuple(why(part, view, whole) for part in node.where)
    return Why(node, all(part.holds for part in parts), Looked(membership), parts)


def _entered_campaign(node: EnteredCampaign, view: View, whole: bool) -> Why:
    at = view.scene.store.entered(node.campaign, view.person)
    return Why(node, at is not None, Looked(at))


def _all_of(node: AllOf, view: View, whole: bool) -> Why:
    parts = []
    every = True
    for part in node.parts:
        found = _WHY[part.__class__](part, view, whole)
        parts.append(found)
        if not found.holds:
            every = False
            if not whole:
                break
    return Why(node, every, None, tuple(parts))


def _any_of(node: AnyOf, view: View, whole: bool) -> Why:
    parts = []
    some = False
    for part in node.parts:
        found = _WHY[part.__class__](part, view, whole)
        parts.append(found)
        if found.holds:
            some = True
            if not whole:
                break
    return Why(node, some, None, tuple(parts))


def _not(node: Not, view: View, whole: bool) -> Why:
    part = _WHY[node.part.__class__](node.part, view, whole)
    return Why(node, not part.holds, None, (part,))


def _everyone(node: Everyone, view: View, whole: bool) -> Why:
    return Why(node, True)


def _hole(node: HoleCondition, view: View, whole: bool) -> Why:
    return Why(node, False)


_WHY: Final[Mapping[type, Callable[[Any, View, bool], Why]]] = MappingProxyType(
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
"""What each class of condition saw."""
