"""Tokens are parameters, never text: what a program or an order says is in no statement's text.

A program is written twice, with other values of the same types, and run at another instant. What
is said to the database is the same, to the letter. Equal values are one parameter: what is equal
in one of the two is so in the other.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

import duckdb
import pytest

from cdsl.api import Project
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.plan import Moment, Plan, plan
from cdsl.batch.printing import Dialect, Values, query
from cdsl.batch.spark.words import SPARK
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.zones import zones_of_workspaces
from tests.batch.both import written
from tests.batch.runs import meaning

PROGRAM = """
tokens {
  word: text = @text
  amount: integer = @whole
  price: currency = @currency
  rate: float = @float
  open: boolean = @truth
  start: date = @date
  moment: datetime = @instant
}
person {
  segment: text = @text
  visits: integer = @whole
  budget: currency = @currency
  ratio: float = @float
  opted: boolean = @truth
  due: date = @date
  seen: datetime = @instant
  tier: text in [@text, @plain] = @plain
  level: integer in [@whole, @count]
  fee: currency in [@currency, 1.5]
}
channel "Show" { status "Invited" @success }
list "Seen"
list "Kept"
action call_back { about: text  times: integer  cost: currency  urgent: boolean  by: date }
email "News" { subject: "{{my.word}}" body: "x" }
program "Fair" {
  channel "Show"
  member { seats: integer = @whole }
  batch campaign "All" {
    smart list {
      visits < {{my.amount}} or visits >= @whole or segment contains @text
        or opted is {{my.open}} or budget is @currency or ratio <= {{my.rate}} or due after @date
        or seen before {{my.moment}} or did visit_page at least @count times since @instant
    }
    qualify once every @count hours
    flow {
      if segment is [@text, {{my.word}}] and opted is @truth { change score by @change }
      if visits between @count and @whole { change visits by {{my.amount}} }
      change visits to @whole
      change segment to "{{my.word:default=none}}, {{lead.Budget:default=@plain}}"
      change budget by {{my.price}}
      change ratio to @float
      change opted to {{my.open}}
      change due to {{lead.due}} + @count days
      change due to {{lead.due}} - @digit months
      change seen to {{lead.seen}} + @count hours
      change seen to {{my.moment}}
      map country { @text from "IT" @plain from "FR" }
      split { 30% { add to list "Seen" } 70% { remove from list "Kept" } }
      set status "Invited"
      change member.seats by @change
      send email "News"
      interesting moment "Web": @text
      do call_back with about: @text, times: {{my.amount}},
        cost: @currency, urgent: @truth, by: @date
      wait until {{lead.due}} at 09:0@digit
    }
  }
}
"""
FIRST = {
    "text": '"O\'Brien; \\"DROP\\" -- 100%"',
    "plain": '"kiwi"',
    "whole": "734519",
    "currency": "8127.3344",
    "float": "0.62518",
    "truth": "true",
    "date": "2031-07-19",
    "instant": "2029-05-17T11:43Z",
    "count": "57",
    "digit": "3",
    "change": "+4471",
    "success": "",
}
SECOND = {
    "text": '"$v1 \\\\ \'); Melon"',
    "plain": '"papaya"',
    "whole": "918273",
    "currency": "-6651.9",
    "float": "3.25119",
    "truth": "false",
    "date": "2033-11-23",
    "instant": "2027-08-02T21:16Z",
    "count": "83",
    "digit": "7",
    "change": "-3316",
    "success": "success",
}
SPELLINGS = (
    *("O'Brien", "O''Brien", "kiwi", "734519", "4471", "8127.3344", "0.62518"),
    *("2031-07-19", "2029-05-17", "2026-11-23"),
)
"""How values of the first could stand in a text."""
FIRST_NOW, SECOND_NOW = "2026-11-23T09:00Z", "2025-02-13T17:35Z"
TABLES = {
    "people": "id,country,visits,budget,due,seen,opted,email,tier,level,fee\n"
    "1,IT,500,1.5,2034-01-31,2026-01-31T10:00Z,true,a@x.example,,,1.5\n2,FR,,,,,false,,,,\n",
    "activities": "person_id,activity,at,page\n1,visit_page,2030-01-01T00:00Z,/\n",
    "members": "program,person_id,status,seats\nFair,1,Invited,\n",
    "lists": "list,person_id\nKept,1\n",
    "entries": "campaign,person_id,at\nFair/All,1,2020-01-01T00:00Z\n",
}


def program_of(values: Mapping[str, str]) -> str:
    """The program with some values."""
    text = PROGRAM.replace(":default=@plain", f":default={values['plain'].strip(chr(34))}")
    for name, value in values.items():
        text = text.replace(f"@{name}", value)
    return text


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts of the statements that DuckDB is told."""
    texts: list[str] = []

    class Recording:
        def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
            self.connection = connection

        def __enter__(self) -> "Recording":
            return self

        def __exit__(self, *raised: object) -> None:
            self.connection.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self.connection, name)

        def execute(self, text: str, values: Any = None) -> Any:
            texts.append(text)
            return self.connection.execute(text, values)

    connect = duckdb.connect
    with monkeypatch.context() as patched:
        patched.setattr(duckdb, "connect", lambda *told: Recording(connect(*told)))
        yield texts


@pytest.mark.parametrize("out", ["csv", "parquet"])
def test_no_statement_of_a_run_has_a_value_in_it(
    out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = written(TABLES, tmp_path)
    came = []
    for values, now in ((FIRST, FIRST_NOW), (SECOND, SECOND_NOW)):
        project = Project.from_texts({"campaign.cdsl": program_of(values)})
        with recorded(monkeypatch) as texts:
            done = project.run(
                now=now, engine="set", out=tmp_path / "out", out_format=out, **inputs
            )
        assert done.has_run, done.diagnostics
        assert len(texts) > 20
        came.append(texts)
        rmtree(tmp_path / "out")
    first, second = came
    assert first == second
    assert [one for one in SPELLINGS if any(one in text for text in first)] == []


@pytest.mark.parametrize("dialect", [DUCKDB, SPARK], ids=lambda one: one.name)
def test_no_plan_has_a_value_in_its_text(dialect: Dialect) -> None:
    texts = []
    for values, now, seed in (
        (FIRST, FIRST_NOW, 0),
        (SECOND, SECOND_NOW, 482915),
    ):
        program = meaning(Project.from_texts({"campaign.cdsl": program_of(values)}))
        at, zones = datetime.fromisoformat(now), zones_of_workspaces(program)
        moment = Moment(at, seed, zones, has_numbers_for_ids=True, active=())
        found = plan(program, tuple(program.campaigns.values()), NOTHING_PASSED, moment)
        assert isinstance(found, Plan)
        beside = Values()
        texts.append(query(found.flow(found.wanted()), dialect, beside))
        assert {734519, 918273} & set(beside.by_name.values())
    assert texts[0] == texts[1]
    assert [one for one in SPELLINGS if one in texts[0]] == []


def test_what_is_explained_has_its_values_beside_it(tmp_path: Path) -> None:
    project = Project.from_texts({"campaign.cdsl": program_of(FIRST)})
    choice = project.engine(now=FIRST_NOW, engine="set", **written(TABLES, tmp_path))
    text, _, beside = "\n".join(choice.statements).partition("\n-- $")
    assert [one for one in SPELLINGS if one in text] == []
    for shown in ("734519", "8127.3344", "true", "2031-07-19", "2026-11-23 09:00:00", "'kiwi'"):
        assert f" = {shown}\n" in beside
