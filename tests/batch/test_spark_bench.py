"""The campaign that Spark is measured by: its engine and what is done by hand come to the same."""

from pathlib import Path
from typing import Any

import pytest

from bench import by_engine, by_hand
from bench.crowd import generated

pytestmark = pytest.mark.spark


def test_by_hand_and_by_engine(tmp_path: Path, spark: Any) -> None:
    from bench.by_hand_spark import in_spark
    from bench.spark import SETTINGS, gathered, named_by_manifest

    session = spark.newSession()
    for name, value in SETTINGS.items():
        if name.startswith("spark.sql."):
            session.conf.set(name, value)
    crowd = generated(tmp_path, 2_000)
    by_hand.to_parquet(crowd, tmp_path / "wanted")
    for _ in range(2):
        in_spark(crowd, tmp_path / "hand", session)
    by_hand.same(gathered(tmp_path / "hand"), tmp_path / "wanted")
    report = by_engine.in_spark(crowd, tmp_path / "engine").campaigns
    by_hand.same(gathered(named_by_manifest(tmp_path / "engine")), tmp_path / "wanted")
    assert report == by_engine.to_parquet(crowd, tmp_path / "set").campaigns
