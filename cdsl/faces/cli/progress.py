"""A progress bar on standard error, on a terminal, after a second.

Roof.
"""

import sys
import time
from dataclasses import field
from typing import Final

from cdsl.faces.cli.terminal import can_show, is_terminal
from cdsl.source.data import dataclass

_PATIENCE: Final = 1.0
"""Seconds before a bar is shown."""
_PAUSE: Final = 0.1
"""Seconds between two pictures."""
_WIDTH: Final = 30
_ERASE: Final = "\r\x1b[K"


@dataclass(slots=True)
class Progress:
    """Shows how far a command is; does nothing where nobody looks."""

    _visible: bool = field(default_factory=lambda: is_terminal(sys.stderr))
    _next: float = field(default_factory=lambda: time.monotonic() + _PATIENCE)
    _is_shown: bool = False

    def begin(self) -> None:
        """Another command begins; it has its own second."""
        self._next = time.monotonic() + _PATIENCE

    def __call__(self, what: str, done: int, total: int) -> None:
        """So much of something is done."""
        if not self._visible or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PAUSE
        share = min(done / total, 1.0) if total > 0 else 0.0
        filled = int(share * _WIDTH)
        bar = ("━" if can_show("━", sys.stderr) else "=") * filled + " " * (_WIDTH - filled)
        self._draw(f"{_ERASE}{what[:30]} [{bar}] {share:4.0%}")
        self._is_shown = True

    def end(self) -> None:
        """Take the bar away."""
        if self._is_shown:
            self._draw(_ERASE)
            self._is_shown = False

    def _draw(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
