"""Each diagnostic code has a page, a case that shows it, and a place that reports it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cdsl.source.codes import SEVERITIES, TITLES
from cdsl.source.diagnostic import Severity
from tests.docs.pages import blocks_of, pages

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "codes"

# A bug of ours can't be shown by an input: if one could, it would be mended.
WITHOUT_CASE = {"CDS901"}


CODE = re.compile(r"CDS\d{3}")


def expected_in_corpus() -> Iterator[str]:
    """The codes that the corpus says come out: one at the start of each line of a finding."""
    for path in (ROOT / "tests" / "corpus").rglob("*.txt"):
        _, _, out = path.read_text(encoding="utf-8").partition("=== out\n")
        for line in out.partition("---\n")[0].splitlines():
            yield from re.findall(r"^(?:\S+ )?(CDS\d{3}) \d+:\d+", line)


def expected_of_examples() -> Iterator[str]:
    """The codes that the fences of the documentation ask for."""
    for page in pages():
        for block in blocks_of(page):
            yield from block.codes if block.language == "cdsl" else ()


def expected_in_tests() -> Iterator[str]:
    """The codes in assertions and parameters of tests that make no diagnostic themselves."""
    for path in (ROOT / "tests").rglob("*.py"):
        if "node_modules" in path.parts:  # what `tests/editors/vscode/install` brings
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not any(is_making_diagnostics(node) for node in ast.walk(tree)):
            for node in ast.walk(tree):
                yield from codes_in(node)


def is_making_diagnostics(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "Diagnostic"


def codes_in(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Assert(test=ast.Compare(ops=[ast.NotIn() | ast.NotEq()])):
            return
        case ast.Assert(test=found):
            yield from CODE.findall(ast.unparse(found))
        case ast.FunctionDef(decorator_list=decorators):
            for decorator in decorators:
                if ast.unparse(decorator).startswith("pytest.mark.parametrize"):
                    yield from CODE.findall(ast.unparse(decorator))
        case _:
            return


CASES = frozenset((*expected_in_corpus(), *expected_of_examples(), *expected_in_tests()))
REPORTED = frozenset(
    code
    for path in (ROOT / "cdsl").rglob("*.py")
    if path.name != "codes.py"
    for code in re.findall(r"CDS\d{3}", path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("code", sorted(TITLES))
def test_a_code_has_a_page(code: str) -> None:
    page = PAGES / f"{code}.md"
    assert page.is_file(), f"docs/codes/{code}.md is missing"
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {code}"), "a page begins with its code"
    assert len(text.split()) > 20, "a page says why, and what to write instead"


@pytest.mark.parametrize("code", sorted(set(TITLES) - WITHOUT_CASE))
def test_a_code_has_a_case(code: str) -> None:
    assert code in CASES, f"no test, no corpus file and no example expects {code}"


@pytest.mark.parametrize("code", sorted(TITLES))
def test_a_code_is_reported(code: str) -> None:
    assert code in REPORTED, f"nothing in cdsl/ reports {code}"


def test_there_is_no_page_without_a_code() -> None:
    assert sorted(path.stem for path in PAGES.glob("CDS*.md") if path.stem not in TITLES) == []


def test_every_reported_code_is_in_the_table() -> None:
    assert sorted(REPORTED - set(TITLES)) == []


def test_the_table_is_in_order_and_complete() -> None:
    assert set(SEVERITIES) == set(TITLES)
    for severity in Severity:
        of_severity = [code for code in TITLES if SEVERITIES[code] is severity]
        assert of_severity == sorted(of_severity)
