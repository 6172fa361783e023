"""The person of a view after edits, as if they had always been so or as they are done now.

Floor 6. Pure. What is done now leaves something in the log, and may bring about something else.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from cdsl.interpreter.values import default_value
from cdsl.interpreter.view import View
from cdsl.tools.whynot.edits import BecomeMember, Do, Edit
from cdsl.tools.whynot.overlay import Overlay
from cdsl.tools.whynot.recorded import consequences, left_by
from cdsl.world.effects import ActivityRecord


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
        (field, default_value(field.default, field.type, view))
        for field in fields
        if field.default is not None and field.name not in told
    )
    return replace(edit, fields=(*edit.fields, *more)) if more else edit


def after(view: View, edits: Collection[Edit], *, as_done: bool) -> View:
    """The person of a view after edits, with all that becomes of them where they are done now."""
    return with_edits(view, with_consequences(view, tuple(edits)) if as_done else edits)


def with_consequences(view: View, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Edits with all that becomes of them now: what somebody does comes before what is changed."""
    deeds = [edit for edit in edits if isinstance(edit, Do)]
    changes = [edit for edit in edits if not isinstance(edit, Do)]
    now = view.scene.now
    records = [ActivityRecord(view.person, one.activity, one.at, one.values) for one in deeds]
    brought = tuple(
        dict.fromkeys(
            one for record in records if record.at == now for one in consequences(record, view)
        )
    )
    there = with_edits(view, brought)
    left = (
        *(left_by(edit, view) for edit in brought),
        *(left_by(edit, there) for edit in changes),
    )
    told = (Do(one.activity, one.values, one.at) for one in left if one is not None)
    return (*deeds, *brought, *changes, *told)
