"""What the corpus expects of people holds of the set-based engine as well, as smart lists.

Wherever a test block expects something, each condition becomes the smart list of a batch campaign
without steps, which both engines run over the world of that moment; who has entered it are those of
whom it is expected. How many are compared is counted, so that it does not come to nothing unseen.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Final

from cdsl.api import Project
from cdsl.api.loading import zone_of_files
from cdsl.runtime.session import Session
from cdsl.runtime.zones import zones_of
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.cases import Case, Expect, Quantity
from cdsl.semantics.conditions import HoleCondition
from cdsl.semantics.program import Campaign, CampaignKind, Program, Qualification
from cdsl.source.limits import LIMITS
from cdsl.tools.testing.run_case import Course, carry_out
from cdsl.tools.testing.set_up import answers, set_up
from cdsl.tools.testing.worth import Desk
from cdsl.world.calendar import is_utc
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.write import Format
from tests.batch.corpus import (
    FILES,
    format_of,
    judge_refused,
    loaded,
    project_of,
    without_defaults,
)
from tests.batch.runs import Place, compare, meaning, put, with_meaning

COMPARED: Final = 700
"""How many expectations are compared at least."""


def test_expected_people_are_those_of_a_smart_list(tmp_path: Path, accept: bool) -> None:
    outcomes: Counter[str] = Counter()
    refused: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        project = project_of(path)
        for case in project._program().analysis.cases:
            own = tmp_path / str(len(list(tmp_path.iterdir())))
            own.mkdir()
            try:
                codes = [*follow(case, project, own, format_of(path))]
            except AssertionError as differs:
                raise AssertionError(f"{path}, {case.name!r}: {differs}") from differs
            outcomes.update(codes)
            refused[path].update(filter(None, codes))
    judge_refused("expectations", refused, accept)
    assert outcomes[""] >= COMPARED, outcomes


def follow(case: Case, project: Project, folder: Path, out: Format) -> Iterator[str]:
    """Carry out a test block, and ask what it expects: why each is refused, or nothing."""
    program = meaning(project)
    store = MemoryStore(program.schema)
    zone = zones_of(program)[program.workspaces[case.workspace].zone]
    desk = Desk(case, program, store, zone, LIMITS)
    set_up(case, store, desk)
    session = Session(program, store, case.now, outside=answers(case, program, desk))
    course = Course(desk, session, store)
    for is_expected, steps in groupby(case.steps, lambda one: isinstance(one, Expect)):
        for step in (same := list(steps)):
            carry_out(step, course)
        if is_expected:
            own = folder / str(len(list(folder.iterdir())))
            expected = [
                one
                for one in same
                if isinstance(one, Expect) and not isinstance(one.condition, HoleCondition)
            ]
            yield from ask(expected, course, project, own, out)


def ask(
    expected: Sequence[Expect], course: Course, project: Project, folder: Path, out: Format
) -> Iterator[str]:
    """Ask whether all of it holds at this moment; where that is refused, each alone."""
    folder.mkdir()
    zone = zone_of_files(project._program())
    format = Format.CSV if is_utc(zone) and out is Format.PARQUET else Format.PARQUET
    before = Place(folder / "before", format)
    program = asked(without_defaults(meaning(project)), course.desk.case, expected)
    put(course.store, program, before, zone)
    places = Place(folder / "row", out), Place(folder / "set", out)
    started = with_meaning(project, program)
    refused = compare(started, before.inputs, places, now=course.session.now)
    if refused is None:
        entered = defaultdict[AssetKey, set[str]](set)
        for key, person, _ in loaded(places[1].inputs, program, zone).entries():
            entered[key].add(person)
        for number, one in enumerate(expected):
            must_be(one, entered[key_of(course.desk.case, number)], course.store)
        yield from [""] * len(expected)
    elif len(expected) == 1:
        assert refused.code.startswith("CDS6"), refused
        yield refused.code
    else:
        for number, one in enumerate(expected):
            yield from ask([one], course, project, folder / str(number), out)


def must_be(expected: Expect, entered: set[str], store: MemoryStore) -> None:
    """Who has entered are those who are expected; of who is deleted nobody enters anything."""
    people = set(store.people())
    match expected.quantity:
        case Quantity.PERSON if expected.person in people:
            assert expected.person in entered, expected
        case Quantity.EVERYONE:
            assert entered == people, expected
        case Quantity.NOBODY:
            assert not entered, expected
        case _:
            pass


def asked(program: Program, case: Case, expected: Sequence[Expect]) -> Program:
    """The program with a batch campaign for each expectation and no other."""
    others = {
        key: replace(one, kind=CampaignKind.EXECUTABLE, schedules=(), triggers=())
        for key, one in program.campaigns.items()
    }
    own = {
        key_of(case, number): Campaign(
            key=key_of(case, number),
            id=10_000 + number,
            kind=CampaignKind.BATCH,
            description="",
            program=case.program,
            tokens=case.tokens,
            smart_list=one.condition,
            qualification=Qualification(every_time=True, period_hours=None),
            flow=(),
            triggers=(),
            schedules=(),
            limit=None,
            respects_limits=False,
            active=False,
            holes=(),
            location=case.location,
        )
        for number, one in enumerate(expected)
    }
    return replace(program, campaigns={**others, **own})


def key_of(case: Case, number: int) -> AssetKey:
    """The campaign of an expectation."""
    return AssetKey(case.workspace, (f"Expectation {number}",))
