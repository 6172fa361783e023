"""Ten programs as practitioners write them: nothing to mend in any, and all of their tests pass.

Each folder is a program of its own, up to three files joined by `use`. Three have tables and a
`command`, the arguments of `cdsl` on one line, from their own folder.
"""

import json
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cdsl.api import Project

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PROGRAMS = Path(__file__).parents[1] / "corpus" / "lint" / "programs"
NAMES = sorted(path.name for path in PROGRAMS.iterdir() if path.is_dir())
RUNS = sorted(path.parent.name for path in PROGRAMS.glob("*/command"))
ADDRESS = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-z]+")
RESERVED = (".example", "example.com", "example.net", "example.org")


def project(name: str) -> Project:
    return Project.open(PROGRAMS / name, root=PROGRAMS / name)


def test_there_are_ten():
    listed = re.findall(r"^\| `([^`]+)` \|", (PROGRAMS / "README.md").read_text(), re.MULTILINE)
    assert listed == NAMES
    assert len(NAMES) == 10
    assert len(RUNS) == 3
    assert all((PROGRAMS / name / "README.md").exists() for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_to_report(name):
    assert project(name).check() == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_linter_finds_nothing_that_its_author_would_mend(name):
    assert project(name).lint(now=NOW) == ()


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_back_no_further_than_the_modelled_system_does(name):
    """What else `portable` finds is a matter of form; this would mail or delete other people."""
    found = project(name).lint(now=NOW, portable=True)
    assert [one for one in found if one.code == "CDS424"] == []


@pytest.mark.parametrize("name", NAMES)
def test_its_tests_pass(name):
    results = project(name).test()
    assert len(results) >= 5
    assert [result for result in results if result.outcome != "passed"] == []


@pytest.mark.parametrize("name", RUNS)
def test_its_tables_run(name):
    arguments = shlex.split((PROGRAMS / name / "command").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "cdsl", *arguments, "--format", "json", "--strict"],
        cwd=PROGRAMS / name,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["diagnostics"] == []
    assert sum(campaign["entered"] for campaign in report["campaigns"]) > 20
    assert len(report["changes"]) >= 8


def test_nobody_real_is_in_them():
    texts = [path.read_text() for path in PROGRAMS.rglob("*") if path.is_file()]
    addresses = {address for text in texts for address in ADDRESS.findall(text)}
    assert addresses
    assert [address for address in addresses if not address.endswith(RESERVED)] == []
