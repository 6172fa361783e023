"""Which files of a project use a file, directly or not.

Floor 7. Only the `use` lines of other files are read for it, once for each root. Beyond a bound
there is no answer: somebody who asks wants to know soon.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from posixpath import dirname, join, normpath
from typing import Final

from cdsl.api.files import IN_MEMORY, CampaignFile, folders_in, read_bytes, resolved
from cdsl.source.data import dataclass

MOST_FILES: Final = 2_000
MOST_FOLDERS: Final = 5_000
_USE: Final = re.compile(r'^[ \t]*use[ \t]+"(\.[^"\n]*)"', re.MULTILINE)
"""What the parser would read but for line breaks within a line; `std/…` is no file of a project."""

Uses = Mapping[str, frozenset[str]]
"""The files that use a file directly, by path from the root."""


@dataclass(slots=True)
class Dependents:
    """Answers for the files as they were when somebody asked first.

    `texts` go before the disk, as in `cdsl.api.files.Loader`.
    """

    texts: Mapping[str, str | bytes]
    _known: dict[str, Uses | None] = field(default_factory=dict)

    def of(self, file: CampaignFile) -> tuple[CampaignFile, ...] | None:
        """The files that use a file, nearest first; None where that is too much to find out."""
        if file.root not in self._known:
            self._known[file.root] = self._uses(file.root)
        uses = self._known[file.root]
        if uses is None:
            return None
        found: dict[str, None] = {}
        pending = [file.path]
        while pending:
            for path in sorted(uses.get(pending.pop(0), ())):
                if path != file.path and path not in found:
                    found[path] = None
                    pending.append(path)
        return tuple(CampaignFile(file.root, path, path) for path in found)

    def files(self, root: str) -> Sequence[str] | None:
        """The campaign files of a project, by path from its root; None where they are too many."""
        if root == IN_MEMORY:
            return tuple(self.texts)
        found: dict[str, None] = {}
        for place in self.texts:
            if place.startswith(os.path.join(root, "")):
                found[os.path.relpath(place, root).replace(os.sep, "/")] = None
        try:
            for number, paths in enumerate(folders_in(root)):
                for path in paths:
                    found[os.path.relpath(path, root).replace(os.sep, "/")] = None
                if len(found) > MOST_FILES or number > MOST_FOLDERS:
                    return None
        except OSError:
            return None
        return tuple(found)

    def _uses(self, root: str) -> Uses | None:
        uses: dict[str, set[str]] = {}
        paths = self.files(root)
        if paths is None:
            return None
        for path in paths:
            for target in self._used_by(root, path):
                uses.setdefault(target, set()).add(path)
        return {path: frozenset(users) for path, users in uses.items()}

    def _used_by(self, root: str, path: str) -> Iterator[str]:
        place = resolved(root, path)
        text = self.texts.get(place)
        if text is None:
            try:
                text = read_bytes(place)
            except OSError:
                return
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        for found in _USE.finditer(text):
            yield normpath(join(dirname(path), found[1]))
