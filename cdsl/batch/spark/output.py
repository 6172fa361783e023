"""Tables written by many machines, and the manifest that says which files are the world now.

Floor 4. A run writes a folder of its own, a folder a table in it, and swaps the manifest last, by
one rename: who reads the manifest finds the old world whole or the new one. The files of the world
before stay until the next run, for who is still reading them; then they are removed.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from pyspark.sql import SparkSession

from cdsl.batch.spark.frames import Frame
from cdsl.batch.spark.storage import StoredPath
from cdsl.batch.spark.threads import side_by_side
from cdsl.source.data import dataclass

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a manifest says of the run: its campaigns, its clock and its seed."""

    campaigns: Sequence[str]
    now: datetime
    seed: int


def write(
    place: StoredPath,
    frames: Iterable[Frame],
    stamp: Stamp,
    tables_read: Sequence[StoredPath],
    session: SparkSession,
) -> None:
    """Write tables into a folder, all or none; other files in it are left alone.

    Nothing is removed that was read. Raises OSError and what Spark raises.
    """
    made = _made(place)
    now, before = _named(place)
    own = _folder(place)
    try:
        tables = side_by_side(session, (partial(_write_table, own, frame) for frame in frames))
        _swap(place, own, _manifest(own.name, now, dict(tables), stamp))
    except BaseException:
        with suppress(OSError):
            own.remove()
            for folder in made:
                if not folder.names():
                    folder.remove()
        raise
    _forget(place, before, tables_read)


def _made(place: StoredPath) -> list[StoredPath]:
    """Make a folder where there is none, with those around it; those made, the innermost first."""
    made = []
    around = place
    while not around.is_there():
        made.append(around)
        around = around.around
    if made:
        place.make()
    return made


def _folder(place: StoredPath) -> StoredPath:
    """A folder that nobody else has, with a number above all that are there."""
    names = [name for name in place.names() if _NAME.fullmatch(name)]
    number = max((int(name.removeprefix(_PREFIX)) for name in names), default=0)
    while True:
        number += 1
        with suppress(FileExistsError):
            found = place.inside(f"{_PREFIX}{number:06}")
            found.make()
            return found


_PREFIX: Final = "run-"
_NAME: Final = re.compile(rf"{_PREFIX}[0-9]{{6,18}}", re.ASCII)


def _write_table(own: StoredPath, frame: Frame) -> tuple[str, Mapping[str, Any]]:
    """Write a table and tell its name, and what the manifest says of it."""
    folder = own.inside(frame.name)
    # Files that say that all is there: so does the manifest.
    writer = frame.rows.write.option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
    writer.parquet(folder.url)
    files: list[Mapping[str, Any]] = []
    for name in folder.names():
        part = folder.inside(name)
        if not name.endswith(".parquet"):
            part.remove()
            continue
        part.make_last()
        files.append({"path": f"{own.name}/{frame.name}/{name}", "rows": part.rows()})
    folder.make_last()
    columns = [{"name": name, "type": str(type)} for name, type in frame.columns]
    rows = sum(one["rows"] for one in files)
    return frame.name, {"rows": rows, "columns": columns, "files": files}


def _manifest(
    folder: str, before: str, tables: Mapping[str, Mapping[str, Any]], stamp: Stamp
) -> Mapping[str, Any]:
    now = stamp.now.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return {
        "version": 1,
        "campaigns": list(stamp.campaigns),
        "now": now,
        "seed": stamp.seed,
        "folder": folder,
        "before": before,
        "tables": tables,
    }


def _swap(place: StoredPath, own: StoredPath, manifest: Mapping[str, Any]) -> None:
    """Put a manifest in the place of the one before."""
    aside = place.inside(f".{MANIFEST}-{own.name}")
    try:
        aside.write(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
        own.make_last()
        place.make_last()
        aside.replace(place.inside(MANIFEST))
        place.make_last()
    except BaseException:
        with suppress(OSError):
            aside.remove()
        raise


def _named(place: StoredPath) -> tuple[str, str]:
    """The folder that the manifest names and the one before it, each "" if there is none."""
    with suppress(OSError, ValueError, AttributeError):
        found = json.loads(place.inside(MANIFEST).read())
        names = (found.get("folder"), found.get("before"))
        folder, before = (
            name if isinstance(name, str) and _NAME.fullmatch(name) else "" for name in names
        )
        return folder, before
    return "", ""


def _forget(place: StoredPath, folder: str, tables_read: Sequence[StoredPath]) -> None:
    """Remove the folder of an earlier run, unless it was read."""
    one = place.inside(folder)
    with suppress(OSError):
        if folder and one.is_folder() and not any(read.is_inside(one) for read in tables_read):
            one.remove()
