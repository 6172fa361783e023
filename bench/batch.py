"""A whole campaign over everybody, by the set-based engine and by hand.

From Parquet to Parquet, and in place in a database file; by hand in DuckDB, as whoever knows it
would, and in polars. Before anything is measured all must have done the same, row by row. The peak
of memory is that of a fresh process each. At last the smart list alone: as a bare query, and by two
rule packages for orientation. Run: python -m bench.batch --people 1000000
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import duckdb

from bench import by_engine, by_hand, by_hand_polars, filters
from bench.crowd import Crowd, generated
from bench.measure import Goal, Row, Workload, compare, interleaved, main, peak_memory

HAND, POLARS, ENGINE = "by hand", "by hand in polars", "cdsl"
HAND_IN_PLACE, LOG_APART = "by hand, in place", "by hand, in place, log apart"
ENGINE_IN_PLACE = "cdsl, in place"

TO_PARQUET: Final[Mapping[str, Callable[[Crowd, Path], object]]] = MappingProxyType(
    {
        HAND: by_hand.to_parquet,
        POLARS: by_hand_polars.with_polars,
        ENGINE: by_engine.to_parquet,
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

FILTERED, CEL_FILTERED = 20_000, 1_000
"""So many people the rule packages get; what cel-python takes is multiplied by the rest."""

BARE, BARE_ON_TABLE = "12 predicates, DuckDB on Parquet", "12 predicates, DuckDB on a table"
BARE_FEW, RULE_ENGINE = f"{FILTERED:,} people, DuckDB", f"{FILTERED:,} people, rule-engine"
CEL = f"{FILTERED:,} people, cel-python compiled"


def measure(rounds: int, people: int) -> tuple[Row, ...]:
    with tempfile.TemporaryDirectory() as folder:
        crowd = generated(Path(folder), people)
        _must_be_the_same(crowd)
        return _campaign(crowd, rounds) + _memory(crowd) + _smart_list(crowd, rounds)


def _campaign(crowd: Crowd, rounds: int) -> tuple[Row, ...]:
    workloads: dict[str, Workload] = {
        name: partial(do, crowd, _out(crowd, name)) for name, do in TO_PARQUET.items()
    }
    before: dict[str, Workload] = {}
    for name, do_in_place in IN_PLACE.items():
        workloads[name] = partial(do_in_place, _copy(crowd))
        before[name] = partial(_copied, crowd)
    return compare(
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


def _memory(crowd: Crowd) -> tuple[Row, ...]:
    peaks = {
        name: peak_memory(_program(do, crowd, _out(crowd, name))) for name, do in TO_PARQUET.items()
    }
    for name, do_in_place in IN_PLACE.items():
        peaks[name] = peak_memory(_program(do_in_place, _copied(crowd)))
    return compare(
        peaks,
        (
            Goal(ENGINE, HAND, most=1.5),
            Goal(ENGINE_IN_PLACE, HAND_IN_PLACE, most=1.5),
            Goal(POLARS, HAND),
            Goal(HAND_IN_PLACE, HAND),
        ),
        "MB",
    )


def _smart_list(crowd: Crowd, rounds: int) -> tuple[Row, ...]:
    """The filter alone. The engine's own smart list is to stand beside the bare query."""
    few = filters.some_people(crowd.people, FILTERED)
    with duckdb.connect(str(crowd.database), read_only=True) as connection:
        connection.execute(f"CREATE TEMP TABLE few AS FROM people LIMIT {FILTERED}")
        file = f"'{crowd.people}'"
        counts = {
            BARE: filters.by_duckdb(file, connection),
            BARE_ON_TABLE: filters.by_duckdb("people", connection),
            BARE_FEW: filters.by_duckdb("few", connection),
            RULE_ENGINE: filters.by_rule_engine(few),
            CEL: filters.by_cel(few[:CEL_FILTERED]),
        }
        some = filters.by_duckdb(f"(FROM {file} LIMIT {CEL_FILTERED})", connection)
        for one, other in (
            (counts[BARE], counts[BARE_ON_TABLE]),
            (counts[BARE_FEW], counts[RULE_ENGINE]),
            (some, counts[CEL]),
        ):
            if one() != other():
                raise SystemExit("the filters disagree")
        medians = interleaved(counts, rounds)
    medians[CEL] *= len(few) / len(few[:CEL_FILTERED])
    return compare(
        medians, (Goal(BARE_ON_TABLE, BARE), Goal(RULE_ENGINE, BARE_FEW), Goal(CEL, BARE_FEW))
    )


# Files ------------------------------------------------------------------------------------------


def _must_be_the_same(crowd: Crowd) -> None:
    for name, do in TO_PARQUET.items():
        do(crowd, _out(crowd, name))
        by_hand.same(_out(crowd, name), _out(crowd, HAND))
    for name, do_in_place in IN_PLACE.items():
        do_in_place(_copied(crowd))
        by_hand.exported(_copy(crowd), _out(crowd, name))
        by_hand.same(_out(crowd, name), _out(crowd, HAND))


def _out(crowd: Crowd, name: str) -> Path:
    return crowd.folder / f"after, {name}"


def _copy(crowd: Crowd) -> Path:
    return crowd.folder / "copy.duckdb"


def _copied(crowd: Crowd) -> Path:
    shutil.copyfile(crowd.database, _copy(crowd))
    return _copy(crowd)


def _program(do: Callable[..., object], *arguments: Crowd | Path) -> str:
    """A workload as a program that loads what it needs and nothing else."""
    return (
        f"from pathlib import PosixPath\nfrom bench.crowd import Crowd\n"
        f"from {do.__module__} import {do.__name__}\n"
        f"{do.__name__}({', '.join(map(repr, arguments))})"
    )


if __name__ == "__main__":
    main("a campaign over everybody", 5, measure, people=100_000)
