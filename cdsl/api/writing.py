"""A text into a file: all of it, or the file stays as it was.

Floor 7.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from shutil import copymode
from typing import IO


def write_file(path: str, content: bytes) -> None:
    """Write a whole file, see `written_beside`."""
    with written_beside(path) as opened:
        opened.write(content)


@contextmanager
def written_beside(path: str) -> Iterator[IO[bytes]]:
    """A file beside its place, which is put there when it is complete; links are followed.

    What is no plain file (`/dev/stdout`, a pipe) is written as it is. Permissions stay, and the
    owner where the system allows. Raises OSError, with `path` as its file name; any exception
    inside leaves the place as it was.
    """
    try:
        with _beside(path) as opened:
            yield opened
    except OSError as problem:
        if problem.filename is None or str(problem.filename).startswith(os.path.realpath(path)):
            problem.filename, problem.filename2 = path, None
        raise


@contextmanager
def _beside(path: str) -> Iterator[IO[bytes]]:
    is_there = os.path.exists(path)
    if is_there and os.path.isdir(path):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if is_there and not os.path.isfile(path):
        with open(path, "wb") as opened:
            yield opened
        return
    if is_there:
        with open(path, "r+b"):
            pass  # renaming would replace a file that nobody may write to
    place = os.path.realpath(path)
    beside = f"{place}.{os.getpid()}.new"
    try:
        with open(beside, "xb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        if is_there:
            _keep_owner(place, beside)
            copymode(place, beside)
        os.replace(beside, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _keep_owner(place: str, beside: str) -> None:
    if hasattr(os, "chown"):
        status = os.stat(place)
        with suppress(OSError):
            os.chown(beside, status.st_uid, status.st_gid)
