"""The runner of `tests/corpus/actions`: what an editor offers to write, and the file afterwards.

A case is like those of `tests/cases.py`: sections `=== NAME`, the first one is the file that
is edited, further ones are files it may use. A cursor stands at `¦`, a selection between two.
`=== out` has each offer with its kind, and below it what it changes: lines with `-` and `+` among
those around them. The fixes that diagnostics bring along are those of `check` and `lint`.
"""

from collections.abc import Iterator
from difflib import unified_diff

import pytest

from cdsl.api.refactoring import Refactoring, extraction, missing_declarations
from cdsl.api.workspace import Workspace
from cdsl.source.diagnostic import Severity, edited
from cdsl.source.span import Source, Span
from cdsl.tools.format.format import format_source
from tests.cases import NOW, case_of, files_of, judge


def offered(workspace: Workspace, path: str, span: Span) -> Iterator[tuple[str, Refactoring]]:
    for found in workspace.diagnostics(path):
        if found.span is not None and found.span.start <= span.end and span.start <= found.span.end:
            for one in missing_declarations(workspace, path, found):
                yield f"quickfix for {found.code}", one
    made = extraction(workspace, path, span)
    if made is not None:
        yield "refactor.extract", made


def errors(workspace: Workspace, path: str) -> int:
    found = workspace.understood(path).diagnostics
    return sum(one.severity is Severity.ERROR for one in found)


@pytest.mark.parametrize("path", files_of("actions", "*.txt"))
def test_actions(path: str, accept: bool) -> None:
    case = case_of(path)
    before, *selected, after = case.files[case.first].split("¦")
    text = "".join((before, *selected, after))
    workspace = Workspace(lambda: NOW)
    for name, other in reversed(case.files.items()):
        workspace.change(name, text if name == case.first else other, 1)
    span = Span(len(before), len(text) - len(after))
    lines: list[str] = []
    for kind, one in list(offered(workspace, case.first, span)):
        changed = edited(one.source.text, one.edits)
        lines.append(f"{kind}: {one.title}\n")
        if one.source.name != case.first:
            lines.append(f"in {one.source.name}\n")
        lines += shown(one.source.text, changed)
        was = errors(workspace, case.first)
        if format_source(one.source).text == one.source.text:
            assert format_source(Source("", changed)).text == changed
        workspace.change(one.source.name, changed, 2)
        assert errors(workspace, case.first) <= was
        workspace.change(one.source.name, one.source.text, 3)
    judge(path, case, "".join(lines), accept)


def shown(before: str, after: str) -> Iterator[str]:
    """What changes, with the lines around it."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in list(unified_diff(old, new, n=2))[2:]:
        yield "…\n" if line.startswith("@@") else f"{line.rstrip()}\n"
