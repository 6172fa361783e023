"""100,000 people and 1,000,000 activities: within their memory, nobody lost, nobody doubled."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

PEOPLE, ACTIVITIES = 100_000, 1_000_000
BYTES_A_PERSON, BYTES_AN_ACTIVITY = 3_000, 400

CAMPAIGN = """\
list "Seen"
batch campaign "Score visits" {
  smart list { did visit_page where page starts with "/pricing" at least 2 times }
  qualify every time
  flow {
    change score by +5
    if score >= 50 { add to list "Seen" }
  }
}
batch campaign "Everyone" {
  smart list { everyone }
  flow { change lead_status to "Seen" }
}
"""

MEASURED = """\
import resource, sys
from cdsl.faces.cli import main
code = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, file=sys.stderr)
sys.exit(code)
"""


def run(folder: Path, *arguments: str) -> tuple[dict[str, object], int]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "run", "campaign.cdsl", *arguments, "--format", "json"],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return json.loads(done.stdout), int(done.stderr.split()[-1])


def write(path: Path, head: str, rows: list[str]) -> None:
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts in other units elsewhere")
def test_a_large_world_fits_and_stays_whole(tmp_path: Path) -> None:
    (tmp_path / "campaign.cdsl").write_text(CAMPAIGN, encoding="utf-8")
    write(tmp_path / "one.csv", "id,email", ["1,a@example.com"])
    head = "id,email,first_name,last_name,title,company,country,score,created_at"
    write(
        tmp_path / "people.csv",
        head,
        [
            f"{n},person{n}@example.com,First{n % 500},Last{n % 5000},Title {n % 50},"
            f"Company {n % 2000},Country {n % 60},{n % 100},2026-01-{n % 28 + 1:02}T09:00"
            for n in range(1, PEOPLE + 1)
        ],
    )
    write(
        tmp_path / "activities.csv",
        "person_id,activity,at,page,referrer",
        [
            f"{n % PEOPLE + 1},visit_page,2026-02-{n % 28 + 1:02}T{n % 24:02}:{n % 60:02},"
            f"/{'pricing' if n % 3 else 'docs'}/{n % 300},www.google.com"
            for n in range(ACTIVITIES)
        ],
    )
    now = ("--now", "2026-03-01T09:00")
    _, base = run(tmp_path, "--people", "one.csv", *now)
    report, peak = run(
        tmp_path,
        *("--people", "people.csv", "--activities", "activities.csv", "--out", "out", *now),
    )
    assert peak - base <= PEOPLE * BYTES_A_PERSON + ACTIVITIES * BYTES_AN_ACTIVITY
    campaigns = report["campaigns"]
    assert isinstance(campaigns, list)
    assert [campaign["entered"] for campaign in campaigns] == [PEOPLE, PEOPLE]
    with (tmp_path / "out" / "people.csv").open(encoding="utf-8", newline="") as opened:
        ids = [row["id"] for row in csv.DictReader(opened)]
    assert sorted(ids, key=int) == [str(n) for n in range(1, PEOPLE + 1)]
