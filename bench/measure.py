"""Ratios of workloads that run in turn, so that a slow moment of the machine hits all of them.

A row compares the median of one workload with that of another. Absolute times say little. What a
workload takes of memory is told by a process of its own.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from types import MappingProxyType

Workload = Callable[[], object]

ORIENTATION = "for orientation"


@dataclass(frozen=True, slots=True)
class Goal:
    """`name` against `peer`: at most `most` times its time, or at least `least` times faster.

    Or `name` alone is to stay `under` so much of its unit. Without any of these the two are told
    for orientation.
    """

    name: str
    peer: str
    most: float | None = None
    least: float | None = None
    under: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison, as printed."""

    name: str
    peer: str
    value: float
    peer_value: float
    unit: str
    ratio: float
    goal: str
    passed: bool


def interleaved(
    workloads: Mapping[str, Workload],
    rounds: int,
    before: Mapping[str, Workload] = MappingProxyType({}),
) -> dict[str, float]:
    """The median seconds of each workload over rounds in which all run one after another.

    One round before them is not counted: it fills caches and writes `.pyc` files. Nor is what some
    of them need `before` each run, by their names.
    """
    seconds: dict[str, list[float]] = {name: [] for name in workloads}
    for counted in range(rounds + 1):
        for name, workload in workloads.items():
            if name in before:
                before[name]()
            start = time.perf_counter()
            workload()
            took = time.perf_counter() - start
            if counted:
                seconds[name].append(took)
    return {name: median(times) for name, times in seconds.items()}


def peak_memory(program: str) -> float:
    """The most MB that a Python program held at once, as a process of its own; needs Linux.

    The kernel's figure for ended children would do, were it not at least that of their parent.
    """
    told = f"{program}\nprint(open('/proc/self/status').read())"
    process = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True)
    (line,) = (line for line in process.stdout.decode().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def compare(
    medians: Mapping[str, float], goals: tuple[Goal, ...], unit: str = "ms"
) -> tuple[Row, ...]:
    """A row for each goal, of values in seconds, or in another unit."""
    scale = 1000 if unit == "ms" else 1
    return tuple(
        _row(goal, medians[goal.name] * scale, medians[goal.peer] * scale, unit) for goal in goals
    )


def _row(goal: Goal, own: float, peer: float, unit: str) -> Row:
    if goal.least is not None:
        ratio, wanted = peer / own, f"at least {goal.least:g} faster"
        passed = ratio >= goal.least
    elif goal.most is not None:
        ratio, wanted = own / peer, f"at most {goal.most:g}"
        passed = ratio <= goal.most
    elif goal.under is not None:
        ratio, wanted, passed = own / peer, f"under {goal.under:g} {unit}", own < goal.under
    else:
        ratio, wanted, passed = own / peer, ORIENTATION, True
    return Row(goal.name, goal.peer, own, peer, unit, ratio, wanted, passed)


def main(
    title: str, rounds: int, measure: Callable[..., tuple[Row, ...]], people: int | None = None
) -> None:
    """The command line of a workload. Exit code 1 when `--gate` is given and a goal is missed.

    `measure` gets the rounds, and the number of people where one is given for `--people`.
    """
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--rounds", type=int, default=rounds, help="counted rounds")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--gate", action="store_true", help="end with 1 when a goal is missed")
    if people is not None:
        parser.add_argument("--people", type=int, default=people, help="how many people")
    arguments = parser.parse_args()
    if people is None:
        rows = measure(arguments.rounds)
    else:
        rows = measure(arguments.rounds, arguments.people)
        title = f"{title}, {arguments.people:,} people"
    if arguments.format == "json":
        document: dict[str, object] = {"title": title, "python": sys.version}
        if people is not None:
            document["people"] = arguments.people
        document["rows"] = [asdict(row) for row in rows]
        print(json.dumps(document, indent=2))
    else:
        print(table(title, rows))
    sys.exit(arguments.gate and not all(row.passed for row in rows))


def table(title: str, rows: tuple[Row, ...]) -> str:
    """The rows in columns for a terminal."""
    cells = [("what", "against", "own", "its", "ratio", "goal", "")]
    cells += [
        (
            row.name,
            row.peer,
            f"{row.value:.1f} {row.unit}",
            f"{row.peer_value:.1f} {row.unit}",
            f"{row.ratio:.2f}",
            row.goal,
            "" if row.goal == ORIENTATION else "pass" if row.passed else "MISS",
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
