"""Each diagnostic code has a page, a case that shows it, and a place that reports it."""

import re
from pathlib import Path

import pytest

from cdsl.source.codes import SEVERITIES, TITLES
from cdsl.source.diagnostic import Severity

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "codes"

# A bug of ours can't be shown by an input: if one could, it would be mended.
WITHOUT_CASE = {"CDS901"}


def texts_of(folder: Path, *suffixes: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.suffix in suffixes and path != Path(__file__)
    )


CASES = frozenset(re.findall(r"CDS\d{3}", texts_of(ROOT / "tests", ".py", ".txt", ".cdsl")))
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
    assert code in CASES, f"no test and no corpus file shows {code}"


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
