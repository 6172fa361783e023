"""The runner of the corpus: plain files, one fact each, inputs first, then what comes out.

- `run/**/*.cdsl`: files whose `test` blocks must all pass; those in folders `shared` are used.
- `check/**/*.txt`: sections `=== NAME`; the first is the file that is checked, further ones are
  files it may use. The last, `=== out`, has a line for each diagnostic: `CDSnnn LINE:COLUMN`, with
  the file's name before it where it is not the first one.
- `lint/*.txt`: the sections of `check`; a case of a rule begins with its code (`cds410_…`), and
  `=== out` has each finding of that code with its help and the title of its fix. Where there are
  fixes, a last `=== fixed` is the file with all of them taken. The clock shows 2026-06-01T00:00Z.
  What the modelled system could not express is asked as well.
- `uses/*.txt`: the sections of `check`; `=== out` has every name in the first file that refers to
  something, what it does with it, and where that is declared (nowhere for the library).
- `complete/*.txt`: a file with the cursor at `¦`; `=== out` has what is replaced, then what could
  be written, one a line, and how many more there are.
- `navigate/*.txt`: what is known of places in a file; `tests/test_navigate.py` runs them.
- `parse/**/*.cdsl`: valid files; printed, they parse to the same tree.
- `parse/**/*.txt`: the sections of `check`; `=== out` has each finding of the parser with its help
  and fix, and after `---` the tree that it made nevertheless, printed.
- `format/**/*.txt`: a file, and in `=== out` its layout, or why it is left alone, as in `check`.

Every file of the corpus, the library, the examples and the fidelity page that parses is formatted
as well: it keeps its tree and its comments, and formats to itself on the second pass.

`pytest --accept` writes what comes out now into `=== out`; read the difference before committing.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.api.navigation import complete
from cdsl.api.workspace import Workspace
from cdsl.semantics.definitions import Definition, by_target, definitions
from cdsl.semantics.uses import Use
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.span import Source
from cdsl.syntax.parse import parse
from cdsl.syntax.print import print_file
from cdsl.tools.format.format import format_source
from cdsl.tools.lint.fix import apply_fixes
from tests.cases import CORPUS, NOW, ROOT, case_of, files_of, judge, text_of
from tests.grammar_names import names_shown
from tests.properties import layout

FIXED = "fixed"
MOST = 15
"""As many candidates of a completion as somebody reads in a review."""


def line_of(diagnostic: Diagnostic, folder: Path, first: str) -> str:
    if diagnostic.source is None or diagnostic.span is None:
        return diagnostic.code
    line, column = diagnostic.source.position(diagnostic.span.start)
    name = diagnostic.source.name.removeprefix(f"{folder}/")
    return f"{'' if name == first else f'{name} '}{diagnostic.code} {line}:{column}"


@pytest.mark.parametrize("path", files_of("check", "*.txt"))
def test_check(path: str, tmp_path: Path, accept: bool) -> None:
    case = case_of(path)
    # A folder where nothing is: the texts stand in for the files, and only the first is asked for.
    texts = {str(tmp_path / name): text for name, text in case.files.items()}
    found = Project.open(tmp_path / case.first, root=tmp_path, texts=texts).check()
    assert not any(names_shown(one, "".join(case.files.values())) for one in found)
    lines = "".join(f"{line_of(one, tmp_path, case.first)}\n" for one in found)
    judge(path, case, lines, accept)


@pytest.mark.parametrize("path", files_of("lint", "*.txt"))
def test_lint(path: str, tmp_path: Path, accept: bool) -> None:
    case = case_of(path)
    expected = case.files.pop(FIXED, None)
    code = Path(path).name[:6].upper()
    first = str(tmp_path / case.first)
    texts = {str(tmp_path / name): text for name, text in case.files.items()}
    project = Project.open(first, root=tmp_path, texts=texts)
    found = [found for found in project.lint(now=NOW, portable=True) if found.code == code]
    assert not any(names_shown(one, "".join(case.files.values())) for one in found)
    lines = [line for one in found for line in explained_rule(one, tmp_path, case.first)]
    fixes = [one for one in found if one.fix is not None]
    fixed, _ = apply_fixes(case.files[case.first], fixes)
    if expected is not None or fixes:
        case = case._replace(expected=f"{case.expected}=== {FIXED}\n{expected or ''}")
        lines.append(f"=== {FIXED}\n{fixed.removesuffix(chr(10))}")
    judge(path, case, "".join(f"{line}\n" for line in lines), accept)


def explained_rule(found: Diagnostic, folder: Path, first: str) -> Iterator[str]:
    yield f"{line_of(found, folder, first)} {found.message}"
    if found.help:
        yield f"  help: {found.help}"
    for related in found.related:
        there = related.source.position(related.span.start)
        yield f"  {there.line}:{there.column}: {related.message}"
    if found.fix is not None:
        yield f"  fix ({'safe' if found.fix.safe else 'review'}): {found.fix.title}"


@pytest.mark.parametrize("path", files_of("uses", "*.txt"))
def test_uses(path: str, accept: bool) -> None:
    case = case_of(path)
    workspace = Workspace(lambda: NOW)
    for name, text in reversed(case.files.items()):
        workspace.change(name, text, 1)
    understood = workspace.understood(case.first)
    analysis, naming = understood.analysis, understood.naming
    assert analysis.diagnostics == ()
    declared = by_target(definitions(analysis))

    def place_of(one: Use | Definition) -> str:
        if one.source.name.startswith("std/"):
            return one.source.name
        start = naming.span(one.source, one.span).start
        line, column = naming.source(one.source).position(start)
        return f"{one.source.name}:{line}:{column}"

    own = [use for use in analysis.uses if use.source.name == case.first]
    lines = []
    for use in sorted(own, key=lambda use: naming.span(use.source, use.span)):
        text = use.source.text[use.span.start : use.span.end]
        clone = " (in a clone)" if use.clone is not None else ""
        places = ", ".join(map(place_of, declared.get(use.target, ()))) or "?"
        at = place_of(use).removeprefix(f"{case.first}:")
        lines.append(f"{at} {text}{clone} {use.role} {places}")
    judge(path, case, "".join(f"{line}\n" for line in lines), accept)


@pytest.mark.parametrize("path", files_of("complete", "*.txt"))
def test_complete(path: str, accept: bool) -> None:
    case = case_of(path)
    before, after = case.files[case.first].removesuffix("\n").split("¦")
    workspace = Workspace(lambda: NOW)
    for name, text in {**case.files, case.first: before + after}.items():
        workspace.change(name, text, 1)
    found = complete(workspace, case.first, len(before))
    replaced = (before + after)[found.replaced.start : found.replaced.end]
    lines = [f"replaces {replaced!r}"]
    lines += [
        f"{one.sort}: {one.label}{f' ({one.detail})' if one.detail else ''}"
        f"{f' → {one.text!r}' if one.text else ''}"
        for one in found.candidates[:MOST]
    ]
    lines += [f"… {more} more"] if (more := len(found.candidates) - MOST) > 0 else []
    judge(path, case, "".join(f"{line}\n" for line in lines), accept)


@pytest.mark.parametrize("path", files_of("parse", "*.cdsl"))
def test_parse(path: str) -> None:
    parsed = parse(Source(path, text_of(path)))
    assert parsed.diagnostics == ()
    assert parse(Source(path, print_file(parsed.file))).file == parsed.file


@pytest.mark.parametrize("path", files_of("parse", "*.txt"))
def test_parse_and_recover(path: str, accept: bool) -> None:
    case = case_of(path)
    source = Source(case.first, case.files[case.first])
    parsed = parse(source)
    assert not any(names_shown(one, source.text) for one in parsed.diagnostics)
    lines = [line for found in parsed.diagnostics for line in explained(found, source)]
    judge(path, case, "\n".join([*lines, "---", print_file(parsed.file)]), accept)


def explained(found: Diagnostic, source: Source) -> Iterator[str]:
    assert found.span is not None
    line, column = source.position(found.span.start)
    yield f"{found.code} {line}:{column} {found.message}"
    if found.label:
        yield f"  label: {found.label}"
    if found.help:
        yield f"  help: {found.help}"
    for related in found.related:
        there = related.source.position(related.span.start)
        yield f"  {there.line}:{there.column}: {related.message}"
    if found.fix is not None:
        edits = (f"{e.span.start}-{e.span.end} {e.text!r}" for e in found.fix.edits)
        yield f"  fix: {found.fix.title}: {', '.join(edits)}"


@pytest.mark.parametrize("path", files_of("format", "*.txt"))
def test_format(path: str, accept: bool) -> None:
    case = case_of(path)
    source = Source(case.first, case.files[case.first])
    formatted = format_source(source)
    places = (line_of(found, Path(), case.first) for found in formatted.diagnostics)
    judge(path, case, "".join(f"{place}\n" for place in places) or formatted.text, accept)
    assert formatted.text == source.text or not formatted.diagnostics


def all_texts() -> Iterator[Source]:
    for path in sorted(CORPUS.rglob("*.txt")):
        for name, text in case_of(path.relative_to(CORPUS).as_posix()).files.items():
            yield Source(f"{path.relative_to(CORPUS)} {name}", text)
    for folder in ("tests/corpus", "tests/fidelity", "stdlib", "examples"):
        for path in sorted((ROOT / folder).rglob("*.cdsl")):
            yield Source(path.relative_to(ROOT).as_posix(), path.read_bytes().decode("utf-8"))


@pytest.mark.parametrize("source", list(all_texts()), ids=lambda source: source.name)
def test_formatting_keeps_what_was_written(source: Source) -> None:
    if any(found.severity is Severity.ERROR for found in parse(source).diagnostics):
        assert format_source(source).text == source.text
    else:
        layout.judge(source)


@pytest.mark.parametrize("path", files_of("run", "*.cdsl"))
def test_run(path: str) -> None:
    results = Project.open(CORPUS / path, root=CORPUS / "run").test()
    assert results, "a file of the corpus has test blocks"
    assert [result for result in results if result.outcome != "passed"] == []
