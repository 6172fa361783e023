"""Tables written by many machines, and the manifest that says which files are the world now.

Floor 4. A run writes a folder of its own, a folder a table in it, and swaps the manifest last, by
one rename: who reads the manifest finds the old world whole or the new one. The files of the world
before stay until the next run, for who is still reading them; then they are removed.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import pyarrow.parquet as parquet

from cdsl.batch.spark_frames import Frame
from cdsl.source.data import dataclass

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a manifest says of the run: its campaigns, its clock and its seed."""

    campaigns: Sequence[str]
    now: datetime
    seed: int


def write(folder: str, frames: Iterable[Frame], stamp: Stamp, tables_read: Sequence[str]) -> None:
    """Write tables into a folder, all or none; other files in it are left alone.

    Nothing is removed that was read. Raises OSError and what Spark raises.
    """
    place = Path(folder).absolute()
    made = [parent for parent in (place, *place.parents) if not parent.exists()]
    place.mkdir(parents=True, exist_ok=True)
    now, before = _named(place)
    own = _folder(place)
    try:
        tables = {frame.name: _write_table(own, frame) for frame in frames}
        _swap(place, _manifest(own.name, now, tables, stamp))
    except BaseException:
        rmtree(own, ignore_errors=True)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise
    _forget(place, before, tables_read)


def _folder(place: Path) -> Path:
    """A folder that nobody else has, with a number above all that are there."""
    names = [one.name for one in place.iterdir() if _NAME.fullmatch(one.name)]
    number = max((int(name.removeprefix(_PREFIX)) for name in names), default=0)
    while True:
        number += 1
        with suppress(FileExistsError):
            found = place / f"{_PREFIX}{number:06}"
            found.mkdir()
            return found


_PREFIX: Final = "run-"
_NAME: Final = re.compile(rf"{_PREFIX}[0-9]{{6,18}}", re.ASCII)


def _write_table(own: Path, frame: Frame) -> Mapping[str, Any]:
    """Write a table and tell what the manifest says of it."""
    folder = own / frame.name
    # Files that say that all is there: so does the manifest.
    writer = frame.rows.write.option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
    writer.parquet(f"file://{folder}")
    files: list[Mapping[str, Any]] = []
    for path in sorted(folder.iterdir()):
        if path.suffix != ".parquet":
            path.unlink()
            continue
        _sync(path)
        rows = parquet.read_metadata(path).num_rows
        files.append({"path": path.relative_to(own.parent).as_posix(), "rows": rows})
    _sync(folder)
    columns = [{"name": name, "type": str(type)} for name, type in frame.columns]
    return {"rows": sum(one["rows"] for one in files), "columns": columns, "files": files}


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


def _swap(place: Path, manifest: Mapping[str, Any]) -> None:
    """Put a manifest in the place of the one before."""
    aside = place / f".{MANIFEST}-{manifest['folder']}"
    try:
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        aside.write_text(text, encoding="utf-8")
        for path in (aside, place / manifest["folder"], place):
            _sync(path)
        aside.replace(place / MANIFEST)
        _sync(place)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _named(place: Path) -> tuple[str, str]:
    """The folder that the manifest names and the one before it, each "" if there is none."""
    with suppress(OSError, ValueError, AttributeError):
        found = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        names = (found.get("folder"), found.get("before"))
        folder, before = (
            name if isinstance(name, str) and _NAME.fullmatch(name) else "" for name in names
        )
        return folder, before
    return "", ""


def _forget(place: Path, folder: str, tables_read: Sequence[str]) -> None:
    """Remove the folder of an earlier run, unless it was read."""
    one = place / folder
    if folder and one.is_dir():
        is_read = any(Path(path).resolve().is_relative_to(one.resolve()) for path in tables_read)
        if not is_read:
            rmtree(one, ignore_errors=True)


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, last, where the system can."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
