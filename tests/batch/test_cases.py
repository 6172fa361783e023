"""The test blocks of the corpus: each campaign that they start does the same in both engines.

A test block says which world there is and what happens in it, one person after another. Wherever
it starts a campaign, the world of that moment is written as tables and the campaign is run over
them by either engine; what the block expects next of its first run holds of what the set-based
engine has written. How much is compared is counted, so that it does not come to nothing unseen.

Who is asked for by name is one person after another: a request is refused by the set-based engine,
and what it starts is compared as if it were started for everybody.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import pytest

from cdsl.api import Project
from cdsl.api.loading import zone_of_files
from cdsl.interpreter.values import type_of, value_of
from cdsl.runtime.schedule import moment
from cdsl.runtime.session import Session
from cdsl.runtime.zones import zones_of
from cdsl.semantics.cases import AdvanceBy, AdvanceTo, Case, CaseStep, Expect, Start, StartCampaign
from cdsl.semantics.program import CampaignKind
from cdsl.source.limits import LIMITS
from cdsl.tools.testing.run_case import Course, carry_out, failures_of
from cdsl.tools.testing.set_up import answers, set_up
from cdsl.tools.testing.worth import Desk
from cdsl.world.calendar import is_utc, shift
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.cells import cell_text
from cdsl.world.tables.write import Format
from tests.batch.corpus import (
    FILES,
    format_of,
    judge_refused,
    loaded,
    project_of,
    without_defaults,
)
from tests.batch.runs import (
    Inputs,
    Place,
    as_batch,
    compare,
    going_on,
    meaning,
    name_of,
    put,
    with_meaning,
)
from tests.cases import files_of

COMPARED: Final = 300
"""How many starts of campaigns are compared at least."""
EXPECTED: Final = 100
"""After how many of them it is looked at least whether what is expected next holds."""
STARTS: Final = (Start.RUN, Start.EXECUTE, Start.REQUEST)
REQUESTED: Final = 16
"""How many of them are requests at least."""


@pytest.mark.parametrize("path", files_of("batch", "*.cdsl"))
def test_its_own_tests_pass(path: str) -> None:
    found = project_of(path).test()
    assert [failure for one in found for failure in one.failures] == []


def test_both_engines_do_the_same(tmp_path: Path, accept: bool) -> None:
    outcomes: Counter[str] = Counter()
    refused: dict[str, set[str]] = {}
    for path in FILES:
        project, own_outcomes = project_of(path), Counter[str]()
        for out in Format if path.startswith("batch/") else [format_of(path)]:
            for case in project._program().analysis.cases:
                own = tmp_path / f"{len(list(tmp_path.iterdir()))}"
                own.mkdir()
                try:
                    follow(case, project, own, out, own_outcomes)
                except AssertionError as differs:
                    raise AssertionError(f"{path}, {case.name!r}: {differs}") from differs
        if codes := {one for one in own_outcomes if one.startswith("CDS")}:
            refused[path] = codes
        outcomes += own_outcomes
    judge_refused("starts", refused, accept)
    assert outcomes[""] >= COMPARED, outcomes
    assert outcomes["expected"] >= EXPECTED, outcomes
    assert outcomes["requested"] >= REQUESTED, outcomes


def follow(case: Case, project: Project, folder: Path, out: Format, outcomes: Counter[str]) -> None:
    """Carry out a test block, and beside it each start of a campaign by both engines."""
    program = meaning(project)
    store = MemoryStore(program.schema)
    zone = zones_of(program)[program.workspaces[case.workspace].zone]
    desk = Desk(case, program, store, zone, LIMITS)
    set_up(case, store, desk)
    session = Session(program, store, case.now, outside=answers(case, program, desk))
    course = Course(desk, session, store)
    for at, step in enumerate(case.steps):
        if isinstance(step, StartCampaign) and step.start in STARTS:
            own = folder / str(at)
            own.mkdir()
            after = case.steps[at + 1 :]
            came = start(step, after, course, project, own, out, outcomes)
            is_first = all(isinstance(one, Expect) for one in case.steps[:at])
            if came is not None and is_first and step.start is Start.RUN:
                outcomes["expected"] += expect(case, after, came, project)
        carry_out(step, course)


def start(
    step: StartCampaign,
    after: Sequence[CaseStep],
    course: Course,
    project: Project,
    folder: Path,
    out: Format,
    outcomes: Counter[str],
) -> Inputs | None:
    """Start a campaign in the world as it is: what came of it, if both engines did it.

    It is read as CSV where that can be, if it is written as Parquet, and the other way round.

    One that is started for some people is run as a batch campaign.
    """
    program, now = meaning(project), course.session.now
    zone = zone_of_files(project._program())
    format = Format.CSV if is_utc(zone) and out is Format.PARQUET else Format.PARQUET
    before = Place(folder / "before", format)
    put(course.store, program, before, zone)
    if step.start is Start.REQUEST:
        must_be_refused(step, now, before.inputs, project)
        outcomes["requested"] += 1
    if program.campaigns[step.campaign].kind is not CampaignKind.BATCH:
        project = with_meaning(project, as_batch(program, step.campaign))
    view = course.desk.nobody(now)
    order: dict[str, Any] = {
        "now": now,
        "campaign": name_of(step.campaign),
        "tokens": {
            one.name: cell_text(value_of(one.value, view), type_of(one.value), zone)
            for one in step.tokens
        },
    }
    came = None
    for until in dict.fromkeys((None, advanced(after, course))):
        name = "at once" if until is None else "later"
        places = Place(folder / name / "row", out), Place(folder / name / "set", out)
        refused = compare(project, before.inputs, places, until=until, **order)
        outcomes["" if refused is None else refused.code] += 1
        if refused is None and until is None and places[1].is_there:
            came = going_on(before.inputs, places[1])
    return came


def must_be_refused(step: StartCampaign, now: datetime, inputs: Inputs, project: Project) -> None:
    """A request for some people is none of the set-based engine's, which says so."""
    order: dict[str, Any] = {"now": now, "campaign": name_of(step.campaign)}
    asked = project.run(engine="set", people_requested=step.people, **order, **inputs)
    assert not asked.has_run
    (refused,) = asked.diagnostics
    assert (refused.code, refused.message) == ("CDS612", "a campaign is requested")


def advanced(steps: Sequence[CaseStep], course: Course) -> datetime | None:
    """Until when the clock is advanced by the first steps that are no expectations."""
    zone = course.desk.zone
    match next((one for one in steps if not isinstance(one, Expect)), None):
        case AdvanceBy(duration=duration):
            return shift(course.session.now, duration, 1, zone)
        case AdvanceTo(value=value):
            return moment(value_of(value, course.desk.nobody(course.session.now)), None, zone)
        case _:
            return None


def expect(case: Case, after: Sequence[CaseStep], inputs: Inputs, project: Project) -> bool:
    """Whether something is expected next, which has to hold of a world that was written."""
    program, zone = without_defaults(meaning(project)), zone_of_files(project._program())
    store = loaded(inputs, program, zone)
    desk = Desk(case, program, store, zone, LIMITS)
    course = Course(desk, Session(program, store, case.now), store)
    expected = list(takewhile(lambda one: isinstance(one, Expect), after))
    for one in expected:
        assert isinstance(one, Expect)
        assert failures_of(one, course) == ()
    return bool(expected)
