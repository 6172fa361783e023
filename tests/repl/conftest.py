"""What the tests of the prompt share: a small world."""

from pathlib import Path

import pytest

from cdsl.api.loading import Tables, reading_of
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.world import Origin
from cdsl.faces.repl.console import Console

CAMPAIGN = """\
list "VIP"

smart list "Warm" { score > 10 }

batch campaign "Welcome" {
  tokens { points: score = +10 }
  smart list { email is not empty }
  flow { change score by {{my.points}}  wait 2 days  change country to "IT" }
}
"""
PEOPLE = "id,email,score\n1,ada@example.com,5\n2,,7\n3,bob@example.com,50\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a campaign and people."""
    (tmp_path / "campaign.cdsl").write_text(CAMPAIGN)
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


@pytest.fixture
def console(folder: Path) -> Console:
    """A console that sits in them, with the first person in focus."""
    reading = reading_of(Tables(people=folder / "people.csv"))
    sitting = Sitting(Origin(reading, "2026-11-23T09:00"))
    done = sitting.begin([str(folder / "campaign.cdsl")])
    assert done.is_good, done.diagnostics
    return Console(sitting)
