"""The smart list of 12 predicates that several measurements share, and people for it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import Scene
from cdsl.semantics.analyse import analyse
from cdsl.semantics.conditions import Condition
from cdsl.semantics.program import Program
from cdsl.semantics.surroundings import Surroundings
from cdsl.source.resources import stdlib_names, stdlib_text
from cdsl.source.span import Source
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value

TEXT = """\
workspace "Bench" in "UTC"
tokens { low: score = +60  high: score = +80  since: date = 2026-06-01 }
person {
  industry: text
  employees: integer
  acquired_on: date
  last_activity: date
}
smart list "Twelve" {
  country in ["Italy", "France", "Germany"]
  unsubscribed is not true
  industry is "Software" or industry contains "tech"
  title contains "chief" or title contains "vice president" or score between {{my.low}} and {{my.high}}
  employees >= 500 or acquired_on on or after {{my.since}} or last_activity on or after 2026-10-01
  state is not "CA"
  email not contains "@example.org"
}
"""


def generated_people(count: int, seed: int = 1) -> list[dict[str, Value]]:
    """People with empties, the same for the same seed."""
    random = Random(seed)
    first = date(2025, 1, 1)

    def maybe(value: Value, filled: float) -> Value:
        return value if random.random() < filled else None

    def day() -> date:
        return first + timedelta(days=random.randrange(690))

    return [
        {
            "country": maybe(random.choice(["Italy", "France", "Germany", "US"]), 0.9),
            "unsubscribed": maybe(random.random() < 0.2, 0.8),
            "industry": maybe(random.choice(["Software", "Biotech", "Retail", "Energy"]), 0.9),
            "title": maybe(
                random.choice(["Vice President", "Chief of Staff", "Engineer", "Owner"]), 0.9
            ),
            "score": maybe(random.randrange(100), 0.9),
            "employees": maybe(random.randrange(2_000), 0.6),
            "acquired_on": maybe(day(), 0.8),
            "last_activity": maybe(day(), 0.8),
            "state": maybe(random.choice(["CA", "NY", "TX", "WA"]), 0.5),
            "email": maybe(f"person{n}@{random.choice(['a.com', 'example.org'])}", 0.95),
        }
        for n in range(count)
    ]


def analysed(text: str = TEXT) -> Program:
    """A text without errors as a program."""

    def library(name: str) -> Source | None:
        text = stdlib_text(name)
        return None if text is None else Source(f"std/{name}", text)

    surroundings = Surroundings(lambda name: None, library, ZoneInfo, library_names=stdlib_names())
    analysis = analyse((Source("bench.cdsl", text),), surroundings)
    if analysis.has_errors:
        raise SystemExit("\n".join(found.message for found in analysis.diagnostics))
    return analysis.program


def condition_in_scene() -> tuple[Condition, Scene]:
    """The condition of the list, and what it is judged in: an empty world, a fixed clock."""
    program = analysed()
    (twelve,) = (found for found in program.smart_lists.values() if found.key.name == "Twelve")
    scene = Scene(
        program,
        MemoryStore(program.schema),
        datetime(2026, 11, 23, 9, tzinfo=UTC),
        ZoneInfo("UTC"),
        TokenScope(twelve.tokens, None, None, None),
    )
    return twelve.condition, scene


def rows_of(
    people: Sequence[Mapping[str, Value]], scene: Scene
) -> list[tuple[str, tuple[Value, ...]]]:
    """People as ids and rows of the scene's schema."""
    columns = scene.program.schema.person
    return [
        (str(number), tuple(person.get(name) for name in columns))
        for number, person in enumerate(people, 1)
    ]
