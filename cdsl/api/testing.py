"""Test blocks run, each alone in a world of its own.

Floor 7. What a test does and expects is `cdsl.tools.testing`; here the tests of several programs
come together under the names that people know.
"""

from collections.abc import Sequence

from cdsl.api.analysis import Understood
from cdsl.semantics.cases import Case
from cdsl.source.data import dataclass
from cdsl.source.span import Source
from cdsl.tools.testing.result import Outcome
from cdsl.tools.testing.run_case import run_case

_UNCHECKED = "its file has errors, so that it could not be run"


@dataclass(frozen=True, slots=True)
class TestFailure:
    """Something that was not as expected, and the line of it, from 1.

    `tree` has a line for each part of the condition, with the value that it saw.
    """

    message: str
    line: int
    tree: tuple[str, ...] = ()

    __test__ = False  # pytest takes every class of such a name for its own


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of a test; an `error` is one that could not begin."""

    file: str
    name: str
    line: int
    outcome: Outcome
    failures: tuple[TestFailure, ...]

    __test__ = False

    @property
    def has_passed(self) -> bool:
        """Whether everything was as expected."""
        return self.outcome is Outcome.PASSED


def test(programs: Sequence[Understood], text: str) -> tuple[TestResult, ...]:
    """Run the tests of some programs whose name has `text` in it, whatever its case."""
    return tuple(
        _test(understood, case)
        for understood in programs
        for case in understood.analysis.cases
        if text.casefold() in case.name.casefold()
    )


def _test(understood: Understood, case: Case) -> TestResult:
    source = understood.naming.source(case.location.source)
    line = _line(source, case.location.span.start)
    if understood.has_errors:
        failure = TestFailure(_UNCHECKED, line)
        return TestResult(source.name, case.name, line, Outcome.ERROR, (failure,))
    result = run_case(case, understood.analysis.program)
    failures = tuple(
        TestFailure(failure.message, _line(source, failure.span.start), failure.lines)
        for failure in result.failures
    )
    return TestResult(source.name, case.name, line, result.outcome, failures)


def _line(source: Source, offset: int) -> int:
    return source.position(offset).line
