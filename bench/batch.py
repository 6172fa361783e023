"""A whole campaign over everybody, by the set-based engine and by hand.

From Parquet to Parquet, and in place in a database file; by hand in DuckDB, as whoever knows it
would, and in polars. Before anything is measured all must have done the same, row by row. The peak
of memory is that of a fresh process each. Beside it stand the row engine, what it costs to plan and
to start a command, and the smart list alone (`bench/batch_filters.py`). Of large crowds only the
engine and the SQL by hand are measured. Run: python -m bench.batch --people 1000000
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bench import by_engine, by_hand, by_hand_polars, startup
from bench.batch_filters import smart_list
from bench.crowd import Crowd, generated
from bench.measure import Goal, Row, Workload, compare, interleaved, main, peak_memory

HAND, POLARS, ENGINE, ROWS = "by hand", "by hand in polars", "cdsl", "cdsl, row engine"
HAND_IN_PLACE, LOG_APART = "by hand, in place", "by hand, in place, log apart"
ENGINE_IN_PLACE = "cdsl, in place"
PLANNING, COLD = "cdsl, planning", "cdsl as a command, beyond the warm process"

LIMIT: Final = "2GB"
LIMITED, HAND_LIMITED = f"cdsl, --memory {LIMIT}", f"by hand, under {LIMIT}"

LARGE: Final = 1_000_000
"""Of more people than these only `ENGINE` and `HAND` are measured."""

ROWS_AT_MOST: Final = 100_000
"""Of more people the row engine is not waited for."""

FEW_ROUNDS: Final = 1
"""The row engine takes long, and is not near to anything."""

SHORT: Final = 3
"""A smart list alone takes little time, and is asked so many times as often."""

TO_PARQUET: Final[Mapping[str, Callable[[Crowd, Path], object]]] = MappingProxyType(
    {
        HAND: by_hand.to_parquet,
        ENGINE: by_engine.to_parquet,
        POLARS: by_hand_polars.with_polars,
    }
)
"""From the Parquet files of a crowd to those of the world after the campaign."""

IN_PLACE: Final[Mapping[str, Callable[[Path], None]]] = MappingProxyType(
    {
        HAND_IN_PLACE: by_hand.in_place,
        LOG_APART: by_hand.with_log_apart,
        ENGINE_IN_PLACE: by_engine.in_place,
    }
)
"""In a database; copying it before is not counted."""

WITHIN_LIMIT: Final[Mapping[str, Callable[[Crowd, Path, str], object]]] = MappingProxyType(
    {HAND_LIMITED: by_hand.to_parquet, LIMITED: by_engine.to_parquet}
)
"""The same while DuckDB may take `LIMIT`."""


def measure(rounds: int, people: int) -> tuple[Row, ...]:
    is_large = people > LARGE
    with tempfile.TemporaryDirectory() as folder:
        crowd = generated(Path(folder), people)
        to_parquet = {
            name: do for name, do in TO_PARQUET.items() if not is_large or name in (HAND, ENGINE)
        }
        in_place = {} if is_large else IN_PLACE
        _must_be_the_same(crowd, to_parquet, in_place)
        found = _campaign(crowd, rounds, to_parquet, in_place) + _memory(
            crowd, to_parquet, in_place
        )
        found += _within_limit(crowd) + _beside(crowd, rounds)
        if people <= ROWS_AT_MOST:
            found += _in_rows(crowd, min(rounds, FEW_ROUNDS))
        return found + smart_list(crowd, rounds * SHORT)


def _campaign(
    crowd: Crowd,
    rounds: int,
    to_parquet: Mapping[str, Callable[[Crowd, Path], object]],
    in_place: Mapping[str, Callable[[Path], None]],
) -> tuple[Row, ...]:
    workloads: dict[str, Workload] = {
        name: partial(do, crowd, _out(crowd, name)) for name, do in to_parquet.items()
    }
    before: dict[str, Workload] = {}
    for name, do_in_place in in_place.items():
        workloads[name] = partial(do_in_place, _copy(crowd))
        before[name] = partial(_copied, crowd)
    return _compared(
        interleaved(workloads, rounds, before),
        (
            Goal(ENGINE, HAND, most=1.3),
            Goal(ENGINE_IN_PLACE, HAND_IN_PLACE, most=1.3),
            Goal(ENGINE, POLARS),
            Goal(POLARS, HAND),
            Goal(HAND_IN_PLACE, HAND),
            Goal(LOG_APART, HAND),
        ),
    )


def _memory(
    crowd: Crowd,
    to_parquet: Mapping[str, Callable[[Crowd, Path], object]],
    in_place: Mapping[str, Callable[[Path], None]],
) -> tuple[Row, ...]:
    peaks = {
        name: peak_memory(_program(do, crowd, _out(crowd, name))) for name, do in to_parquet.items()
    }
    for name, do_in_place in in_place.items():
        peaks[name] = peak_memory(_program(do_in_place, _copied(crowd)))
    return _compared(
        peaks,
        (
            Goal(ENGINE, HAND, most=1.5),
            Goal(ENGINE_IN_PLACE, HAND_IN_PLACE, most=1.5),
            Goal(POLARS, HAND),
            Goal(HAND_IN_PLACE, HAND),
        ),
        "MB",
    )


def _within_limit(crowd: Crowd) -> tuple[Row, ...]:
    """A pass while DuckDB has a limit, which must come to the same; by hand too, where that can."""
    peaks: dict[str, float] = {}
    for name, do in WITHIN_LIMIT.items():
        try:
            peaks[name] = peak_memory(_program(do, crowd, _out(crowd, name), LIMIT))
        except subprocess.CalledProcessError:
            if name == LIMITED:
                raise
            peaks[name] = float("inf")
    by_hand.same(_out(crowd, LIMITED), _out(crowd, HAND))
    return compare(peaks, (Goal(LIMITED, HAND_LIMITED),), "MB")


def _beside(crowd: Crowd, rounds: int) -> tuple[Row, ...]:
    """What it takes to plan, and to start a command that does it all."""
    arguments = by_engine.command(crowd, _out(crowd, COLD))
    medians = interleaved(
        {
            PLANNING: by_engine.planned,
            ENGINE: partial(by_engine.to_parquet, crowd, _out(crowd, ENGINE)),
            COLD: partial(startup.start, startup.COMMAND, *arguments),
        },
        rounds,
    )
    medians[COLD] -= medians[ENGINE]
    return compare(medians, (Goal(PLANNING, ENGINE, under=50), Goal(COLD, ENGINE)))


def _in_rows(crowd: Crowd, rounds: int) -> tuple[Row, ...]:
    """The row engine against the set-based one."""
    doing = {ENGINE: by_engine.to_parquet, ROWS: by_engine.in_rows}
    medians = interleaved(
        {name: partial(do, crowd, _out(crowd, name)) for name, do in doing.items()}, rounds
    )
    by_hand.same(_out(crowd, ROWS), _out(crowd, HAND))
    peaks = {
        name: peak_memory(_program(do, crowd, _out(crowd, name))) for name, do in doing.items()
    }
    goals = (Goal(ROWS, ENGINE),)
    return compare(medians, goals) + compare(peaks, goals, "MB")


# Files ------------------------------------------------------------------------------------------


def _must_be_the_same(
    crowd: Crowd,
    to_parquet: Mapping[str, Callable[[Crowd, Path], object]],
    in_place: Mapping[str, Callable[[Path], None]],
) -> None:
    for name, do in to_parquet.items():
        do(crowd, _out(crowd, name))
        by_hand.same(_out(crowd, name), _out(crowd, HAND))
    for name, do_in_place in in_place.items():
        do_in_place(_copied(crowd))
        by_hand.exported(_copy(crowd), _out(crowd, name))
        by_hand.same(_out(crowd, name), _out(crowd, HAND))


def _compared(
    medians: Mapping[str, float], goals: tuple[Goal, ...], unit: str = "ms"
) -> tuple[Row, ...]:
    """A row for each goal of which both sides were measured."""
    measured = tuple(one for one in goals if one.name in medians and one.peer in medians)
    return compare(medians, measured, unit)


def _out(crowd: Crowd, name: str) -> Path:
    return crowd.folder / f"after, {name}"


def _copy(crowd: Crowd) -> Path:
    return crowd.folder / "copy.duckdb"


def _copied(crowd: Crowd) -> Path:
    shutil.copyfile(crowd.database, _copy(crowd))
    return _copy(crowd)


def _program(do: Callable[..., object], *arguments: Crowd | Path | str) -> str:
    """A workload as a program that loads what it needs and nothing else."""
    return (
        f"from pathlib import PosixPath\nfrom bench.crowd import Crowd\n"
        f"from {do.__module__} import {do.__name__}\n"
        f"{do.__name__}({', '.join(map(repr, arguments))})"
    )


if __name__ == "__main__":
    main("a campaign over everybody", 5, measure, people=100_000)
