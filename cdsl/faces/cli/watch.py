"""`--watch`: doing something again whenever a campaign file changes.

Roof. A plain look at the files' times, a few times a second: nothing to install, and the same on
every system.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import click

from cdsl.api import Project
from cdsl.faces.cli.sources import Sources
from cdsl.faces.cli.terminal import clear, say

_PAUSE: Final = 0.3
"""Seconds between two looks."""

State = Mapping[str, tuple[int, int] | None]


def repeat(sources: Sources, carry_out: Callable[[Project], int]) -> int:
    """Carry out, and again after each change, until Ctrl-C (a `KeyboardInterrupt`) ends it."""
    if "-" in sources.arguments:
        raise click.UsageError("--watch needs files, not standard input")
    while True:
        clear()
        started = time.time_ns()
        used = _carry_out(sources, carry_out)
        before = _state(sources, used)
        say("watching for changes; Ctrl-C ends it")
        if _has_changed_since(before, started):
            continue
        while _state(sources, used) == before:
            time.sleep(_PAUSE)


def _carry_out(sources: Sources, carry_out: Callable[[Project], int]) -> Iterable[str]:
    """One round; returns the files that it read. A path that cannot be read may come back."""
    try:
        project = sources.open()
        carry_out(project)
    except OSError as problem:
        path = problem.filename or "''"
        say(f"cdsl: {path}: {problem.strerror}")
        return ()
    return project.files_read()


def _has_changed_since(state: State, started: int) -> bool:
    """Whether a file was written while we looked at it; a time to come is no sign of that."""
    now = time.time_ns()
    return any(stamp is not None and started <= stamp[0] <= now for stamp in state.values())


def _state(sources: Sources, used: Iterable[str]) -> State:
    """Time and size of each file, None for one that is not there; folders may have new ones."""
    try:
        files = [*sources.paths(), *used]
    except OSError:
        files = [*used]
    return {file: _stamp(file) for file in files}


def _stamp(file: str) -> tuple[int, int] | None:
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
