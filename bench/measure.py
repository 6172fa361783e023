"""Ratios of workloads that run in turn, so that a slow moment of the machine hits all of them.

A row compares the median of one workload with that of another. Absolute times say little.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median

Workload = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Goal:
    """`name` against `peer`: at most `most` times its time, or at least `least` times faster."""

    name: str
    peer: str
    most: float | None = None
    least: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison, as printed; times in seconds."""

    name: str
    peer: str
    seconds: float
    peer_seconds: float
    ratio: float
    goal: str
    passed: bool


def interleaved(
    workloads: Mapping[str, Workload], rounds: int, before: Mapping[str, Workload] | None = None
) -> dict[str, float]:
    """The median seconds of each workload over rounds in which all run one after another.

    One round before them is not counted: it fills caches and writes `.pyc` files. What has to be
    done `before` a workload is not counted either.
    """
    seconds: dict[str, list[float]] = {name: [] for name in workloads}
    for counted in range(rounds + 1):
        for name, workload in workloads.items():
            if before is not None and name in before:
                before[name]()
            start = time.perf_counter()
            workload()
            took = time.perf_counter() - start
            if counted:
                seconds[name].append(took)
    return {name: median(times) for name, times in seconds.items()}


def compare(medians: Mapping[str, float], goals: tuple[Goal, ...]) -> tuple[Row, ...]:
    """A row for each goal."""
    return tuple(_row(goal, medians[goal.name], medians[goal.peer]) for goal in goals)


def _row(goal: Goal, own: float, peer: float) -> Row:
    if goal.most is not None:
        ratio = own / peer
        return Row(
            goal.name, goal.peer, own, peer, ratio, f"at most {goal.most:g}", ratio <= goal.most
        )
    least = goal.least or 1.0
    ratio = peer / own
    return Row(goal.name, goal.peer, own, peer, ratio, f"at least {least:g} faster", ratio >= least)


def main(title: str, rounds: int, measure: Callable[[int], tuple[Row, ...]]) -> None:
    """The command line of a workload. Exit code 1 when `--gate` is given and a goal is missed."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--rounds", type=int, default=rounds, help="counted rounds")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--gate", action="store_true", help="end with 1 when a goal is missed")
    arguments = parser.parse_args()
    rows = measure(arguments.rounds)
    if arguments.format == "json":
        document = {"title": title, "python": sys.version, "rows": [asdict(row) for row in rows]}
        print(json.dumps(document, indent=2))
    else:
        print(table(title, rows))
    sys.exit(arguments.gate and not all(row.passed for row in rows))


def table(title: str, rows: tuple[Row, ...]) -> str:
    """The rows in columns for a terminal."""
    cells = [("what", "against", "ms", "ms", "ratio", "goal", "")]
    cells += [
        (
            row.name,
            row.peer,
            f"{row.seconds * 1000:.1f}",
            f"{row.peer_seconds * 1000:.1f}",
            f"{row.ratio:.2f}",
            row.goal,
            "pass" if row.passed else "MISS",
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    lines = [
        "  ".join(
            cell.rjust(width) if 2 <= column <= 4 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
    return "\n".join([title, "", *lines])
