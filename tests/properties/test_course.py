"""What is said of the way through a flow is what people do in it, whatever the flow.

Made up are flows of branches, waits and ends, with a moment that tells who has been where.
"""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cdsl.api import Project
from cdsl.runtime.session import Session
from cdsl.semantics.conditions import AllOf, Compare, Operator, PersonField
from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import InterestingMoment, Step
from cdsl.semantics.program import Campaign, Program
from cdsl.semantics.types import Type
from cdsl.semantics.walk import steps_in
from cdsl.tools.implication.implication import can_hold
from cdsl.tools.lint.course import ends, passages, waits_in_vain
from cdsl.tools.lint.lines import lines
from cdsl.world.memory import MemoryStore

START = datetime(2026, 3, 10, 8, tzinfo=UTC)
COUNTRIES = ("IT", "FR", "DE", "US")
BEFORE = 'batch campaign "Made" { smart list { everyone } qualify once flow { '
PEOPLE = {f"p{number}": COUNTRIES[number % len(COUNTRIES)] for number in range(12)}


class Made:
    """A flow made up: its text, and how many moments it has."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.moments = 0
        self.text = self.block(3)

    def block(self, depth: int) -> str:
        return " ".join(self.step(depth) for _ in range(self.random.randint(1, 4)))

    def step(self, depth: int) -> str:
        kind = self.random.choice(("moment", "moment", "wait", "end", "if", "split", "rotate"))
        if kind in ("if", "split", "rotate") and depth == 0:
            kind = "moment"
        match kind:
            case "moment":
                self.moments += 1
                return f'interesting moment "was": "{self.moments}"'
            case "wait":
                return f"wait {self.random.randint(1, 3)} days"
            case "end":
                return self.random.choice(("stop", "remove from flow this", "do nothing"))
            case "if":
                arms = [
                    f'if country in ["{self.random.choice(COUNTRIES)}", "IT"] '
                    f"{{ {self.block(depth - 1)} }}"
                    for _ in range(self.random.randint(1, 2))
                ]
                end = f" else {{ {self.block(depth - 1)} }}" if self.random.random() < 0.6 else ""
                return " else ".join(arms) + end
            case "split":
                last = self.random.choice((50, 30))
                first, second = self.block(depth - 1), self.block(depth - 1)
                return f"split {{ 50% {{ {first} }} {last}% {{ {second} }} }}"
            case _:
                return f"rotate {{ {{ {self.block(depth - 1)} }} {{ {self.block(depth - 1)} }} }}"


def program_of(flow: str) -> Program:
    project = Project.from_texts({"campaign.cdsl": f"{BEFORE}{flow} }} }}"})
    assert [found for found in project.check() if found.severity == "error"] == []
    return project._program().analysis.program


def only(program: Program) -> Campaign:
    (campaign,) = (one for one in program.campaigns.values() if one.key.name == "Made")
    return campaign


def been(program: Program) -> dict[str, list[str]]:
    """The moments of each person, in order."""
    store = MemoryStore(program.schema)
    fields = program.schema.person
    for person, country in PEOPLE.items():
        row: list[str | None] = [None] * len(fields)
        row[fields["country"].column] = country
        store.add_person(person, row)
    session = Session(program, store, START)
    assert session.run_batch(only(program).key) == ()
    session.advance_to(START + timedelta(days=60))
    return {
        person: [str(record.values[1]) for record in store.activities(person, "interesting_moment")]
        for person in PEOPLE
    }


def moment(step: Step) -> str:
    """What a step tells, nothing for the others."""
    if isinstance(step, InterestingMoment) and isinstance(step.description, Constant):
        return str(step.description.value)
    return ""


@given(st.integers(0, 2**32))
def test_nobody_comes_past_an_end(seed: int) -> None:
    program = program_of(Made(seed).text)
    campaign = only(program)
    found = {one for moments in been(program).values() for one in moments}
    for line in lines(campaign.flow):
        end = next((place for place, one in enumerate(line) if ends(one, campaign.key)), len(line))
        for step in steps_in(line[end + 1 :]):
            assert moment(step) not in found


@given(st.integers(0, 2**32))
def test_whoever_comes_to_a_step_has_passed_what_is_before_it(seed: int) -> None:
    program = program_of(Made(seed).text)
    campaign = only(program)
    country = PersonField(program.schema.person["country"])
    ways = {moment(way.step): way for way in passages(campaign.flow, campaign.key)}
    for person, moments in been(program).items():
        lives = Compare(country, Operator.IS, (Constant(PEOPLE[person], Type.TEXT),), Type.TEXT)
        for one in moments:
            passed = [moment(way.step) for way in ways[one].earlier()]
            assert {name for name in passed if name} <= set(moments)
            assert can_hold(AllOf((lives, *ways[one].held)))


@given(st.integers(0, 2**32))
def test_a_wait_in_vain_is_for_nothing(seed: int) -> None:
    text = Made(seed).text
    program = program_of(text)
    shift = len(BEFORE)
    without = text
    waits = sorted(waits_in_vain(only(program).flow), key=lambda wait: wait.span, reverse=True)
    for wait in waits:
        begin, end = wait.span.start - shift, wait.span.end - shift
        assert without[begin:end].startswith("wait")
        without = f"{without[:begin]}do nothing{without[end:]}"
    assert been(program_of(without)) == been(program)
