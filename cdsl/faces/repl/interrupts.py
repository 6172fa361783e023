"""Ctrl-C while something is under way: a wish to break it off, which is asked for.

Roof. Between two steps a world is whole; an exception in the middle of one would tear it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Whether somebody has pressed Ctrl-C since the last one was forgotten."""

    def __init__(self) -> None:
        """Nobody has."""
        self._wanted = False

    def is_wanted(self) -> bool:
        """Whether what is under way is to be broken off."""
        return self._wanted

    def want(self) -> None:
        """Somebody has pressed Ctrl-C."""
        self._wanted = True

    def forget(self) -> None:
        """Something else begins."""
        self._wanted = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Take Ctrl-C for a wish, whatever goes on."""
        before = signal.signal(signal.SIGINT, self._heard)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
            self._wanted = False

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self.want()
