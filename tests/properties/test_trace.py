"""Traces: the same bytes from the same inputs, nothing changed by looking on, nothing left out."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.api.tracing import Event, document_of, events_in

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/people.csv"))
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
UNTIL = datetime(2026, 12, 23, 8, tzinfo=UTC)


def tables(folder: Path) -> dict[str, Path]:
    names = ("people", "companies", "activities", "lists", "members", "entries", "events")
    return {name: folder / f"{name}.csv" for name in names if (folder / f"{name}.csv").exists()}


@pytest.mark.parametrize("seed", [0, 5])
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_trace_is_the_same_and_changes_nothing(example: str, seed: int, tmp_path: Path) -> None:
    folder = ROOT / "examples" / example
    project = Project.open(folder / "campaign.cdsl")

    def run(trace: Path | None) -> object:
        return project.run(
            now=NOW,
            until=UNTIL,
            seed=seed,
            trace=trace,
            **tables(folder),  # type: ignore[arg-type]
        )

    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert run(None) == run(first) == run(second)
    assert first.read_bytes() == second.read_bytes()
    events = events_in(str(first))
    assert [json.loads(line) for line in first.read_text().splitlines()[1:]] == [
        document_of(event) for event in events
    ]


@pytest.mark.parametrize("example", sorted({*EXAMPLES} - {"api-request"}))  # only requested
def test_a_trace_counts_what_the_report_counts(example: str, tmp_path: Path) -> None:
    folder = ROOT / "examples" / example
    trace = tmp_path / "trace.jsonl"
    result = Project.open(folder / "campaign.cdsl").run(
        now=NOW,
        until=UNTIL,
        trace=trace,
        **tables(folder),  # type: ignore[arg-type]
    )
    events = events_in(str(trace))

    counted = Counter((str(event.kind), event.campaign.rsplit("/", 1)[-1]) for event in events)
    reported: Counter[tuple[str, str]] = Counter()
    for campaign in result.campaigns:
        reported["entered", campaign.name] += campaign.entered
        reported["waiting", campaign.name] += campaign.waiting
        for step in campaign.steps:
            reported["step", campaign.name] += step.done + sum(step.skipped.values())
    assert sum(reported.values()) > 0
    for name in {campaign.name for campaign in result.campaigns}:
        assert counted["entered", name] == reported["entered", name], name
        assert counted["step", name] == reported["step", name], name
        assert counted["entered", name] - counted["left", name] >= reported["waiting", name]


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_judged_is_what_happens(example: str, tmp_path: Path) -> None:
    """Whose smart list holds enters, or is refused with a reason; whose does not, does not."""
    trace = tmp_path / "trace.jsonl"
    folder = ROOT / "examples" / example
    Project.open(folder / "campaign.cdsl").run(
        now=NOW,
        until=UNTIL,
        trace=trace,
        **tables(folder),  # type: ignore[arg-type]
    )
    told: dict[tuple[str, str], list[Event]] = {}
    for event in events_in(str(trace)):
        if event.kind in ("refused", "entered") or event.details.get("of") == "smart list":
            told.setdefault((event.person, event.campaign), []).append(event)
    for events in told.values():
        judged = [number for number, one in enumerate(events) if one.kind == "condition"]
        for number in judged:
            outcome = events[number + 1 : number + 2]
            follows = [one.kind for one in outcome if one.kind != "condition"]
            if events[number].details["holds"]:
                assert follows in (["entered"], ["refused"]), events[number]
            elif follows:
                # A child, which another campaign executes, is entered without such a condition.
                assert outcome[0].run > 0


def test_a_trace_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    folder = ROOT / "examples" / "token-inheritance"
    kept = tmp_path / "trace.jsonl"
    kept.write_text("mine\n")
    project = Project.from_texts({"a.cdsl": "nonsense"})
    assert not project.run(now=NOW, trace=kept).has_run
    assert kept.read_text() == "mine\n"
    with pytest.raises(FileNotFoundError):
        Project.open(folder / "campaign.cdsl").run(
            now=NOW, trace=tmp_path / "none" / "t.jsonl", people=folder / "people.csv"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["trace.jsonl"]
