"""Where tables are kept: a path of this machine, or a URL that the cluster knows.

Floor 4. What is at a URL is asked of Hadoop, which Spark reads and writes with: `hdfs:`, `s3a:` and
whatever else is set up there. What goes wrong is an OSError, wherever it was.
"""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Any, Final, Protocol

import pyarrow.parquet as parquet
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from cdsl.source.data import dataclass

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_CATALOG: Final = "spark:"
"""What a table of Spark's own catalogs is written with, such as `spark:crm.people`."""


class Place(Protocol):
    """A file or a folder, which need not be there. Everything may raise OSError."""

    @property
    def url(self) -> str:
        """As Spark is told of it."""

    @property
    def name(self) -> str:
        """The last part."""

    @property
    def around(self) -> "Place":
        """The folder that it is in."""

    def inside(self, name: str) -> "Place":
        """What has a name in this folder."""

    def is_there(self) -> bool:
        """Whether there is such a file or folder."""

    def is_folder(self) -> bool:
        """Whether there is such a folder."""

    def is_inside(self, other: "Place") -> bool:
        """Whether it is another place, or within it."""

    def make(self) -> None:
        """Make the folder, with those around it. Raises FileExistsError where it is."""

    def names(self) -> list[str]:
        """The names in this folder, in order."""

    def read(self) -> str:
        """The text of the file."""

    def write(self, text: str) -> None:
        """Write the file anew, so that it lasts."""

    def replace(self, other: "Place") -> None:
        """Put this file in the place of another one, at once."""

    def remove(self) -> None:
        """Remove it with all that is in it, if it is there."""

    def make_last(self) -> None:
        """Make what is in it last, where that is not so already."""

    def rows(self) -> int:
        """How many rows the Parquet file has."""


def is_url(written: str) -> bool:
    """Whether a place is written as a URL; it may be one of this machine all the same."""
    return _URL.match(written) is not None


def table_in_catalog(written: str) -> str | None:
    """The name of a table that one of Spark's catalogs has; None for what is a place."""
    return written.removeprefix(_CATALOG) if written.startswith(_CATALOG) else None


def place_of(session: SparkSession, written: str) -> Place:
    """The place that a path or a URL leads to."""
    if is_url(written):
        return AtUrl(session, written.rstrip("/"))
    return OnThisMachine(Path(written).absolute())


@dataclass(frozen=True, slots=True)
class OnThisMachine:
    """A path; see `Place`."""

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
    def around(self) -> Place:
        """The folder that it is in."""
        return OnThisMachine(self.path.parent)

    def inside(self, name: str) -> Place:
        """What has a name in this folder."""
        return OnThisMachine(self.path / name)

    def is_there(self) -> bool:
        """Whether there is such a file or folder."""
        return self.path.exists()

    def is_folder(self) -> bool:
        """Whether there is such a folder."""
        return self.path.is_dir()

    def is_inside(self, other: Place) -> bool:
        """Whether it is another place, or within it."""
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

    def replace(self, other: Place) -> None:
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


@dataclass(frozen=True, slots=True)
class AtUrl:
    """A URL; see `Place`."""

    session: SparkSession
    url: str

    @property
    def name(self) -> str:
        """The last part."""
        return self.url.rpartition("/")[2]

    @property
    def around(self) -> Place:
        """The folder that it is in."""
        return AtUrl(self.session, self.url.rpartition("/")[0])

    def inside(self, name: str) -> Place:
        """What has a name in this folder."""
        return AtUrl(self.session, f"{self.url}/{name}")

    def is_there(self) -> bool:
        """Whether there is such a file or folder."""
        with self._files() as (files, path):
            return bool(files.exists(path))

    def is_folder(self) -> bool:
        """Whether there is such a folder."""
        with self._files() as (files, path):
            return bool(files.exists(path) and files.getFileStatus(path).isDirectory())

    def is_inside(self, other: Place) -> bool:
        """Whether it is another place, or within it."""
        if not isinstance(other, AtUrl):
            return False
        own, others = self._whole(), other._whole()
        return own == others or own.startswith(f"{others}/")

    def make(self) -> None:
        """Make the folder, with those around it. Raises FileExistsError where it is."""
        with self._files() as (files, path):
            if files.exists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), self.url)
            if not files.mkdirs(path):
                raise OSError(errno.EIO, "the folder cannot be made", self.url)

    def names(self) -> list[str]:
        """The names in this folder, in order."""
        with self._files() as (files, path):
            return sorted(one.getPath().getName() for one in files.listStatus(path))

    def read(self) -> str:
        """The text of the file."""
        with self._files() as (files, path):
            stream = files.open(path)
            try:
                found = self._java.org.apache.commons.io.IOUtils.toByteArray(stream)
                return bytes(found).decode()
            finally:
                stream.close()

    def write(self, text: str) -> None:
        """Write the file anew, so that it lasts."""
        with self._files() as (files, path):
            files.setWriteChecksum(False)  # of use where Hadoop keeps no files of its own
            stream = files.create(path, True)
            try:
                stream.write(bytearray(text.encode()))
            finally:
                stream.close()

    def replace(self, other: Place) -> None:
        """Put this file in the place of another one, at once where what keeps them can."""
        hadoop = self._java.org.apache.hadoop.fs
        with self._files() as (_, path):
            context = hadoop.FileContext.getFileContext(path.toUri(), self._conf)
            gateway: Any = self.session.sparkContext._gateway
            options = gateway.new_array(hadoop.Options.Rename, 1)
            options[0] = hadoop.Options.Rename.OVERWRITE
            context.rename(path, hadoop.Path(other.url), options)

    def remove(self) -> None:
        """Remove it with all that is in it, if it is there."""
        with self._files() as (files, path):
            files.delete(path, True)

    def make_last(self) -> None:
        """Nothing: what Hadoop has closed lasts."""

    def rows(self) -> int:
        """How many rows the Parquet file has."""
        hadoop = self._java.org.apache.parquet.hadoop
        with self._files() as (_, path):
            reader = hadoop.ParquetFileReader.open(
                hadoop.util.HadoopInputFile.fromPath(path, self._conf)
            )
            try:
                return int(reader.getRecordCount())
            finally:
                reader.close()

    def _whole(self) -> str:
        """The URL with all that is left out."""
        with self._files() as (files, path):
            return str(files.makeQualified(path).toString())

    @property
    def _java(self) -> Any:
        return self.session._jvm

    @property
    def _conf(self) -> Any:
        return self.session._jsc.hadoopConfiguration()

    @contextmanager
    def _files(self) -> Iterator[tuple[Any, Any]]:
        """What keeps the files, and the path there. Raises OSError for what Java says."""
        try:
            path = self._java.org.apache.hadoop.fs.Path(self.url)
            yield path.getFileSystem(self._conf), path
        except Py4JJavaError as failed:
            found = failed.java_exception
            said = found.getMessage() or found.getClass().getSimpleName()
            missing = "FileNotFound" in found.getClass().getSimpleName()
            number = errno.ENOENT if missing else errno.EIO
            raise OSError(number, said.splitlines()[0], self.url) from failed
