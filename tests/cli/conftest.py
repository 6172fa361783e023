"""What the tests of the command line share: a folder of small files, and real processes in it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cdsl.faces.cli import main

ROOT = Path(__file__).parents[2]

CAMPAIGN = """\
batch campaign "Welcome" {
  tokens { points: score = +10 }
  smart list { email is not empty }
  flow { change score by {{my.points}}  wait 2 days  change country to "IT" }
}

trigger campaign "Visit" {
  tokens { points: score = +1 }
  on visit_page where page is "/pricing"
  on request_campaign
  smart list { everyone }
  qualify every time
  flow { change score by {{my.points}} }
}

executable campaign "Child" {
  smart list { everyone }
  qualify every time
  flow { do nothing }
}

test "ten points for who has an address" {
  given person "ada" { email: "ada@example.com"  score: 5 }
  run campaign "Welcome"
  expect "ada": score is 15
}

test "a visit counts" {
  given person "ada" { score: 5 }
  when "ada" does visit_page { page: "/pricing" }
  expect "ada": score is 6
}
"""
PEOPLE = "id,email,score,country\n1,ada@example.com,5,DE\n2,,7,\n3,bob@example.com,,FR\n"
WRONG = 'smart list "Known" { emial is not empty }\n'

NOW = ("--people", "people.csv", "--now", "2026-11-23T09:00")

Cdsl = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process that finds the checkout, without colours or a width."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "CDSL_DEBUG", "TERM")
    }
    return {**plain, "PYTHONPATH": str(ROOT), "TERM": "xterm", **(more or {})}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a campaign file and people."""
    (tmp_path / "cdsl.toml").write_text("")
    (tmp_path / "campaign.cdsl").write_text(CAMPAIGN)
    (tmp_path / "people.csv").write_text(PEOPLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cdsl(folder) -> Cdsl:
    """Runs `cdsl` as a process of its own."""

    def run(*arguments: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None):
        done = subprocess.run(
            [sys.executable, "-m", "cdsl", *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            env=environment(env),
            cwd=folder,
            timeout=60,
            check=False,
        )
        texts = (done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
        assert "Traceback" not in texts[1]
        return subprocess.CompletedProcess(done.args, done.returncode, *texts)

    return run


@pytest.fixture
def run(folder, capsys):
    """Runs `cdsl run campaign.cdsl` and returns its exit code and its JSON document."""

    def run(*arguments: str):
        usual = NOW[2:] if "--people" in arguments else NOW
        code = main(["run", "campaign.cdsl", "--format", "json", *usual, *arguments])
        return code, json.loads(capsys.readouterr().out)

    return run
