"""Both engines make the same of every campaign that there is: tables, report and changes.

Each campaign of the corpus, the examples and the library is run for everybody by the row engine
and by the set-based one, from tables to tables; the worlds lie where the campaign's own conditions
part. Whatever kind a campaign is of, it is started as a batch campaign, and what is explained of
its last run is what the run does. How many runs are refused is counted, so that the comparison does
not come to nothing unseen.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.api.choices import Engine
from cdsl.api.loading import zone_of_files
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, CampaignKind, Program
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.world.calendar import is_utc
from cdsl.world.tables.write import Format
from tests.batch.runs import (
    Inputs,
    Place,
    as_batch,
    compare,
    meaning,
    name_of,
    put,
    told_of,
    with_meaning,
)
from tests.properties.engines import as_batches, startable
from tests.properties.populations import CLOCKS, Pool, populated

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("tests/corpus/run", "tests/corpus/lint/programs", "examples", "stdlib")
    for path in (ROOT / folder).rglob("*.cdsl")
)
REFUSALS = frozenset(f"CDS6{number:02}" for number in range(1, 14))
SHARE = 6
"""One of so many campaigns is run in a short search."""
COMPARED = 0.5
"""Which share of all runs is compared at least."""


def campaigns() -> list[Any]:
    """Every campaign of these files."""
    found: list[Any] = []
    for path in FILES:
        for key in meaning(Project.open(ROOT / path, root=ROOT)).campaigns:
            marks = () if len(found) % SHARE == 0 else (pytest.mark.long,)
            found.append(pytest.param(path, key, id=f"{path}-{key.name}", marks=marks))
    return found


def batch_campaigns() -> Iterator[tuple[str, Campaign]]:
    """Every batch campaign of those files that have no errors."""
    for path in FILES:
        project = Project.open(ROOT / path, root=ROOT)
        if not any(one.severity is Severity.ERROR for one in project.check()):
            for campaign in meaning(project).campaigns.values():
                if campaign.kind is CampaignKind.BATCH:
                    yield path, campaign


@pytest.fixture(scope="module")
def outcomes() -> Counter[str]:
    """How many runs came to what: the codes of refusals, nothing where both engines agree."""
    return Counter()


@pytest.mark.parametrize(("path", "key"), campaigns())
def test_a_campaign_does_the_same_to_everybody(
    path: str, key: AssetKey, tmp_path: Path, outcomes: Counter[str]
) -> None:
    project = Project.open(ROOT / path, root=ROOT)
    program, zone = meaning(project), zone_of_files(project._program())
    now = CLOCKS[len(path) % 2]
    store = populated(program, Pool(program, now, Random(path)))
    formats = tuple(Format) if is_utc(zone) else (Format.PARQUET,)
    alone, whole = as_batches(program), startable(program)
    ways: list[tuple[Program, datetime | None]] = [(alone, None)]
    if program.campaigns[key].kind is not CampaignKind.TRIGGER:
        # Others are fired, and people wait.
        ways += [(whole, None), (whole, now + timedelta(days=2))]
    for number, (meant, until) in enumerate(ways):
        started = with_meaning(project, as_batch(meant, key))
        format = formats[(len(key.name) + number) % len(formats)]
        before, *places = _places(tmp_path / str(number), format)
        put(store, program, before, zone)
        order = {"now": now, "until": until, "campaign": name_of(key)}
        refused = compare(started, before.inputs, (places[0], places[1]), **order)
        assert refused is None or refused.code in REFUSALS, refused
        outcomes["" if refused is None else refused.code] += 1
        if number == len(ways) - 1:
            explain(started, before.inputs, places[2], refused, **order)


def test_most_runs_are_compared(outcomes: Counter[str]) -> None:
    """Of those that were done before: it stands behind them."""
    if not outcomes:
        pytest.skip("no campaign was run")
    assert outcomes[""] >= COMPARED * outcomes.total(), outcomes


def explain(
    project: Project, inputs: Inputs, place: Place, refused: Diagnostic | None, **order: Any
) -> None:
    """What is explained of a run is what became of it, and nothing is written.

    Of what is refused only where somebody comes to it, the reason tells.
    """
    explained = project.engine(engine="set", **place.output, **inputs, **order)
    if explained.engine is Engine.SET:
        assert refused is None or refused.message in explained.reason
    else:
        assert refused is not None
        assert told_of(explained.diagnostics) == told_of((refused,))
    assert not place.is_there


def _places(folder: Path, format: str) -> list[Place]:
    return [Place(folder / name, format) for name in ("before", "row", "set", "explained")]
