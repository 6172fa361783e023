"""What becomes of edits when they are done now, with all that they set going.

Floor 6. In a world that holds the one person alone: what other people do is not looked at, and the
cost does not grow with their number. Nothing reaches outside.
"""

from collections.abc import Collection, Iterator, Sequence

from cdsl.interpreter.calls import REQUEST
from cdsl.interpreter.doing import FLOW
from cdsl.interpreter.view import Environment
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.observed import Began, Happening
from cdsl.runtime.outside import Prepared
from cdsl.runtime.records import API
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics import flow
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, CampaignKind, Tokens
from cdsl.semantics.walk import steps_in
from cdsl.source.data import dataclass
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    JoinList,
    LeaveList,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.tools.whynot.overlay import Overlay
from cdsl.tools.whynot.recorded import RECORDED, requested
from cdsl.tools.whynot.typed import campaign_of, request_of, steps_of
from cdsl.world.effects import Turn
from cdsl.world.memory import MemoryStore
from cdsl.world.store import Store
from cdsl.world.values import Value


@dataclass(frozen=True, slots=True)
class Played:
    """Whether the person then enters, and the trigger campaigns that took them in meanwhile."""

    enters: bool
    fired: tuple[AssetKey, ...]


def play(
    campaign: Campaign,
    person: str,
    environment: Environment,
    passed: Tokens,
    edits: Sequence[Edit],
    last: Edit | None,
    without: Collection[AssetKey] = (),
) -> Played:
    """Do edits one after the other, at last what fires the campaign, or start it.

    What nobody can do now has been so before. `last` is the change or the deed that fires a
    trigger campaign; those of `without` take nobody in.
    """
    given = [edit for edit in edits if not _is_doable(edit, environment)]
    changed = last if isinstance(last, SetPersonField) else None
    store = _world_of(person, environment, given, (*edits, changed) if changed else edits)
    program = environment.program
    begun: list[Campaign] = []

    def look(happening: Happening) -> None:
        if isinstance(happening, Began):
            begun.append(happening.run.levels[0].campaign)

    now, seed, limits = environment.now, environment.seed, environment.limits
    outside = environment.outside if isinstance(environment.outside, Prepared) else None
    session = Session(program, store, now, seed, limits, outside, Watch(observe=look))
    for key, one in program.campaigns.items():
        if one.kind is CampaignKind.TRIGGER:
            session.activate(key, environment.is_active(key) and key not in without)
    for edit in edits:
        if edit not in given:
            _do(edit, person, session, campaign)
    match campaign.kind:
        case CampaignKind.BATCH:
            session.admit(campaign.key, person, passed)
        case CampaignKind.EXECUTABLE:
            session.execute(campaign.key, (person,), passed)
        case CampaignKind.TRIGGER:
            if last is not None:
                _do(last, person, session, campaign, passed)
    others = dict.fromkeys(
        one.key for one in begun if one.kind is CampaignKind.TRIGGER and one.key != campaign.key
    )
    return Played(any(one.key == campaign.key for one in begun), tuple(others))


def _is_doable(edit: Edit, environment: Environment) -> bool:
    match edit:
        case Do(activity=activity, at=at):
            return at == environment.now and activity.name not in RECORDED
        case _:
            doable = SetPersonField | JoinList | LeaveList | SetMemberStatus | SetMemberField
            return isinstance(edit, doable | BecomeMember)


def _do(
    edit: Edit,
    person: str,
    session: Session,
    campaign: Campaign,
    passed: Tokens = NOTHING_PASSED,
) -> None:
    match edit:
        case Do(activity=activity, values=values, times=times):
            if activity.name == REQUEST and values == requested(campaign.key, API):
                session.request(campaign.key, (person,), passed)
            elif activity.name == REQUEST and values == requested(campaign.key, FLOW):
                _enter((request_of(campaign, passed),), person, session, campaign)
            else:
                for _ in range(times):
                    session.happen(person, activity, values)
        case SetPersonField(field=field, value=value, from_outside=True):
            session.change(person, [(field, value)])
        case _:
            _enter(steps_of(edit), person, session, campaign)


def _enter(steps: tuple[flow.Step, ...], person: str, session: Session, campaign: Campaign) -> None:
    session.enter(campaign_of(steps, campaign.key.workspace), (person,))


def _world_of(
    person: str, environment: Environment, given: Sequence[Edit], edits: Sequence[Edit]
) -> MemoryStore:
    """A world of the person with what is given, and of the companies that edits tie them to.

    An edit of a company is of the one that they have in the end.
    """
    program, below = environment.program, environment.store
    schema = program.schema
    seen: Store = Overlay(below, schema, person, given) if given else below
    row = seen.person(person)
    assert row is not None
    world = MemoryStore(schema)
    world.add_person(person, row)
    own = schema.person.get("company")
    whole: Store = Overlay(below, schema, person, edits) if edits else below
    for name in (None if own is None else row[own.column], *_companies(edits)):
        company = whole.company(name) if isinstance(name, str) else None
        if company is not None:
            world.add_company(company)
    for key in program.lists:
        if seen.in_list(key, person):
            world.add_to_list(key, person)
    for key in program.programs:
        membership = seen.membership(key, person)
        if membership is not None:
            world.set_membership(key, person, membership.status, membership.fields)
    for key, campaign in program.campaigns.items():
        at = seen.entered(key, person)
        if at is not None:
            world.enter(key, person, at)
        world.apply(_turns(campaign, seen))
    for name in schema.activities:
        for record in seen.activities(person, name):
            world.add_activity(record)
    return world


def _turns(campaign: Campaign, store: Store) -> Iterator[Turn]:
    """How many turns the rotations of a campaign have given."""
    for step in steps_in(campaign.flow):
        if isinstance(step, flow.Rotate):
            yield Turn(campaign.key, step.name, store.turns(campaign.key, step.name))


def _companies(edits: Sequence[Edit]) -> Iterator[Value]:
    """The companies that somebody gets by edits."""
    for edit in edits:
        if isinstance(edit, SetPersonField) and edit.field.name == "company":
            yield edit.value
