"""Texts that somebody is editing, over the files on the disk: what an editor asks.

Floor 7. Texts come with a version, and answers are about the newest one. A file that is open in
no editor is read from the disk. Nothing is ever run.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Final, TypeVar, cast

from cdsl.api.analysis import Understood, understand
from cdsl.api.dependents import Dependents
from cdsl.api.files import IN_MEMORY, CampaignFile, campaign_files, marked_folder, resolved
from cdsl.api.linting import linted, programs
from cdsl.api.remembered import Remembered
from cdsl.api.settings import configured_for
from cdsl.semantics.modules import Module
from cdsl.source.collector import without_collector
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import in_order
from cdsl.source.span import Source

Answer = TypeVar("Answer")

_USE: Final = 'use "'


@dataclass(frozen=True, slots=True)
class Document:
    """An open text: where it is, its newest version, and the text as people know it."""

    path: str
    version: int
    source: Source


@dataclass(slots=True)
class Workspace:
    """The open texts. Paths are absolute, or any name for a text that is no file.

    `now` gives the clock by which schedules are in the past.
    """

    now: Callable[[], datetime]
    _open: dict[str, Document] = field(default_factory=dict)
    _understood: dict[str, Understood] = field(default_factory=dict)
    _memories: dict[str, Remembered] = field(default_factory=dict)
    _answers: dict[str, dict[object, tuple[Understood, object]]] = field(default_factory=dict)
    _users: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    def change(self, path: str, text: str, version: int) -> None:
        """Take a text as what a path means from now on; it is new or has changed."""
        before = self._open.get(path)
        self._open[path] = Document(path, version, Source(path, text))
        self._understood.clear()
        if before is None or before.source.text.count(_USE) != text.count(_USE):
            self._users.clear()

    def close(self, path: str) -> None:
        """Forget a text: from now on its path means the file on the disk."""
        self._open.pop(path, None)
        self._memories.pop(path, None)
        self._answers.pop(path, None)
        self._understood.clear()
        self._users.clear()

    def touched(self, path: str) -> None:
        """Somebody else has changed, made or deleted a file on the disk."""
        self._understood.clear()
        self._users.clear()

    @property
    def documents(self) -> Mapping[str, Document]:
        """The open texts by path."""
        return self._open

    def understood(self, path: str) -> Understood:
        """What an open text means, with the files that it uses."""
        found = self._understood.get(path)
        if found is None:
            memory = self._memories.setdefault(path, Remembered())
            file = (self._file(path),)
            found = understand(file, self._texts(path), memory=memory)
            self._understood[path] = found
        return found

    def remembered(self, path: str, answer: Callable[[Understood], Answer]) -> Answer:
        """What a function says of what a text means, asked once for each meaning."""
        understood = self.understood(path)
        answers = self._answers.setdefault(path, {})
        known = answers.get(answer)
        if known is None or known[0] is not understood:
            known = answers[answer] = (understood, answer(understood))
        return cast("Answer", known[1])

    def supposing(self, path: str, texts: Mapping[str, str]) -> Understood:
        """What a text would mean if some files had other texts."""
        on_disk = os.path.isabs(path)
        supposed = {os.path.realpath(o) if on_disk else o: text for o, text in texts.items()}
        self.understood(path)
        memory = self._memories[path].copy()
        return understand((self._file(path),), {**self._texts(path), **supposed}, memory=memory)

    def users(self, path: str) -> tuple[str, ...] | None:
        """The other files of the project that use a file, directly or not, nearest first.

        Looked for under the project's root; None where that is too much to find out.
        """
        if path not in self._users:
            file = self._file(path)
            found = Dependents(self._texts(path)).of(file)
            opened = {os.path.realpath(other): other for other in self._open}
            places = [resolved(file.root, one.path) for one in found or ()]
            users = tuple(opened.get(place, place) for place in places)
            self._users[path] = None if found is None else users
        return self._users[path]

    def files(self, path: str) -> tuple[str, ...]:
        """The campaign files of a text's project, by path from its root; none if too many."""
        return tuple(Dependents(self._texts(path)).files(self._file(path).root) or ())

    def module(self, path: str) -> Module:
        """An open text as it was read."""
        analysis = self.understood(path).analysis
        (name,) = analysis.declarations.modules.roots
        return analysis.declarations.modules.modules[name]

    def diagnostics(self, path: str) -> tuple[Diagnostic, ...]:
        """What checker and linter say of an open text, in order of place."""
        with without_collector():
            understood = self.understood(path)
            configured = configured_for(self._file(path), None)
            memory = self._memories[path].lint
            found = linted(
                understood,
                configured,
                self.now(),
                memory,
                lambda: programs(self.users(path), self.understood),
            )
        return tuple(one for one in in_order(found) if _name(one) == path)

    def _file(self, path: str) -> CampaignFile:
        if not os.path.isabs(path):
            return CampaignFile(IN_MEMORY, path, path)
        root = marked_folder(os.path.dirname(path)) or os.path.dirname(path)
        (file,) = campaign_files((path,), root, together=False)
        return file

    def _texts(self, path: str) -> dict[str, str]:
        on_disk = os.path.isabs(path)
        return {
            os.path.realpath(other) if on_disk else other: document.source.text
            for other, document in self._open.items()
            if os.path.isabs(other) == on_disk
        }


def _name(diagnostic: Diagnostic) -> str | None:
    return diagnostic.source.name if diagnostic.source is not None else None
