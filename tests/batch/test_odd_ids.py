"""Ids of people in the tables beside theirs: both engines find the same person, or one refuses.

The row engine takes no blanks around an id for a part of it, and brings it to NFC.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.batch.both import (
    as_parquet,
    assert_same,
    assert_same_in_spark,
    assert_unplain,
    runs,
    written,
)

CAMPAIGN = """
list "Seen"
channel "Event" { status "Came" }
program "Fair" { channel "Event" }
batch campaign "Before" { smart list { everyone } flow { do nothing } }
batch campaign "Count" {
  smart list { everyone }
  flow {
    if member of list "Seen" { change score by 1 }
    if member of campaign "Before" { change score by 10 }
    if did visit_page { change score by 100 }
    if member of program "Fair" { change score by 1000 }
  }
}
"""
PEOPLE = "id,score\n1,0\n\u00e9,0\n\u0436 \u0436,0\na b,0\n"
TABLES = {
    "lists": "list,person_id\nSeen,{}\n",
    "entries": "campaign,person_id,at\nBefore,{},2026-01-01T00:00Z\n",
    "activities": "person_id,activity,at\n{},visit_page,2026-01-01T00:00Z\n",
    "members": "program,person_id,status\nFair,{},Came\n",
}
ODD = {
    "a blank before": " 1",
    "a blank behind": "1 ",
    "a tab": "1\t",
    "an unbreakable blank": "1\u00a0",
    "a wide blank": "\u30001",
    "a separator of lines": "\u20281",
    "a separator of units": "1\x1f",
    "two pieces": "e\u0301",
    "nothing": "",
    "a blank alone": " ",
}
PLAIN = {
    "a number": "1",
    "one piece": "\u00e9",
    "blanks within": "a b",
    "blanks within letters": "\u0436 \u0436",
    "nobody": "2",
    "nobody beyond 16 bits": "\U0001f600",
}


def tables(ids: Mapping[str, str]) -> Mapping[str, str]:
    """The tables of a world, with an id in each of some."""
    return {"people": PEOPLE, **{name: TABLES[name].format(one) for name, one in ids.items()}}


@pytest.mark.parametrize("one", ODD.values(), ids=ODD)
@pytest.mark.parametrize("table", TABLES)
def test_an_odd_id_is_read_by_itself(table: str, one: str, tmp_path: Path) -> None:
    quoted = f'"{one}"'
    came = runs(CAMPAIGN, written(tables({table: quoted}), tmp_path), tmp_path, "set")
    assert_unplain(came["set"], table)


@pytest.mark.spark
@pytest.mark.parametrize("one", ODD.values(), ids=ODD)
def test_an_odd_id_is_read_by_itself_in_spark(one: str, spark: Any, tmp_path: Path) -> None:
    for table in TABLES:
        inputs = as_parquet(tables({table: f'"{one}"'}), tmp_path)
        came = runs(CAMPAIGN, inputs, tmp_path, "spark", out_format="parquet")
        assert_unplain(came["spark"], table)


@pytest.mark.spark
@pytest.mark.parametrize("one", PLAIN.values(), ids=PLAIN)
def test_a_plain_id_is_found_in_spark(one: str, spark: Any, tmp_path: Path) -> None:
    inputs = as_parquet(tables(dict.fromkeys(TABLES, one)), tmp_path)
    came = runs(CAMPAIGN, inputs, tmp_path, "row", "spark", out_format="parquet")
    assert_same_in_spark(came, tmp_path)


@pytest.mark.parametrize("one", PLAIN.values(), ids=PLAIN)
def test_a_plain_id_is_found_by_both(one: str, tmp_path: Path) -> None:
    came = runs(CAMPAIGN, written(tables(dict.fromkeys(TABLES, one)), tmp_path), tmp_path)
    assert_same(came, tmp_path)
    if not one.startswith(("2", "\U0001f600")):
        assert f"{one},1111\n" in (tmp_path / "set" / "people.csv").read_text()


def test_whose_an_activity_is_that_nobody_asks_for_is_not_looked_at(tmp_path: Path) -> None:
    activities = (
        "person_id,activity,at\n1,visit_page,2026-01-01T00:00Z\n1 ,open_email,2026-01-01T00:00Z\n"
    )
    inputs = written({"people": PEOPLE, "activities": activities}, tmp_path)
    assert_same(runs(CAMPAIGN, inputs, tmp_path), tmp_path)
    heard = (
        'trigger campaign "Heard" { on score reaches 1 smart list { did open_email } '
        'flow { change city to "Rome" } }'
    )
    came = runs(CAMPAIGN + heard, inputs, tmp_path, "set")
    assert_unplain(came["set"], "activities")


def test_the_activity_is_named_that_was_asked_for(tmp_path: Path) -> None:
    activities = (
        "person_id,activity,at\n1 ,open_email,2026-01-01T00:00Z\n"
        '"1\t",visit_page,2026-01-01T00:00Z\n'
    )
    inputs = written({"people": PEOPLE, "activities": activities}, tmp_path)
    came = runs(CAMPAIGN, inputs, tmp_path, "set")
    assert_unplain(came["set"], "`person_id` in row 2 is no plain id")
