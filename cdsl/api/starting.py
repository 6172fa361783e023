"""What a run starts, and the course of its clock.

Floor 7. Says for each kind of campaign whether it can be started as asked for; how it then runs
is the session's.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from cdsl.runtime.admission import refused_for_holes, written_tokens
from cdsl.runtime.refusals import Refusals, wrong_kind
from cdsl.runtime.session import Session
from cdsl.semantics.program import CampaignKind, Program
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.effects import ActivityRecord, Record
from cdsl.world.store import Store
from cdsl.world.tables.names import Unfound, names_of

Start = Callable[[Session], Refusals]
"""Starts what was asked for."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: `campaign` None is every batch campaign, `people` are those it is requested for.

    `tokens` are passed to the campaign, by name without `my.`. `now` and `until` are instants, or
    texts as the language writes them, in the workspace's zone unless they say another.
    """

    now: datetime | str
    until: datetime | str | None = None
    campaign: str | None = None
    people: Sequence[str] | None = None
    tokens: Mapping[str, str] | None = None
    seed: int = 0
    webhook_answers: str | None = None
    connect: bool = False
    strict: bool = False


def start_of(program: Program, order: Order, zone: tzinfo) -> tuple[Start, Refusals]:
    """How to start what was asked for, or why it cannot be."""
    if order.campaign is None:
        return _run_every_batch(program), ()
    names = names_of("a campaign", program.campaigns)
    key = names.find(order.campaign)
    if isinstance(key, Unfound):
        code = "CDS105" if key.is_ambiguous else "CDS101"
        return _start_nothing, (_unstarted(code, key.reason, key.help),)
    campaign = program.campaigns[key]
    passed, refused = written_tokens(campaign, order.tokens or {}, zone)
    if refused := refused or refused_for_holes(campaign, passed, program):
        return _start_nothing, refused
    people = order.people
    match campaign.kind:
        case CampaignKind.BATCH if people is None:
            return (lambda session: session.run_batch(key, passed)), ()
        case CampaignKind.TRIGGER if people is not None:
            return (lambda session: session.request(key, people, passed)), ()
        case CampaignKind.TRIGGER:
            message = f'"{key.name}" is a trigger campaign: say for whom to request it'
            return _start_nothing, (_unstarted("CDS708", message, "add `--for ID,…`"),)
        case CampaignKind.BATCH:
            message = f'"{key.name}" is a batch campaign, which runs for its whole smart list'
            way_out = "leave `--for` out; only a trigger campaign is requested for people"
            return _start_nothing, (_unstarted("CDS708", message, way_out),)
        case _:
            return _start_nothing, (wrong_kind(campaign, "run"),)


def _unstarted(code: str, message: str, way_out: str) -> Diagnostic:
    return Diagnostic(code, SEVERITIES[code], message, None, None, help=way_out)


def _run_every_batch(program: Program) -> Start:
    batches = [key for key, found in program.campaigns.items() if found.kind is CampaignKind.BATCH]

    def run_every_batch(session: Session) -> Refusals:
        return tuple(refused for key in batches for refused in session.run_batch(key))

    return run_every_batch


def _start_nothing(session: Session) -> Refusals:
    return ()


# The run ----------------------------------------------------------------------------------------


def carry_out(
    session: Session,
    store: Store,
    start: Start,
    events: Sequence[ActivityRecord],
    until: datetime | None,
) -> tuple[Diagnostic, ...]:
    """Start campaigns and let events happen, the clock going on with them.

    Events that are already past come first, at the first instant: the clock is not set back.
    Without `until` the clock stops at the last event.
    """
    now = session.now
    late = tuple(event for event in events if until is not None and event.at > until)
    refusals = _happen(session, store, [event for event in events if event.at < now])
    refusals += start(session)
    coming = [event for event in events[: len(events) - len(late)] if event.at >= now]
    refusals += _happen(session, store, coming)
    if until is not None:
        refusals += session.advance_to(until)
    return refusals + _too_late(late)


def _happen(session: Session, store: Store, events: Sequence[ActivityRecord]) -> Refusals:
    refusals: Refusals = ()
    for event in events:
        if event.at > session.now:
            refusals += session.advance_to(event.at)
        if store.person(event.person) is None:
            # Kept, but nobody is there whom a campaign could take in.
            store.apply((Record(event),))
        else:
            refusals += session.happen(event.person, event.activity, event.values)
    return refusals


def _too_late(events: Sequence[ActivityRecord]) -> tuple[Diagnostic, ...]:
    if not events:
        return ()
    code = "CDS715"
    count = "1 event lies" if len(events) == 1 else f"{len(events)} events lie"
    message = f"{count} after the end of the run and did not happen"
    way_out = "advance the clock further with `--until`"
    return (Diagnostic(code, SEVERITIES[code], message, None, None, help=way_out),)
