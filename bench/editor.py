"""From a change of one declaration in a 1,000-line file to what is said of it, and to completion.

The peer is Lark's bare parse of the whole text, as in `bench.check`. Everything is counted that the
language server does between the new text and its diagnostics: reading, checking, linting, and the
places in the file; nothing waits. Run: python -m bench.editor
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from lark import Lark

from bench.campaigns import flat_file, long_file
from bench.measure import Goal, Row, compare, interleaved, main
from cdsl.api.navigation import complete
from cdsl.api.workspace import Workspace
from cdsl.source.resources import grammar_text

PEER = "Lark's bare parse"
PATH = "/nowhere/campaign.cdsl"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
HALF = 0.5

EDITS = (
    ("in a smart list", "at least 2 times", "at least {} times"),
    ("in a flow", "wait 3 days", "wait {} days"),
    ("half typed in a flow", "wait 3 days", "wait 3 days  chang{}"),
    ("in a text of an email", "Hi {{lead", "Hi {} {{{{lead"),
    ("a token's value", "+1  owner", "+{}  owner"),
    ("the name of a list", '"Guests 0"', '"Guests {}"'),
    ("a token of a program", 'text = "Product 1"', 'text = "Product {}"'),
    ("a comment at the top", "workspace ", "# {}\nworkspace "),
    ("a declaration, half typed", '    list "Guests 1"', '    lis{}\n    list "Guests 1"'),
    (
        "a block not closed yet",
        '    list "Guests 1"',
        '    smart list "{}" {{\n    list "Guests 1"',
    ),
    ("while there is a hole", "wait 3 days", "wait {} days\n            change tier to ?"),
)
FLAT_EDITS = (
    ("flat: in a smart list", "at least 2 times", "at least {} times"),
    ("flat: in a flow", 'tier to "Silver"', 'interest to {}\n    change tier to "Silver"'),
    ("flat: the name of a list", '"Guests 0"', '"Guests {}"'),
)
"""What is changed, the text that changes, and what becomes of it with another number each time."""


def measure(rounds: int) -> tuple[Row, ...]:
    text, flat = long_file(1_000), flat_file(1_000)
    lark = Lark(grammar_text() or "", parser="lalr", lexer="contextual")
    workloads: dict[str, Callable[[], object]] = {PEER: lambda: lark.parse(text)}
    goals = []
    edits = [(text, *edit) for edit in EDITS] + [(flat, *edit) for edit in FLAT_EDITS]
    for edited, what, before, after in edits:
        if before not in edited:
            raise SystemExit(f"the generated file has no `{before}`")
        workloads[what] = _editing(edited, before, after)
        goals.append(Goal(what, PEER, most=HALF))
    workloads["completion"] = _completing(text)
    goals.append(Goal("completion", PEER, most=HALF))
    return compare(interleaved(workloads, rounds), tuple(goals))


def _editing(text: str, before: str, after: str) -> Callable[[], object]:
    workspace = Workspace(lambda: NOW)
    workspace.change(PATH, text, 0)
    workspace.diagnostics(PATH)
    numbers = count(4)

    def edit() -> object:
        number = next(numbers)
        workspace.change(PATH, text.replace(before, after.format(number), 1), number)
        return workspace.diagnostics(PATH)

    return edit


def _completing(text: str) -> Callable[[], object]:
    workspace = Workspace(lambda: NOW)
    workspace.change(PATH, text, 0)
    workspace.diagnostics(PATH)
    at = text.index("at least 2 times")
    numbers = count(1)

    def completing() -> object:
        number = next(numbers)
        workspace.change(PATH, f"{text[:at]}{'x' * (number % 5)}{text[at:]}", number)
        return complete(workspace, PATH, at + number % 5)

    return completing


if __name__ == "__main__":
    main("a keystroke in a generated 1,000-line file", 15, measure)
