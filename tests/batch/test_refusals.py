"""What is not set-based says so, with its code; `auto` takes the row engine then."""

from dataclasses import replace
from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.api.running import RunResult
from cdsl.batch.duckdb import database
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.tree import Operation

NOW = "2026-01-01T09:00"
ALL = "smart list { everyone }  qualify every time"
STEPS = "  ".join(["do nothing"] * 40)


def run(text: str, folder: Path, engine: str) -> RunResult:
    people = folder / "people.csv"
    people.write_text("id,email,score\n1,ada@example.com,5\n")
    project = Project.from_texts({"a.cdsl": text})
    return project.run(now=NOW, people=people, engine=engine)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "CDS602",
            'email "E" { subject: "E"  body: "E" }\n'
            f'batch campaign "A" {{ {ALL} flow {{ send alert "E" to "{{{{lead.email}}}}" }} }}',
        ),
        (
            "CDS603",
            'workspace "Rome" in "Europe/Rome"\n'
            f'batch campaign "A" {{ {ALL} flow {{ change notes to "{{{{lead.created_at}}}}" }} }}',
        ),
        (
            "CDS604",
            f'batch campaign "A" {{ {ALL} flow {{ change company to "B"  '
            'if company.industry is "X" { stop } } }',
        ),
        (
            "CDS605",
            'batch campaign "A" { smart list { did visit_page where page is {{lead.city}} } '
            "flow { stop } }",
        ),
        (
            "CDS606",
            f'batch campaign "A" {{ {ALL} flow {{ wait until next anniversary of '
            "{{lead.created_at}} } }",
        ),
        (
            "CDS607",
            f'executable campaign "C" {{ {ALL} flow {{ rotate {{ {{ stop }} }} }} }}\n'
            f'batch campaign "A" {{ {ALL} '
            'flow { execute campaign "C"  execute campaign "C" } }',
        ),
        (
            "CDS608",
            'trigger campaign "T" { on request_campaign  smart list { everyone }  flow { stop } }\n'
            f'batch campaign "A" {{ {ALL} flow {{ request campaign "T" }} }}',
        ),
        (
            "CDS610",
            'trigger campaign "T" { on interesting_moment smart list { everyone } flow { stop } }\n'
            f'batch campaign "A" {{ {ALL} flow {{ interesting moment "Web": "seen" }} }}',
        ),
        (
            "CDS613",
            'trigger campaign "T" { on score reaches 9  smart list { everyone }  flow { stop } }\n'
            f'batch campaign "A" {{ {ALL} flow {{ rotate {{ {{ change score by +1 }} }} }} }}',
        ),
        (
            "CDS612",
            'trigger campaign "T" { on visit_page  smart list { everyone }  flow { stop } }',
        ),
    ],
)
def test_what_is_not_set_based_says_so(code: str, text: str, tmp_path: Path) -> None:
    refused = run(text, tmp_path, "set")
    assert not refused.has_run
    assert [one.code for one in refused.diagnostics] == [code]
    assert run(text, tmp_path, "auto").has_run


def test_more_steps_than_a_run_may_have(tmp_path: Path) -> None:
    inner = f'executable campaign "C" {{ {ALL} flow {{ {STEPS} }} }}\n'
    calls = '  execute campaign "C"' * 300
    refused = run(f'{inner}batch campaign "A" {{ {ALL} flow {{ {calls} }} }}', tmp_path, "set")
    assert [one.code for one in refused.diagnostics] == ["CDS609"]


def test_an_operation_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = dict(DUCKDB.words)
    del words[Operation.ADD]
    monkeypatch.setattr(database, "DUCKDB", replace(DUCKDB, words=words))
    text = f'batch campaign "A" {{ {ALL} flow {{ change score by +1 }} }}'
    refused = run(text, tmp_path, "set")
    assert [one.code for one in refused.diagnostics] == ["CDS611"]
