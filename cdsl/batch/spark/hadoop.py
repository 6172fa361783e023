"""A file or a folder at a URL.

Floor 4. What is there is asked of Hadoop, which Spark reads and writes with: `hdfs:`, `s3a:` and
whatever else is set up there. What goes wrong is an OSError, as on this machine.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from cdsl.batch.spark.storage import StoredPath
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class AtUrl:
    """A URL; see `StoredPath`."""

    session: SparkSession
    url: str

    @property
    def name(self) -> str:
        """The last part."""
        return self.url.rpartition("/")[2]

    @property
    def around(self) -> StoredPath:
        """The folder that it is in."""
        return AtUrl(self.session, self.url.rpartition("/")[0])

    def inside(self, name: str) -> StoredPath:
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

    def is_inside(self, other: StoredPath) -> bool:
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

    def replace(self, other: StoredPath) -> None:
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
