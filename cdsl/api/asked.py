"""What is asked of a run, as data: when, by which engine, where to.

Floor 7. Tables are `cdsl.api.loading.Reading`. Only what is seen at once not to be meant is refused
here.
"""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from cdsl.api.engines import Engine, Wish
from cdsl.api.files import Path, path_of
from cdsl.api.loading import WrongArgumentError
from cdsl.api.running import Output
from cdsl.api.starting import Order
from cdsl.api.tracing import Traced


def asked_of(
    *,
    now: datetime | str,
    until: datetime | str | None,
    campaign: str | None,
    people_requested: Sequence[str] | None,
    tokens: Mapping[str, str] | None,
    webhook_answers: Path | None,
    connect: bool,
    seed: int,
    strict: bool,
    out: Path | None,
    out_format: str | None,
    all_activities: bool,
    trace: Path | None,
    trace_people: Sequence[str] | None,
    engine: str,
    memory: str | None,
    world: Path | None,
    master: str | None,
) -> tuple[Order, Wish, Output | None, Traced | None]:
    """The arguments of `Project.run` as data. Raises WrongArgumentError."""
    order = Order(
        now=now,
        until=until,
        campaign=campaign,
        people=people_requested,
        tokens={} if tokens is None else tokens,
        seed=seed,
        webhook_answers=path_of(webhook_answers),
        connect=connect,
        strict=strict,
    )
    if engine not in list(Engine):
        raise WrongArgumentError(f"engine `{engine}` is none of {', '.join(Engine)}")
    wish = Wish(Engine(engine), memory, path_of(world), master)
    _refuse_unmeant(wish)
    folder = path_of(out)
    usual = "parquet" if wish.engine is Engine.SPARK else "csv"
    output = None if folder is None else Output(folder, out_format or usual, all_activities)
    people = None if trace_people is None else frozenset(trace_people)
    traced = None if trace is None else Traced(os.fspath(trace), people)
    return order, wish, output, traced


def _refuse_unmeant(wish: Wish) -> None:
    """Raise WrongArgumentError for what is asked of an engine that it is not of."""
    if wish.master is not None and wish.engine is not Engine.SPARK:
        raise WrongArgumentError("master is the cluster of Spark: say `--engine spark` as well")
    if wish.memory is None:
        return
    if wish.engine is Engine.ROW:
        raise WrongArgumentError("memory is DuckDB's: the row engine takes what it needs")
    if wish.engine is Engine.SPARK:
        raise WrongArgumentError(
            "memory is DuckDB's: how much Spark takes stands in its own settings"
        )
    if _SIZE.fullmatch(wish.memory) is None:
        raise WrongArgumentError("memory is no size: write one such as 2GB")


_SIZE: Final = re.compile(r"\s*[0-9]*[1-9][0-9]*([.][0-9]+)?\s*[KMGT](i?B)?\s*", re.IGNORECASE)
