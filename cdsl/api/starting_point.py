"""A new project on the disk: a campaign, people, a test, settings, and what checks them.

Floor 7. The files are those of `starter/`, which ship; only the name is filled in.
"""

import os
import re
from contextlib import ExitStack
from errno import EEXIST, ENOTDIR
from itertools import takewhile
from pathlib import Path
from typing import Final

from cdsl.source.resources import starter_files

_PLACEHOLDER: Final = "Starter"
_WORD: Final = re.compile(r"[^\W_]+")
_REPOSITORY: Final = ".git"


def new_project(folder: str) -> tuple[str, ...]:
    """Write a new project into a folder that is not there or empty; the files, by path from there.

    A folder with nothing but a `.git` is empty too. The program is called as the folder is, in
    words. All files are written or none. Raises OSError where they cannot be, or where something
    is in the folder; its file name is `folder`.
    """
    try:
        place = Path(os.path.abspath(folder))
        if place.exists():
            _require_empty(place)
        return _write(place)
    except OSError as problem:
        problem.filename, problem.filename2 = folder, None
        raise


def _require_empty(place: Path) -> None:
    if not place.is_dir():
        raise OSError(ENOTDIR, "is there and no folder")
    if any(name != _REPOSITORY for name in os.listdir(place)):
        raise OSError(EEXIST, "the folder is not empty")


def _write(place: Path) -> tuple[str, ...]:
    """Write the files; where one cannot be, all that is there by then is removed."""
    name = _title(place.name)
    files = starter_files()
    with ExitStack() as undo:
        for path, text in files.items():
            target = place / path
            for missing in reversed([*takewhile(lambda one: not one.exists(), target.parents)]):
                missing.mkdir()
                undo.callback(missing.rmdir)
            with target.open("x", encoding="utf-8", newline="\n") as opened:
                undo.callback(target.unlink)
                opened.write(text.replace(_PLACEHOLDER, name))
        undo.pop_all()
    return tuple(files)


def _title(folder: str) -> str:
    """`spring-fair` in words: `Spring Fair`."""
    words = _WORD.findall(folder)
    return " ".join(word[:1].upper() + word[1:] for word in words) or _PLACEHOLDER
