"""The person of a view after edits, as if they had always been so or as they are done now.

Floor 6. Pure. What is done now leaves something in the log, and may bring about something else.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import groupby
from typing import assert_never

from cdsl.interpreter.values import default_value
from cdsl.interpreter.view import View
from cdsl.tools.whynot.edits import BecomeMember, Do, Edit
from cdsl.tools.whynot.overlay import Overlay
from cdsl.tools.whynot.recorded import consequences, left_by
from cdsl.world.effects import ActivityRecord


class Order(Enum):
    """How edits become so: `LONG_AGO`, as if they had always been so, or one after the other."""

    LONG_AGO = auto()
    DEEDS_FIRST = auto()
    DEEDS_LAST = auto()


def with_edits(view: View, edits: Collection[Edit]) -> View:
    """The person of a view after edits; who becomes a member has what members begin with."""
    if not edits:
        return view
    scene = view.scene
    whole = [_begun(edit, view) if isinstance(edit, BecomeMember) else edit for edit in edits]
    store = Overlay(scene.store, scene.program.schema, view.person, whole)
    row = store.person(view.person)
    assert row is not None
    return View(replace(scene, store=store), view.person, row)


def _begun(edit: BecomeMember, view: View) -> BecomeMember:
    """A membership with the values of fields that nothing else is said of."""
    told = {field.name for field, _ in edit.fields}
    fields = view.scene.program.programs[edit.program].member_fields.values()
    more = tuple(
        (field, default_value(field.default))
        for field in fields
        if field.default is not None and field.name not in told
    )
    return replace(edit, fields=(*edit.fields, *more)) if more else edit


def after(view: View, edits: Collection[Edit], order: Order) -> View:
    """The person of a view after edits, with all that becomes of them where they are done now."""
    if order is Order.LONG_AGO:
        return with_edits(view, edits)
    return with_edits(view, _with_all(view, in_order(edits, order)))


def in_order(edits: Iterable[Edit], order: Order) -> tuple[Edit, ...]:
    """Edits in an order, those alike as they come."""
    match order:
        case Order.LONG_AGO:
            return tuple(edits)
        case Order.DEEDS_FIRST:
            return tuple(sorted(edits, key=lambda edit: not isinstance(edit, Do)))
        case Order.DEEDS_LAST:
            return tuple(sorted(edits, key=lambda edit: isinstance(edit, Do)))
        case _:
            assert_never(order)


def _with_all(view: View, edits: Sequence[Edit]) -> list[Edit]:
    """Edits with what they bring about, and what both leave in the log."""
    made: list[Edit] = []
    for _, alike in groupby(edits, key=lambda edit: isinstance(edit, Do)):
        there = with_edits(view, made)
        for edit in alike:
            changes = _brought(edit, view) if isinstance(edit, Do) else (edit,)
            left = (left_by(change, there) for change in changes)
            made += (edit,) if isinstance(edit, Do) else ()
            made += changes
            made += (Do(one.activity, one.values, one.at) for one in left if one is not None)
    return made


def _brought(deed: Do, view: View) -> tuple[Edit, ...]:
    if deed.at != view.scene.now:
        return ()
    return consequences(ActivityRecord(view.person, deed.activity, deed.at, deed.values), view)
