"""A text into a file: all of it, or the file stays as it was.

Floor 7.
"""

import os
from contextlib import suppress
from errno import EISDIR
from shutil import copymode


def write_file(path: str, content: bytes) -> None:
    """Write a file beside its place and put it there when it is complete; links are followed.

    What is no plain file (`/dev/stdout`, a pipe) is written as it is. Permissions stay, and the
    owner where the system allows. Raises OSError, with `path` as its file name.
    """
    try:
        _write(path, content)
    except OSError as problem:
        problem.filename, problem.filename2 = path, None
        raise


def _write(path: str, content: bytes) -> None:
    is_there = os.path.exists(path)
    if is_there and os.path.isdir(path):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if is_there and not os.path.isfile(path):
        with open(path, "wb") as opened:
            opened.write(content)
        return
    if is_there:
        with open(path, "r+b"):
            pass  # renaming would replace a file that nobody may write to
    place = os.path.realpath(path)
    beside = f"{place}.{os.getpid()}.new"
    try:
        with open(beside, "xb") as opened:
            opened.write(content)
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
