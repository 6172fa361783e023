"""Counting while runs go on: who entered, what each step did, what changed.

Floor 5. Counts only; `cdsl.runtime.report` makes the report of them.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cdsl.interpreter.state import ChildOutcome, StepOutcome
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Qualification
from cdsl.world.effects import Effect, SetField, SetMemberField

TOO_MANY_STEPS: Final = "too_many_steps"
"""Why a campaign is not entered by somebody whose runs were cut; the cut is what is counted."""
NOT_QUALIFIED: Final = "not_qualified"
"""Why an executed campaign's flow was not entered: its smart list or its rule."""


@dataclass(slots=True)
class StepTally:
    """Counts of one step."""

    kind: str
    done: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class ChildTally:
    """Counts of the decisions at one campaign's calls of another."""

    qualified: int = 0
    not_qualified: int = 0


@dataclass(slots=True)
class CampaignTally:
    """Counts of one campaign; steps by path. `waiting` are runs that have not ended."""

    audience: int = 0
    entered: int = 0
    waiting: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    steps: dict[str, StepTally] = field(default_factory=dict)
    children: dict[AssetKey, ChildTally] = field(default_factory=dict)

    def copy(self) -> "CampaignTally":
        """Counts that are equal now and change by themselves."""
        return CampaignTally(
            self.audience,
            self.entered,
            self.waiting,
            self.refused.copy(),
            {
                path: StepTally(step.kind, step.done, step.skipped.copy())
                for path, step in self.steps.items()
            },
            {
                child: ChildTally(decided.qualified, decided.not_qualified)
                for child, decided in self.children.items()
            },
        )


Tallies = Mapping[AssetKey, CampaignTally]
"""The counts of each campaign that something came to."""


@dataclass(slots=True)
class Tally:
    """Counts of everything.

    `changed` holds the people whose field, by column, flows changed, `changed_members` those whose
    field of a membership; `people` makes a mapping for them. Counts that `state` has handed out
    are changed no more: only those in `_own` are.
    """

    people: Callable[[], dict[str, bool]] = dict
    campaigns: dict[AssetKey, CampaignTally] = field(default_factory=dict)
    changed: dict[int, dict[str, bool]] = field(default_factory=dict)
    changed_members: dict[str, dict[str, bool]] = field(default_factory=dict)
    _own: dict[AssetKey, CampaignTally] = field(default_factory=dict)

    def of(self, campaign: AssetKey) -> CampaignTally:
        """The counts of a campaign, which is in the report from now on."""
        found = self._own.get(campaign)
        if found is None:
            known = self.campaigns.get(campaign)
            found = CampaignTally() if known is None else known.copy()
            self._own[campaign] = self.campaigns[campaign] = found
        return found

    def state(self) -> Tallies:
        """The counts of campaigns as they are now, to come back to."""
        self._own = {}
        return dict(self.campaigns)

    def restore(self, state: Tallies) -> None:
        """Count on from what was counted then."""
        self._own = {}
        self.campaigns = dict(state)

    def step(self, outcome: StepOutcome) -> None:
        """Count a step that was done or skipped."""
        steps = self.of(outcome.campaign).steps
        counted = steps.get(outcome.step)
        if counted is None:
            counted = steps[outcome.step] = StepTally(outcome.kind)
        if outcome.skipped:
            counted.skipped[outcome.skipped] += 1
        else:
            counted.done += 1

    def child(self, outcome: ChildOutcome) -> None:
        """Count the decision at an `execute campaign` for caller and child."""
        executed = self.of(outcome.campaign)
        executed.audience += 1
        children = self.of(outcome.caller).children
        counted = children.get(outcome.campaign)
        if counted is None:
            counted = children[outcome.campaign] = ChildTally()
        if outcome.qualified:
            executed.entered += 1
            counted.qualified += 1
        else:
            executed.refused[NOT_QUALIFIED] += 1
            counted.not_qualified += 1

    def effect(self, effect: Effect) -> None:
        """Count whose fields a flow's step changes."""
        if isinstance(effect, SetField):
            people = self.changed.get(effect.column)
            if people is None:
                people = self.changed[effect.column] = self.people()
            people[effect.person] = True
        elif isinstance(effect, SetMemberField):
            people = self.changed_members.get(effect.name)
            if people is None:
                people = self.changed_members[effect.name] = self.people()
            people[effect.person] = True


def rule_text(qualification: Qualification) -> str:
    """A qualification rule as its author would say it: `once every 7 days`."""
    hours = qualification.period_hours
    if qualification.every_time:
        return "every time"
    if hours is None:
        return "once"
    count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"once every {count} {unit}s" if count != 1 else f"once every {unit}"
