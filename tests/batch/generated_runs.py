"""Runs of made-up programs: where they start, what is started, and as what a run is told so."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from cdsl.api import Project
from cdsl.api.loading import zone_of_files
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import CampaignKind
from cdsl.source.diagnostic import Severity
from cdsl.world.tables.write import Format
from tests.batch.generated import NOWS, passed_to
from tests.batch.generated_worlds import Cells, later, world_of
from tests.batch.runs import DUCKDB, Place, as_batch, meaning, name_of, only, put, with_meaning
from tests.properties.engines import startable

MEANT: Final = frozenset(("CDS304", "CDS305"))
"""Errors that a program may have: campaigns that execute each other too deep or in a circle."""


def project_of(text: str) -> Project:
    """A project of one file, whose campaigns can all be started."""
    project = Project.from_texts({"made_up.cdsl": text})
    analysis = project._program().analysis
    errors = [one for one in analysis.diagnostics if one.severity is Severity.ERROR]
    assert {one.code for one in errors} <= MEANT, errors
    return with_meaning(project, startable(analysis.program))


class Start:
    """The world that a program starts with: as tables, and as a DuckDB file if that is asked for.

    Where cells are not plain, the row engine has to read each.
    """

    def __init__(
        self, project: Project, random: Random, folder: Path, format: str, *, is_plain: bool
    ) -> None:
        """Make up a world and write it into a folder."""
        self.program = meaning(project)
        self.zone = zone_of_files(project._program())
        self.now = random.choice(NOWS)
        self.folder = folder
        cells = Cells(format == Format.CSV, is_plain, self.zone)
        self.store = world_of(self.program, random, self.now, cells)
        self.has_labels = random.random() < 0.1
        self.has_empty_texts = random.random() < 0.3
        self.inputs = self._put(format).inputs

    @property
    def database(self) -> Place:
        """The same as a DuckDB file."""
        place = Place(self.folder / "start", DUCKDB)
        return place if place.file.exists() else self._put(DUCKDB)

    def _put(self, format: str) -> Place:
        place = Place(self.folder / "start", format)
        put(
            self.store,
            self.program,
            place,
            self.zone,
            has_labels=self.has_labels,
            has_empty_texts=self.has_empty_texts,
        )
        return place


def started_in(project: Project, random: Random) -> list[list[AssetKey]]:
    """Each campaign but those that are fired, then some batch campaigns one after another."""
    kinds = {key: one.kind for key, one in meaning(project).campaigns.items()}
    alone = [[key] for key, kind in kinds.items() if kind is not CampaignKind.TRIGGER]
    batches = [key for key, kind in kinds.items() if kind is CampaignKind.BATCH]
    return [*alone, *(random.sample(batches, count) for count in (2, len(batches)))]


def ordered(
    project: Project, keys: Sequence[AssetKey], start: Start, random: Random
) -> tuple[Project, dict[str, Any]]:
    """Some campaigns to be run, as `Project.run` is told."""
    order = {
        "now": start.now,
        "until": until_of(start.now, random),
        "seed": random.choice((*[0] * 7, 7)),
    }
    if len(keys) > 1:
        return with_meaning(project, only(start.program, keys)), order
    (key,) = keys
    named = {"campaign": name_of(key), "tokens": passed_to(random, start.zone)}
    return with_meaning(project, as_batch(start.program, key)), order | named


def until_of(now: datetime, random: Random) -> datetime | None:
    """When the clock stops; mostly at once."""
    hours = random.choice((None, None, None, 1, 49, 24 * 40))
    return None if hours is None else later(now, timedelta(hours=hours))
