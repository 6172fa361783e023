"""Ctrl-C while something is under way: a wish to break it off, which is asked for.

Roof. Between two steps a world is whole; an exception in the middle of one would tear it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Whether somebody has pressed Ctrl-C since an input was taken."""

    def __init__(self) -> None:
        """Nobody has."""
        self._wanted = False

    def is_wanted(self) -> bool:
        """Whether what is under way is to be broken off."""
        return self._wanted

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Take Ctrl-C for a wish while something is under way."""
        self._wanted = False
        before = signal.signal(signal.SIGINT, self._want)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
            self._wanted = False

    def _want(self, number: int, frame: FrameType | None) -> None:
        self._wanted = True
