"""The texts of an interactive session: files, and what was typed among them.

Floor 7. What is typed stands in a text of its own, which uses all files; a declaration that a file
has is replaced there, in memory. Nothing is written.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Final

from cdsl.api.analysis import Understood, understand
from cdsl.api.files import IN_MEMORY, campaign_files, given, read_bytes
from cdsl.api.remembered import Remembered
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source, Span
from cdsl.syntax.declarations import Folder, Item, Program, ProgramItem
from cdsl.syntax.parse import parse
from cdsl.tools.prompt.typed import NAME

_TYPED: Final = "typed.cdsl"


@dataclass(frozen=True, slots=True)
class Texts:
    """Files by path, their texts by resolved path, and declarations typed.

    The texts are those that were read when the files were loaded, or what was made of them since:
    a file that changes or goes changes nothing until it is loaded again.
    """

    paths: tuple[str, ...] = ()
    contents: Mapping[str, str | bytes] = field(default_factory=dict)
    typed: tuple[str, ...] = ()

    def with_files(self, paths: Sequence[str]) -> "Texts":
        """With these files, all read now. Raises OSError."""
        read = {os.path.realpath(path): read_bytes(path) for path in paths}
        return replace(self, paths=tuple(paths), contents=read)

    @property
    def place(self) -> str:
        """Where the typed text stands: beside the first file, where no file is."""
        if not self.paths:
            return _TYPED
        return os.path.join(os.path.dirname(self.paths[0]), f".{_TYPED}")

    def text_of(self, path: str) -> str:
        """A file's text as the session has it."""
        content = self.contents[os.path.realpath(path)]
        return content if isinstance(content, str) else content.decode("utf-8-sig", "replace")

    def head(self) -> str:
        """What stands above typed declarations: the workspace of the first file, and all uses."""
        if not self.paths:
            return ""
        first = parse(Source(self.paths[0], self.text_of(self.paths[0]))).file
        lines = []
        if first.workspace is not None:
            span = first.workspace.span
            lines.append(self.text_of(self.paths[0])[span.start : span.end].strip())
        folder = os.path.dirname(os.path.realpath(self.place))
        for path in self.paths:
            relative = os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")
            start = "" if relative.startswith("../") else "./"
            lines.append(f'use "{start}{relative}"')
        return "".join(f"{line}\n" for line in lines)

    def understood(
        self,
        inferred: tuple[Field, ...] = (),
        question: str = "",
        memory: Remembered | None = None,
    ) -> Understood:
        """What all of it means, with a question behind it."""
        text = self.head() + "".join(one + "\n" for one in self.typed) + question
        place = self.place
        if not self.paths:
            files = campaign_files((place,), IN_MEMORY, together=True)
            return understand(files, {place: text}, inferred, memory)
        files = campaign_files((*self.paths, place), None, together=True)
        return understand(files, {**self.contents, os.path.realpath(place): text}, inferred, memory)

    def with_declaration(self, text: str) -> "Texts":
        """With a declaration, in the place of the one of the same kind and name if there is one."""
        changed = self
        for item, own in _items(text):
            changed = changed._with(item, own)
        return changed

    def _with(self, item: Item, own: str) -> "Texts":
        head = heading(item)
        for path in self.paths:
            text = self.text_of(path)
            parsed = parse(Source(path, text))
            for known in declared(parsed.file.items):
                if head is not None and heading(known) == head:
                    edited = text[: known.span.start] + own + text[known.span.end :]
                    return replace(self, contents={**self.contents, os.path.realpath(path): edited})
        kept = tuple(
            one
            for one in self.typed
            if head is None or head not in [heading(known) for known, _ in _items(one)]
        )
        return replace(self, typed=(*kept, own))


def _items(text: str) -> Iterator[tuple[Item, str]]:
    for item in parse(Source(NAME, text)).file.items:
        yield item, text[item.span.start : item.span.end]


def declared(items: Sequence[ProgramItem]) -> Iterator[ProgramItem]:
    """Declarations, those in folders and programs included."""
    for item in items:
        yield item
        if isinstance(item, Folder | Program):
            yield from declared(item.items)


def heading(item: ProgramItem) -> tuple[str, str] | None:
    """The kind and name of a declaration; None for one that has no name (`person { … }`)."""
    name = getattr(item, "name", None)
    return None if name is None else (item.__class__.__name__, name.text)


def files_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The files that paths mean, folders opened. Raises OSError."""
    return tuple(dict.fromkeys(given(paths, {})))


def of_typed(found: Diagnostic, text: str, place: str) -> Diagnostic | None:
    """A diagnostic of a question as one of the text that was typed; None for one of another place.

    The question stands at the end of the text at `place`.
    """
    source = found.source
    if source is None or found.span is None:
        return found
    if os.path.basename(source.name) != os.path.basename(place):
        return None
    at = source.text.rfind(text)
    span = Span(max(0, found.span.start - at), max(0, min(len(text), found.span.end - at)))
    return replace(found, source=Source(NAME, text), span=span, fix=None)


def renamed(found: Diagnostic, place: str) -> Diagnostic:
    """A diagnostic of the typed text under the name of what is typed."""

    def shown(source: Source) -> Source:
        is_typed = os.path.basename(source.name) == os.path.basename(place)
        return Source(NAME, source.text) if is_typed else source

    return replace(
        found,
        source=None if found.source is None else shown(found.source),
        related=tuple(replace(one, source=shown(one.source)) for one in found.related),
    )
