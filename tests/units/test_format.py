"""What a corpus file cannot hold of formatting: ends of lines, marks, depths, and ranges."""

from difflib import unified_diff

import pytest

from cdsl.source.limits import LIMITS
from cdsl.source.span import Source, Span
from cdsl.syntax.parse import parse
from cdsl.tools.format.format import Formatted, format_edits, format_range, format_source

CAMPAIGN = """\
list   "A"
batch   campaign "B" {
 smart list {    everyone }
     flow {
   change score to 1
        change    city to "x"
  if score is 1 { stop   } # one
 } }
"""


def formatted(text: str) -> str:
    found = format_source(Source("a.cdsl", text))
    assert found.diagnostics == ()
    return found.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        (" \n\t\n", ""),
        ("\r\n", ""),
        ('list "A"', 'list "A"\n'),
        ('list "A"\r\n  # c  \r\nlist "B"\r\n', 'list "A"\r\n# c\r\nlist "B"\r\n'),
        ('list "A"\r\nlist "B"', 'list "A"\r\nlist "B"\r\n'),
        ('list "A"\r\nlist "B"\n', 'list "A"\nlist "B"\n'),
        ('\ufefflist  "A"', '\ufefflist "A"\n'),
        ("\ufeff", "\ufeff"),
        ("# no line break at the end", "# no line break at the end\n"),
        ("# one\rstill one", "# one\rstill one\n"),
        ('list "a\rb"\r\nlist "c"', 'list "a\rb"\r\nlist "c"\r\n'),
        ('\u00a0list\u2003"A"\x0b', 'list "A"\n'),
    ],
)
def test_the_ends_of_lines_and_files(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(after) == after


@pytest.mark.parametrize("text", ['list "A', "}", 'list "\ud800"', "\0", "language 99\n list", "?"])
def test_what_does_not_parse_is_left_alone(text: str) -> None:
    source = Source("a.cdsl", text)
    found = format_source(source)
    assert found.text == text
    assert found.diagnostics == parse(source).diagnostics != ()
    assert format_edits(source) == ()
    assert format_range(source, Span(0, len(text))) == ()


def test_a_tree_that_is_there_already_is_taken() -> None:
    source = Source("a.cdsl", CAMPAIGN)
    assert format_source(source, parse(source)) == Formatted(formatted(CAMPAIGN))


@pytest.mark.parametrize(
    ("around", "opening", "inside", "closing", "deep"),
    [
        ("", 'folder "F" { list "A" list "B" ', "", "}", 1),
        ('smart list "A" {', "all { a is 1 b is 2 ", "", "}", 1),
        ('smart list "A" {', "( a is 1 and b is 2 or ", "c is 3", ")", 1),
        ('smart list "A" {', "not ", "a is 1", "", 1),
        ('executable campaign "A" { flow {', "if a is 1 { stop # why\n", "stop", "}", 1),
        ('executable campaign "A" { flow {', "split { 50% { stop stop ", "stop", "} }", 2),
        ('executable campaign "A" { flow {', "rotate { { stop stop ", "stop", "} }", 2),
    ],
)
def test_as_deep_as_the_parser_goes(
    around: str, opening: str, inside: str, closing: str, deep: int
) -> None:
    levels = (LIMITS.nesting - around.count("{")) // deep
    text = around + opening * levels + inside + closing * levels + "}" * around.count("{")
    after = formatted(text)
    assert formatted(after) == after
    one_more = around + opening * (levels + 1)
    assert format_source(Source("a.cdsl", one_more)).text == one_more


# Ranges and differences -------------------------------------------------------------------------


def in_range(text: str, span: Span) -> str:
    """The text with only what a span touches formatted."""
    for edit in reversed(format_range(Source("a.cdsl", text), span)):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def range_formatted(begin: str, end: str = "") -> list[str]:
    """The lines of a diff when what stands between two places is formatted."""
    start = CAMPAIGN.index(begin)
    stop = CAMPAIGN.index(end) + len(end) if end else start
    after = in_range(CAMPAIGN, Span(start, stop))
    lines = [*unified_diff(CAMPAIGN.splitlines(), after.splitlines(), n=0)][2:]
    return [line for line in lines if not line.startswith("@@")]


def test_a_statement_is_formatted_by_itself() -> None:
    assert range_formatted("city") == ['-        change    city to "x"', '+    change city to "x"']
    assert range_formatted("everyone") == [
        "- smart list {    everyone }",
        "+  smart list { everyone }",
    ]
    assert range_formatted("score to 1", "city") == [
        "-   change score to 1",
        '-        change    city to "x"',
        "+    change score to 1",
        '+    change city to "x"',
    ]


def test_a_declaration_is_formatted_by_itself() -> None:
    assert range_formatted('"A"') == ['-list   "A"', '+list "A"']
    assert len(range_formatted("campaign", "flow")) > 10


def test_a_comment_is_formatted_with_its_statement() -> None:
    assert range_formatted("stop") == [
        "-  if score is 1 { stop   } # one",
        "+    if score is 1 { stop }  # one",
    ]
    text = 'batch campaign "B" {\n# why\nsmart list { everyone }\n  # how\n flow { stop }\n}\n'
    after = text.replace("# why\nsmart", "  # why\n  smart")
    assert in_range(text, Span(30, 30)) == after


def test_a_statement_without_a_line_of_its_own_is_formatted_with_what_is_around() -> None:
    text = 'batch campaign "B" {\n   flow {stop   }\n}\nlist   "A"\n'
    after = 'batch campaign "B" { flow { stop } }\nlist   "A"\n'
    assert in_range(text, Span(31, 31)) == after


def test_between_statements_there_is_nothing_to_format() -> None:
    source = Source("a.cdsl", 'list "A"\n\n\n\nlist   "B"\n')
    assert format_range(source, Span(10, 11)) == ()


def test_edits_are_as_small_as_can_be() -> None:
    source = Source("a.cdsl", 'list   "A"\nsmart list "B" { # all\neveryone}\n')
    assert [(edit.span, edit.text) for edit in format_edits(source)] == [
        (Span(5, 7), ""),
        (Span(11, 11), "\n"),
        (Span(28, 28), " "),
        (Span(34, 34), "  "),
        (Span(42, 42), "\n"),
    ]
