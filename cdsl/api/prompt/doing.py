"""What is typed at a prompt and changes something: declarations, steps, events, campaigns, time.

Floor 7. Reads the words, and lets the session do it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import count
from types import MappingProxyType
from typing import Final, assert_never

from cdsl.api.prompt.asking import CHANGE, EVENT, ask, ask_event
from cdsl.api.prompt.changes import Changed, changes_between
from cdsl.api.prompt.past import Scripted
from cdsl.api.prompt.sitting import Done, Sitting
from cdsl.api.prompt.texts import of_typed
from cdsl.api.starting import named_campaign, named_person
from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import View, scene_of
from cdsl.runtime.admission import written_tokens
from cdsl.runtime.refusals import Refusals, no_such_person
from cdsl.runtime.session import Session
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.cases import WhenChanges, WhenDoes
from cdsl.semantics.program import Campaign, CampaignKind
from cdsl.semantics.time import Duration, Unit
from cdsl.semantics.tokens import Chain, canonical
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.quoting import quoted
from cdsl.source.span import Source
from cdsl.syntax.parse import parse
from cdsl.tools import spelling
from cdsl.tools.prompt.typed import MOST_TIMES, NAME, Sort
from cdsl.tools.testing.worth import UnfitError, attribute_values, field_value
from cdsl.world.calendar import shift
from cdsl.world.values import Unreadable, read

_KINDS: Final = MappingProxyType(
    {CampaignKind.BATCH: "a batch", CampaignKind.EXECUTABLE: "an executable"}
)
_TIMES: Final = re.compile(r"(.*\S)\s+(\d{1,6})\s+times?", re.DOTALL)
_DURATION: Final = re.compile(rf"(\d{{1,6}})\s+({'|'.join(Unit)})s?")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a declaration changed, besides what came of it.

    `is_anew` says that the columns of the world are others now, so that it has begun anew;
    `is_known` that all of it was declared already, so that nothing was done.
    """

    done: Done
    changes: tuple[Changed, ...]
    is_anew: bool = False
    is_known: bool = False


def declare(sitting: Sitting, text: str) -> Declared:
    """Take a declaration in, in the place of the one of the same kind and name."""
    before, store = sitting.program, sitting.world.store
    if sitting.texts.paths and parse(Source(NAME, text)).file.workspace is not None:
        said = "the workspace is that of the first file: change it there, and `.reload`"
        return Declared(Done(refused=said), ())
    texts = sitting.texts.declaring(text)
    if texts == sitting.texts:
        return Declared(Done(), (), is_known=True)
    done = sitting.change_texts(text.strip().splitlines()[0], texts)
    if not done.is_good:
        found = tuple(of_typed(one, text.strip(), NAME) for one in done.diagnostics)
        return Declared(replace(done, diagnostics=found), ())
    watch = sitting.watch("comparing")
    changes = changes_between(before, sitting.program, sitting.environment, watch)
    return Declared(done, changes, sitting.world.store is not store)


def do_step(sitting: Sitting, text: str) -> Done:
    """Do a step for the person in focus, and the steps that it leads to."""
    asked = ask(sitting.texts, Sort.STEP, text, sitting.world.inferred, sitting.memory)
    campaign = asked.campaign
    if asked.has_errors or campaign is None:
        return Done((), asked.diagnostics)
    name = _new_name(sitting)
    whom = quoted(sitting.focus)
    scripted = Scripted(f"request campaign {quoted(name)} for {whom}", name, text)
    person = sitting.focus
    return sitting.do(text, lambda session: session.enter(campaign, (person,)), scripted, person)


def _new_name(sitting: Sitting) -> str:
    """A name for steps that were typed, which no campaign of a file or of the session has."""
    taken = {key.name for key in sitting.program.campaigns}
    taken |= {one.name for one in sitting.script}
    return next(name for name in map("Typed {}".format, count(1)) if name not in taken)


def happen(sitting: Sitting, text: str) -> Done:
    """Let the person in focus do something: `visit_page { page: "/pricing" } 2 times`."""
    written, times = _deed_and_times(text)
    if not 1 <= times <= MOST_TIMES:
        return Done(refused=f"write how often as `1 time` to `{MOST_TIMES} times`")
    return _from_outside(sitting, EVENT, f".event {text}", "does", written, times)


