"""What is wrong in a table, collected with its place and turned into diagnostics at the end.

Floor 3. Reading keeps only the line and the column of a bad cell; its characters are looked up
here, in one pass over the text, when there is something to show.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Related, Severity
from cdsl.source.span import Source, Span
from cdsl.world.tables.text import InputText

_SHOWN: Final = 100
"""So many problems of a table are shown; the others are counted."""
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: the line on which its record starts, from 1, and its column, from 0.

    `column` None is the whole record. In a table without text, `line` is the record's number.
    """

    line: int
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place; `first` is a related place with its message."""

    code: str
    message: str
    place: Place
    help: str = ""
    first: tuple[str, Place] | None = None
    severity: Severity | None = None


class Problems:
    """Collects what is wrong in one table."""

    def __init__(self, name: str, bad_cells_empty: bool) -> None:
        """Nothing is wrong yet."""
        self._name = name
        self._bad_cells_empty = bad_cells_empty
        self._found: list[Problem] = []
        self._more = 0
        self._named: dict[str, tuple[Problem, int]] = {}
        self._emptied: list[Problem] = []
        self._emptied_count = 0

    def __bool__(self) -> bool:
        """Whether an error was found."""
        return bool(self._found or self._named)

    def first(self) -> str:
        """The message of the first error that was found, empty if none was."""
        return self._found[0].message if self._found else ""

    def add(self, problem: Problem) -> None:
        """Keep a problem, or count it when there are too many to show."""
        if len(self._found) < _SHOWN:
            self._found.append(problem)
        else:
            self._more += 1

    def unfound(self, problem: Problem) -> None:
        """A name that nothing has: told once, where it first stands, with how many rows name it."""
        first, rows = self._named.get(problem.message, (problem, 0))
        self._named[problem.message] = first, rows + 1

    def bad_cell(self, problem: Problem) -> None:
        """A cell that does not fit: an error, unless such cells are to be empty."""
        if not self._bad_cells_empty:
            self.add(problem)
            return
        self._emptied_count += 1
        if not self._emptied:
            self._emptied.append(problem)

    def diagnostics(self, text: InputText | None, delimiter: str) -> tuple[Diagnostic, ...]:
        """All of it as diagnostics, in order of place; `text` None is a table without text."""
        named = [
            replace(problem, message=in_rows(problem.message, rows))
            for problem, rows in self._named.values()
        ]
        problems = sorted([*self._found, *named[:_SHOWN]], key=_order)
        problems += self._summary_of_emptied()
        if not problems:
            return ()
        shown = _located(problems, text, delimiter, self._name)
        if more := self._more + max(0, len(named) - _SHOWN):
            message = f"`{self._name}` has {more:,} more errors of this kind"
            shown.append(Diagnostic(shown[-1].code, Severity.ERROR, message, None, None))
        return tuple(shown)

    def _summary_of_emptied(self) -> list[Problem]:
        count = self._emptied_count
        cells = "1 cell that does" if count == 1 else f"{count:,} cells that do"
        was = "was" if count == 1 else "were"
        return [
            Problem(
                problem.code,
                f"{cells} not fit {was} taken as empty",
                problem.place,
                f"the first: {problem.message}",
                severity=Severity.WARNING,
            )
            for problem in self._emptied
        ]


def in_rows(message: str, rows: int) -> str:
    """A message about a name, with how many rows name it where they are several."""
    return message if rows == 1 else f"{message} (in {rows:,} rows)"


def _order(problem: Problem) -> tuple[int, int]:
    place = problem.place
    return place.line, -1 if place.column is None else place.column


def _located(
    problems: list[Problem], text: InputText | None, delimiter: str, name: str
) -> list[Diagnostic]:
    if text is None:
        return [_without_text(problem, name) for problem in problems]
    source = text.source()
    places = [problem.place for problem in problems]
    places += [problem.first[1] for problem in problems if problem.first is not None]
    starts = _line_starts(source.text, {place.line for place in places})

    def span(place: Place) -> Span:
        return _span(source.text, starts.get(place.line, len(source.text)), place, delimiter)

    return [
        Diagnostic(
            problem.code,
            problem.severity or SEVERITIES[problem.code],
            problem.message,
            source,
            span(problem.place),
            help=problem.help,
            related=_related(problem, source, span(problem.first[1])) if problem.first else (),
        )
        for problem in problems
    ]


def _related(problem: Problem, source: Source, span: Span) -> tuple[Related, ...]:
    return (Related(problem.first[0], source, span),) if problem.first else ()


def _without_text(problem: Problem, name: str) -> Diagnostic:
    message = f"`{name}`, row {problem.place.line}: {problem.message}"
    severity = problem.severity or SEVERITIES[problem.code]
    return Diagnostic(problem.code, severity, message, None, None, help=problem.help)


def _line_starts(text: str, wanted: Iterable[int]) -> dict[int, int]:
    """The offsets at which these lines start."""
    lines = set(wanted)
    last = max(lines)
    starts = {1: 0} if 1 in lines else {}
    for number, end in enumerate(_LINE_END.finditer(text), 2):
        if number in lines:
            starts[number] = end.end()
        if number >= last:
            break
    return starts


def _span(text: str, start: int, place: Place, delimiter: str) -> Span:
    cells = cell_spans(text, start, delimiter)
    if place.column is None:
        return Span(start, cells[-1].end)
    return cells[min(place.column, len(cells) - 1)]


def cell_spans(text: str, start: int, delimiter: str) -> list[Span]:
    """The cells of the record that starts at an offset, their quotes included."""
    plain = re.compile(f"[^\r\n{re.escape(delimiter)}]*")
    spans: list[Span] = []
    at = start
    while True:
        found = _QUOTED.match(text, at) or plain.match(text, at)
        end = found.end() if found is not None else at
        spans.append(Span(at, end))
        if not text.startswith(delimiter, end):
            return spans
        at = end + len(delimiter)
