"""The path of a file or a folder, wherever it is kept, and one of this machine.

Floor 4. What goes wrong is an OSError.
"""

import os
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Protocol

import pyarrow.parquet as parquet

from cdsl.source.data import dataclass


class StoredPath(Protocol):
    """A file or a folder, which need not be there. Everything may raise OSError."""

    @property
    def url(self) -> str:
        """As Spark is told of it."""

    @property
    def name(self) -> str:
        """The last part."""

    @property
    def around(self) -> "StoredPath":
        """The folder that it is in."""

    def inside(self, name: str) -> "StoredPath":
        """What has a name in this folder."""

    def is_there(self) -> bool:
        """Whether there is such a file or folder."""

    def is_folder(self) -> bool:
        """Whether there is such a folder."""

    def is_inside(self, other: "StoredPath") -> bool:
        """Whether it is another path, or within it."""

    def make(self) -> None:
        """Make the folder, with those around it. Raises FileExistsError where it is."""

    def names(self) -> list[str]:
        """The names in this folder, in order."""

    def read(self) -> str:
        """The text of the file."""

    def write(self, text: str) -> None:
        """Write the file anew, so that it lasts."""

    def replace(self, other: "StoredPath") -> None:
        """Put this file in the place of another one, at once."""

    def remove(self) -> None:
        """Remove it with all that is in it, if it is there."""

    def make_last(self) -> None:
        """Make what is in it last, where that is not so already."""

    def rows(self) -> int:
        """How many rows the Parquet file has."""


@dataclass(frozen=True, slots=True)
class OnThisMachine:
    """A path; see `StoredPath`."""

    path: Path

    @property
    def url(self) -> str:
        """As Spark is told of it."""
        return f"file://{self.path}"

    @property
    def name(self) -> str:
        """The last part."""
        return self.path.name

    @property
    def around(self) -> StoredPath:
        """The folder that it is in."""
        return OnThisMachine(self.path.parent)

    def inside(self, name: str) -> StoredPath:
        """What has a name in this folder."""
        return OnThisMachine(self.path / name)

    def is_there(self) -> bool:
        """Whether there is such a file or folder."""
        return self.path.exists()

    def is_folder(self) -> bool:
        """Whether there is such a folder."""
        return self.path.is_dir()

    def is_inside(self, other: StoredPath) -> bool:
        """Whether it is another path, or within it."""
        if not isinstance(other, OnThisMachine):
            return False
        return self.path.resolve().is_relative_to(other.path.resolve())

    def make(self) -> None:
        """Make the folder, with those around it. Raises FileExistsError where it is."""
        self.path.mkdir(parents=True)

    def names(self) -> list[str]:
        """The names in this folder, in order."""
        return sorted(one.name for one in self.path.iterdir())

    def read(self) -> str:
        """The text of the file."""
        return self.path.read_text(encoding="utf-8")

    def write(self, text: str) -> None:
        """Write the file anew, so that it lasts."""
        self.path.write_text(text, encoding="utf-8")
        self.make_last()

    def replace(self, other: StoredPath) -> None:
        """Put this file in the place of another one, at once."""
        assert isinstance(other, OnThisMachine)
        self.path.replace(other.path)

    def remove(self) -> None:
        """Remove it with all that is in it, if it is there."""
        if self.path.is_dir():
            rmtree(self.path, ignore_errors=True)
        else:
            self.path.unlink(missing_ok=True)

    def make_last(self) -> None:
        """Make what is in it last, where the system can."""
        with suppress(OSError):
            handle = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def rows(self) -> int:
        """How many rows the Parquet file has."""
        return int(parquet.read_metadata(self.path).num_rows)
