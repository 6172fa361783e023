"""What `batch_campaign.cdsl` does, written by hand in polars, from Parquet to Parquet.

The streaming engine reads and writes; only who is in the flow, with what the writes need, is held
in between. The four tables are written by one query, so that they are written side by side.
"""

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from bench.by_hand import COLUMNS
from bench.crowd import NOW, Crowd

ENGAGED = "Engaged"


def with_polars(crowd: Crowd, out: Path) -> None:
    """Do the campaign to the Parquet files of a crowd, and write those of the world after it."""
    out.mkdir(exist_ok=True)
    people, lists = pl.scan_parquet(crowd.people), pl.scan_parquet(crowd.lists)
    flow = (
        _flow(people, pl.scan_parquet(crowd.activities), lists).collect(engine="streaming").lazy()
    )
    tables = {
        "people": _people_after(people, flow),
        "activities": _log(flow),
        "lists": pl.concat([lists, _listed(flow, "Contacted"), _listed(flow, "Hot")]),
        "entries": pl.concat(
            [_entered(flow, "Reach out"), _entered(flow.filter("passed"), "Pass on")]
        ),
    }
    sinks = [
        table.sink_parquet(
            out / f"{name}.parquet", compression="snappy", maintain_order=False, lazy=True
        )
        for name, table in tables.items()
    ]
    pl.collect_all(sinks, engine="streaming")


# Who and what -----------------------------------------------------------------------------------


def twelve() -> pl.Expr:
    """The smart list of 12 predicates alone."""
    title = pl.col("title").str.to_lowercase()
    industry = pl.col("industry").str.to_lowercase()
    return (
        pl.col("country").str.to_lowercase().is_in(["italy", "france", "germany"])
        & pl.col("unsubscribed").ne_missing(True)
        & ((industry == "software") | industry.str.contains("tech", literal=True))
        & (
            title.str.contains("chief", literal=True)
            | title.str.contains("vice president", literal=True)
            | pl.col("score").is_between(60, 80)
        )
        & (
            (pl.col("employees") >= 500)
            | (pl.col("acquired_on") >= date(2026, 6, 1))
            | (pl.col("last_activity") >= date(2026, 10, 1))
        )
        & pl.col("state").str.to_lowercase().ne_missing("ca")
        & ~pl.col("email")
        .str.to_lowercase()
        .str.contains("@example.org", literal=True)
        .fill_null(False)
    )


def _flow(people: pl.LazyFrame, activities: pl.LazyFrame, lists: pl.LazyFrame) -> pl.LazyFrame:
    """Who enters, in order, with what becomes of them."""
    kind, at = pl.col("activity"), pl.col("at")
    opened = (kind == "open_email") & (at >= NOW - timedelta(days=60))
    clicked = (kind == "click_email") & (at >= NOW - timedelta(days=30))
    active = (
        activities.filter((at <= NOW) & (opened | clicked))
        .group_by("person_id")
        .agg(
            opened=(kind == "open_email").sum(),
            clicked=(kind == "click_email").sum(),
        )
        .filter(pl.col("opened") >= 2)
    )

    def on(name: str) -> pl.LazyFrame:
        return lists.filter(pl.col("list") == name).select(id="person_id")

    def is_on(name: str, column: str) -> pl.LazyFrame:
        return on(name).with_columns(pl.lit(True).alias(column))

    score = pl.col("score").fill_null(0)
    chief = pl.col("title").str.to_lowercase().str.contains("chief", literal=True).fill_null(False)
    gained = pl.when(chief).then(15).when(score >= 50).then(10).otherwise(5).cast(pl.Int64)
    passed = (
        (pl.col("reached") >= 60) & pl.col("opted_in").fill_null(False) & (pl.col("clicked") > 0)
    )
    return (
        people.filter(
            twelve() | (pl.col("unsubscribed").ne_missing(True) & (pl.col("score") >= 10))
        )
        .join(active, left_on="id", right_on="person_id")
        .join(on("Customers"), on="id", how="anti")
        .join(is_on("Hot", "hot"), on="id", how="left")
        .join(is_on("Contacted", "was_contacted"), on="id", how="left")
        .with_columns(gained=gained)
        .with_columns(reached=score + pl.col("gained"))
        .with_columns(passed=passed)
        .select(
            "id",
            "gained",
            "reached",
            "passed",
            before="score",
            status="lead_status",
            left_with=pl.col("reached") - pl.when("passed").then(5).otherwise(0),
            engaged=pl.col("lead_status").ne_missing(ENGAGED),
            made_hot=pl.col("passed") & pl.col("hot").is_null(),
            contacted=pl.col("was_contacted").is_null(),
        )
        .sort(pl.col("id").cast(pl.Int64))
        .with_row_index("run", offset=1)
    )


