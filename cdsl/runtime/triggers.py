"""Which trigger campaigns an activity fires (language.md 5).

Floor 5. An index by activity, in the order of loading and text; what an `on` line means is the
evaluator's, which is handed in.
"""

from collections.abc import Callable, Iterator, Mapping

from cdsl.interpreter.calls import REQUEST
from cdsl.runtime.order import Event
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, CampaignKind, Program, Trigger
from cdsl.world.effects import ActivityRecord
from cdsl.world.folding import fold

Triggers = Mapping[str, tuple[tuple[Campaign, Trigger], ...]]
"""The `on` lines by the activity that fires them."""

Matches = Callable[[Campaign, Trigger, ActivityRecord], bool]
"""Whether an `on` line of a campaign matches an activity."""


def index(program: Program) -> Triggers:
    """The `on` lines of every trigger campaign, active or not."""
    lines: dict[str, list[tuple[Campaign, Trigger]]] = {}
    for campaign in program.campaigns.values():
        if campaign.kind is CampaignKind.TRIGGER:
            for trigger in campaign.triggers:
                lines.setdefault(trigger.activity.name, []).append((campaign, trigger))
    return {name: tuple(found) for name, found in lines.items()}


def fired(
    triggers: Triggers, event: Event, is_active: Callable[[AssetKey], bool], matches: Matches
) -> Iterator[Campaign]:
    """The active campaigns that an event fires, each once, in the order of the index."""
    record = event.record
    last: AssetKey | None = None
    for campaign, trigger in triggers[record.activity.name]:
        # The lines of one campaign stand together.
        if campaign.key == last or not is_active(campaign.key):
            continue
        if record.activity.name == REQUEST and not _asks_for(event, campaign):
            continue
        if matches(campaign, trigger, record):
            last = campaign.key
            yield campaign


def _asks_for(event: Event, campaign: Campaign) -> bool:
    """A request fires only the campaign that it names, in its primary attribute."""
    if event.requested is not None:
        return event.requested.campaign == campaign.key
    values = event.record.values
    named = values[0] if values else None
    return isinstance(named, str) and fold(named) == fold(campaign.key.name)
