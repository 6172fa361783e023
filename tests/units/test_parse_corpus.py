"""What the parser makes of the files in `tests/corpus/parse`.

- `*.cdsl` are valid: they parse without a finding, and print to a text with the same tree.
- `*.txt` have sections `=== NAME`: the text, then `=== out`: a line for each finding, its help
  below it, and after `---` the tree, printed. `pytest --accept` rewrites the expectation.
"""

from pathlib import Path

import pytest

from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source
from cdsl.syntax.parse import Parsed, parse
from cdsl.syntax.print import print_file

CORPUS = Path(__file__).parents[1] / "corpus" / "parse"
OUT = "=== out\n"


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.cdsl")), ids=lambda path: path.name)
def test_valid(path: Path) -> None:
    parsed = parse(Source(path.name, path.read_text(encoding="utf-8")))
    assert parsed.diagnostics == ()
    again = parse(Source(path.name, print_file(parsed.file)))
    assert again.diagnostics == ()
    assert again.file == parsed.file


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.name)
def test_invalid(path: Path, accept: bool) -> None:
    text, _, expected = path.read_bytes().decode("utf-8").partition(OUT)
    head, body = text.split("\n", 1)
    assert head.startswith("=== ")
    source = Source(head.removeprefix("=== "), body)
    found = outline(source, parse(source))
    if accept and found != expected:
        path.write_bytes(f"{text}{OUT}{found}".encode())
        return
    assert found == expected


def outline(source: Source, parsed: Parsed) -> str:
    lines = [line for found in parsed.diagnostics for line in lines_of(source, found)]
    return "\n".join((*lines, "---", print_file(parsed.file)))


def lines_of(source: Source, found: Diagnostic) -> list[str]:
    assert found.span is not None
    line, column = source.position(found.span.start)
    lines = [f"{found.code} {line}:{column} {found.message}"]
    if found.label:
        lines.append(f"  label: {found.label}")
    if found.help:
        lines.append(f"  help: {found.help}")
    for related in found.related:
        there = related.source.position(related.span.start)
        lines.append(f"  {there.line}:{there.column}: {related.message}")
    if found.fix is not None:
        edits = ", ".join(
            f"{edit.span.start}-{edit.span.end} {edit.text!r}" for edit in found.fix.edits
        )
        lines.append(f"  fix: {found.fix.title}: {edits}")
    return lines
