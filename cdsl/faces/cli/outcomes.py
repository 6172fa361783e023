"""What `cdsl test` prints: lines for people, JSON, or JUnit XML.

Roof.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap
from typing import Final

from cdsl.api import TestName
from cdsl.api.testing import TestFailure, TestResult
from cdsl.faces.cli.terminal import can_show, painted
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.excerpt import visible
from cdsl.source.render import render_text
from cdsl.source.reports.document import Json, as_json
from cdsl.source.reports.junit import Case, Suite, junit_xml

_INDENT: Final = 6
_NARROWEST: Final = 30
"""Columns that the text of a failure has at least, however deep it stands."""

# For people -------------------------------------------------------------------------------------


def outcomes_text(results: Sequence[TestResult], color: bool, width: int) -> str:
    """A line for each test under its file, with what was not as expected below it.

    The latter is broken between words at `width`.
    """
    signs = ("✓", "✗") if can_show("✓✗", sys.stdout) else ("ok  ", "FAIL")
    lines: list[str] = []
    for file, tests in groupby(results, key=lambda result: result.file):
        lines.append(painted(visible(file), "bold", color))
        for test in tests:
            sign, tone = (signs[0], "good") if test.has_passed else (signs[1], "bad")
            lines.append(f"  {painted(sign, tone, color)} {visible(test.name)}")
            for failure in test.failures:
                lines += [
                    part for line in _failure(test, failure) for part in _wrapped(line, width)
                ]
    return "\n".join(lines)


def _failure(test: TestResult, failure: TestFailure) -> list[str]:
    head = f"{visible(test.file)}:{failure.line}: {visible(failure.message)}"
    return [head, *(f"  {visible(line)}" for line in failure.tree)]


def _wrapped(line: str, width: int) -> list[str]:
    """A line of a failure, the parts after the first further in."""
    indent = " " * (_INDENT + len(line) - len(line.lstrip()))
    return wrap(
        line.lstrip(),
        max(width, len(indent) + _NARROWEST),
        initial_indent=indent,
        subsequent_indent=indent + "    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def summary(results: Sequence[TestResult], wrong: Sequence[Diagnostic], seconds: float) -> str:
    """How many tests ended how."""
    if not results and not wrong:
        return "no test selected"
    counts = Counter(str(result.outcome) for result in results)
    parts = [f"{counts[outcome]} {outcome}" for outcome in ("passed", "failed") if counts[outcome]]
    if counts["error"]:
        parts.append(f"{counts['error']} could not be run")
    return f"{', '.join(parts) or 'no test was run'} in {seconds:.2f} s"


def names_text(tests: Sequence[TestName]) -> str:
    """A line for each test: where it is, and its name."""
    return "\n".join(f"{visible(test.file)}:{test.line}: {visible(test.name)}" for test in tests)


# For programs -----------------------------------------------------------------------------------


def test_document(tests: Sequence[TestName | TestResult], wrong: Sequence[Diagnostic]) -> Json:
    """The document of `--format json`; of a test that was only listed there is no outcome."""
    return {
        "version": 1,
        "tests": [_test(test) for test in tests],
        "diagnostics": as_json(wrong),
    }


def _test(test: TestName | TestResult) -> Json:
    known: Json = {"file": test.file, "name": test.name, "line": test.line}
    if isinstance(test, TestName):
        return known
    return {
        **known,
        "outcome": str(test.outcome),
        "failures": [
            {"message": failure.message, "line": failure.line, "tree": list(failure.tree)}
            for failure in test.failures
        ],
    }


def junit(results: Sequence[TestResult], wrong: Sequence[Diagnostic], seconds: float) -> str:
    """JUnit XML: a suite for each file. What keeps files from being tested is a suite `check`."""
    suites = [
        Suite(file, tuple(map(_junit_case, tests)))
        for file, tests in groupby(results, key=lambda result: result.file)
    ]
    if wrong:
        shown = render_text(wrong, color=False, width=100)
        case = Case("check", None, None, "error", wrong[0].message, shown)
        suites.insert(0, Suite("check", (case,)))
    return junit_xml(suites, seconds)


def _junit_case(test: TestResult) -> Case:
    if test.has_passed:
        return Case(test.name, test.file, test.line)
    message = "; ".join(failure.message for failure in test.failures)
    lines = [line for failure in test.failures for line in _failure(test, failure)]
    wrong = "failure" if test.outcome == "failed" else "error"
    return Case(test.name, test.file, test.line, wrong, message, "\n".join(lines))
