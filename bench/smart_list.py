"""One smart list of 12 predicates over 100,000 people, against two rule packages of PyPI.

Ours is judged twice: the plain walk of the reference engine, with real values, spans and tokens,
and the same condition lowered once to closures, which is what `cdsl run` uses. The peers get the
values of the tokens as constants, and dates in the form that suits them best. All four must find
the same people. Run: python -m bench.smart_list
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import json_logic
import rule_engine

from bench.measure import Goal, Row, compare, interleaved, main
from bench.twelve import condition_in_scene, generated_people, rows_of
from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.lower import lower
from cdsl.interpreter.view import View
from cdsl.world.values import Value

PEOPLE = 100_000
RULE_ENGINE, JSON_LOGIC = "rule-engine", "json-logic-qubit"
WALK, LOWERED = "plain walk", "lowered to closures"

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


def for_json(person: Mapping[str, Value]) -> dict[str, Value]:
    """JSON has no dates: their texts compare in the same order."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in person.items()
    }


def measure(rounds: int) -> tuple[Row, ...]:
    people = generated_people(PEOPLE)
    condition, scene = condition_in_scene()
    rows = rows_of(people, scene)
    rule = rule_engine.Rule(RULE)
    json_logic.add_operation("lower", lambda text: None if text is None else text.lower())
    documents = [for_json(person) for person in people]

    def walk() -> int:
        return sum(holds(condition, View(scene, id, row)) for id, row in rows)

    def lowered() -> int:
        predicate = lower(condition, scene)
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
