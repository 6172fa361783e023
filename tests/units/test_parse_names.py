"""Words of the language are not reserved (language.md 2): each is a name wherever one may stand."""

import pytest
from lark import Lark

from cdsl.source.span import Source
from cdsl.syntax.expectations import KEYWORDS
from cdsl.syntax.generate import GRAMMAR
from cdsl.syntax.parse import parse

NEVER_HEAD = {"all", "any", "none", "not", "and", "or", "in", "on", "if", "did", "everyone"}
OPERATOR_WORDS = {"is", "in", "not", "starts", "contains", "between", "before", "after"}

PLACES = """
person {{ {w}: text "L"  b: {w} = "x" }}
tokens {{ {w}: text = "x"  {w}: text }}
activity {w} "L" {{ {w}: text "A"  {w}: text }}
action {w} {{ {w}: text }}
email "E" {{ {w}: "x" {w}: 3, {w}: {{{{my.{w}}}}} }}
batch campaign "C" {{
  on {w}
  on {w} where a is "x"
  on change of {w} from "x" to "y"
  on {w} reaches 5
  on {w}
  schedule every day at 09:00
  smart list {{ did {w} did {w} in past 3 days  did {w} at least 2 times  company.{w} is "x" }}
  flow {{
    change {w} to 1  change {w} by 1  change member.{w} to 1  clear {w}  map {w} to {w} using "M"
    map {w} {{ "x" from "y" }}  do {w} with {w}: 1, {w}: 2
    request campaign "X" with tokens {{ {w}: 1 }}
  }}
}}
test "T" {{
  given person "a" {{ {w}: 1  {w}: 2 }}
  given "a" did {w} {{ {w}: 1 }} 2 days ago
  given "a" did {w} at 2026-01-01
  when "a" does {w}
  when "a" changes {{ {w}: 1 }}
}}
"""
HEADS = """
smart list "L" {{
  {w} is "x"  {w} is not empty  {w} in ["x"]  {w} not in ["x"]  {w} >= 3  {w} starts with "x"
  {w} before 2026-01-01  {w} on or after 2026-01-01  {w} between 1 and 2  {w}.name contains "x"
  not {w} is "x"  all {{ {w} > 3 }}  ({w} < 3 or {w} <= 3 and {w} > 3)
  did a {w} is "x"  did a in past 3 days {w} is "x"  everyone {w} is "x"
  member of list "X" {w} is "x"  member of this program {w} is "x"
  did a where b is "x" {w} is "x"  a is empty {w} is "x"  a is {{{{my.x}}}} {w} is "x"
  did a at least 3 times {w} is "x"
}}
test "T" {{ expect "a": {w} is "x" }}
"""
ATTRIBUTES = 'smart list "L" {{ did a where {w} is "x", {w} > 3, {w} is not empty }}'


@pytest.fixture(scope="module")
def lark() -> Lark:
    return Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer="contextual")


@pytest.mark.parametrize("word", KEYWORDS)
def test_word_as_a_name(word: str, lark: Lark) -> None:
    texts = [PLACES]
    if word not in NEVER_HEAD:
        texts.append(HEADS)
    if word not in OPERATOR_WORDS:
        texts.append(ATTRIBUTES)
    for text in texts:
        written = text.format(w=word)
        source = Source(word, written)
        found = parse(source).diagnostics
        assert [(d.message, source.position(d.span[0])) for d in found if d.span] == []
        if word not in OPERATOR_WORDS:
            lark.parse(written)  # it looks at the word behind without what stands before
