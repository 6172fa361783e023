"""The texts of an interactive session: files, and what was typed among them.

Floor 7. What is typed stands in a text of its own, which uses all files; a declaration that a file
has is replaced there, in memory. Nothing is written.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from typing import Final

from cdsl.api.analysis import Understood, understand
from cdsl.api.files import IN_MEMORY, campaign_files, given, read_bytes
from cdsl.api.prompt.declaring import (
    Declaration,
    Heading,
    declarations_in,
    declared,
    fields_replaced,
    headings_in,
    without,
    without_fields,
)
from cdsl.api.remembered import Remembered
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source, Span
from cdsl.syntax.parse import parse
from cdsl.tools.prompt.typed import NAME

_TYPED: Final = "typed.cdsl"


@dataclass(frozen=True, slots=True)
class Texts:
    """What was asked for, the files that this means, their texts by resolved path, what was typed.

    The texts are those that were read when files were loaded, used ones included, or what was made
    of them since: a file that changes or goes changes nothing until it is loaded again. `edited`
    are the files that stand otherwise in memory, with what they were, and `replaced` what was typed
    in the place of their declarations; `uses` the lines `use` that were typed, and `workspace` a
    typed one, where no file says another.
    """

    asked: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    contents: Mapping[str, str | bytes] = field(default_factory=dict)
    edited: Mapping[str, str | bytes] = field(default_factory=dict)
    replaced: Mapping[tuple[str, Heading], str] = field(default_factory=dict)
    typed: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    workspace: str = ""

    def loading(self, asked: Sequence[str]) -> "Texts":
        """With more files, which are read now; folders mean all in them. Raises OSError."""
        every = tuple(dict.fromkeys((*self.asked, *asked)))
        paths = tuple(dict.fromkeys((*self.paths, *given(asked, {}))))
        more = {os.path.realpath(path): path for path in paths}
        read = {
            place: read_bytes(path) for place, path in more.items() if place not in self.contents
        }
        return replace(self, asked=every, paths=paths, contents={**self.contents, **read})

    def read_again(self) -> "Texts":
        """With the files of now, without those that are gone. Raises OSError."""
        there = tuple(path for path in self.asked if os.path.lexists(path))
        typed = Texts(typed=self.typed, uses=self.uses, workspace=self.workspace)
        return typed.loading(there)

    def keeping(self, understood: Understood) -> "Texts":
        """With the texts of the files that these ones use, so that they stay as they were read."""
        read: dict[str, str | bytes] = {}
        for path in understood.paths:
            if path not in self.contents and path != os.path.realpath(self.place):
                with suppress(OSError):
                    read[path] = read_bytes(path)
        return replace(self, contents={**read, **self.contents}) if read else self

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

    def read(self, path: str) -> bytes | None:
        """What a file was when it was read; None for one that is not loaded."""
        place = os.path.realpath(path)
        content = self.edited.get(place, self.contents.get(place))
        return content.encode() if isinstance(content, str) else content

    def head(self, place: str) -> str:
        """What stands above declarations in a text at a place: the workspace, and all uses."""
        lines = [self.workspace] if self.workspace else []
        if self.paths:
            text = self.text_of(self.paths[0])
            first = parse(Source(self.paths[0], text)).file
            if first.workspace is not None:
                lines = [text[first.workspace.span.start : first.workspace.span.end].strip()]
        folder = os.path.dirname(os.path.realpath(place))
        for path in self.paths:
            relative = os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")
            start = "" if relative.startswith("../") else "./"
            lines.append(f'use "{start}{relative}"')
        return "".join(f"{line}\n" for line in dict.fromkeys((*lines, *self.uses)))

    def whole(self) -> str:
        """The typed text, with what stands above it."""
        return self.head(self.place) + "".join(f"{one}\n" for one in self.typed)

    def understood(
        self,
        inferred: tuple[Field, ...] = (),
        question: str = "",
        memory: Remembered | None = None,
    ) -> Understood:
        """What all of it means, with a question behind it."""
        text = self.whole() + question
        place = self.place
        if not self.paths:
            files = campaign_files((place,), IN_MEMORY, together=True)
            return understand(files, {place: text}, inferred, memory)
        files = campaign_files((*self.paths, place), None, together=True)
        contents = {**self.contents, os.path.realpath(place): text}
        # What was typed in the place of something in a file may name what was typed by itself.
        edited = {os.path.relpath(one, files[0].root) for one in self.edited}
        names = (one.replace(os.sep, "/") for one in edited)
        also_seen = {name: frozenset((files[-1].path,)) for name in names}
        return understand(files, contents, inferred, memory, also_seen)

    # What is typed ----------------------------------------------------------------------------

    def declaring(self, text: str) -> "Texts":
        """With what a text declares, each in the place of what has its kind and name.

        The same as these ones, where all of it stands among them already.
        """
        file = parse(Source(NAME, text)).file
        changed = self
        if file.workspace is not None and not self.paths:
            span = file.workspace.span
            changed = replace(changed, workspace=text[span.start : span.end].strip())
        uses = tuple(text[use.span.start : use.span.end].strip() for use in file.uses)
        changed = replace(changed, uses=tuple(dict.fromkeys((*changed.uses, *uses))))
        for declaration in declarations_in(text):
            if not changed._has(declaration):
                changed = changed._with(declaration)
        return changed

    def _has(self, new: Declaration) -> bool:
        """Whether something stands there that says the same, whatever its layout."""
        if any(declarations_in(one)[0].item == new.item for one in self.typed):
            return True
        files = (parse(Source(path, self.text_of(path))).file.items for path in self.paths)
        # Tokens and fields mean something else in a folder or a program.
        return any(
            item == new.item
            for items in files
            for item in (items if new.heading is None else declared(items))
        )

    def _with(self, new: Declaration) -> "Texts":
        if new.heading is None:
            # The fields of a person, tokens: what is declared again gives way, the rest stays.
            changed, elsewhere = self, set[str]()
            for path in self.paths:
                edited, again = fields_replaced(self.text_of(path), new)
                elsewhere.update(name for _, name in again)
                changed = changed._editing(path, edited, again)
            kept = (without_fields(one, new) for one in self.typed)
            return replace(changed, typed=tuple(filter(None, (*kept, without(new, elsewhere)))))
        for path in self.paths:
            text = self.text_of(path)
            for heading, span in headings_in(text):
                if heading == new.heading:
                    edited = text[: span.start] + new.text + text[span.end :]
                    return self._editing(path, edited, {heading: new.text})
        others = (one for one in self.typed if declarations_in(one)[0].heading != new.heading)
        return replace(self, typed=(*others, new.text))

    def _editing(self, path: str, text: str, new: Mapping[Heading, str]) -> "Texts":
        """With another text of a file in memory, and what stands there anew."""
        place = os.path.realpath(path)
        if text == self.text_of(path):
            return self
        return replace(
            self,
            contents={**self.contents, place: text},
            edited={place: self.contents[place], **self.edited},
            replaced={
                **self.replaced,
                **{(place, heading): one for heading, one in new.items()},
            },
        )


def of_typed(found: Diagnostic, text: str, place: str, begin: int | None = None) -> Diagnostic:
    """A diagnostic of a text that was typed last, as one of it alone.

    That text stands at the end of the one at `place`, with what belongs to it from `begin` on;
    what is found elsewhere stays as it is.
    """
    source, span = found.source, found.span
    if source is None or span is None or not _is_at(source, place):
        return found
    at = source.text.rfind(text)
    if at < 0 or span.start < (at if begin is None else begin):
        return renamed(found, place)
    own = Span(max(0, span.start - at), max(0, min(len(text), span.end - at)))
    return replace(found, source=Source(NAME, text), span=own, fix=None)


def renamed(found: Diagnostic, place: str) -> Diagnostic:
    """A diagnostic of the text at `place` under the name of what is typed."""

    def shown(source: Source) -> Source:
        return Source(NAME, source.text) if _is_at(source, place) else source

    return replace(
        found,
        source=None if found.source is None else shown(found.source),
        related=tuple(replace(one, source=shown(one.source)) for one in found.related),
    )


def _is_at(source: Source, place: str) -> bool:
    return os.path.basename(source.name) == os.path.basename(place)
