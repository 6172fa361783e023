"""One smart list of 12 predicates over 100,000 people, against two rule packages of PyPI.

Ours is judged twice: the plain walk of the reference engine, with real values, spans and tokens,
and the same condition lowered once to closures, which is what `cdsl run` uses. The peers get the
values of the tokens as constants, and dates in the form that suits them best. All four must find
the same people. Run: python -m bench.smart_list
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import json_logic
import rule_engine

from bench.measure import Goal, Row, compare, interleaved, main
from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.lower import lower
from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import Scene, View
from cdsl.semantics.analyse import analyse
from cdsl.semantics.program import Program
from cdsl.semantics.surroundings import Surroundings
from cdsl.source.resources import stdlib_names, stdlib_text
from cdsl.source.span import Source
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value

PEOPLE = 100_000
RULE_ENGINE, JSON_LOGIC = "rule-engine", "json-logic-qubit"
WALK, LOWERED = "plain walk", "lowered to closures"

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

RULE = """
country != null and country.as_lower in ["italy", "france", "germany"]
and (unsubscribed == null or not unsubscribed)
and (industry != null and (industry.as_lower == "software" or "tech" in industry.as_lower))
and (
    (title != null and ("chief" in title.as_lower or "vice president" in title.as_lower))
    or (score != null and score >= 60 and score <= 80)
)
and (
    (employees != null and employees >= 500)
    or (acquired_on != null and acquired_on >= d"2026-06-01")
    or (last_activity != null and last_activity >= d"2026-10-01")
)
and (state == null or state.as_lower != "ca")
and (email == null or not ("@example.org" in email.as_lower))
"""


def _lowered(name: str) -> dict[str, Any]:
    return {"lower": {"var": name}}


LOGIC: dict[str, Any] = {
    "and": [
        {"in": [_lowered("country"), ["italy", "france", "germany"]]},
        {"!": {"var": "unsubscribed"}},
        {
            "or": [
                {"==": [_lowered("industry"), "software"]},
                {"in": ["tech", _lowered("industry")]},
            ]
        },
        {
            "or": [
                {"in": ["chief", _lowered("title")]},
                {"in": ["vice president", _lowered("title")]},
                {"<=": [60, {"var": "score"}, 80]},
            ]
        },
        {
            "or": [
                {">=": [{"var": "employees"}, 500]},
                {">=": [{"var": "acquired_on"}, "2026-06-01"]},
                {">=": [{"var": "last_activity"}, "2026-10-01"]},
            ]
        },
        {"!=": [_lowered("state"), "ca"]},
        {"!": {"in": ["@example.org", _lowered("email")]}},
    ]
}


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


def analysed() -> Program:
    def library(name: str) -> Source | None:
        text = stdlib_text(name)
        return None if text is None else Source(f"std/{name}", text)

    surroundings = Surroundings(lambda name: None, library, ZoneInfo, library_names=stdlib_names())
    analysis = analyse((Source("bench.cdsl", TEXT),), surroundings)
    if analysis.has_errors:
        raise SystemExit("\n".join(found.message for found in analysis.diagnostics))
    return analysis.program


def for_json(person: Mapping[str, Value]) -> dict[str, Value]:
    """JSON has no dates: their texts compare in the same order."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in person.items()
    }


def measure(rounds: int) -> tuple[Row, ...]:
    people = generated_people(PEOPLE)
    program = analysed()
    (twelve,) = (found for found in program.smart_lists.values() if found.key.name == "Twelve")
    columns = program.schema.person
    rows: list[tuple[str, tuple[Value, ...]]] = [
        (str(number), tuple(person.get(name) for name in columns))
        for number, person in enumerate(people, 1)
    ]
    scene = Scene(
        program,
        MemoryStore(program.schema),
        datetime(2026, 11, 23, 9, tzinfo=UTC),
        ZoneInfo("UTC"),
        TokenScope(twelve.tokens, None, None, None),
    )
    rule = rule_engine.Rule(RULE)
    json_logic.add_operation("lower", lambda text: None if text is None else text.lower())
    documents = [for_json(person) for person in people]

    def walk() -> int:
        return sum(holds(twelve.condition, View(scene, id, row)) for id, row in rows)

    def lowered() -> int:
        predicate = lower(twelve.condition, scene)
        return sum(predicate(row, id) for id, row in rows)

    def by_rule() -> int:
        return sum(rule.matches(person) for person in people)

    def by_logic() -> int:
        return sum(bool(json_logic.jsonLogic(LOGIC, person)) for person in documents)

    workloads = {RULE_ENGINE: by_rule, JSON_LOGIC: by_logic, WALK: walk, LOWERED: lowered}
    counts = {name: workload() for name, workload in workloads.items()}
    if len(set(counts.values())) != 1:
        raise SystemExit(f"the engines disagree: {counts}")
    return compare(
        interleaved(workloads, rounds),
        (
            Goal(WALK, RULE_ENGINE, least=8),
            Goal(WALK, JSON_LOGIC, least=4),
            Goal(LOWERED, RULE_ENGINE, least=50),
            Goal(LOWERED, JSON_LOGIC, least=25),
        ),
    )


if __name__ == "__main__":
    main(f"a smart list of 12 predicates over {PEOPLE:,} people", 3, measure)
