"""What `.whynot` offers can be typed as it stands, and lets the person in then."""

import re
from pathlib import Path

import pytest

from cdsl.api.loading import Tables, reading_of
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.world import Origin
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console

CAMPAIGNS = """\
channel "Event" { status "Invited" status "Attended" success }
program "Fair" { channel "Event" }
list "VIP"

trigger campaign "Moved" {
  on change of country
  smart list { country is "IT"  birthday after 2000-01-01 }
  qualify every time
  flow { do nothing }
}

trigger campaign "Points" {
  on score reaches 100
  smart list { unsubscribed is false }
  flow { do nothing }
}

trigger campaign "Form" {
  on fill_form
  smart list { {{trigger.form}} is "Sign \\"up\\""  member of list "VIP" }
  flow { do nothing }
}

trigger campaign "Status" {
  on change_status where program is "Fair"
  smart list { member of program "Fair" where status is "Invited" }
  flow { do nothing }
}

trigger campaign "Imported" {
  on change_data_value where attribute is "country", source is "api"
  smart list { country is "DE"  score > 3 }
  flow { do nothing }
}

trigger campaign "Jump" {
  on change_score where change > 10
  smart list { {{trigger.reason}} is not empty }
  flow { do nothing }
}

trigger campaign "By the API" {
  on request_campaign where source is "api"
  smart list { everyone }
  flow { do nothing }
}

trigger campaign "By sales" {
  on request_campaign
  smart list { {{trigger.source}} is "sales" }
  flow { do nothing }
}

trigger campaign "Asked for" {
  on request_campaign
  smart list { not member of list "VIP"  score > 3 }
  flow { do nothing }
}

batch campaign "Batch" {
  smart list {
    member of program "Fair" where status is "Attended"
    did visit_page where page starts with "/a"
    did change_status where new_status is "Attended"
    did click_link where link starts with "/b" at least 3 times
    score between 10 and 20
  }
  flow { do nothing }
}
"""
MORE = ["Imported", "Jump", "By the API", "By sales"]
OFFERED = re.compile(r"^  (?:\d\. |   |and then )?(?! )(.+)$")


@pytest.fixture
def console(tmp_path: Path) -> Console:
    (tmp_path / "campaign.cdsl").write_text(CAMPAIGNS)
    (tmp_path / "people.csv").write_text("id,email,country\n1,ada@example.com,IT\n")
    sitting = Sitting(
        Origin(reading_of(Tables(people=tmp_path / "people.csv")), "2026-11-23T09:00")
    )
    assert sitting.begin([str(tmp_path / "campaign.cdsl")]).is_good
    return Console(sitting)


@pytest.mark.parametrize(
    "before", ["", 'add to list "VIP"', 'set status "Attended" in program "Fair"']
)
@pytest.mark.parametrize("name", ["Moved", "Points", "Form", "Status", "Asked for", "Batch", *MORE])
def test_what_is_offered_is_typed(console: Console, name: str, before: str) -> None:
    if before:
        assert carry_out(console, before).is_good
    sitting = console.sitting
    (key,) = (one for one in sitting.program.campaigns if one.name == name)
    assert sitting.world.store.entered(key, "1") is None
    lines = carry_out(console, f'.whynot "{name}"').text.splitlines()
    offered = lines[lines.index("what would change it") + 1 :]
    first = [line for line in offered if not re.match(r"  [2-9]\. ", line)]
    notes = [line for line in first if "done now" in line]
    assert not any("does not let them in" in line for line in notes)
    for line in (line for line in first if line not in notes):
        match = OFFERED.match(line)
        assert match is not None, line
        said = carry_out(console, match[1])
        assert said.is_good, (match[1], said.text)
    if name == "Batch":
        carry_out(console, ".run Batch")
    assert sitting.world.store.entered(key, "1") == sitting.now
