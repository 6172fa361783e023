"""What became of a test, as data.

Floor 6.
"""

from enum import StrEnum

from cdsl.semantics.program import Location
from cdsl.source.data import dataclass
from cdsl.source.span import Span


class Outcome(StrEnum):
    """How a test ended; `error` is a test that could not begin."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that was expected and was not so; `span` is of the test's own source.

    `lines` show the tree of the condition with what each leaf saw.
    """

    message: str
    span: Span
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of one test."""

    name: str
    location: Location
    outcome: Outcome
    failures: tuple[Failure, ...]
