"""Files that change on the disk while a session sits on them, and `.watch`.

Roof. A plain look at the files' times: what the session itself has read or written is no change.
"""

import os
from collections.abc import Mapping

from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console, Said
from cdsl.source.excerpt import visible

Stamps = Mapping[str, tuple[int, int] | None]
"""Time and size of each file, None for one that is not there."""


class Watched:
    """The files of a session, used ones included, as they stood when somebody last looked."""

    def __init__(self, console: Console) -> None:
        """As they stand now."""
        self._console = console
        self._contents = console.sitting.texts.contents
        self._seen = self._last = self._stamps()

    def has_changed(self) -> bool:
        """Whether one of them has, and somebody wants to know: `.watch` is on."""
        contents, stamps = self._console.sitting.texts.contents, self._stamps()
        if contents is not self._contents:
            self._contents, self._seen = contents, stamps
        return self._console.settings["watch"] == "on" and stamps != self._seen

    def has_settled(self) -> bool:
        """Whether they are as at the last look, so that nobody is writing one just now."""
        before, self._last = self._last, self._stamps()
        return before == self._last

    def reloaded(self) -> Said | None:
        """Reload where one of them has changed, and say so; None where none has."""
        if not self.has_changed():
            return None
        texts, stamps = self._console.sitting.texts, self._stamps()
        changed = next((path for path in stamps if stamps[path] != self._seen.get(path)), "")
        named = (path for path in texts.paths if os.path.realpath(path) == changed)
        name = visible(next(named, os.path.relpath(changed)))
        said = carry_out(self._console, ".reload")
        self._contents = self._console.sitting.texts.contents
        # What changes while it is read is seen by the next look.
        self._seen = {path: stamps.get(path, one) for path, one in self._stamps().items()}
        return Said(f"{name} has changed\n{said.text}", said.is_good)

    def _stamps(self) -> Stamps:
        return {path: _stamp(path) for path in self._console.sitting.texts.contents}


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
