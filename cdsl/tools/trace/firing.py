"""Which of a person's activities fires a trigger campaign, and why the others do not.

Floor 6. Pure: looks at the log as it is.
"""

from collections.abc import Iterator
from dataclasses import replace

from cdsl.interpreter.evidence import Extent, Why
from cdsl.interpreter.view import Environment, View, own_scope, scene_of
from cdsl.interpreter.why import why_judged
from cdsl.semantics.program import Campaign, Trigger
from cdsl.source.data import dataclass
from cdsl.tools.whynot.lines import asked_of, is_fired
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


def firings(
    campaign: Campaign, person: str, environment: Environment, extent: Extent = Extent.JUDGED
) -> Iterator[Firing]:
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
            line = replace(campaign, triggers=(trigger,))
            holds = is_fired(line, view, record)
            if holds or newest is None:
                tree = why_judged(asked_of(trigger, record), view, extent)
                newest = Firing(trigger, record, holds, tree)
            if holds:
                break
        yield Firing(trigger, None, False, None) if newest is None else newest


def occasion_of(campaign: Campaign, person: str, environment: Environment) -> ActivityRecord | None:
    """The newest activity of a person that fires a trigger campaign; None without one.

    Of several lines that are matched it is that of the first.
    """
    asked = firings(campaign, person, environment)
    return next((firing.record for firing in asked if firing.holds), None)
