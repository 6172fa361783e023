"""Numbers of people that Spark counts: those that the row engine gives one by one."""

from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from cdsl.api import Project
from tests.batch.runs import told
from tests.batch.test_spark_files import read, written

pytestmark = pytest.mark.spark

MANY = 9_000
SIGNS = "aZé\u00dfΣ漢\U0001f600"
CAMPAIGNS = """
list "Left"
list "Right"
batch campaign "First" {
  smart list { score >= 50 }
  flow {
    if score < 900 {
      rotate "Sides" {
        { add to list "Left"  rotate "Points" { { change score by 1 } { do nothing } } }
        { add to list "Right" }
        { do nothing }
      }
    }
    change notes to "came"
  }
}
batch campaign "Second" {
  smart list { member of list "Left" or score < 20 }
  flow { change score by 2 }
}
"""


def ids() -> dict[str, list[str]]:
    """Ids of many kinds, most of them where few others are."""
    random = Random(1)
    spread = [str(random.randrange(10**17)) for _ in range(200)]
    texts = {"".join(random.choices(SIGNS, k=12)) for _ in range(MANY)}
    return {
        "numbers": [str(number) for number in range(MANY)],
        "numbers, uneven": [str(number) for number in range(MANY - 200)] + spread,
        "numbers, written in several ways": [
            "0" * (number % 3) + str(number // 3) for number in range(MANY)
        ],
        "long numbers": [f"{'9' * (number % 7 + 15)}{number:05}" for number in range(MANY)],
        "texts": sorted(texts),
    }


@pytest.mark.parametrize("own", ids().values(), ids=ids())
@pytest.mark.parametrize("is_parted", [True, False], ids=["in parts", "by one task"])
def test_numbers_are_those_of_the_row_engine(
    own: list[str], tmp_path: Path, spark: Any, monkeypatch: pytest.MonkeyPatch, *, is_parted: bool
) -> None:
    cores = spark.sparkContext.defaultParallelism
    monkeypatch.setattr("cdsl.batch.spark.cluster.MANY_CORES", cores if is_parted else cores + 1)
    shuffled = list(own)
    Random(2).shuffle(shuffled)
    scores = [len(own) - number for number in range(len(own))]
    people = tmp_path / "people.parquet"
    parquet.write_table(pa.table({"id": shuffled, "score": scores}), people, row_group_size=1_000)
    project = Project.from_texts({"campaign.cdsl": CAMPAIGNS})
    row, done = (
        project.run(
            now="2026-11-23T09:00Z",
            people=people,
            out=tmp_path / engine,
            out_format="parquet",
            engine=engine,
        )
        for engine in ("row", "spark")
    )
    assert done.has_run, done.diagnostics
    assert told(done) == told(row)
    for name, rows in written(tmp_path / "spark").items():
        assert rows == read(tmp_path / "row" / f"{name}.parquet"), name
