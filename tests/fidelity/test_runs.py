"""What test blocks cannot show: the causes that the log names, and a webhook's patience."""

import csv
from pathlib import Path

import pytest

from cdsl.api import Project

MAILS = """\
email "News" { subject: "News" body: "…" }
batch campaign "Mails" {
  smart list { everyone }
  flow { do nothing  send email "News"  change title to "mailed" }
}
batch campaign "Mails again" { smart list { everyone } flow { send email "News" } }
"""
ASKS = """\
webhook "Slow" { url: "https://example.com" method: "GET" reply { city: "city" } }
trigger campaign "Asks" {
  on request_campaign
  smart list { everyone }
  flow { call webhook "Slow"  change title to "went on" }
}
"""


@pytest.fixture
def project(tmp_path: Path):
    """Makes a project of one file, beside people.csv with two people."""
    (tmp_path / "people.csv").write_text("id,email\n1,ada@example.com\n2,bob@example.com\n")

    def project(text: str) -> Project:
        (tmp_path / "campaigns.cdsl").write_text(text, encoding="utf-8")
        return Project.open(tmp_path / "campaigns.cdsl")

    return project


def log(folder: Path) -> list[dict[str, str]]:
    with (folder / "activities.csv").open(newline="") as opened:
        return sorted(csv.DictReader(opened), key=lambda row: row["by_campaign"])


def test_activities_tell_what_caused_them(project, tmp_path: Path):
    people, out = tmp_path / "people.csv", tmp_path / "out"
    result = project(MAILS).run(now="2026-01-01T09:00", people=people, out=out)
    assert result.diagnostics == ()
    causes = [(row["person_id"], row["by_campaign"], row["by_step"]) for row in log(out)]
    assert causes == [
        *(("1", "Mails", "2"), ("1", "Mails", "3"), ("2", "Mails", "2"), ("2", "Mails", "3")),
        *(("1", "Mails again", "1"), ("2", "Mails again", "1")),
    ]
    runs = [row["by_run"] for row in log(out)]
    assert runs[0] == runs[1]
    assert runs[2] == runs[3]
    assert len(set(runs)) == 4


def test_a_webhook_has_thirty_seconds(project, tmp_path: Path, monkeypatch):
    waited: list[float] = []

    def never(request: object, timeout: float) -> None:
        waited.append(timeout)
        raise TimeoutError

    monkeypatch.setattr("cdsl.api.outside.urlopen", never)
    project(ASKS).run(
        now="2026-01-01T09:00",
        people=tmp_path / "people.csv",
        campaign="Asks",
        people_requested=["1"],
        connect=True,
        out=tmp_path / "out",
    )
    assert waited == [30]
    called = [row for row in log(tmp_path / "out") if row["activity"] == "call_webhook"]
    assert [row["error_type"] for row in called] == ["timeout"]
    assert "went on" in (tmp_path / "out" / "people.csv").read_text()
