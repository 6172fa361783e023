"""The smart list of 12 predicates alone, as a bare query of DuckDB and in two rule packages.

Rule packages are told what is missing, and get values in the form that suits them best: the
conversion is not counted. cel-python has no dates without a time and cannot compare a number with
nothing, so that it gets texts, and numbers that no condition holds of.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import celpy
import duckdb
import rule_engine
from celpy.adapter import json_to_cel
from celpy.c7nlib import normalize

from bench.by_hand import TWELVE
from bench.smart_list import RULE

COLUMNS = (
    "country, unsubscribed, industry, title, score, employees, acquired_on, last_activity, state, "
    "email"
)
"""What the conditions ask for."""

CEL = """
lower(country) in ["italy", "france", "germany"]
&& !unsubscribed
&& (lower(industry) == "software" || lower(industry).contains("tech"))
&& (
    lower(title).contains("chief") || lower(title).contains("vice president")
    || (score >= 60 && score <= 80)
)
&& (employees >= 500 || acquired_on >= "2026-06-01" || last_activity >= "2026-10-01")
&& lower(state) != "ca"
&& !lower(email).contains("@example.org")
"""
MISSING: Mapping[str, Any] = {"unsubscribed": False, "score": -1, "employees": -1}

Count = Callable[[], int]


def by_duckdb(source: str, connection: duckdb.DuckDBPyConnection) -> Count:
    """Counts those of a table or file; `source` is what DuckDB selects from."""

    def count() -> int:
        found = connection.execute(f"SELECT count(*) FROM {source} WHERE {TWELVE}").fetchone()
        return 0 if found is None else int(found[0])

    return count


def some_people(path: Path, count: int) -> list[dict[str, Any]]:
    """The first people of a file."""
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {COLUMNS} FROM '{path}' LIMIT {count}")
        names = COLUMNS.split(", ")
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def by_rule_engine(people: Sequence[Mapping[str, Any]]) -> Count:
    """Counts those of some people."""
    rule = rule_engine.Rule(RULE)
    return lambda: sum(rule.matches(person) for person in people)


def by_cel(people: Sequence[Mapping[str, Any]]) -> Count:
    """Counts those of some people, by the program that cel-python compiles to Python."""
    environment = celpy.Environment(runner_class=celpy.CompiledRunner)
    # The compiled program finds no function but those of cel-python's own modules.
    text = CEL.replace("lower(", "normalize(")
    program = environment.program(environment.compile(text), functions={"normalize": normalize})
    activations: list[Any] = [
        json_to_cel({name: _for_cel(name, value) for name, value in person.items()})
        for person in people
    ]
    return lambda: sum(bool(program.evaluate(activation)) for activation in activations)


def _for_cel(name: str, value: Any) -> Any:
    if value is None:
        return MISSING.get(name, "")
    return value.isoformat() if isinstance(value, date) else value