def change(sitting: Sitting, text: str) -> Done:
    """Change fields of the person in focus as an import or the API does: `{ country: "IT" }`."""
    return _from_outside(sitting, CHANGE, f".change {text}", "changes", text, 1)


def _from_outside(
    sitting: Sitting, opening: str, typed: str, verb: str, text: str, times: int
) -> Done:
    asked = ask_event(sitting.texts, opening, text, sitting.world.inferred, sitting.memory)
    event, person = asked.event, sitting.focus
    if asked.has_errors or event is None:
        return Done((), asked.diagnostics)
    row = sitting.world.store.person(person)
    if row is None:
        return Done((), (no_such_person(person),))
    scope = TokenScope(Chain(), None, None, None)
    view = View(scene_of(sitting.environment, scope, asked.understood.workspace), person, row)
    try:
        deed = _deed(event, person, view)
    except UnfitError as unfit:
        return Done(refused=f"{unfit.reason}; write a value of its type")

    def happens(session: Session) -> Refusals:
        for done in range(times):
            refused = deed(session)
            if refused:
                is_gone = done and session.environment.store.person(person) is None
                return (_deleted(person, done, times),) if is_gone else refused
        return ()

    step = f"when {quoted(person)} {verb} {text.strip()}"
    return sitting.do(typed, happens, Scripted("\n".join([step] * times)), person)


def _deleted(person: str, done: int, times: int) -> Diagnostic:
    """Somebody is there no more when something is to happen again."""
    message = f"{quoted(person)} is deleted after {done} of {spelling.times(times)}"
    way_out = f"write `{spelling.times(done)}`"
    return replace(no_such_person(person), message=message, help=way_out)


def _deed_and_times(text: str) -> tuple[str, int]:
    """An event and how often it happens: once, where nothing behind it says more."""
    found = _TIMES.fullmatch(text.strip())
    return (text.strip(), 1) if found is None else (found[1], int(found[2]))


def _deed(event: WhenDoes | WhenChanges, person: str, view: View) -> Callable[[Session], Refusals]:
    """What a session does of an event. Raises UnfitError."""
    match event:
        case WhenDoes(activity=activity):
            values = attribute_values(activity, event.values, view, event.span)
            return lambda session: session.happen(person, activity, values)
        case WhenChanges():
            changed = [(one.field, field_value(one, view, event.span)) for one in event.values]
            return lambda session: session.change(person, changed)
        case _:
            assert_never(event)


def run(sitting: Sitting, name: str | None, tokens: Mapping[str, str]) -> Done:
    """Run a batch campaign, or every one; execute or request another kind for the focus."""
    program = sitting.program
    if name is None:
        return _run_every_batch(sitting)
    campaign, refused = named_campaign(program, name)
    if campaign is None:
        return Done((), refused)
    passed, refused = written_tokens(campaign, tokens, sitting.zone)
    if refused:
        return Done((), sitting.named(refused))
    key, person = campaign.key, sitting.focus
    given = _tokens(tokens, campaign, sitting.zone)
    named = f"campaign {spelling.reference(key, program.campaigns)}"
    whom = f"for {quoted(person)}"
    match campaign.kind:
        case CampaignKind.BATCH:
            return sitting.do(
                f".run {name}",
                lambda session: session.run_batch(key, passed),
                Scripted(f"run {named}{given}"),
            )
        case CampaignKind.EXECUTABLE:
            return sitting.do(
                f".run {name}",
                lambda session: session.execute(key, (person,), passed),
                Scripted(f"execute {named} {whom}{given}"),
                person,
            )
        case _:
            return sitting.do(
                f".request {name}",
                lambda session: session.request(key, (person,), passed),
                Scripted(f"request {named} {whom}{given}"),
                person,
            )


def _run_every_batch(sitting: Sitting) -> Done:
    """Run every batch campaign as one deed; one that is refused changes nothing, others go on."""
    campaigns = sitting.program.campaigns
    keys = [key for key, one in campaigns.items() if one.kind is CampaignKind.BATCH]
    if not keys:
        return Done(refused="there is no batch campaign; `.campaigns` lists what there is")
    found: dict[AssetKey, Refusals] = {}

    def every(session: Session) -> Refusals:
        found.update((key, session.run_batch(key)) for key in keys)
        return ()

    def script() -> Scripted:
        expected = (("expect refused: " if found[key] else "") for key in keys)
        named = (f"run campaign {spelling.reference(key, campaigns)}" for key in keys)
        return Scripted("\n".join(map("".join, zip(expected, named, strict=True))))

    done = sitting.do(".run", every, script)
    if done.is_broken_off:
        return done
    refused = tuple(one for key in keys for one in found[key])
    return replace(done, diagnostics=sitting.named(refused))


