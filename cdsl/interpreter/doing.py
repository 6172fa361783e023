"""A step that is being done: where it stands, and what comes of it.

Floor 4. Data and the two ways to write an activity down; nothing is applied here.
"""

from collections.abc import Mapping
from datetime import datetime

from cdsl.interpreter.state import ChildOutcome, Level, Requested, Run
from cdsl.interpreter.view import Environment, View
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import Step
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord, Effect, Record
from cdsl.world.values import Value


@dataclass(frozen=True, slots=True)
class Doing:
    """One step of a run: its level is the campaign whose flow holds it."""

    environment: Environment
    run: Run
    level: Level
    path: str
    view: View


@dataclass(frozen=True, slots=True)
class Done:
    """What comes of a step.

    `skipped` is a reason of language.md 6 or empty. `branch` are steps to go into next, `child` a
    campaign to go into. `until` is an instant to wait for. `ended` says that the whole run ends,
    `stopped` that its innermost campaign does.
    """

    effects: tuple[Effect, ...] = ()
    skipped: str = ""
    branch: tuple[Step, ...] = ()
    child: Level | None = None
    children: tuple[ChildOutcome, ...] = ()
    requests: tuple[Requested, ...] = ()
    removed: tuple[AssetKey, ...] = ()
    until: datetime | None = None
    stopped: bool = False
    ended: bool = False
    deleted: bool = False


FLOW = "flow"
"""The `source` of what a step does (language.md 10)."""

NOTHING = Done()
"""The step changes nothing, and leaves nothing in the log."""


def recorded(doing: Doing, name: str, values: Mapping[str, Value]) -> Record:
    """The record of an activity of the library, stamped with campaign, run and step."""
    activity = doing.environment.program.schema.activities[name]
    row = [values.get(attribute.name) for attribute in activity.attributes]
    while row and row[-1] is None:
        row.pop()
    return Record(
        ActivityRecord(
            doing.run.person,
            activity,
            doing.environment.now,
            tuple(row),
            doing.level.campaign.key,
            doing.run.id,
            doing.path,
        )
    )


def skip(doing: Doing, reason: str) -> Done:
    """The step is skipped and says so in the log (language.md 6)."""
    record = recorded(doing, "step_skipped", {"step": doing.path, "reason": reason})
    return Done(effects=(record,), skipped=reason)


def reason_of(doing: Doing) -> str:
    """The reason that changes of this step carry."""
    return f'Campaign "{doing.level.campaign.key.name}" step {doing.path}'
