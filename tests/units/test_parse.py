"""The parser's promises beyond the corpus: spans, fragments, limits, comments, the collector."""

import gc
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from cdsl.source.limits import Limits
from cdsl.source.span import Source, Span
from cdsl.syntax.conditions import And
from cdsl.syntax.nodes import Name, Shifted, Text
from cdsl.syntax.parse import parse, parse_condition, parse_step, parse_value
from cdsl.syntax.print_steps import print_step
from cdsl.syntax.trivia import documentation

EVERYTHING = Path(__file__).parents[1] / "corpus" / "parse" / "everything.cdsl"


def nodes_of(node: object) -> Iterator[object]:
    if isinstance(node, tuple) and not isinstance(node, Span):
        for item in node:
            yield from nodes_of(item)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from nodes_of(getattr(node, field.name))


def codes(text: str, limits: Limits | None = None) -> list[str]:
    parsed = parse(Source("a.cdsl", text), limits or Limits())
    return [found.code for found in parsed.diagnostics]


def test_spans_are_where_it_is_written() -> None:
    text = EVERYTHING.read_text(encoding="utf-8")
    for node in nodes_of(parse(Source("everything", text)).file.items):
        span = node.span  # type: ignore[attr-defined]
        written = text[span.start : span.end]
        assert written
        assert written == written.strip()
        if isinstance(node, Name) and not node.quoted:
            assert written == node.text
        if isinstance(node, Shifted):
            assert text[node.duration.span.start].isdigit()


def test_spans_of_an_operator_and_a_reference() -> None:
    text = 'not score is not empty and member of list "L" in folder "F" at top'
    both = parse_condition(Source("c", text)).node
    assert isinstance(both, And)
    shown = {type(node).__name__: node for node in nodes_of(both)}
    span = shown["Comparison"].operator_span  # type: ignore[attr-defined]
    assert text[span.start : span.end] == "is not empty"
    span = shown["Reference"].span  # type: ignore[attr-defined]
    assert text[span.start : span.end] == '"L" in folder "F" at top'


def test_fragments() -> None:
    step = parse_step(Source("s", 'send email "A"  # now'))
    assert step.node is not None
    assert print_step(step.node) == 'send email "A"'
    assert [comment.text for comment in step.comments] == [" now"]
    assert parse_value(Source("v", '"é"')).node == Text("é", Span(0, 0))
    broken = parse_value(Source("v", "[1,"))
    assert broken.node is None
    assert [found.code for found in broken.diagnostics] == ["CDS001"]


@pytest.mark.parametrize(
    ("text", "limits", "expected"),
    [
        ("list 'a'", Limits(file_characters=3), ["CDS012"]),
        ('list "abcdef"', Limits(string_characters=4), ["CDS012"]),
        ('smart list "L" { a in [1, 2, 3] }', Limits(list_values=2), ["CDS012"]),
        ('smart list "L" { all { any { } } }', Limits(nesting=2), ["CDS011"]),
        ('smart list "L" { all { any { } } }', Limits(nesting=3), []),
        ('smart list "L" { not not everyone }', Limits(nesting=2), ["CDS011"]),
        ('smart list "L" { not not everyone  not not everyone }', Limits(nesting=3), []),
    ],
)
def test_limits(text: str, limits: Limits, expected: list[str]) -> None:
    assert codes(text, limits) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ('\ufefflanguage 1\r\nlist "a"\r\n', []),
        ("# only a comment", []),
        ("a\0b", ["CDS010"]),
        ('list "\ud800"', ["CDS010"]),
        ("language 99 whatever", ["CDS009"]),
        ("language 0", ["CDS007"]),
        ('batch campaign "C" { flow { rotate {{ stop } { stop }} } }', []),
    ],
)
def test_codes(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_texts_are_composed() -> None:
    (item,) = parse(Source("a", 'list "Cafe\u0301"')).file.items
    assert item.name.text == "Caf\u00e9"  # type: ignore[union-attr]


def test_mistakes_leave_the_rest_alone() -> None:
    text = "".join(
        f'list "{number}"\nbatch campain "C{number}" {{\n  smart list {{ a is b }}\n}}\n'
        for number in range(20)
    )
    parsed = parse(Source("a", text))
    assert [found.code for found in parsed.diagnostics] == ["CDS001", "CDS005"] * 20
    assert len(parsed.file.items) == 40


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_as_before(enabled: bool) -> None:
    before = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        parse(Source("a", 'list "a" }'))
        assert gc.isenabled() == enabled
    finally:
        gc.enable() if before else gc.disable()


def test_documentation() -> None:
    text = (
        "## not of this\n"
        "\n"
        "## One\n"
        "##  two \n"
        'program "P" {\n'
        "  ## token\n"
        "  tokens {\n"
        "    ## points\n"
        "    points: score  ## not a line of its own\n"
        "    other: text\n"
        "  }\n"
        "}\n"
        'batch campaign "C" {\n'
        "  ## part\n"
        "  flow { stop }\n"
        "}\n"
        "## at the end"
    )
    source = Source("a", text)
    found = documentation(parse(source), source)
    assert {text[at:].split()[0]: doc for at, doc in found.items()} == {
        "program": "One\n two",
        "tokens": "token",
        "points:": "points",
        "flow": "part",
    }


def test_a_file_of_mistakes_is_looked_at_up_to_the_500th() -> None:
    lines = "".join(f"  foo{number} bar\n" for number in range(600))
    found = parse(Source("a.cdsl", f'batch campaign "X" {{\n{lines}}}\n')).diagnostics
    assert len(found) == 501
    assert found[-1].message == "more than 500 mistakes: the rest of this file was not looked at"
