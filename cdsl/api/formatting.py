"""Formatting of campaign files: which files, their text, and putting their layout in their place.

Floor 7. Files are formatted here, a text that somebody is editing in `cdsl.tools.format`, as edits.
Lines end as all of them did.
"""

import os
from collections.abc import Iterable, Mapping

from cdsl.api.files import Path, decoded, given, read_bytes
from cdsl.api.rewriting import Rewritten, mark_of
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.tools.format.format import format_edits, format_range, format_source

__all__ = ["FormattedFile", "format_edits", "format_files", "format_range", "format_source"]


@dataclass(frozen=True, slots=True)
class FormattedFile(Rewritten):
    """A file and its layout; both are the same where diagnostics say why it is left alone."""

    diagnostics: tuple[Diagnostic, ...]


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
        return FormattedFile(path, path, "", "", is_given, (loaded.problem,))
    formatted = format_source(loaded.source)
    mark = mark_of(content)
    before, after = mark + loaded.source.text, mark + formatted.text
    return FormattedFile(path, path, before, after, is_given, formatted.diagnostics)
