"""Campaigns that one event can set off together, and what they do to each other.

Floor 6.
"""

from collections.abc import Iterator, Sequence

from cdsl.semantics.conditions import AllOf
from cdsl.semantics.program import CampaignKind, Program, Trigger
from cdsl.source.data import dataclass
from cdsl.tools.effects import Effects, surely_meet
from cdsl.tools.implication.implication import can_hold
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram


@dataclass(frozen=True, slots=True)
class Met:
    """Two campaigns that one activity fires, the later one in the text second."""

    first: LintedCampaign
    second: LintedCampaign
    trigger: Trigger
    effects: tuple[Effects, Effects]


def meetings(program: LintedProgram) -> tuple[Met, ...]:
    """Every pair of active trigger campaigns of a workspace that one activity surely fires both.

    Two whose smart lists nobody can be on at once do not meet.
    """
    return program.lookups.once("meetings", (program.program,), lambda _: tuple(_meetings(program)))


def _meetings(program: LintedProgram) -> Iterator[Met]:
    campaigns = [
        campaign
        for campaign in program.campaigns
        if campaign.core.kind is CampaignKind.TRIGGER and campaign.core.active
    ]
    by_activity: dict[tuple[str, str], list[LintedCampaign]] = {}
    for campaign in campaigns:
        for name in dict.fromkeys(one.activity.name for one in campaign.core.triggers):
            by_activity.setdefault((campaign.core.key.workspace, name), []).append(campaign)
    seen: set[tuple[int, int]] = set()
    for group in by_activity.values():
        for number, first in enumerate(group):
            for second in group[number + 1 :]:
                pair = (id(first), id(second))
                if pair in seen:
                    continue
                trigger = _shared(first, second, program)
                if trigger is not None:
                    seen.add(pair)
                    effects = (program.effects(first.core), program.effects(second.core))
                    yield Met(first, second, trigger, effects)


def _shared(
    first: LintedCampaign, second: LintedCampaign, program: LintedProgram
) -> Trigger | None:
    """The trigger of the second campaign that an activity of one person fires with the first."""

    def work_out(_: Program) -> Trigger | None:
        trigger = _common(first.core.triggers, second.core.triggers)
        together = AllOf((first.core.smart_list, second.core.smart_list))
        return trigger if trigger is not None and can_hold(together) else None

    return program.lookups.once("shared trigger", (first.core, second.core), work_out)


def _common(mine: Sequence[Trigger], theirs: Sequence[Trigger]) -> Trigger | None:
    """The trigger of the second campaign that an activity fires with one of the first."""
    return next(
        (other for other in theirs for one in mine if surely_meet(one, other)),
        None,
    )
