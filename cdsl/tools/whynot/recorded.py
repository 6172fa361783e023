"""Which activity a change of a person leaves in the log, and what changes by what they do.

Floor 6. Pure. A value in such an activity and what is there afterwards are the same thing.
"""

from types import MappingProxyType
from typing import Final

from cdsl.interpreter.view import View
from cdsl.runtime.records import changes
from cdsl.semantics.assets import AssetKey
from cdsl.tools.whynot.edits import Edit, SetPersonField
from cdsl.tools.whynot.typed import left_by_step, steps_of
from cdsl.world.effects import ActivityRecord, Record
from cdsl.world.values import Value

BROUGHT_ABOUT: Final = MappingProxyType({"unsubscribe": "unsubscribed"})
"""The field of the person that becomes true by what they do, by the activity."""
CHANGES: Final = frozenset({"change_data_value", "change_score"})
"""The activities that a change of a person's field leaves."""
RECORDED: Final = frozenset(
    {*CHANGES, "add_to_list", "remove_from_list", "change_status", "change_program_member_data"}
)
"""The activities that are left by a change of the person, and by nothing that they do."""


def left_by(edit: Edit, view: View) -> ActivityRecord | None:
    """What a change of the person of a view leaves in the log, as it is typed at a prompt.

    None where it changes nothing, or cannot be made.
    """
    if isinstance(edit, SetPersonField) and edit.from_outside:
        schema, now = view.scene.program.schema, view.scene.now
        effects = changes(schema, view.person, view.row, [(edit.field, edit.value)], now)
        return next((one.record for one in effects if isinstance(one, Record)), None)
    steps = steps_of(edit)
    record = left_by_step(steps[0], view) if steps else None
    return record if record is not None and record.activity.name in RECORDED else None


def requested(campaign: AssetKey, source: str) -> tuple[Value, ...]:
    """What the request of a campaign says in the log."""
    return campaign.name, source


def consequences(record: ActivityRecord, view: View) -> tuple[Edit, ...]:
    """What has changed of a person, besides the log, by what they do."""
    name = BROUGHT_ABOUT.get(record.activity.name, "")
    field = view.scene.program.schema.person.get(name)
    return () if field is None else (SetPersonField(field, True, from_outside=True),)
