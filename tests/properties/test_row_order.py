"""The order of rows in the tables that are read does not matter, save that of events."""

import csv
import json
import shlex
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdsl.faces.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
TABLES = ("people", "companies", "lists", "members", "entries", "activities")
INSTANTS = {"at", "activityDate", "activity_date"}
NUMBERED = {"run", "id", "marketoGUID"}
"""Columns that number what was written: they say nothing of the people."""


def examples() -> list[str]:
    return sorted(path.parent.name for path in EXAMPLES.glob("*/command.txt"))


def arguments_of(example: Path, folder: Path, random: Random | None) -> list[str]:
    """The example's command, its tables in another order."""
    words = shlex.split((example / "command.txt").read_text(encoding="utf-8"))
    arguments = []
    for before, word in zip(["", *words], words, strict=False):
        if not (example / word).is_file():
            arguments.append(word)
        elif random is None or before.removeprefix("--") not in TABLES:
            arguments.append(str(example / word))
        else:
            arguments.append(str(shuffled(example / word, folder / Path(word).name, random)))
    return [*arguments, "--out", str(folder / "out"), "--format", "json"]


def shuffled(source: Path, target: Path, random: Random) -> Path:
    with source.open(encoding="utf-8-sig", newline="") as opened:
        head, *rows = csv.reader(opened)
    instants = INSTANTS.intersection(head)
    # What one person did at one instant did happen in the order that is written: the rows of an
    # instant stay in order, and the instants are shuffled.
    groups: dict[object, list[list[str]]] = {}
    for number, row in enumerate(rows):
        key = tuple(row[head.index(name)] for name in instants) or number
        groups.setdefault(key, []).append(row)
    shuffled_groups = random.sample(list(groups.values()), len(groups))
    with target.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([head, *chain.from_iterable(shuffled_groups)])
    return target


def outcome(arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    assert main(arguments) == 0
    report = json.loads(capsys.readouterr().out)
    tables = {path.name: sorted(rows_of(path)) for path in (folder / "out").iterdir()}
    return report["campaigns"], report["changes"], tables


def rows_of(path: Path) -> Iterable[list[tuple[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        for row in csv.DictReader(opened):
            yield sorted((name, value) for name, value in row.items() if name not in NUMBERED)


@pytest.mark.parametrize("name", examples())
def test_rows_may_stand_in_any_order(
    name: str, long: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example = EXAMPLES / name
    expected = outcome(arguments_of(example, tmp_path, None), tmp_path, capsys)

    @settings(max_examples=200 if long else 10)
    @given(st.integers(0, 2**32))
    def judge(seed: int) -> None:
        with TemporaryDirectory() as folder:
            shuffled_too = arguments_of(example, Path(folder), Random(seed))
            assert outcome(shuffled_too, Path(folder), capsys) == expected

    judge()
