"""A saved session is a test that passes, and that a campaign which does something else fails."""

from pathlib import Path

import pytest

from cdsl.api.loading import Tables, reading_of
from cdsl.api.project import Project
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.world import Origin
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console
from cdsl.source.diagnostic import Severity

CAMPAIGN = """\
channel "Event" { status "Invited" status "Came" success }
program "Fair" { channel "Event" member { seat: text } }
list "VIP"
email "Kit" { subject: "S" body: "B" }
email "Late" { subject: "S" body: "B" }
webhook "Enrich" { url: "https://example.com/enrich"  method: "POST"  reply { city: "city" } }
action create_task "Create Task" { subject: text due: date }
smart list "Awake" { did open_email in past 90 days }

batch campaign "Mail" {
  smart list { member of smart list "Awake" }
  flow { send email "Kit" send alert "Late" to "boss@example.com" }
}
batch campaign "Silent" {
  smart list { everyone }
  flow { do nothing }
}
batch campaign "Twice" {
  smart list { score > 1 }
  flow { change score by +1 change score by +1 execute campaign "Child" with parent tokens }
}
executable campaign "Child" {
  smart list { score > 6 }
  flow { interesting moment "Web": "Saw \\"it\\"" request campaign "Asked" }
}
trigger campaign "Asked" {
  on request_campaign
  smart list { everyone }
  qualify every time
  flow { wait until 2020-01-01T09:00 do create_task with subject: "Call", due: 2026-12-01 }
}
batch campaign "Blocked" {
  smart list { email is empty }
  flow { send email "Kit" }
}
batch campaign "Back" {
  smart list { everyone }
  flow { change country to "IT" clear country }
}
trigger campaign "Visit" {
  on visit_page
  smart list { score > 60 }
  flow { change score by +1 }
}
trigger campaign "Enriched" {
  on request_campaign
  smart list { everyone }
  flow { call webhook "Enrich" }
}
"""
PEOPLE = "id,email,score\n1,ada@example.com,5\n2,,7\n3,bob@example.com,50\n"
SENT = """\
person_id,activity,at,email
1,send_email,2026-11-20T09:00Z,KIT
1,send_email,2026-11-21T09:00Z,Other
3,open_email,2026-11-21T09:00Z,Other
"""


@pytest.fixture
def console(tmp_path: Path) -> Console:
    """A session among campaigns that leave things in the log."""
    (tmp_path / "campaign.cdsl").write_text(CAMPAIGN)
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "activities.csv").write_text(SENT)
    tables = Tables(people=tmp_path / "people.csv", activities=tmp_path / "activities.csv")
    sitting = Sitting(Origin(reading_of(tables), "2026-11-23T09:00"))
    done = sitting.begin([str(tmp_path / "campaign.cdsl")])
    assert done.is_good, done.diagnostics
    return Console(sitting)


def passes(folder: Path) -> bool:
    """Whether the test that was saved passes with the campaigns as the disk has them."""
    results = Project.open([folder / "saved.cdsl"]).test()
    return all(one.has_passed for one in results if one.name.startswith("what happened"))


@pytest.mark.parametrize(
    ("typed", "was", "broken"),
    [
        (
            (".event open_email", ".run Mail"),
            "did open_email in past",
            "score > 100000  did open_email in past",
        ),
        ((".event open_email", ".run Mail"), 'flow { send email "Kit" ', "flow { stop "),
        ((".event open_email", ".run Mail"), 'send email "Kit" ', 'send email "Late" '),
        (
            (".event open_email", ".run Mail"),
            'send email "Kit" ',
            'send email "Kit" send email "Kit" ',
        ),
        (
            (".event open_email", ".run Mail"),
            'send email "Kit" ',
            'send email "Kit" send email "Late" ',
        ),
        ((".run Mail",), 'member of smart list "Awake"', "everyone score < 10"),
        (
            (".run Silent",),
            "smart list { everyone }\n  flow { do",
            "smart list { score > 99 }\n  flow { do",
        ),
        ((".run Twice",), "change score by +1 change score by +1", "change score by +2"),
        ((".run Twice",), "score > 6", "score > 60"),
        ((".run Twice",), 'interesting moment "Web"', 'interesting moment "Mail"'),
        ((".run Twice",), ' request campaign "Asked"', ""),
        ((".run Twice",), " do create_task", " stop do create_task"),
        ((".run Twice",), "due: 2026-12-01", "due: 2026-12-02"),
        ((".run Twice",), "wait until 2020-01-01T09:00", ""),
        ((".run Twice", 'request campaign "Asked"'), "wait until 2020-01-01T09:00", ""),
        ((".request Asked",), "wait until 2020-01-01T09:00", ""),
        ((".run Child",), "score > 6", "score > 4"),
        (('.event visit_page { page: "/a" }',), "score > 60", "score > 0"),
        ((".run Blocked",), "email is empty", "score > 99"),
        ((".run Back",), 'change country to "IT" clear country', "do nothing"),
        ((".request Enriched",), 'call webhook "Enrich"', "do nothing"),
    ],
)
def test_a_saved_session_notices_what_is_broken(
    console: Console, tmp_path: Path, typed: tuple[str, ...], was: str, broken: str
) -> None:
    for text in typed:
        said = carry_out(console, text)
        assert said.is_good, said.text
    said = carry_out(console, f".save {tmp_path / 'saved.cdsl'}")
    assert said.is_good, said.text
    assert "expects nothing" not in said.text
    assert passes(tmp_path)
    assert was in CAMPAIGN
    (tmp_path / "campaign.cdsl").write_text(CAMPAIGN.replace(was, broken))
    found = Project.open([tmp_path / "campaign.cdsl"]).check()
    assert not [one for one in found if one.severity is Severity.ERROR]
    assert not passes(tmp_path)
