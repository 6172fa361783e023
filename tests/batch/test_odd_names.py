"""Columns that are called as the set-based engine calls its own: both engines do the same.

The names are taken from its source, so that another one is proved from the day it is written.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

import cdsl.batch
from tests.batch.both import (
    as_parquet,
    assert_same,
    assert_same_in_spark,
    assert_unplain,
    runs,
    written,
)

_SOURCES: Final = Path(cdsl.batch.__file__).parent
_NAMED: Final = re.compile(
    r'\bAS \\?"?([a-z_]+)|(?:Column|Select|define|alias|beside)\(\s*f?"([^"]+)"'
    r'|: Final = "([a-z ]+)"|found = \{"([a-z]+)"'
)
_CALCULATED: Final = ("did 1", "status 0", "on list 0", "entered 0", "member 0 seat", "reason 0")
_OTHERS: Final = ("its key", "is a number", "number", "gone", "passing", "member")
_OF_DATABASES: Final = ("file_row_number", "filename", "rowid", "select", "order", "row", "table")
_TAKEN: Final = frozenset(
    {"id", "nick", "score", "company", "city", "seat", "subject", "x", "email", "name", "status"}
    | {"program", "person_id", "activity", "at", "by_campaign", "by_run", "by_step", "success"}
)
"""Names that the tables below have already, or that the language keeps for itself."""


def names() -> Sequence[str]:
    """What the engine calls columns and tables, in lower case."""
    found: dict[str, None] = {}
    for path in sorted(_SOURCES.rglob("*.py")):
        for groups in _NAMED.findall(path.read_text(encoding="utf-8")):
            found |= {one.replace("{number}", "1").lower(): None for one in groups if one}
    found |= dict.fromkeys((*_CALCULATED, *_OTHERS, *_OF_DATABASES))
    return [one for one in found if one not in _TAKEN and "{" not in one]


def capital(name: str) -> str:
    return name[:-1] + name[-1].upper()


def fields(owner: str) -> Sequence[str]:
    """Those that may be names of fields, and others of which capitals alone make them.

    Members and activities have some of these already.
    """
    numbered = [one.split()[0] for one in _CALCULATED if one.count(" ") == 1]
    found = dict.fromkeys((*names(), *numbered))
    taken = {"member": ("status",), "act": ("list", "campaign", "reason")}.get(owner, ())
    return [one for one in found if re.fullmatch("[a-z_]+", one) and one not in taken]


def test_the_names_are_found() -> None:
    assert {"person", "key", "list", "number in order", "its key", "has gone", "place"} <= {
        *names()
    }


def program(owner: str, called: Sequence[str], *, handed: bool = False) -> str:
    """A program whose people, companies, members or activities have fields of some names."""
    declared = "".join(f" {name}: text " for name in called)
    own = {one: declared if one == owner else "" for one in ("person", "company", "member", "act")}
    read = {
        "person": 'if "{}" is "a" {{ change score by 1 }} change "{}" to {{{{lead.nick}}}}',
        "company": 'if company."{}" is "a" {{ change score by 1 }}',
        "member": 'if member."{}" is "a" {{ change score by 1 }} '
        'change member."{}" to {{{{lead.nick}}}}',
        "act": 'if did look where "{}" is "a" {{ change score by 1 }} do act with {}: "a"',
        "": "",
    }[owner]
    steps = "\n".join(read.format(name, name) for name in called)
    heard = (
        'trigger campaign "Heard" { on change of city smart list { everyone } '
        'flow { change score by 1000 add to list "Seen" } }'
    )
    return f"""
