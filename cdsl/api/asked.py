"""What is asked of a run, as data: when, by which engine, where to.

Floor 7. Only what is seen at once not to be meant is refused here.
"""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Required

from cdsl.api.choices import Engine, Wish
from cdsl.api.files import Path, path_of
from cdsl.api.loading import Reading, Tables, WrongArgumentError, reading_of
from cdsl.api.running import Output
from cdsl.api.starting import Order
from cdsl.api.tracing import Traced


class Asked(Tables, total=False):
    """What `Project.run` is asked, by name; `now` alone must be given.

    Instants are aware, or texts as the language writes them, in the zone of the first file's
    workspace; the clock goes on to `until`, else it stands still. `campaign` alone is started, or a
    trigger campaign requested for `people_requested`, with `tokens` passed by name without `my.`.
    `webhook_answers` is a file of prepared answers; `connect` really calls webhooks and installed
    handlers, see `cdsl.api.outside`. `seed` (0) is what chance hangs on. `strict` lets nothing run
    while there are warnings.

    `out` is a folder for the tables of the world afterwards, in the `out_format` `csv` (the usual)
    or `parquet` (that in Spark), or a database; their log is that of the run, or all with
    `all_activities`. `trace` is a file for what happened event by event, to everybody or to
    `trace_people`.

    `engine` is `auto` (the usual), `row`, `set` or `spark`; `memory` is all that DuckDB may take,
    such as `2GB`; `world` is a DuckDB file that is changed in place; `master` is the URL of a
    cluster.
    """

    now: Required[datetime | str]
    until: datetime | str | None
    campaign: str | None
    people_requested: Sequence[str] | None
    tokens: Mapping[str, str] | None
    webhook_answers: Path | None
    connect: bool
    seed: int
    strict: bool
    out: Path | None
    out_format: str | None
    all_activities: bool
    trace: Path | None
    trace_people: Sequence[str] | None
    engine: str
    memory: str | None
    world: Path | None
    master: str | None


def asked_of(asked: Asked) -> tuple[Wish, Order, Reading, Output | None, Traced | None]:
    """The arguments of `Project.run` as data.

    Raises WrongArgumentError for what cannot be meant, TypeError for a name that is no argument and
    for one that is missing.
    """
    if missing := Asked.__required_keys__ - asked.keys():
        raise TypeError(f"missing arguments: {', '.join(sorted(missing))}")
    if unknown := asked.keys() - Asked.__annotations__.keys():
        raise TypeError(f"unexpected arguments: {', '.join(sorted(unknown))}")
    order = Order(
        now=asked["now"],
        until=asked.get("until"),
        campaign=asked.get("campaign"),
        people=asked.get("people_requested"),
        tokens=asked.get("tokens") or {},
        seed=asked.get("seed", 0),
        webhook_answers=path_of(asked.get("webhook_answers")),
        connect=asked.get("connect", False),
        strict=asked.get("strict", False),
    )
    engine = asked.get("engine", Engine.AUTO)
    if engine not in list(Engine):
        raise WrongArgumentError(f"`{engine}` is none of {', '.join(Engine)}", "engine")
    wish = Wish(
        Engine(engine), asked.get("memory"), path_of(asked.get("world")), asked.get("master")
    )
    _refuse_unmeant(wish)
    return wish, order, reading_of(asked), _output_of(asked, wish), _traced_of(asked)


def _output_of(asked: Asked, wish: Wish) -> Output | None:
    folder = path_of(asked.get("out"))
    if folder is None:
        return None
    if not folder:
        raise WrongArgumentError("is empty: name a folder", "out")
    usual = "parquet" if wish.engine is Engine.SPARK else "csv"
    return Output(folder, asked.get("out_format") or usual, asked.get("all_activities", False))


def _traced_of(asked: Asked) -> Traced | None:
    trace, people = asked.get("trace"), asked.get("trace_people")
    if trace is None:
        return None
    if not os.fspath(trace):
        raise WrongArgumentError("is empty: name a file", "trace")
    return Traced(os.fspath(trace), None if people is None else frozenset(people))


def _refuse_unmeant(wish: Wish) -> None:
    """Raise WrongArgumentError for what is asked of an engine that it is not of."""
    if wish.master is not None and wish.engine is not Engine.SPARK:
        raise WrongArgumentError("is the cluster of Spark: say `--engine spark` as well", "master")
    if wish.memory is None:
        return
    if wish.engine is Engine.ROW:
        raise WrongArgumentError("is DuckDB's: the row engine takes what it needs", "memory")
    if wish.engine is Engine.SPARK:
        raise WrongArgumentError(
            "is DuckDB's: how much Spark takes stands in its own settings", "memory"
        )
    if _SIZE.fullmatch(wish.memory) is None:
        raise WrongArgumentError("is no size: write one such as 2GB", "memory")


_SIZE: Final = re.compile(r"\s*[0-9]*[1-9][0-9]*([.][0-9]+)?\s*[KMGT](i?B)?\s*", re.IGNORECASE)
