"""Formatting of campaign files: which files, their text, and putting their layout in their place.

Floor 7. Files are formatted here, a text that somebody is editing in `cdsl.tools.format`, as edits.
Encoding is not layout: a byte order mark stays, and lines end as all of them did.
"""

import os
from collections.abc import Iterable, Mapping
from errno import EINVAL
from typing import Final

from cdsl.api.files import Path, decoded, given, read_bytes
from cdsl.api.writing import write_file
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.tools.format.format import format_edits, format_range, format_source

__all__ = ["FormattedFile", "format_edits", "format_files", "format_range", "format_source"]

_BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class FormattedFile:
    """A file and its layout; both are the same where diagnostics say why it is left alone.

    `is_given` says that its text was handed in: what becomes of it is the caller's matter.
    """

    path: str
    before: str
    after: str
    diagnostics: tuple[Diagnostic, ...]
    is_given: bool

    @property
    def has_changed(self) -> bool:
        """Whether the file was not in the layout yet."""
        return self.before != self.after

    def write(self) -> None:
        """Put the layout in the file's place; an OSError where that cannot be done."""
        if not os.path.isfile(self.path):
            raise OSError(EINVAL, "not a regular file", self.path)
        write_file(self.path, self.after.encode())


def format_files(
    paths: Iterable[Path], *, texts: Mapping[str, bytes] | None = None
) -> tuple[FormattedFile, ...]:
    """The files at some paths, each once; a folder stands for all `.cdsl` files in it.

    `texts` stand in for files, by path, whether these are there or not. Nothing is written. Raises
    OSError for a path that cannot be read.
    """
    texts = {} if texts is None else texts
    found: dict[str, FormattedFile] = {}
    for path in given(paths, texts):
        place = os.path.realpath(path)
        if place in found:
            continue
        if path in texts:
            found[place] = _format(path, texts[path], is_given=True)
        else:
            found[place] = _format(os.path.normpath(path), read_bytes(path), is_given=False)
    return tuple(found.values())


def _format(path: str, content: bytes, *, is_given: bool) -> FormattedFile:
    loaded = decoded(path, content)
    if loaded.problem is not None:
        return FormattedFile(path, "", "", (loaded.problem,), is_given)
    formatted = format_source(loaded.source)
    mark = _BYTE_ORDER_MARK if content.startswith(_BYTE_ORDER_MARK.encode()) else ""
    before, after = mark + loaded.source.text, mark + formatted.text
    return FormattedFile(path, before, after, formatted.diagnostics, is_given)