@dataclass(frozen=True, slots=True)
class Entered:
    """How many people a batch campaign took in: whom its smart list held of, and who entered.

    `named` is the campaign in quotes, with where it stands if others are called so.
    """

    campaign: AssetKey
    named: str
    audience: int
    entered: int


def entered_since(sitting: Sitting, before: Sequence[Entered]) -> tuple[Entered, ...]:
    """What batch campaigns have come to since they had come to something before."""
    known = {one.campaign: one for one in before}
    found = []
    for now in entered(sitting):
        was = known.get(now.campaign, replace(now, audience=0, entered=0))
        if now != was:
            more = now.audience - was.audience
            found.append(replace(now, audience=more, entered=now.entered - was.entered))
    return tuple(found)


def entered(sitting: Sitting) -> tuple[Entered, ...]:
    """What batch campaigns have come to in this session."""
    counts, campaigns = sitting.world.session.counted().campaigns, sitting.program.campaigns
    return tuple(
        Entered(key, spelling.reference(key, campaigns), counts[key].audience, counts[key].entered)
        for key, one in campaigns.items()
        if one.kind is CampaignKind.BATCH and key in counts
    )


def request(sitting: Sitting, name: str, tokens: Mapping[str, str]) -> Done:
    """Request a trigger campaign for the person in focus."""
    campaign, refused = named_campaign(sitting.program, name)
    if campaign is None:
        return Done((), refused)
    if campaign.kind is not CampaignKind.TRIGGER:
        named = spelling.reference(campaign.key, sitting.program.campaigns)
        said = (
            f"{named} is {_KINDS[campaign.kind]} campaign, and a request is for a trigger campaign"
        )
        return Done(refused=f"{said}; `.run` runs it")
    return run(sitting, name, tokens)


def needs_somebody(sitting: Sitting, name: str | None) -> bool:
    """Whether running a campaign is about the person in focus: one of another kind than batch."""
    campaign, _ = named_campaign(sitting.program, name)
    return campaign is not None and campaign.kind is not CampaignKind.BATCH


def focus(sitting: Sitting, name: str) -> Refusals:
    """Look at another person, by id or email address."""
    person, refused = named_person(name, sitting.program, sitting.world.store)
    if not refused:
        sitting.focus = person
    return refused


def advance(sitting: Sitting, text: str) -> Done:
    """Advance the clock by a duration (`3 days`), or to an instant (`2026-12-01T09:00`)."""
    at = _instant(sitting, text)
    if at is None:
        way_out = "write one such as `3 days` or 2026-12-01T09:00"
        return Done(refused=f"`{text}` is neither a duration nor an instant; {way_out}")
    written = text.strip()
    is_length = duration_of(text) is not None
    literal = written if is_length else f"to {spelling.value(at, Type.DATETIME, sitting.zone)}"
    return sitting.do(
        f".advance {written}",
        lambda session: session.advance_to(at),
        Scripted(f"advance {literal}"),
    )


def _instant(sitting: Sitting, text: str) -> datetime | None:
    found = read(text.strip(), Type.DATETIME, sitting.zone)
    if isinstance(found, datetime):
        return found
    length = duration_of(text)
    return None if length is None else shift(sitting.now, length, 1, sitting.zone)


def duration_of(text: str) -> Duration | None:
    """A duration as it is written (`3 days`), None for what is none."""
    found = _DURATION.fullmatch(text.strip())
    return None if found is None else Duration(int(found[1]), Unit(found[2]))


def _tokens(tokens: Mapping[str, str], campaign: Campaign, zone: tzinfo) -> str:
    """Passed tokens as a test writes them."""
    given = []
    for name, text in tokens.items():
        declared = campaign.tokens.find(canonical(name))
        if declared is not None:
            type = declared.value.type
            seen = read(text, type, zone)
            literal = spelling.value(None if isinstance(seen, Unreadable) else seen, type, zone)
            given.append(f"{declared.value.name}: {literal}")
    return f" with tokens {{ {'  '.join(given)} }}" if given else ""
