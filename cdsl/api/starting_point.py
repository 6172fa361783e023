"""A new project on the disk: a campaign, people, a test, settings, and what checks them.

Floor 7. The files are those of `starter/`, which ship; only the name is filled in.
"""

import os
import re
import shutil
from errno import EEXIST, ENOTDIR
from typing import Final

from cdsl.source.resources import starter_files

_PLACEHOLDER: Final = "Starter"
_WORD: Final = re.compile(r"[^\W_]+")


def new_project(folder: str) -> tuple[str, ...]:
    """Write a new project into a folder that is not there or empty; the files, by path from there.

    The program is called as the folder is, in words. The folder appears with all files or not at
    all. Raises OSError where it cannot be made, or where something is in it.
    """
    place = os.path.abspath(folder)
    if os.path.exists(place):
        if not os.path.isdir(place):
            raise OSError(ENOTDIR, "is there and no folder", folder)
        if os.listdir(place):
            raise OSError(EEXIST, "the folder is not empty", folder)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    beside = f"{place}.{os.getpid()}.new"
    name = _title(place)
    files = starter_files()
    try:
        for path, text in files.items():
            target = os.path.join(beside, *path.split("/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "x", encoding="utf-8", newline="\n") as opened:
                opened.write(text.replace(_PLACEHOLDER, name))
        os.replace(beside, place)  # takes the place of an empty folder as well
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return tuple(files)


def _title(place: str) -> str:
    """`spring-fair` in words: `Spring Fair`."""
    words = _WORD.findall(os.path.basename(place))
    return " ".join(word[:1].upper() + word[1:] for word in words) or _PLACEHOLDER
