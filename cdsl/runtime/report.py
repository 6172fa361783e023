"""What became of a command, as data (the faces print it, nothing here does).

Floor 5. Counted while runs go on by `cdsl.runtime.tally`, put together here at the end.
"""

from collections.abc import Mapping
from datetime import datetime

from cdsl.runtime.tally import CampaignTally, Tally
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, CampaignKind, Program
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class StepReport:
    """How often a step was done, and how often skipped for which reason of language.md 6."""

    step: str
    kind: str
    done: int
    skipped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ChildReport:
    """How often a campaign's flow executed another one, by whether the person qualified."""

    campaign: str
    qualified: int
    not_qualified: int


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """What became of a campaign.

    `audience` are the times that its smart list held of somebody (for an executable campaign, that
    it was executed), `entered` the entries to its flow, `refused` the rest by the rule that kept
    them out, `waiting` the runs that have not ended.
    """

    name: str
    program: str | None
    kind: CampaignKind
    audience: int
    entered: int
    refused: Mapping[str, int]
    waiting: int
    steps: tuple[StepReport, ...]
    children: tuple[ChildReport, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that flows have changed, and of how many people."""

    field: str
    people: int


@dataclass(frozen=True, slots=True)
class Report:
    """What became of everything since a session began.

    Campaigns stand in the order of loading and text, also as children; those that nothing came to
    are left out. Reasons are in the order of the alphabet, whoever was skipped first.
    """

    now: datetime
    seed: int
    campaigns: tuple[CampaignReport, ...]
    changes: tuple[FieldChange, ...]
    diagnostics: tuple[Diagnostic, ...]


def put_together(
    program: Program,
    tally: Tally,
    now: datetime,
    seed: int,
    diagnostics: tuple[Diagnostic, ...],
) -> Report:
    """The report of what was counted."""
    places = {key: place for place, key in enumerate(program.campaigns)}
    campaigns = tuple(
        _campaign(campaign, places, tally.campaigns[key])
        for key, campaign in program.campaigns.items()
        if key in tally.campaigns
    )
    return Report(now, seed, campaigns, _changes(program, tally), diagnostics)


def _campaign(
    campaign: Campaign, places: Mapping[AssetKey, int], counted: CampaignTally
) -> CampaignReport:
    # A child may be of a program that an edited one has taken the place of.
    children = sorted(counted.children.items(), key=lambda item: places.get(item[0], len(places)))
    steps = sorted(counted.steps.items(), key=lambda item: _in_text_order(item[0]))
    return CampaignReport(
        campaign.key.name,
        None if campaign.program is None else campaign.program.name,
        campaign.kind,
        counted.audience,
        counted.entered,
        dict(sorted(counted.refused.items())),
        counted.waiting,
        tuple(
            StepReport(path, step.kind, step.done, dict(sorted(step.skipped.items())))
            for path, step in steps
        ),
        tuple(
            ChildReport(key.name, decided.qualified, decided.not_qualified)
            for key, decided in children
        ),
    )


def _in_text_order(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.split("."))


def _changes(program: Program, tally: Tally) -> tuple[FieldChange, ...]:
    fields = [
        FieldChange(field.name, len(tally.changed[field.column]))
        for field in program.schema.person.values()
        if tally.changed.get(field.column)
    ]
    members = [
        FieldChange(f"member.{name}", len(people))
        for name, people in sorted(tally.changed_members.items())
        if people
    ]
    return (*fields, *members)