# The world after it -----------------------------------------------------------------------------


def _people_after(people: pl.LazyFrame, flow: pl.LazyFrame) -> pl.LazyFrame:
    entered = pl.col("left_with").is_not_null()
    return (
        people.join(flow.select("id", "left_with"), on="id", how="left")
        .with_columns(
            score=pl.when(entered).then("left_with").otherwise("score"),
            lead_status=pl.when(entered).then(pl.lit(ENGAGED)).otherwise("lead_status"),
        )
        .drop("left_with")
    )


def _listed(flow: pl.LazyFrame, name: str) -> pl.LazyFrame:
    added = flow.filter("made_hot" if name == "Hot" else "contacted")
    return added.select(list=pl.lit(name), person_id="id")


def _entered(flow: pl.LazyFrame, campaign: str) -> pl.LazyFrame:
    return flow.select(campaign=pl.lit(campaign), person_id="id", at=_clock())


def _clock() -> pl.Expr:
    return pl.lit(NOW).cast(pl.Datetime("us", "UTC"))


def _log(flow: pl.LazyFrame) -> pl.LazyFrame:
    """What each step has left, of whom it changed anything."""
    choice = pl.col("gained").replace_strict(
        {15: "1.1.1", 10: "1.2.1", 5: "1.3.1"}, return_dtype=pl.String
    )
    steps = (
        _left(
            flow,
            "change_score",
            "Reach out",
            choice,
            score=pl.lit("score"),
            change="gained",
            new_value=pl.col("reached").cast(pl.String),
            old_value=pl.col("before").cast(pl.String),
            reason=pl.concat_str(pl.lit('Campaign "Reach out" step '), choice),
        ),
        _left(
            flow.filter("engaged"),
            "change_data_value",
            "Reach out",
            pl.lit("2"),
            attribute=pl.lit("lead_status"),
            new_value=pl.lit(ENGAGED),
            old_value="status",
            reason=pl.lit('Campaign "Reach out" step 2'),
            source=pl.lit("flow"),
        ),
        _left(
            flow,
            "execute_campaign",
            "Reach out",
            pl.lit("3"),
            campaign=pl.lit("Pass on"),
            qualified="passed",
            parent=pl.lit("Reach out"),
            parent_tokens=pl.lit(False),
        ),
        _left(flow.filter("made_hot"), "add_to_list", "Pass on", pl.lit("1"), list=pl.lit("Hot")),
        _left(
            flow.filter("passed"),
            "change_score",
            "Pass on",
            pl.lit("2"),
            score=pl.lit("score"),
            change=pl.lit(-5, pl.Int64),
            new_value=pl.col("left_with").cast(pl.String),
            old_value=pl.col("reached").cast(pl.String),
            reason=pl.lit('Campaign "Pass on" step 2'),
        ),
        _left(
            flow.filter("contacted"),
            "add_to_list",
            "Reach out",
            pl.lit("4"),
            list=pl.lit("Contacted"),
        ),
    )
    return pl.concat(steps, how="diagonal").select(COLUMNS)


def _left(
    flow: pl.LazyFrame, activity: str, campaign: str, step: pl.Expr, /, **values: pl.Expr | str
) -> pl.LazyFrame:
    return flow.select(
        person_id="id",
        activity=pl.lit(activity),
        at=_clock(),
        by_campaign=pl.lit(campaign),
        by_run=pl.col("run").cast(pl.Int64),
        by_step=step,
        **values,
    )
