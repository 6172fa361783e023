"""What everything costs as the crowd grows: `bench.batch` at several sizes, one process each.

What it has measured is written after each size, so that breaking off loses the size at hand alone,
and goes on behind what is there already; then the pictures are drawn (`bench/plot.py`). Without
arguments it makes what docs/performance.md shows. Run: python -m bench.growth --people 10000 100000
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bench import plot

SIZES: Final = (10_000, 100_000, 1_000_000, 10_000_000)
MEASURED: Final = Path(__file__).parent / "measured" / "batch.json"


def main() -> None:
    parser = argparse.ArgumentParser(description="a campaign over crowds of several sizes")
    parser.add_argument("--people", type=int, nargs="+", default=SIZES, help="how many people")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds of each size")
    parser.add_argument("--out", type=Path, default=MEASURED, help="the JSON that is written")
    parser.add_argument("--pictures", type=Path, default=plot.PICTURES, help="where they go")
    parser.add_argument("--anew", action="store_true", help="forget what was measured before")
    arguments = parser.parse_args()
    runs = {} if arguments.anew else measured(arguments.out)
    for people in arguments.people:
        if people not in runs:
            print(f"{people:,} people", file=sys.stderr, flush=True)
            runs[people] = _run(people, arguments.rounds)
            _write(arguments.out, list(runs.values()))
    plot.draw([runs[people] for people in sorted(runs)], arguments.pictures)


def measured(path: Path) -> dict[int, dict[str, Any]]:
    """What a file says that was measured, by the number of people; nothing without one."""
    if not path.exists():
        return {}
    return {run["people"]: run for run in json.loads(path.read_text(encoding="utf-8"))}


def _run(people: int, rounds: int) -> dict[str, Any]:
    arguments = ["--people", str(people), "--rounds", str(rounds), "--format", "json"]
    command = [sys.executable, "-m", "bench.batch", *arguments]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    found: dict[str, Any] = json.loads(printed)
    return found


def _write(path: Path, runs: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(runs, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
