"""A project that editors open, and what `cdsl lint` itself says of its files.

The editors run with a home of their own and start in another folder: whatever they show, they have
from the file's name and from the recipes in `docs/editors`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cdsl.source.data import dataclass
from tests.docs.pages import ROOT, blocks_of
from tests.tools import SECONDS

PAGES = ROOT / "docs" / "editors"
NAME = "spring fair.cdsl"
CAMPAIGN = """\
# Einladungen für die Frühlingsmesse
use "./shared lists.cdsl"

email "Grüße 🎉" {
  subject: "Hallo {{lead.First Name:default=du}}"
  body: "Bis bald: {{system.unsubscribe_link}}"
}

batch campaign "Frühling 🌱" {
  smart list { member of smart list "Bekannt" and country in ["日本🗾"] and emal is not empty }
  qualify once
  flow {\tsend email "Grüße 🎉"  change score by ? }
}

smart list "Ohne 日本" { (email is empty) and citty is "東京" }
"""
SHARED = 'smart list "Bekannt" { email is not empty }\n'
SETTINGS = '[lint]\ndisable = ["CDS504"] # the list of one value\n'
EDITED = CAMPAIGN.replace("emal", "email")
"""The text after the edit that scripts make: one of its errors is gone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding: lines and columns from 1, in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    severity: str
    message: str
    help: str
    fix: str
    code: str

    @property
    def sentence(self) -> str:
        """Message and way out, as lines of the linter have them."""
        return "; ".join(part for part in (self.message, self.help or self.fix) if part)


@dataclass(frozen=True, slots=True)
class Folder:
    """A project in a folder, with the environment that editors run in."""

    path: Path
    environment: dict[str, str]

    @property
    def file(self) -> Path:
        """The campaign file that has findings."""
        return self.path / NAME

    def findings(self, text: str) -> list[Finding]:
        """What the linter says of a text under the file's name."""
        report = self.cdsl(text, "lint", "--format", "json")
        found = json.loads(report)["diagnostics"]
        assert all(one["file"] == str(self.file) for one in found)
        return [
            Finding(
                *(one["span"]["start"]["line"], one["span"]["start"]["column"]),
                *(one["span"]["end"]["line"], one["span"]["end"]["column"]),
                *(one["severity"], one["message"], one["help"]),
                one["fix"]["title"] if one["fix"] else "",
                one["code"],
            )
            for one in found
        ]

    def cdsl(self, text: str, command: str, *options: str) -> str:
        """What a command makes of a text under the file's name."""
        given = ("--stdin-filename", str(self.file), "-")
        return self.run((sys.executable, "-m", "cdsl", command, *options, *given), text).stdout

    def run(self, command: Sequence[str], given: str = "") -> "subprocess.CompletedProcess[str]":
        """A process that has ended, away from the project."""
        return subprocess.run(
            command,
            cwd=self.path.parent,
            env=self.environment,
            input=given,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )

    def drive(self, command: Sequence[str]) -> Any:
        """What an editor's script has written, as JSON, into the file that `CDSL_OUT` names."""
        done = self.run(command)
        out = Path(self.environment["CDSL_OUT"])
        assert out.is_file(), done.stdout + done.stderr
        written = json.loads(out.read_text("utf-8"))
        out.unlink()
        return written


@pytest.fixture
def project(tmp_path: Path) -> Folder:
    path = tmp_path / "spring campaigns"
    path.mkdir()
    (path / "cdsl.toml").write_text(SETTINGS)
    (path / "shared lists.cdsl").write_text(SHARED, "utf-8")
    (path / NAME).write_text(CAMPAIGN, "utf-8")
    home = tmp_path / "home"
    home.mkdir()
    scripts = str(Path(sys.executable).parent)
    environment = {
        **{name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ},
        "PATH": os.pathsep.join((scripts, os.environ["PATH"])),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "CDSL_FILE": str(path / NAME),
        "CDSL_OUT": str(tmp_path / "shown.json"),
    }
    folder = Folder(path, environment)
    before, after = folder.findings(CAMPAIGN), folder.findings(EDITED)
    assert {one.severity for one in before} == {"error", "warning", "hint"}
    assert len(after) == len(before) - 1, "scripts wait for another number of findings"
    environment |= {"CDSL_BEFORE": str(len(before)), "CDSL_AFTER": str(len(after))}
    return folder


def recipe(page: str, language: str, number: int = 0) -> str:
    """A block of a page in `docs/editors`, for a checkout that is this one."""
    blocks = [one for one in blocks_of(PAGES / page) if one.language == language]
    return blocks[number].text.replace("~/src/cdsl", str(ROOT))


@pytest.fixture
def laid_out(tmp_path: Path) -> list[str]:
    """Files in the one layout: those that ship, real-size programs, what its page shows."""
    folders = ("stdlib", "examples", "starter", "tests/corpus/lint/programs")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.cdsl"))]
    for number, block in enumerate(blocks_of(ROOT / "docs" / "format.md")):
        if block.language == "cdsl":
            files.append(tmp_path / f"shown {number}.cdsl")
            files[-1].write_text(block.text, "utf-8")
    return [str(path) for path in files]
