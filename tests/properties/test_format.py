"""Formatting moves blanks and nothing else, whatever a file looked like before.

A file is generated, printed, and torn apart: any blanks, empty lines and comments between any two
of its lexemes, and commas where they may stand.
"""

from collections.abc import Sequence
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdsl.source.diagnostic import Edit
from cdsl.source.span import Source, Span
from cdsl.syntax import declarations, nodes
from cdsl.syntax.files import File
from cdsl.syntax.lexer import lex
from cdsl.syntax.parse import parse
from cdsl.syntax.print import print_file
from cdsl.syntax.tables import SHIFT
from cdsl.tools.format import declarations as declarations_of_format
from cdsl.tools.format import render, written
from cdsl.tools.format.format import format_edits, format_range, format_source
from tests.properties.files import files
from tests.properties.layout import BLOCKS, judge, judge_contents, several

GAPS = (
    *(" ", " ", " ", "\n", "\t", "  \n    ", "\n\n", "\n \t\n\n\n", "\r\n"),
    *(" #\n", "# note\n", "\t# note  \n", "\n# own\n", "\n\n  ## doc\n", "\n# own\n\n"),
    *("\n## one\n## two\n", " # end\n\n# own\n\n\n# more\n"),
)
NARROW = 24
SMALL_GAPS = (*(" ",) * 12, *GAPS)


def torn(file: File, gaps: Sequence[str], commas: bool) -> str:
    """The file with these gaps between its lexemes, over and over."""
    source = Source("printed", print_file(file))
    lexemes = lex(source)
    after_comma = {
        part.span.start
        for block in several(parse(source).file, BLOCKS)
        for part in block.parts[1:]
        if commas and isinstance(part, nodes.Argument | declarations.FieldDeclaration)
    }
    pieces = [""]
    numbers = iter(range(10**6))
    before = 0
    for gap, text, start, lead in zip(
        cycle(gaps), lexemes.texts, lexemes.starts, lexemes.leads, strict=False
    ):
        if start in after_comma:
            pieces.append(",")
        # What moves an instant is known by its unit, and only blanks may stand between.
        if before == SHIFT:
            gap = gap if gap.isspace() else " "
        if not (gap == " " and text in (",", ":", "]", ")", "%")):
            pieces.append(gap if "##" in gap else gap.replace("#", f"# {next(numbers)}"))
        pieces.append(text)
        before = lead
    return "".join(pieces)


files_torn = st.builds(
    torn,
    files,
    st.lists(st.sampled_from(GAPS), min_size=1, max_size=30)
    | st.lists(st.sampled_from(SMALL_GAPS), min_size=1, max_size=60),
    st.booleans(),
)


@given(files_torn)
def test_only_blanks_move(text: str) -> None:
    judge(Source("torn", text))


@given(files_torn)
def test_nor_where_nearly_everything_is_too_long(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (declarations_of_format, render, written):
            patch.setattr(module, "WIDTH", NARROW)
        judge(Source("torn", text), NARROW)


def applied(text: str, edits: Sequence[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@given(files_torn)
def test_edits_make_the_layout(text: str) -> None:
    source = Source("torn", text)
    edits = format_edits(source)
    assert applied(text, edits) == format_source(source).text
    assert all(edit.text or edit.span.end > edit.span.start for edit in edits)


@given(files_torn, st.floats(0, 1), st.floats(0, 1))
def test_a_part_of_a_file_is_formatted_as_in_the_whole(text: str, one: float, two: float) -> None:
    start, end = sorted((round(one * len(text)), round(two * len(text))))
    source = Source("torn", text)
    edits = format_range(source, Span(start, end))
    assert set(edits) <= set(format_edits(source))
    partly = Source("partly", applied(text, edits))
    judge_contents(source, partly)
    # Where the only line break went, what it was is not known any more.
    whole, again = (format_source(text).text.replace("\r\n", "\n") for text in (source, partly))
    assert again == whole
