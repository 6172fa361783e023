"""Why a condition holds or not: its tree, with the value that each leaf saw.

Floor 6. Judges with the evaluator of the reference engine and adds what it saw; pure.
"""

from bisect import bisect_left
from dataclasses import replace
from typing import assert_never

from cdsl.interpreter.evaluate import holds, scope_of_list, subject_value
from cdsl.interpreter.values import type_of, value_of
from cdsl.interpreter.view import View
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
from cdsl.semantics.expressions import Constant
from cdsl.source.data import dataclass
from cdsl.tools import spelling


@dataclass(frozen=True, slots=True)
class Line:
    """One node of a condition: how deep it stands, whether it holds, and what it saw.

    `seen` is the value on the left, `wanted` that of the right side where its text does not say
    it; both are empty where there is nothing to show.
    """

    depth: int
    holds: bool
    text: str
    seen: str = ""
    wanted: str = ""


def condition_tree(condition: Condition, view: View, depth: int = 0) -> tuple[Line, ...]:
    """The lines of a condition: its own, then those of its parts."""
    zone = view.scene.zone
    line = Line(depth, holds(condition, view), spelling.condition(condition, zone))
    match condition:
        case Compare():
            return (_compared(line, condition, view),)
        case Did():
            return (replace(line, seen=spelling.times(_count(condition, view))),)
        case InSmartList(smart_list=key):
            smart_list = view.scene.program.smart_lists[key]
            scene = replace(view.scene, scope=scope_of_list(smart_list, view.scene.scope))
            inside = replace(view, scene=scene, activity=None)
            return (line, *condition_tree(smart_list.condition, inside, depth + 1))
        case InProgram(program=key):
            membership = view.scene.store.membership(key, view.person)
            seen = "no member" if membership is None else f'"{membership.status}"'
            return (replace(line, seen=seen),)
        case AllOf(parts=parts):
            return (replace(line, text="all"), *_parts(parts, view, depth))
        case AnyOf(parts=parts):
            return (replace(line, text="any"), *_parts(parts, view, depth))
        case Not(part=part):
            return _negated(line, part, view)
        case InList() | EnteredCampaign() | Everyone() | HoleCondition():
            return (line,)
        case _:
            assert_never(condition)


def shown(line: Line) -> str:
    """A line as text: indented, ✓ or ✗, the condition, and what was seen."""
    notes = [
        f"{word} {value}" for word, value in (("seen", line.seen), ("wanted", line.wanted)) if value
    ]
    note = f" ({', '.join(notes)})" if notes else ""
    return f"{'  ' * line.depth}{'✓' if line.holds else '✗'} {line.text}{note}"


def _parts(parts: tuple[Condition, ...], view: View, depth: int) -> tuple[Line, ...]:
    return tuple(line for part in parts for line in condition_tree(part, view, depth + 1))


def _negated(line: Line, part: Condition, view: View) -> tuple[Line, ...]:
    """A negation: of a leaf on the leaf's own line, of a block above the block's parts."""
    match part:
        case AnyOf(parts=parts):
            return (replace(line, text="none"), *_parts(parts, view, line.depth))
        case AllOf() | Not():
            return (replace(line, text="not"), *condition_tree(part, view, line.depth + 1))
        case (
            Compare()
            | Did()
            | InList()
            | InSmartList()
            | InProgram()
            | EnteredCampaign()
            | Everyone()
            | HoleCondition()
        ):
            leaf, *inside = condition_tree(part, view, line.depth)
            return (replace(line, seen=leaf.seen, wanted=leaf.wanted), *inside)
        case _:
            assert_never(part)


def _compared(line: Line, node: Compare, view: View) -> Line:
    zone = view.scene.zone
    seen = spelling.value(subject_value(node.subject, node.type, view), node.type, zone)
    worked_out = [
        spelling.value(value_of(operand, view), type_of(operand), zone)
        for operand in node.operands
        if not isinstance(operand, Constant)
    ]
    return replace(line, seen=seen, wanted=", ".join(worked_out))


def _count(node: Did, view: View) -> int:
    """How many activities match."""
    most = len(view.scene.store.activities(view.person, node.activity.name))
    return bisect_left(
        range(1, most + 1),
        True,
        key=lambda count: not holds(replace(node, at_least=count), view),
    )
