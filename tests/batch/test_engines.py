"""Both engines make the same of every campaign that there is: world, report and changes.

Each campaign of the corpus, the examples and the library is run for everybody by the row engine
and by the set-based one; the worlds lie where the campaign's own conditions part.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from cdsl.api import Project
from cdsl.batch.database import Connection
from cdsl.batch.plan import Refused
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import CampaignKind, Program
from tests.properties.engines import (
    as_batch,
    as_batches,
    by_row,
    by_set,
    differences,
    startable,
)
from tests.properties.populations import CLOCKS, Pool, populated

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("tests/corpus/run", "tests/corpus/lint/programs", "examples", "stdlib")
    for path in (ROOT / folder).rglob("*.cdsl")
)
REFUSALS = frozenset(f"CDS6{number:02}" for number in (*range(1, 12), 13))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_campaign_does_the_same_to_everybody(path: Path, connection: Connection) -> None:
    program = as_batches(Project.open(path, root=ROOT)._program().analysis.program)
    now = CLOCKS[len(path.name) % 2]
    start = populated(program, Pool(program, now, Random(path.name)))
    for key in program.campaigns:
        started = with_batch(program, key)
        came = by_set(started, [key], start.copy(), now, connection)
        if isinstance(came, Refused):
            assert came.code in REFUSALS, came
            assert came.location is not None, came
            continue
        was = by_row(started, [key], start.copy(), now)
        assert differences(was, came) == {}, key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_campaign_fires_others_and_waits(path: Path, connection: Connection) -> None:
    program = startable(Project.open(path, root=ROOT)._program().analysis.program)
    now = CLOCKS[len(path.name) % 2]
    start = populated(program, Pool(program, now, Random(path.name)))
    for key, campaign in program.campaigns.items():
        if campaign.kind is CampaignKind.TRIGGER:
            continue
        started = with_batch(program, key)
        for until in (None, now + timedelta(days=2)):
            came = by_set(started, [key], start.copy(), now, connection, until=until)
            if isinstance(came, Refused):
                assert came.code in REFUSALS, came
                continue
            was = by_row(started, [key], start.copy(), now, until=until)
            assert differences(was, came) == {}, key


def with_batch(program: Program, key: AssetKey) -> Program:
    """The program with a campaign that can be started for everybody, whatever kind it was."""
    campaign = program.campaigns[key]
    if campaign.kind is not CampaignKind.EXECUTABLE:
        return program
    return replace(program, campaigns={**program.campaigns, key: as_batch(campaign)})