person {{ nick: text {own["person"]} }}
company {{ size: text {own["company"]} }}
activity look {{ subject: text {own["act"]} }}
action act {{ subject: text {own["act"]} }}
list "Seen"
channel "Event" {{ status "Invited" status "Came" }}
{heard if handed else ""}
program "Fair" {{
  channel "Event"
  member {{ seat: text {own["member"]} }}
  batch campaign "Look" {{
    smart list {{ everyone }}
    flow {{
      {steps}
      if did look at least 2 times {{ add to list "Seen" }}
      if score is 5 {{ change city to "Rome" }}
      set status "Came"
      change member.seat to {{{{lead.nick}}}}
      if nick is "d" {{ delete person }}
      do act with subject: {{{{lead.nick}}}}
    }}
  }}
}}
"""


ROWS: Final[Mapping[str, Sequence[str]]] = {
    "people": ("id,nick,score,company", "1,x,0,A", "2,y,5,", "3,d,7,B", "10,z,,A"),
    "companies": ("name", "A", "B"),
    "members": ("program,person_id,status,seat", "Fair,1,Invited,s", "Fair,3,Came,"),
    "activities": ("person_id,activity,at,subject", "1,look,2026-01-01T00:00Z,s"),
    "lists": ("list,person_id", "Seen,2", "Seen,7"),
}


def tables(wide: str, columns: Sequence[str]) -> dict[str, str]:
    """The tables of a world; one of them has some more columns."""
    found = {name: list(rows) for name, rows in ROWS.items()}
    if wide:
        header, *rows = found[wide]
        found[wide] = [",".join((header, *(f'"{one}"' for one in columns)))]
        for row, line in enumerate(rows):
            cells = ("ab"[(row + at) % 2] for at, _ in enumerate(columns))
            found[wide].append(",".join((line, *cells)))
    return {name: "\n".join(rows) + "\n" for name, rows in found.items()}


WIDE: Final = {"person": "people", "company": "companies", "member": "members", "act": "activities"}


@pytest.mark.parametrize(
    ("spelled", "handed"), [(str, False), (capital, True)], ids=["at once", "handed over"]
)
@pytest.mark.parametrize("owner", WIDE)
def test_fields_are_called_so(
    owner: str, spelled: Callable[[str], str], handed: bool, tmp_path: Path
) -> None:
    called = [spelled(one) for one in fields(owner)]
    inputs = written(tables(WIDE[owner], called), tmp_path)
    came = runs(program(owner, called, handed=handed), inputs, tmp_path)
    assert_same(came, tmp_path)


@pytest.mark.parametrize("owner", ["person", "member"])
def test_fields_without_a_column_are_called_so(owner: str, tmp_path: Path) -> None:
    called = [capital(one) for one in fields(owner)]
    inputs = written(tables("", ()), tmp_path)
    assert_same(runs(program(owner, called), inputs, tmp_path), tmp_path)


@pytest.mark.parametrize("handed", [False, True], ids=["at once", "handed over"])
@pytest.mark.parametrize("owner", ["person", "company", "member"])
def test_columns_that_pass_through_are_called_so(owner: str, handed: bool, tmp_path: Path) -> None:
    called = [*names(), *map(str, range(9))]
    inputs = written(tables(WIDE[owner], called), tmp_path)
    own = [capital(one) for one in fields(owner)] if owner != "company" else []
    own = [one for one in own if one.lower() not in called]
    came = runs(program(owner, own, handed=handed), inputs, tmp_path)
    assert_same(came, tmp_path)


CLOCKS: Final = """
workspace "Rome" in "Europe/Rome"
person {
  met: datetime = 2026-03-10T05:00
  later: datetime "met too" = 2026-10-25T02:30
}
batch campaign "Count" { smart list { everyone } flow { change score by 1 } }
"""


@pytest.mark.parametrize("header", ["clock of met", "met too,Clock of Met"])
def test_columns_are_called_as_what_a_clock_shows(header: str, tmp_path: Path) -> None:
    people = f"id,met,{header}\n1{',' * (header.count(',') + 2)}\n"
    assert_same(runs(CLOCKS, written({"people": people}, tmp_path), tmp_path), tmp_path)


@pytest.mark.parametrize("name", ["program", "Status", "person_id"])
def test_two_columns_of_one_name_are_the_row_engines(name: str, tmp_path: Path) -> None:
    inputs = written(tables("", ()), tmp_path)
    came = runs(program("member", [name]), inputs, tmp_path)
    assert came["row"].has_run
    assert_unplain(came["set"], f"two columns of `members` would be called `{name}`")


@pytest.mark.spark
@pytest.mark.parametrize("owner", ["person", "company", "member"])
def test_columns_that_pass_through_are_called_so_in_spark(
    owner: str, spark: Any, tmp_path: Path
) -> None:
    inputs = as_parquet(tables(WIDE[owner], [*names(), *map(str, range(9))]), tmp_path)
    came = runs(program("", []), inputs, tmp_path, "row", "spark", out_format="parquet")
    assert_same_in_spark(came, tmp_path)
