"""Whether the files of a session have changed on the disk.

Roof.
"""

import os

from cdsl.api.prompt.sitting import Sitting


class Watched:
    """The files of a session, used ones included, as they stood when somebody last looked."""

    def __init__(self, sitting: Sitting) -> None:
        """As they stand now."""
        self._sitting = sitting
        self._seen = self._stamps()

    def has_changed(self) -> bool:
        """Whether one of them has changed since this was asked last."""
        before, self._seen = self._seen, self._stamps()
        return before != self._seen

    def _stamps(self) -> dict[str, tuple[int, int]]:
        stamps = {}
        for path in self._sitting.texts.contents:
            try:
                status = os.stat(path)
            except OSError:
                continue
            stamps[path] = (status.st_mtime_ns, status.st_size)
        return stamps
