"""Which of a person's activities fires a trigger campaign, and why the others do not.

Floor 6. Pure: looks at the log as it is.
"""

from collections.abc import Iterator

from cdsl.interpreter.evaluate import fires
from cdsl.interpreter.view import Environment, View, own_scope, scene_of
from cdsl.interpreter.why import Why, why_judged
from cdsl.semantics.conditions import AllOf
from cdsl.semantics.program import Campaign, Trigger
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord


@dataclass(frozen=True, slots=True)
class Firing:
    """An `on` line with the newest activity that it matches, else the newest of its type.

    `record` is None where the person never did such a thing, `tree` then as well.
    """

    trigger: Trigger
    record: ActivityRecord | None
    holds: bool
    tree: Why | None


def firings(campaign: Campaign, person: str, environment: Environment) -> Iterator[Firing]:
    """Each `on` line of a trigger campaign, asked of a person's activities."""
    row = environment.store.person(person)
    if row is None:
        return
    for trigger in campaign.triggers:
        newest: Firing | None = None
        for record in reversed(environment.store.activities(person, trigger.activity.name)):
            scope = own_scope(campaign, None, record)
            scene = scene_of(environment, scope, campaign.key.workspace)
            view = View(scene, person, row, record)
            if fires(trigger, view):
                newest = Firing(trigger, record, True, _tree(trigger, view))
                break
            if newest is None:
                newest = Firing(trigger, record, False, _tree(trigger, view))
        yield Firing(trigger, None, False, None) if newest is None else newest


def _tree(trigger: Trigger, view: View) -> Why:
    parts = tuple(why_judged(part, view) for part in trigger.where)
    holds = all(part.holds for part in parts)
    return Why(AllOf(trigger.where), holds, None, parts)
