"""The generated tables are those of the grammar, and both parsers derive the same."""

import re
from pathlib import Path
from typing import Any

import pytest
from lark import Lark, Tree

from cdsl.source.limits import LIMITS
from cdsl.source.span import Source
from cdsl.syntax.build import BUILDERS
from cdsl.syntax.build_context import Context
from cdsl.syntax.conditions import Operator
from cdsl.syntax.generate import GRAMMAR, TABLES, generate
from cdsl.syntax.lalr import reductions, run
from cdsl.syntax.lexer import lex
from cdsl.syntax.machine import Machine
from cdsl.syntax.parse import parse
from cdsl.syntax.tables import ENDS, HEAD, OPERATORS, RULES, STARTS, TERMINALS

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("stdlib", "examples", "tests/corpus")
    for path in (ROOT / folder).rglob("*.cdsl")
)


@pytest.fixture(scope="module")
def lark() -> Lark:
    return Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer="contextual")


def test_tables_are_up_to_date() -> None:
    assert TABLES.read_text(encoding="utf-8") == generate()


def test_every_rule_has_its_builder() -> None:
    assert {name for name, *_ in RULES} - {""} == set(BUILDERS)


def test_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    text = GRAMMAR.read_text(encoding="utf-8")
    with caplog.at_level("DEBUG", logger="lark"):
        Lark(text, parser="lalr", lexer="contextual", debug=True)
    assert "Shift/Reduce" not in caplog.text


def test_a_name_before_any_operator_is_the_head_of_a_condition(lark: Lark) -> None:
    first_words = {operator.split()[0] for operator in Operator}
    # `on` is an operator only before `or`: `on monday` follows other names.
    assert {TERMINALS[kind] for kind in OPERATORS} == first_words - {"on"} | {"."}
    head = re.compile(lark.get_terminal("HEAD").pattern.to_regexp())
    for text in (*(f"x {operator} 1" for operator in Operator), "x.y"):
        assert head.match(text)
        assert lex(Source("a", text)).leads[0] == HEAD
    for text in ("x on monday", "x : 1", "x to 1", "x"):
        assert not head.match(text)
        assert lex(Source("a", text)).leads[0] != HEAD


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_derivations_agree(path: Path, lark: Lark) -> None:
    text = path.read_bytes().decode("utf-8")
    source = Source(path.name, text)
    if parse(source).diagnostics:
        pytest.skip("not a valid file")
    assert derivation(source) == plain(lark.parse(text))


def derivation(source: Source) -> Any:
    machine = Machine([STARTS["start"]], [None], [0], 0, 0, ENDS["start"])
    return run(machine, lex(source), Context(source, LIMITS, []), reductions(bare))


def bare(name: str) -> Any:
    def build(_: object, __: object, *children: Any) -> Any:
        if name == "first":
            return list(children)
        if name == "longer":
            return [*children[0], children[1]]
        flat: list[Any] = []
        for child in children:
            flat.extend(child if isinstance(child, list) else [child])
        return (name, *flat)

    return build


def plain(node: Any) -> Any:
    if not isinstance(node, Tree):
        return node
    return (str(node.data), *map(plain, node.children))
