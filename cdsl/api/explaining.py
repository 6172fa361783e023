"""Why somebody is let into a campaign or is not, and what happens to them in it.

Floor 7. The campaign really runs, in a world of its own that nobody keeps, and one person is
watched; so the answer is what a run would do.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial

from cdsl.api.analysis import Understood
from cdsl.api.fired import LastJudgement
from cdsl.api.loading import Progress, Reading, Ready, forbids, make_ready
from cdsl.api.starting import Order, carry_out, named_campaign, named_person
from cdsl.interpreter.evidence import Extent
from cdsl.interpreter.view import Environment
from cdsl.runtime.admission import NOTHING_PASSED, refused_for_holes, written_tokens
from cdsl.runtime.observed import Observer
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics.program import Campaign, CampaignKind, Program, Tokens
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.quoting import quoted
from cdsl.source.render import in_order
from cdsl.tools.spelling import condition, reference
from cdsl.tools.trace.event import Event, Json, Kind
from cdsl.tools.trace.firing import Firing, firings, occasion_of
from cdsl.tools.trace.record import Recorder
from cdsl.tools.trace.timeline import Moment as Moment
from cdsl.tools.trace.timeline import activity_text, timeline
from cdsl.tools.trace.trees import tree_document
from cdsl.tools.whynot.document import reasons_document, ways_document
from cdsl.tools.whynot.prompt import Prompt
from cdsl.tools.whynot.reasons import NotExecuted, NotFired, NotInSmartList, Refused, WhyNot
from cdsl.tools.whynot.sentences import reason_lines, way_lines
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.journaled import JournaledStore
from cdsl.world.tables.load import Loaded
from cdsl.world.values import text_of


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a person enters a campaign, and their journey from there.

    `named` is the campaign in quotes, with where it stands if others are called so. `person` is
    their id, `zone` that of the files. `enters` is None where nothing could be asked: the
    diagnostics say why. `because` is empty for who enters, else why not: `not_qualified`, a
    qualification rule, `limit`, `hole`, `chain_of_causes`, `not_fired`, `inactive`, or
    `not_executed`, where `events` are as if something executed it. `why_not` has every reason and
    the smallest changes of the person that would let them in, None where it was not asked, and
    `prompt` is where these could be typed.
    """

    campaign: str
    named: str
    kind: str
    person: str
    now: datetime
    zone: tzinfo
    enters: bool | None
    because: str
    events: tuple[Event, ...]
    diagnostics: tuple[Diagnostic, ...]
    why_not: WhyNot | None = None
    prompt: Prompt | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """What keeps the person out, as lines, without what the journey shows."""
        if self.why_not is None or self.prompt is None:
            return ()
        shown = self.because == "not_qualified"
        told = {(found.code, found.message) for found in self.diagnostics}
        return tuple(
            line
            for reason in self.why_not.reasons
            if not (shown and isinstance(reason, NotInSmartList))
            and not (
                isinstance(reason, Refused)
                and (reason.diagnostic.code, reason.diagnostic.message) in told
            )
            for line in reason_lines(reason, self.prompt)
        )

    @property
    def reasons_document(self) -> dict[str, Json]:
        """Everything that keeps the person out, as JSON (docs/trace.md)."""
        return {"reasons": reasons_document(self.why_not, self.prompt)}

    @property
    def ways(self) -> tuple[str, ...]:
        """What would let the person in, as lines."""
        found, prompt = self.why_not, self.prompt
        return () if found is None or prompt is None else tuple(way_lines(found, prompt))

    @property
    def ways_document(self) -> dict[str, Json]:
        """What would let the person in, as JSON (docs/trace.md)."""
        return ways_document(self.why_not, self.prompt)

    @property
    def journey(self) -> tuple[Moment, ...]:
        """What happens, as the lines of a timeline."""
        return tuple(timeline(self.events, self.person, self.zone))

    @property
    def occasion(self) -> str:
        """What fires the campaign: an activity with its attributes, or who executes it."""
        for event in self.events:
            if event.kind is Kind.CHILD:
                return f"execute campaign in {quoted(event.campaign)}"
            if "activity" in event.details and event.kind is Kind.CONDITION:
                return activity_text(event.details)
        return ""

    @property
    def is_executed(self) -> bool:
        """Whether the campaign is not an executable one that nothing executes."""
        return self.why_not is None or not is_not_executed(self.why_not)

    @property
    def is_supposed(self) -> bool:
        """Whether an activity of the past is taken as if it came now."""
        return any(str(event.details.get("of")).startswith("on ") for event in self.events)


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
        asked = _fired(asked) if asked is not None and _is_judged(events, campaign) else asked
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


def tell_firings(
    session: Session,
    campaign: Campaign,
    person: str,
    events: list[Event],
    zone: tzinfo,
    extent: Extent,
) -> Sequence[Firing]:
    """Each `on` line as an event of the journey."""
    asked = tuple(firings(campaign, person, session.environment, extent))
    in_words = partial(condition, zone=zone, among=session.program)
    for firing in asked:
        tree = firing.tree
        details: dict[str, Json] = {
            "of": f"on {firing.trigger.activity.name}",
            "holds": firing.holds,
            "newest": None
            if firing.record is None
            else text_of(firing.record.at, Type.DATETIME, zone),
            "why": tree_document(tree, session.now, zone, in_words)
            if tree is not None and tree.parts
            else [],
        }
        name = campaign.key.joined
        events.append(Event(Kind.CONDITION, session.now, person, 0, name, "", details))
    return asked


def verdict_of(
    events: Sequence[Event],
    campaign: Campaign,
    environment: Environment,
    passed: Tokens = NOTHING_PASSED,
) -> tuple[bool, str]:
    """Whether the person has entered the campaign, and else why the last judgement said no."""
    own = [event for event in events if event.campaign == campaign.key.joined]
    if any(event.kind is Kind.ENTERED for event in own):
        return True, ""
    last = next((event for event in reversed(own) if _is_of_judgement(event)), None)
    if last is not None and last.kind is Kind.REFUSED:
        return False, str(last.details["because"])
    if _is_judged(own, campaign):
        return False, "not_qualified"
    if refused_for_holes(campaign, passed, environment.program):
        return False, "hole"
    return False, "not_fired" if environment.is_active(campaign.key) else "inactive"


def _is_of_judgement(event: Event) -> bool:
    return event.kind is Kind.REFUSED or event.details.get("of") == "smart list"


def _is_judged(events: Sequence[Event], campaign: Campaign) -> bool:
    """Whether the smart list of the campaign was asked: whatever fires it has happened."""
    name = campaign.key.joined
    return any(
        event.campaign == name and event.details.get("of") == "smart list" for event in events
    )


def is_not_executed(found: WhyNot) -> bool:
    """Whether an executable campaign is kept from everybody, as nothing executes it."""
    return any(isinstance(reason, NotExecuted) for reason in found.reasons)


def _with(answer: Answer, found: tuple[Diagnostic, ...], ready: Ready) -> Answer:
    named = in_order(map(ready.understood.naming.diagnostic, found))
    return replace(answer, diagnostics=named)
