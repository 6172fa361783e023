"""Why somebody does not enter a campaign, as a corpus of plain files: `corpus/whynot/*.txt`.

The first section is a file with one `test` block, which makes the world: what is given, and steps
that may have happened. `=== ask` has a question a line: a person, a campaign, and perhaps `last`
where the person's last activity is the one that might have fired it. `=== out` has the answers.
What is said to let somebody in is done, in a copy of the world, and has to let them in.

`pytest --accept` writes what comes out now into `=== out`; read the difference before committing.
"""

import re
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.runtime.session import Session
from cdsl.runtime.zones import zones_of
from cdsl.semantics.cases import AdvanceBy, Case, Start, StartCampaign, WhenDoes
from cdsl.semantics.program import Campaign, CampaignKind, Program
from cdsl.source.limits import LIMITS
from cdsl.tools.testing.set_up import answers, set_up
from cdsl.tools.testing.worth import Desk, attribute_values
from cdsl.tools.whynot.edits import Do, Edit
from cdsl.tools.whynot.prompt import Prompt
from cdsl.tools.whynot.reasons import Way
from cdsl.tools.whynot.sentences import lines_of
from cdsl.tools.whynot.whynot import why_not
from cdsl.world.calendar import shift
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.names import Unfound, names_of
from tests.cases import case_of, files_of, judge
from tests.properties.edited import do_edit, done_now, edited, request

ASKED = re.compile(r'"(.*)" "(.*)"( last)?')


@pytest.mark.parametrize("path", files_of("whynot", "*.txt"))
def test_whynot(path: str, accept: bool) -> None:
    case = case_of(path)
    questions = case.files["ask"].splitlines()
    texts = {name: text for name, text in case.files.items() if name != "ask"}
    project = Project.open(case.first, texts=texts)
    assert [found for found in project.check() if found.severity == "error"] == []
    analysis = project._program().analysis
    (given,) = analysis.cases
    session, store = world_of(given, analysis.program)
    answers = [answer(question, given.workspace, session, store) for question in questions]
    judge(path, case, "\n".join(answers), accept)


def world_of(case: Case, program: Program) -> tuple[Session, MemoryStore]:
    """The world of a test after its steps."""
    store = MemoryStore(program.schema)
    zone = zones_of(program)[program.workspaces[case.workspace].zone]
    desk = Desk(case, program, store, zone, LIMITS)
    set_up(case, store, desk)
    session = Session(program, store, case.now, outside=answers(case, program, desk))
    for step in case.steps:
        do(step, session, desk)
    return session, store


def do(step: Any, session: Session, desk: Desk) -> None:
    match step:
        case StartCampaign(start=Start.RUN, campaign=campaign):
            session.run_batch(campaign)
        case StartCampaign(start=Start.DEACTIVATE, campaign=campaign):
            session.activate(campaign, False)
        case WhenDoes(person=person, activity=activity, values=values, span=span):
            view = desk.view(person, session.now)
            assert view is not None
            given = attribute_values(activity, values, view, span)
            session.happen(person, activity, given)
        case AdvanceBy(duration=duration):
            later = shift(session.now, duration, 1, desk.zone)
            assert later is not None
            session.advance_to(later)
        case _:
            raise AssertionError(step)


def answer(question: str, workspace: str, session: Session, store: MemoryStore) -> str:
    program = session.program
    asked = ASKED.fullmatch(question)
    assert asked is not None, question
    person, name, last = asked.groups()
    key = names_of("a campaign", program.campaigns).find(name)
    assert not isinstance(key, Unfound), key
    campaign = program.campaigns[key]
    own = [record for record in store.new_activities(0) if record.person == person]
    found = why_not(campaign, person, session.environment, occasion=own[-1] if last else None)
    if found.is_enough and (not last or found.event is not None):
        for way in found.ways or (Way(()),):
            then = found.change or found.event
            if way.is_as_before:
                world = edited(store, program.schema, person, way.edits, program)
                assert enters(campaign, person, again(world, session), then)
            now = done_now(way.edits, person, again(store.copy(), session))
            if now is not None:
                assert enters(campaign, person, now, then) is way.enters_now
    zone = session.environment.zones[workspace]
    prompt = Prompt(program, workspace, session.now, zone)
    return "".join(f"{line}\n" for line in lines_of(found, prompt))


def again(store: MemoryStore, session: Session) -> Session:
    """Another session of the same program, in the same world outside."""
    outside = session.environment.outside
    return Session(session.program, store, session.now, outside=outside)


def enters(campaign: Campaign, person: str, session: Session, event: Edit | None) -> bool:
    """Whether the person really enters, when the campaign is started or its event happens."""
    match campaign.kind:
        case CampaignKind.BATCH:
            session.run_batch(campaign.key)
        case CampaignKind.EXECUTABLE:
            session.execute(campaign.key, [person])
        case CampaignKind.TRIGGER:
            assert event is not None
            if isinstance(event, Do) and event.activity.name == "request_campaign":
                request(campaign.key, event, person, session)
            else:
                do_edit(event, person, session)
    return session.environment.store.entered(campaign.key, person) == session.now
