"""Why somebody is let into a campaign or is not: asked of a run, and answered.

Floor 7. The campaign really runs, in a world of its own that nobody keeps, and one person is
watched; so the answer is what a run would do.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo
from functools import partial

from cdsl.api.analysis import Understood
from cdsl.api.answers import Answer, is_not_executed
from cdsl.api.fired import LastJudgement, tell_firings
from cdsl.api.loading import Progress, Reading, Ready, forbids, make_ready
from cdsl.api.starting import Order, carry_out, named_campaign, named_person
from cdsl.api.verdicts import verdict_of, was_judged
from cdsl.interpreter.evidence import Extent
from cdsl.interpreter.view import Environment
from cdsl.runtime.admission import NOTHING_PASSED, written_tokens
from cdsl.runtime.observed import Observer
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics.program import Campaign, CampaignKind, Program, Tokens
from cdsl.semantics.schema import Field
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import in_order
from cdsl.tools.spelling import reference
from cdsl.tools.trace.event import Event
from cdsl.tools.trace.firing import occasion_of
from cdsl.tools.trace.record import Recorder
from cdsl.tools.whynot.prompt import Prompt
from cdsl.tools.whynot.reasons import NotFired, WhyNot
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.journaled import JournaledStore
from cdsl.world.tables.load import Loaded


def explain(
    understand: Callable[[tuple[Field, ...]], Understood],
    order: Order,
    reading: Reading,
    person: str,
    progress: Progress,
    *,
    whole: bool = False,
) -> Answer:
    """Answer for one person, known by id or email address, and the campaign of an order.

    Trees of conditions are folded to what decided, unless they are wanted `whole`. Raises as
    `cdsl.api.running.run` does.
    """
    ready = make_ready(understand, order, reading, progress, partial(_refused, order))
    found = ready.found
    nothing = Answer(order.campaign or "", "", "", person, ready.now, ready.zone, None, "", (), ())
    if ready.loaded is None:
        return _with(nothing, found, ready)
    campaign, passed, _ = _asked(ready.program, order, ready.zone)
    id, unknown = named_person(person, ready.program, ready.loaded.store)
    found += unknown
    if campaign is None or forbids(found, strict=order.strict):
        return _with(nothing, found, ready)
    extent = Extent.WHOLE if whole else Extent.DECIDING
    answer, happened = _run(ready, ready.loaded, order.seed, campaign, id, passed, progress, extent)
    return _with(answer, found + happened, ready)


def _asked(
    program: Program, order: Order, zone: tzinfo
) -> tuple[Campaign | None, Tokens, Refusals]:
    """The campaign that is asked about, and the values that are passed to it."""
    campaign, refused = named_campaign(program, order.campaign)
    if campaign is None:
        return None, NOTHING_PASSED, refused
    return campaign, *written_tokens(campaign, order.tokens or {}, zone)


def _refused(
    order: Order, understood: Understood, zone: tzinfo, tables: tuple[str, ...]
) -> Refusals:
    """What is wrong with an order, already before a table is read."""
    _, _, refused = _asked(understood.analysis.program, order, zone)
    return refused


def _run(
    ready: Ready,
    loaded: Loaded,
    seed: int,
    campaign: Campaign,
    id: str,
    passed: Tokens,
    progress: Progress,
    extent: Extent,
) -> tuple[Answer, tuple[Diagnostic, ...]]:
    """Run the campaign, watch the person, and say what came of it."""
    events: list[Event] = []
    store = loaded.store
    observer: Observer = Recorder(events.append, extent)
    last: LastJudgement | None = None
    if campaign.kind is CampaignKind.TRIGGER and loaded.events:
        store = JournaledStore(store)
        observer = last = LastJudgement(campaign, store, observer)
    watch = Watch(partial(progress, "running"), observe=observer, wants=id.__eq__)
    reach = ready.outside(store)
    session = Session(ready.program, store, ready.now, seed, outside=reach, watch=watch)
    asked: WhyNot | None = None
    asked_at = ready.now

    def start(started: Session) -> Refusals:
        nonlocal asked
        if last is None:
            asked = _why_not(started.environment, campaign, id, passed)
        return _start(started, campaign, id, passed, events, ready, extent)

    found = carry_out(session, store, start, loaded.events, ready.until)
    found += session.report().diagnostics
    enters, because = verdict_of(events, campaign, session.environment, passed)
    if enters and asked is not None and is_not_executed(asked):
        enters, because = False, "not_executed"
    if last is None:
        asked = _fired(asked) if asked is not None and was_judged(events, campaign) else asked
    elif not enters:
        asked, asked_at = last.why_not(session, id, passed)
    answer = Answer(
        campaign.key.name,
        reference(campaign.key, ready.program.campaigns),
        str(campaign.kind),
        id,
        ready.now,
        ready.zone,
        enters,
        because,
        tuple(events),
        (),
        None if enters else asked,
        Prompt(ready.program, ready.understood.workspace, asked_at, ready.zone),
    )
    return answer, found


def _why_not(environment: Environment, campaign: Campaign, person: str, passed: Tokens) -> WhyNot:
    """What would let a person in as the campaign starts."""
    occasion = occasion_of(campaign, person, environment)
    return why_not(campaign, person, environment, passed, occasion)


def _fired(found: WhyNot) -> WhyNot:
    """The same of a trigger campaign that was fired after it was asked, as by a request."""
    reasons = tuple(reason for reason in found.reasons if not isinstance(reason, NotFired))
    return replace(found, reasons=reasons)


def _start(
    session: Session,
    campaign: Campaign,
    person: str,
    passed: Tokens,
    events: list[Event],
    ready: Ready,
    extent: Extent,
) -> Refusals:
    """Start the campaign in the way that its kind asks for; a trigger waits for its activity."""
    match campaign.kind:
        case CampaignKind.BATCH:
            return session.run_batch(campaign.key, passed)
        case CampaignKind.EXECUTABLE:
            return session.execute(campaign.key, (person,), passed)
        case _:
            if passed is not NOTHING_PASSED:
                return session.request(campaign.key, (person,), passed)
            if ready.loaded is not None and ready.loaded.events:
                return ()
            for firing in tell_firings(session, campaign, person, events, ready.zone, extent):
                if firing.holds and firing.record is not None:
                    session.fire(firing.record, campaign.key)
                    break
            return ()


def _with(answer: Answer, found: tuple[Diagnostic, ...], ready: Ready) -> Answer:
    named = in_order(map(ready.understood.naming.diagnostic, found))
    return replace(answer, diagnostics=named)
