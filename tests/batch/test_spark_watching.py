"""How far Spark is, while it works, and what Ctrl-C leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import enumerate as enumerate_threads
from typing import Any

import pytest

from tests.batch.test_spark_command import NOW, QUIET, has_spark
from tests.batch.test_spark_plans import BUSY, files

pytestmark = pytest.mark.spark


def test_what_takes_long_is_told_as_it_goes_on(spark: Any) -> None:
    from cdsl.batch.spark.watching import watched

    told: list[tuple[str, int, int]] = []
    with watched(lambda *now: told.append(now)) as following:
        while not told:
            time.sleep(0.1)
        assert set(told) == {("starting Spark", 0, 1)}
        with following(spark):
            for _ in range(20):
                spark.range(0, 20_000_000, 1, 8).selectExpr("sum(hash(id))").collect()
                if any(total for what, _, total in told if what.startswith("running, job")):
                    break
    assert any(total for what, _, total in told if what.startswith("running, job"))
    assert all(0 <= done <= total for _, done, total in told)
    assert not [one for one in enumerate_threads() if one.name == "progress"]
    assert spark.sparkContext.getLocalProperty("spark.jobGroup.id") is None


@pytest.mark.parametrize("place", ["", "out"])
def test_an_interrupt_leaves_nothing(place: str, tmp_path: Path) -> None:
    """While Spark starts, and while it writes."""
    has_spark()
    (tmp_path / "campaign.cdsl").write_text(BUSY, encoding="utf-8")
    files(tmp_path, 200, 3_000, 20)
    command = [sys.executable, "-m", "cdsl", "run", "campaign.cdsl", *NOW, "--engine", "spark"]
    command += ["--people", "people.parquet", "--activities", "activities.parquet", "--out", "out"]
    with subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, **QUIET}, stderr=subprocess.PIPE, text=True
    ) as running:
        time.sleep(3)
        while place and running.poll() is None and not list(tmp_path.glob("out/run-*/*")):
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=120)
    assert (running.returncode, said.strip()) == (130, "")
    assert not (tmp_path / "out").exists()
