"""Each rule has a case that hits, one that must not, and a page that says whose failure it is."""

import re
from pathlib import Path

import pytest

from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Severity
from cdsl.tools.lint.rule import DeclarationRule
from cdsl.tools.lint.rules import RULES

ROOT = Path(__file__).parents[2]
CODES = sorted(rule.code for rule in RULES)
PORTABLE = {rule.code for rule in RULES if not isinstance(rule, DeclarationRule) and rule.portable}
STYLE = {code for code in CODES if code.startswith("CDS5")}
SOURCE = re.compile(r"^Sources?: .{10,}", re.MULTILINE)
CASES = {
    path.stem: path.read_text(encoding="utf-8").partition("=== out\n")[2]
    for path in (ROOT / "tests" / "corpus" / "lint").glob("*.txt")
}


def cases_of(code: str) -> dict[str, str]:
    return {name: out for name, out in CASES.items() if name.startswith(code.lower())}


def page_of(code: str) -> str:
    return (ROOT / "docs" / "codes" / f"{code}.md").read_text(encoding="utf-8")


def test_a_code_has_one_rule() -> None:
    assert len(CODES) == len(set(CODES))


@pytest.mark.parametrize("code", CODES)
def test_a_rule_has_a_case_that_hits(code: str) -> None:
    assert any(
        re.search(rf"^(\S+ )?{code} \d", out, re.MULTILINE) for out in cases_of(code).values()
    )


@pytest.mark.parametrize("code", CODES)
def test_a_rule_has_a_case_that_it_leaves_alone(code: str) -> None:
    clean = {name: out for name, out in cases_of(code).items() if name.endswith("_is_clean")}
    assert clean
    assert not any(clean.values())


@pytest.mark.parametrize("code", sorted(set(CODES) - STYLE))
def test_a_rule_cites_the_failure_behind_it(code: str) -> None:
    assert SOURCE.search(page_of(code)), "a line `Source: …` says who met it"


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_why_and_shows_bad_and_good(code: str) -> None:
    page = page_of(code)
    for heading in ("## Why", "## Bad", "## Good"):
        assert f"\n{heading}\n" in page
    assert re.search(r"\nFix: (safe|review|none)\.", page), "a page says what its fix is"


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_the_kind_of_fix_that_its_cases_show(code: str) -> None:
    stated = re.findall(r"\nFix: (safe|review|none)\.", page_of(code))
    shown = {
        kind for out in cases_of(code).values() for kind in re.findall(r"  fix \((\w+)\)", out)
    }
    assert shown <= set(stated), "a page with several kinds of fixes has a line for each"
    assert stated == ["none"] or set(stated) <= shown


@pytest.mark.parametrize("code", sorted(STYLE))
def test_style_is_a_hint_and_always_has_a_fix(code: str) -> None:
    assert SEVERITIES[code] is Severity.HINT
    for out in cases_of(code).values():
        findings = re.findall(rf"^(?:\S+ )?{code} \d", out, re.MULTILINE)
        assert len(re.findall(r"^  fix \(", out, re.MULTILINE)) == len(findings)


def test_what_is_portable_is_listed_on_its_own_page() -> None:
    page = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    section = page.partition("\n### Portable\n")[2]
    assert [code for code in sorted(PORTABLE) if f"codes/{code}.md" not in section] == []
