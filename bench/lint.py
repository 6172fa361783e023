"""`cdsl lint` of a 1,000-line file as a command, beside `ruff check` of a Python file as long.

For orientation: ruff is compiled and its rules are others, so that it is given the start of a
Python process on top, which it does not need. Run: python -m bench.lint
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.campaigns import long_file
from bench.measure import Goal, Row, compare, interleaved, main
from bench.startup import ENVIRONMENT

LINES = 1_000
PEER = "ruff check, and Python's start"
LINT = "cdsl lint"
CHECK = "cdsl check"


def measure(rounds: int) -> tuple[Row, ...]:
    with tempfile.TemporaryDirectory() as folder:
        campaign, program = Path(folder) / "long.cdsl", Path(folder) / "long.py"
        campaign.write_text(long_file(LINES), encoding="utf-8")
        program.write_text(_python(LINES), encoding="utf-8")
        python = sys.executable

        def peer() -> None:
            _run((python, "-m", "ruff", "check", "--no-cache", "--isolated", str(program)))()
            _run((python, "-c", "pass"))()

        medians = interleaved(
            {
                PEER: peer,
                LINT: _run((python, "-m", "cdsl", "lint", str(campaign))),
                CHECK: _run((python, "-m", "cdsl", "check", str(campaign))),
            },
            rounds,
        )
    return compare(medians, (Goal(LINT, PEER, most=10), Goal(CHECK, PEER, most=10)))


def _run(command: Sequence[str]) -> Callable[[], object]:
    return lambda: subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)


def _python(lines: int) -> str:
    """A Python file of about so many lines."""
    parts = [
        f"def score_{n}(person: dict[str, int]) -> int:\n"
        f'    """The points of a person, {n}."""\n'
        f'    total = person.get("score", 0) + {n}\n'
        f"    if total > {n * 3}:\n"
        f"        total -= 1\n"
        "    return total\n\n\n"
        for n in range(lines // 8)
    ]
    return "".join(parts)


if __name__ == "__main__":
    main("lint of a generated 1,000-line file, as a command", 7, measure)
