"""Diagnostics as text and as data (architecture.md, Diagnostics)."""

from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdsl.source.diagnostic import Diagnostic, Edit, Fix, Related, Severity
from cdsl.source.excerpt import excerpt, text_width
from cdsl.source.render import in_order, render_summary, render_text
from cdsl.source.reports.document import as_json, document
from cdsl.source.span import Source, Span


def finding(text: str, part: str, name: str = "a.cdsl", **more: Any) -> Diagnostic:
    start = text.index(part)
    settings: dict[str, Any] = {
        "code": "CDS101",
        "severity": Severity.ERROR,
        "message": "wrong",
    } | more
    return Diagnostic(source=Source(name, text), span=Span(start, start + len(part)), **settings)


def rendered(*diagnostics: Diagnostic, width: int = 80) -> str:
    return render_text(diagnostics, color=False, width=width)


def test_the_caret_form():
    line = '    send email "Reminder for {{my.webinar_dat}}"'
    diagnostic = finding(
        "\n" * 13 + line + "\n",
        "my.webinar_dat",
        "campaign.cdsl",
        message="unknown token `my.webinar_dat`",
        label="no frame defines this token",
        help='did you mean `my.webinar_date` (program "Spring Webinar")?',
    )
    assert rendered(diagnostic) == "\n".join(
        [
            "error[CDS101]: unknown token `my.webinar_dat`",
            "  ┌─ campaign.cdsl:14:32",
            '14│     send email "Reminder for {{my.webinar_dat}}"',
            "  │                                ^^^^^^^^^^^^^^ no frame defines this token",
            '  = help: did you mean `my.webinar_date` (program "Spring Webinar")?',
        ]
    )


def test_related_places_and_the_title_of_a_fix():
    other = Source("b.cdsl", "x\n" * 99 + "list A\n")
    diagnostic = finding(
        "list A\n",
        "A",
        related=(Related("first here", other, Span(203, 204)),),
        fix=Fix("rename it", (Edit(Span(5, 6), "B"),)),
    )
    assert rendered(diagnostic) == "\n".join(
        [
            "error[CDS101]: wrong",
            "   ┌─ a.cdsl:1:6",
            "  1│ list A",
            "   │      ^",
            "   ┌─ b.cdsl:100:6",
            "100│ list A",
            "   │      - first here",
            "   = help: rename it",
        ]
    )


def test_without_a_place_there_are_head_and_help():
    diagnostic = Diagnostic("CDS709", Severity.ERROR, "no such token", None, None, help="look")
    assert rendered(diagnostic) == "error[CDS709]: no such token\n  = help: look"


@pytest.mark.parametrize(
    ("text", "part", "line", "marks"),
    [
        ("a {\n  b\n}\n", "{\n  b\n}", "a {", "  ^…"),
        ("one\n\n", "one\n\n", "one", "^^^"),
        ("\tscore", "score", "    score", "    ^^^^^"),
        ("名前 bad", "bad", "名前 bad", "     ^^^"),
        ("名前 bad", "名前", "名前 bad", "^^^^"),
        ("e\u0301 bad", "bad", "e\u0301 bad", "  ^^^"),
        ("\x1b[31m bad", "bad", "␛[31m bad", "      ^^^"),
        ("\u202e bad", "bad", "<U+202E> bad", "         ^^^"),
        ("\ud800 bad", "bad", "<U+D800> bad", "         ^^^"),
        ("ab\r\n", "\r\n", "ab", "  ^"),
    ],
)
def test_a_line_and_its_carets(text, part, line, marks):
    assert rendered(finding(text, part)).split("\n")[2:] == [f" 1│ {line}", f"  │ {marks}"]


def test_the_end_of_a_text_has_a_place():
    source = Source("a.cdsl", "list {\n")
    diagnostic = Diagnostic("CDS003", Severity.ERROR, "not closed", source, Span(7, 8))
    assert rendered(diagnostic).split("\n")[1:] == ["  ┌─ a.cdsl:2:1", " 2│", "  │ ^"]


def test_long_lines_are_windowed_around_the_span():
    text = "x " * 500 + "bad" + " y" * 500
    _, _, line, marks = rendered(finding(text, "bad"), width=40).split("\n")
    assert len(line) <= 40
    assert line.startswith(" 1│ …")
    assert line.endswith("…")
    assert line[marks.index("^") : marks.rindex("^") + 1] == "bad"


def test_a_label_that_does_not_fit_goes_beneath():
    rows = rendered(finding("x" * 30 + "bad", "bad", label="a label too long"), width=40)
    assert rows.split("\n")[3:] == [
        "  │ " + " " * 30 + "^^^",
        "  │ " + " " * 20 + "a label too long",
    ]


LINES = st.text(st.sampled_from("ab \t名\u0301\x1b\u2028\r\n"), max_size=300) | st.text()


@given(LINES, st.integers(0, 300), st.integers(0, 300), st.integers(1, 60))
def test_every_excerpt_fits_and_moves_no_cursor(text, start, length, width):
    start = min(start, len(text))
    shown = excerpt(Source("a", text), Span(start, start + length), width)
    assert text_width(shown.text) <= max(width, 20)
    assert shown.start + shown.length <= max(width, 20) + 1
    assert not any(
        category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in shown.text
    )


def test_colour_adds_nothing_but_colour():
    diagnostic = finding("list A\n", "A", label="here", help="do it")
    colored = render_text([diagnostic], color=True, width=80)
    for tone in ("\x1b[0m", "\x1b[1m", "\x1b[34m", "\x1b[1;31m"):
        assert tone in colored
        colored = colored.replace(tone, "")
    assert colored == rendered(diagnostic)


def test_order_and_duplicates():
    text = "one two"
    first, second = finding(text, "one"), finding(text, "two")
    again = finding(text, "two", message="said otherwise")
    elsewhere = finding(text, "one", "0.cdsl")
    arguments = [
        Diagnostic("CDS709", Severity.ERROR, message, None, None) for message in ("b", "a", "b")
    ]
    assert in_order([second, again, first, elsewhere, *arguments]) == (
        *arguments[:2],
        elsewhere,
        first,
        second,
    )


def test_summary():
    error, warning = finding("a", "a"), finding("a", "a", severity=Severity.WARNING)
    assert render_summary([error, warning, error]) == "2 errors, 1 warning"
    assert render_summary([]) == "no problems"


def test_json():
    diagnostic = finding(
        "list\n é A\n",
        "A",
        help="rename",
        related=(Related("here", Source("b.cdsl", "A"), Span(0, 1)),),
        fix=Fix("rename it", (Edit(Span(8, 9), "B"),)),
    )
    place = {"start": {"line": 2, "column": 4}, "end": {"line": 2, "column": 5}}
    other = {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 2}}
    entry = {
        "code": "CDS101",
        "severity": "error",
        "message": "wrong",
        "file": "a.cdsl",
        "span": place,
        "help": "rename",
        "related": [{"message": "here", "file": "b.cdsl", "span": other}],
        "fix": {"title": "rename it", "safe": False, "edits": [{"span": place, "text": "B"}]},
    }
    assert document([diagnostic]) == {
        "version": 1,
        "diagnostics": [entry],
        "summary": {"errors": 1, "warnings": 0, "hints": 0},
    }
    placeless = Diagnostic("CDS709", Severity.ERROR, "no", None, None)
    assert as_json([placeless])[0]["span"] is None
