"""What goes round without an end is told before it runs, and what comes to rest is not.

Made up are campaigns that react to each other's changes, every time and for everybody; the judge
is a run of them, with lower limits than usual.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdsl.api import Project
from cdsl.runtime.session import Session
from cdsl.semantics.program import Program
from cdsl.source.limits import Limits
from cdsl.world.memory import MemoryStore

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
LIMITS = Limits(causes=30, person_steps=2_000)
FIELDS = ("city", "state", "title")
VALUES = ("a", "B", "c")
LOOPS = {"CDS805", "CDS807"}
CUT = {"CDS801", "CDS803"}
CASES = sorted((Path(__file__).parents[1] / "corpus" / "lint").glob("cds80[57]_*settles*.txt"))


class Made:
    """Campaigns made up; executable ones change things for the others."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.own = ""
        self.names = [f"T{number}" for number in range(self.random.randint(1, 4))]
        self.texts = [
            f'executable campaign "E" {{ smart list {{ {self.condition()} }} qualify every time '
            f"flow {{ {self.block(1)} }} }}",
            *map(self.trigger, self.names),
        ]

    def trigger(self, name: str) -> str:
        self.own = name
        return trigger(name, self.field(), f"{self.step(2)} {self.block(2)}", "on request_campaign")

    def block(self, depth: int) -> str:
        return " ".join(self.step(depth) for _ in range(self.random.randint(1, 2)))

    def step(self, depth: int) -> str:
        kinds = ["change", "change", "clear", "map", "if", "if", "other", "request", "execute"]
        kind = self.random.choice(kinds[: 9 if depth == 2 else 4 + 2 * depth])
        match kind:
            case "change":
                return f'change {self.field()} to "{self.value()}"'
            case "clear":
                return f"clear {self.field()}"
            case "map":
                others = self.random.sample(VALUES, 2)
                entries = " ".join(f'"{self.value()}" from "{other}"' for other in others)
                rest = self.random.choice(("", 'otherwise "c"', "otherwise keep"))
                return f"map {self.field()} {{ {entries} {rest} }}"
            case "if":
                rest = f" else {{ {self.step(depth - 1)} }}" if self.random.random() < 0.5 else ""
                return f"if {self.condition()} {{ {self.block(depth - 1)} }}{rest}"
            case "other":
                return f'change {self.field()} to "{{{{lead.{self.field()}}}}}"'
            case "request" if len(self.names) > 1:
                others = [name for name in self.names if name != self.own]
                return f'request campaign "{self.random.choice(others)}"'
            case _:
                return 'execute campaign "E"'

    def condition(self) -> str:
        one = f'{self.field()} {self.random.choice(("is", "is not"))} "{self.value()}"'
        return self.random.choice((one, f"{self.field()} is empty", "everyone"))

    def field(self) -> str:
        return self.random.choice(FIELDS)

    def value(self) -> str:
        return self.random.choice((*VALUES, "b"))


def trigger(name: str, field: str, flow: str, more: str = "") -> str:
    return (
        f'trigger campaign "{name}" {{ on change of {field} {more} smart list {{ everyone }} '
        f"qualify every time flow {{ {flow} }} }}"
    )


def told(texts: Iterable[str]) -> set[str]:
    found = {one.code for one in Project.from_texts({"campaign.cdsl": "\n".join(texts)}).lint()}
    return found & LOOPS


def program_of(texts: Iterable[str]) -> Program:
    project = Project.from_texts({"campaign.cdsl": "\n".join(texts)})
    assert [one for one in project.check() if one.severity == "error"] == []
    return project._program().analysis.program


def goes_on(
    program: Program, seed: int, fields: Sequence[str] = FIELDS, values: Sequence[str] = VALUES
) -> set[str]:
    """The fields whose change makes campaigns set each other off again and again."""
    random = Random(seed)
    person = program.schema.person
    found = set()
    for field in fields:
        store = MemoryStore(program.schema)
        row: list[str | None] = [None] * len(person)
        for other in fields:
            row[person[other].column] = random.choice((*values, None))
        store.add_person("ada", row)
        session = Session(program, store, NOW, seed, LIMITS)
        others = {*values, "new", ""} - {row[person[field].column] or ""}
        session.change("ada", [(person[field], random.choice(sorted(others)) or None)])
        if CUT & {one.code for one in session.report().diagnostics}:
            found.add(field)
    return found


@given(st.integers(0, 2**32), st.integers(0, 3))
def test_what_goes_on_without_an_end_is_told(number: int, seed: int) -> None:
    texts = Made(number).texts
    assert not goes_on(program_of(texts), seed) or told(texts)


STEPS = st.sampled_from(
    [*(f'change city to "{value}"' for value in VALUES), "clear city", 'change city to "a"']
)


@given(st.lists(STEPS, min_size=1, max_size=3), st.integers(0, 3))
def test_what_is_told_of_one_campaign_goes_on(steps: list[str], seed: int) -> None:
    texts = [trigger("T", "city", " ".join(steps))]
    assert bool(goes_on(program_of(texts), seed)) == bool(told(texts))


@given(st.lists(STEPS, min_size=1, max_size=4), st.integers(0, 3))
def test_what_is_told_of_some_campaigns_goes_on(steps: list[str], seed: int) -> None:
    """Each changes the one field once, to what the others set or to something else."""
    texts = [trigger(f"T{number}", "city", step) for number, step in enumerate(steps)]
    assert bool(goes_on(program_of(texts), seed)) == bool(told(texts))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_the_cases_of_the_rules_say_is_what_happens(path: Path) -> None:
    text, told = path.read_text().removeprefix("=== campaign.cdsl\n").split("=== out\n")
    fields = sorted(set(re.findall(r"on change of (\w+)", text)))
    values = sorted(set(re.findall(r'"([^"{]+)"', text)))
    program = program_of([text])
    going = set().union(*(goes_on(program, seed, fields, values) for seed in range(60)))
    assert going == (set(fields) if told else set())
