"""What a run starts, and the course of its clock.

Floor 7. Says for each kind of campaign whether it can be started as asked for; how it then runs
is the session's.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

from cdsl.runtime.admission import refused_for_holes, written_tokens
from cdsl.runtime.refusals import Refusals, no_such_person, wrong_kind
from cdsl.runtime.session import Session
from cdsl.semantics.program import Campaign, CampaignKind, Program
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.quoting import quoted
from cdsl.tools.asset_names import find
from cdsl.world.effects import ActivityRecord, Record
from cdsl.world.folding import fold, normal
from cdsl.world.store import Store
from cdsl.world.tables.names import Unfound

Start = Callable[[Session], Refusals]
"""Starts what was asked for."""

_SHOWN: Final = 5
"""How many people a message names."""


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


def named_campaign(program: Program, written: str | None) -> tuple[Campaign | None, Refusals]:
    """The campaign that is written so; none where nothing is, or one that is unknown."""
    if written is None:
        return None, ()
    key = find("a campaign", program.campaigns, written)
    if isinstance(key, Unfound):
        code = "CDS105" if key.several else "CDS101"
        return None, (_unstarted(code, key.reason, key.help),)
    return program.campaigns[key], ()


def named_person(name: str, program: Program, store: Store) -> tuple[str, Refusals]:
    """The id of a person who is named by id, or by the email address of one person alone."""
    if store.person(name) is not None:
        return name, ()
    email = program.schema.person.get("email")
    found: list[str] = []
    if email is not None:
        wanted = fold(normal(name))
        for person in store.people():
            row = store.person(person)
            value = None if row is None else row[email.column]
            if isinstance(value, str) and fold(value) == wanted:
                found.append(person)
    if len(found) > 1:
        message = f"{quoted(name)} is the email address of {len(found)} people"
        way_out = f"name one by id: {', '.join(found[:_SHOWN])}"
        return "", (_unstarted("CDS713", message, way_out),)
    return (found[0], ()) if found else ("", (no_such_person(name),))


def start_of(program: Program, order: Order, zone: tzinfo) -> tuple[Start, Refusals]:
    """How to start what was asked for, or why it cannot be."""
    if order.campaign is None:
        return _run_every_batch(program), ()
    campaign, refused = named_campaign(program, order.campaign)
    if campaign is None:
        return _start_nothing, refused
    key = campaign.key
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
            message = f"{quoted(key.name)} is a trigger campaign: say for whom to request it"
            return _start_nothing, (_unstarted("CDS708", message, "add `--for ID,…`"),)
        case CampaignKind.BATCH:
            message = f"{quoted(key.name)} is a batch campaign, which runs for its whole smart list"
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
