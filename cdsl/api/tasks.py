"""What a run that may be set-based is to do, as data.

Floor 7. Reads no table, and knows no database.
"""

from collections.abc import Callable
from datetime import datetime, tzinfo

from cdsl.api.analysis import Understood
from cdsl.api.choices import Choice, Engine, Wish, not_set_based, refusal
from cdsl.api.loading import forbids, instants_of, zone_of_files
from cdsl.api.starting import Order, named_campaign, start_of
from cdsl.batch.plan import Moment, Refused
from cdsl.batch.printing import MissingWordError
from cdsl.batch.refusal import NotSetBasedError
from cdsl.runtime.admission import NOTHING_PASSED, refused_for_holes, written_tokens
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.program import Campaign, CampaignKind, Program, Tokens
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """Batch campaigns that are to be done one after another, and when."""

    understood: Understood
    campaigns: tuple[Campaign, ...]
    passed: Tokens
    now: datetime
    until: datetime | None
    zone: tzinfo
    seed: int
    may_hand_over: bool

    @property
    def program(self) -> Program:
        """What the files mean."""
        return self.understood.analysis.program

    @property
    def moment(self) -> Moment:
        """What a plan is made for, where ids are taken for texts."""
        active = [
            key
            for key, one in self.program.campaigns.items()
            if one.kind is CampaignKind.TRIGGER and one.active
        ]
        zones = zones_of_workspaces(self.program)
        return Moment(
            self.now,
            self.seed,
            zones,
            has_numbers_for_ids=False,
            active=active,
            until=self.until,
            may_hand_over=self.may_hand_over,
        )


def task_of(
    understand: Callable[[tuple[Field, ...]], Understood], order: Order, wish: Wish
) -> Task | Choice:
    """What a run is to do, or why no batch campaigns are. Raises WrongArgumentError."""
    understood = understand(())
    if forbids(understood.diagnostics, strict=order.strict):
        return Choice(Engine.ROW, "there are errors")
    program, zone = understood.analysis.program, zone_of_files(understood)
    if order.campaign is not None and start_of(program, order, zone)[1]:
        # The row engine says what is wrong.
        return Choice(Engine.ROW, "the campaign cannot be started")
    campaigns = _campaigns(program, order)
    if not campaigns:
        return refusal("there is no batch campaign", wish)
    passed = NOTHING_PASSED
    if order.campaign is not None:
        passed, _ = written_tokens(campaigns[0], order.tokens or {}, zone)
    if any(refused_for_holes(one, passed, program) for one in campaigns):
        return Choice(Engine.ROW, "a campaign cannot be started")
    now, until = instants_of(order, zone)
    if until is not None and any(one.schedules for one in program.campaigns.values()):
        return refusal("campaigns run by their schedules", wish)
    may_hand_over = wish.world is None and wish.engine is not Engine.SPARK
    return Task(understood, campaigns, passed, now, until, zone, order.seed, may_hand_over)


def _campaigns(program: Program, order: Order) -> tuple[Campaign, ...]:
    """The batch campaigns to run, in order."""
    named, _ = named_campaign(program, order.campaign)
    if named is not None:
        return (named,)
    return tuple(one for one in program.campaigns.values() if one.kind is CampaignKind.BATCH)


def choice_of_error(
    failed: NotSetBasedError | MissingWordError, dialect: str, task: Task, wish: Wish
) -> Choice:
    """The row engine, where a run comes to something that is no set operation or has no word."""
    if isinstance(failed, NotSetBasedError):
        code, message = failed.code, failed.message
    else:
        code, message = "CDS611", f"{dialect} has no exact word for `{failed.operation}`"
    return choice_of(Refused(code, message, task.campaigns[0].location), task, wish)


def choice_of(refused: Refused, task: Task, wish: Wish) -> Choice:
    """The row engine, and where that is not what was asked for why it has to be."""
    found = task.understood.naming.diagnostic(
        not_set_based(refused.code, refused.message, refused.location, wish)
    )
    told = () if wish.may_be_row else (found,)
    return Choice(Engine.ROW, refused.message, told)


def way_out_of_broken(*, may_be_row: bool) -> str:
    """What to do about a table that no engine reads, which the row engine may be asked about."""
    told = "; `--engine row` says what else is wrong" if may_be_row else ""
    return f"no engine reads it so: mend it{told}"
