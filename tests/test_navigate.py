"""What is known of places in a text: `corpus/navigate/*.txt`, whose names begin with what is asked.

A case is a file with cursors at `¦`, and the files beside it; `=== out` has what comes out:

- `hover_…`: of each cursor the place and what is shown there;
- `names_…`: of each cursor where that is declared, and every place that means it, `*` in this file;
- `calls_…`: of each cursor the campaign, who calls it and whom it calls;
- `signature_…`: of each cursor what takes values there, and the names;
- `hints_…`: the lines with hints in them, and what each says when one points at it;
- `outline_…`, `folds_…`, `links_…`: of the file, one entry a line;
- `symbols_…`: the names in open files that contain what stands in a section `=== asked`.

Lines and columns count from 1. Files are those of a workspace that is open in an editor.
"""

from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from cdsl.api.calls import Call, called_at, calls_from, calls_to
from cdsl.api.navigation import (
    Entry,
    Occurrence,
    definitions,
    folds,
    highlights,
    hints,
    hover,
    links,
    names,
    outline,
    references,
    signature,
)
from cdsl.api.workspace import Workspace
from cdsl.source.resources import stdlib_path
from cdsl.source.span import Source, Span
from tests.cases import NOW, case_of, files_of, judge

CURSOR: Final = "¦"
ASKED: Final = "asked"


class Opened(NamedTuple):
    """A case in an editor: the file that is looked at, and where its cursors are."""

    workspace: Workspace
    path: str
    cursors: list[int]
    asked: str

    @property
    def source(self) -> Source:
        return self.workspace.documents[self.path].source

    def at(self, source: Source, span: Span) -> str:
        """A place; in another file than this one, or in the library, with its name."""
        if source.name.startswith("std/"):
            return source.name
        line, column = source.position(span.start)
        return f"{'' if source.name == self.path else f'{source.name} '}{line}:{column}"


def opened(files: dict[str, str]) -> Opened:
    asked = files.get(ASKED, "").strip()
    texts = {name: text for name, text in files.items() if name != ASKED}
    first = next(iter(texts))
    parts = texts[first].split(CURSOR)
    workspace = Workspace(lambda: NOW)
    for name, text in reversed(texts.items()):
        workspace.change(name, text.replace(CURSOR, ""), 1)
    return Opened(workspace, first, list(accumulate(map(len, parts[:-1]))), asked)


def hovers(case: Opened) -> Iterator[str]:
    for cursor in case.cursors:
        found = hover(case.workspace, case.path, cursor)
        if found is None:
            yield f"{case.at(case.source, Span(cursor, cursor))} nothing"
            continue
        text = case.source.text[found.span.start : found.span.end]
        yield f"{case.at(case.source, found.span)} {text}"
        yield from indented(found.text)


def indented(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield f"  {line}".rstrip()


def named(case: Opened) -> Iterator[str]:
    for cursor in case.cursors:
        place = (case.workspace, case.path, cursor)
        yield f"at {case.at(case.source, Span(cursor, cursor))}"
        for one in definitions(*place):
            yield f"  declared {case.at(one.source, one.span)}"
        here = {one.span for one in highlights(*place)}
        for one in references(*place):
            mark = "*" if one.source.name == case.path and one.span in here else " "
            yield f" {mark}{case.at(one.source, one.span)} {one.written} {role_of(one)}"


def role_of(one: Occurrence) -> str:
    return "declaration" if one.role is None else str(one.role)


def called(case: Opened) -> Iterator[str]:
    for cursor in case.cursors:
        place = (case.workspace, case.path, cursor)
        for one in called_at(*place):
            yield f"{case.at(one.source, one.span)} {one.kind} {one.name}"
        for one in calls_to(*place):
            yield f"  called by {call(one, one.source, case)}"
        for one in calls_from(*place):
            yield f"  calls {call(one, case.source, case)}"


def call(one: Call, holding: Source, case: Opened) -> str:
    places = ", ".join(case.at(holding, place) for place in one.places)
    return f"{one.kind} {one.name} ({case.at(one.source, one.span)}) at {places}"


def signatures(case: Opened) -> Iterator[str]:
    for cursor in case.cursors:
        what, taken = signature(case.workspace, case.path, cursor)
        yield f"{case.at(case.source, Span(cursor, cursor))} {what or 'nothing'}"
        for one in taken:
            yield f"  {one.label} ({one.detail})"


def hinted(case: Opened) -> Iterator[str]:
    text = case.source.text
    found = hints(case.workspace, case.path, Span(0, len(text)))
    for line in sorted({case.source.position(one.offset).line for one in found}):
        start = case.source.line_starts[line - 1]
        here = [one for one in found if case.source.position(one.offset).line == line]
        shown = case.source.line(line)
        for one in reversed(here):
            at = one.offset - start
            shown = f"{shown[:at]}«{one.text}»{shown[at:]}"
        yield f"{line}: {shown.strip()}"
        for one in here:
            yield from indented(one.detail)


def outlined(case: Opened) -> Iterator[str]:
    def lines(entries: tuple[Entry, ...], depth: int) -> Iterator[str]:
        for entry in entries:
            detail = f" ({entry.detail})" if entry.detail else ""
            end = case.source.position(entry.span.end).line
            place = f"{case.at(case.source, entry.name_span)} to line {end}"
            yield f"{'  ' * depth}{entry.kind}: {entry.name}{detail} {place}"
            yield from lines(entry.inner, depth + 1)

    yield from lines(outline(case.workspace, case.path), 0)


def folded(case: Opened) -> Iterator[str]:
    for one in folds(case.source):
        kind = "comment" if one.is_comment else "block"
        yield f"{kind} {one.first}-{one.last}: {case.source.line(one.first).strip()}"


def linked(case: Opened) -> Iterator[str]:
    library = stdlib_path("scoring").removesuffix("scoring.cdsl")
    for span, path in links(case.workspace, case.path):
        text = case.source.text[span.start : span.end]
        yield f"{case.at(case.source, span)} {text} → {path.replace(library, 'stdlib/')}"


def symbols(case: Opened) -> Iterator[str]:
    for one in names(case.workspace, case.asked):
        yield f"{case.at(one.source, one.span)} {one.written}"


ANSWERS: Final[dict[str, Callable[[Opened], Iterator[str]]]] = {
    "hover": hovers,
    "names": named,
    "calls": called,
    "signature": signatures,
    "hints": hinted,
    "outline": outlined,
    "folds": folded,
    "links": linked,
    "symbols": symbols,
}


def asked_by(path: str) -> str:
    """What a case asks: the first word of its name."""
    return Path(path).stem.partition("_")[0]


@pytest.mark.parametrize("path", files_of("navigate", "*.txt"))
def test_navigate(path: str, accept: bool) -> None:
    case = case_of(path)
    asked = asked_by(path)
    lines = list(ANSWERS[asked](opened(case.files)))
    judge(path, case, "".join(f"{line}\n" for line in lines), accept)


def test_everything_that_can_be_asked_is_asked() -> None:
    assert set(map(asked_by, files_of("navigate", "*.txt"))) == set(ANSWERS)
