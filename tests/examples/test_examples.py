"""The examples, as somebody would run them, and what must come out, byte by byte.

A run is a `command.txt` (the arguments of `cdsl`, on one line, from its own folder) with a folder
`expected/` beside it: the JSON document and every table that `--out` writes. `pytest --accept`
rewrites `expected/` with what comes out now; read the difference before committing.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
TABLES = ("people", "activities", "lists", "members", "companies", "entries")
REPORT = "report.json"
LARGEST = 150_000
"""Bytes of what one run is expected to give: more than that nobody reads in a review."""

NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/campaign.cdsl"))
RUNS = sorted(
    path.parent.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("command.txt")
)


def process(*command: str | Path, cwd: Path, **variables: str) -> str:
    """What a command that must succeed writes."""
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        check=False,
    )
    errors = done.stderr.decode()
    assert done.returncode == 0, done.stdout.decode() + errors
    assert "Traceback" not in errors
    return done.stdout.decode()


def cdsl(folder: Path, *arguments: str | Path) -> str:
    return process("-m", "cdsl", *arguments, cwd=folder)


def command(folder: Path) -> list[str]:
    (line,) = (folder / "command.txt").read_text().splitlines()
    return shlex.split(line)


def value(arguments: list[str], option: str) -> str:
    return arguments[arguments.index(option) + 1]


def campaign(folder: Path) -> Path:
    """The file that the command of a folder runs."""
    return folder / command(folder)[1]


def outputs(folder: Path, out: Path, *more: str) -> dict[str, bytes]:
    """Runs the command of a folder into `out`: the files by name, the report among them."""
    report = cdsl(folder, *command(folder), "--out", out, "--format", "json", *more)
    tables = {path.name: path.read_bytes() for path in out.iterdir()}
    return {REPORT: report.encode(), **tables}


def tables(folder: Path) -> Iterable[str | Path]:
    """The tables in a folder, as the options of a run that reads them."""
    for name in TABLES:
        yield from (f"--{name}", folder / f"{name}.csv")


def test_there_are_examples():
    assert len(NAMES) >= 8
    assert {run.split("/")[0] for run in RUNS} == set(NAMES)


@pytest.mark.parametrize("run", RUNS)
def test_what_comes_out(run, tmp_path, accept):
    found = outputs(EXAMPLES / run, tmp_path / "out")
    assert set(found) == {REPORT, *(f"{name}.csv" for name in TABLES)}
    assert sum(map(len, found.values())) < LARGEST
    expected = EXAMPLES / run / "expected"
    if accept:
        shutil.rmtree(expected, ignore_errors=True)
        expected.mkdir()
        for name, content in found.items():
            (expected / name).write_bytes(content)
    assert {path.name for path in expected.iterdir()} == set(found)
    for name, content in found.items():
        assert content.decode() == (expected / name).read_bytes().decode(), name


@pytest.mark.parametrize("name", NAMES)
def test_blocks_pass_and_nothing_is_to_be_mended(name):
    tests = json.loads(cdsl(EXAMPLES, "test", name, "--format", "json"))["tests"]
    assert {test["outcome"] for test in tests} == {"passed"}
    assert json.loads(cdsl(EXAMPLES, "check", name, "--format", "json"))["diagnostics"] == []


@pytest.mark.parametrize("run", RUNS)
def test_output_is_input(run, tmp_path):
    """A run that does nothing reads the tables of another one and writes them as they were."""
    folder = EXAMPLES / run
    first, second = tmp_path / "first", tmp_path / "second"
    before = outputs(folder, first, "--all-activities")
    text = campaign(folder).read_text()
    workspace = re.search(r"^workspace .*$", text, re.MULTILINE)
    (tmp_path / "cdsl.toml").touch()
    (tmp_path / "campaign.cdsl").write_text(text)
    (tmp_path / "nothing.cdsl").write_text(
        f'{workspace.group() if workspace else ""}\nuse "./campaign.cdsl"\n'
        'batch campaign "Nothing" { smart list { none { everyone } } flow { do nothing } }\n'
    )
    now = ("--now", value(command(folder), "--now"))
    only = ("--campaign", "Nothing", "--all-activities")
    cdsl(tmp_path, "run", "nothing.cdsl", *tables(first), *now, *only, "--out", second)
    for name in TABLES:
        path = f"{name}.csv"
        assert (second / path).read_bytes().decode() == before[path].decode(), name


@pytest.mark.parametrize("run", RUNS)
def test_a_second_run_goes_on_from_the_first(run, tmp_path):
    """The same campaigns over what came out: nobody is lost, and who entered before is known."""
    folder = EXAMPLES / run
    arguments = command(folder)
    clock = value(arguments, "--until" if "--until" in arguments else "--now")
    expected = folder / "expected"
    out = tmp_path / "out"
    cdsl(folder, "run", arguments[1], *tables(expected), "--now", clock, "--out", out)

    def lines(place: Path, table: str) -> list[str]:
        return (place / f"{table}.csv").read_text().splitlines()

    def people(place: Path) -> list[str]:
        return [line.partition(",")[0] for line in lines(place, "people")]

    def entered(place: Path) -> set[str]:
        return {line.rpartition(",")[0] for line in lines(place, "entries")}

    assert people(out) == people(expected)
    assert entered(out) >= entered(expected)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_real_and_explained(name):
    folder = EXAMPLES / name
    assert len((folder / "campaign.cdsl").read_text().splitlines()) >= 60
    assert (folder / "README.md").is_file()
    overview = (EXAMPLES / "README.md").read_text()
    assert f"({name}/)" in overview


@pytest.mark.parametrize("run", RUNS)
def test_the_overview_has_the_command(run):
    folder = EXAMPLES / run
    line = (folder / "command.txt").read_text().strip()
    assert f"(cd examples/{run} && cdsl {line})\n" in (EXAMPLES / "README.md").read_text()


def test_licences_stand_beside_what_was_copied():
    exports = [path for path in EXAMPLES.rglob("export") if path.is_dir()]
    assert exports
    for folder in exports:
        origin = (folder / "ORIGIN.md").read_text()
        assert "Apache License" in origin
        assert "github.com" in origin
