"""Names in quotes: one function writes them, as the language reads them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cdsl
from cdsl.source.quoting import quoted
from cdsl.source.span import Source
from cdsl.syntax.conditions import MemberOf
from cdsl.syntax.nodes import Reference
from cdsl.syntax.parse import parse_condition

ROOT = Path(cdsl.__file__).parent
DATA = {
    "api/prompt/asking.py": "a name of ours",
    "batch": "SQL",
    "interpreter/doing.py": "what is recorded, which engines and exports agree on",
    "interpreter/mail.py": "what is recorded",
    "semantics/modules.py": "a path as it is written",
    "semantics/resolve/literals.py": "what was written",
    "source/quoting.py": "the function itself",
    "syntax": "what was written, or is printed",
    "tools/lint/directive.py": "a code",
    "tools/lint/rules/conditions/domain_without_at.py": "what was written",
    "tools/lint/rules/conditions/outer_blanks.py": "what was written",
    "tools/navigate/named_texts.py": "what is recorded",
    "tools/navigate/quotes.py": "what stands in quotes already",
    "tools/spelling.py": "names of the language, and words of a command",
    "world": "SQL and files",
}
"""Where something stands in quotes that is no name that a message shows."""


@pytest.mark.parametrize("name", ["plain", 'Re"q', "a\\b", "two\nlines", "tab\t", "{{my.x}}", "{"])
def test_what_is_quoted_reads_as_it_was(name: str) -> None:
    read = parse_condition(Source("", f"member of campaign {quoted(name)}"))
    assert read.diagnostics == ()
    assert isinstance(read.node, MemberOf)
    assert isinstance(read.node.of, Reference)
    assert read.node.of.name.text == name


def test_no_message_puts_a_name_into_quotes_by_itself() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in ROOT.rglob("*.py")
        if not any(path.is_relative_to(ROOT / one) for one in DATA)
        for line in _in_quotes(ast.parse(path.read_text()))
    }
    assert found == set()


def _in_quotes(tree: ast.AST) -> Iterator[int]:
    """The lines of texts in which a value stands right between two quotes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            texts = [one.value if isinstance(one, ast.Constant) else None for one in node.values]
            for before, value, after in zip(texts, texts[1:], texts[2:], strict=False):
                is_between = str(before).endswith('"') and str(after).startswith('"')
                if value is None and before is not None and after is not None and is_between:
                    yield node.lineno
