"""The folder that Spark writes into: the manifest comes last, and a failed run changes nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cdsl.semantics.types import Type
from tests.batch.test_spark_files import manifest_of, written

pytestmark = pytest.mark.spark
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(params=["", "file://"], ids=["path", "url"])
def scheme(request: pytest.FixtureRequest) -> str:
    """What stands before a path: it is reached by this machine, or as a cluster reaches it."""
    return str(request.param)


def write(folder: Path, spark: Any, numbers: str, scheme: str, read: tuple[Path, ...] = ()) -> None:
    from cdsl.batch.spark import output
    from cdsl.batch.spark.frames import Frame
    from cdsl.batch.spark.places import stored_path

    rows = spark.sql(f"SELECT {numbers} AS score")
    frames = [Frame("people", rows, (("score", Type.SCORE),))]
    place, *others = (stored_path(spark, f"{scheme}{path}") for path in (folder, *read))
    output.write(place, frames, output.Stamp(["Fair"], NOW, 7), others, spark)


def test_a_manifest_says_what_there_is(tmp_path: Path, spark: Any, scheme: str) -> None:
    write(tmp_path / "new" / "out", spark, "explode(array(1, 2, 3))", scheme)
    manifest = manifest_of(tmp_path / "new" / "out")
    (file,) = manifest["tables"]["people"].pop("files")
    assert file.pop("path").startswith("run-000001/people/part-00000-")
    assert file == {"rows": 3}
    assert manifest == {
        "version": 1,
        "campaigns": ["Fair"],
        "now": "2026-11-23T09:00:00Z",
        "seed": 7,
        "folder": "run-000001",
        "before": "",
        "tables": {"people": {"rows": 3, "columns": [{"name": "score", "type": "score"}]}},
    }


def test_the_world_before_stays_for_one_run(tmp_path: Path, spark: Any, scheme: str) -> None:
    (tmp_path / "run-000009").mkdir()
    for numbers in ("1", "2", "3"):
        write(tmp_path, spark, numbers, scheme)
    manifest = manifest_of(tmp_path)
    assert (manifest["folder"], manifest["before"]) == ("run-000012", "run-000011")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"manifest.json", "run-000009", "run-000011", "run-000012"}


def test_what_is_read_stays(tmp_path: Path, spark: Any, scheme: str) -> None:
    write(tmp_path, spark, "1", scheme)
    write(tmp_path, spark, "2", scheme)
    write(tmp_path, spark, "3", scheme, (tmp_path / "run-000001" / "people",))
    assert (tmp_path / "run-000001").is_dir()


def test_a_failed_run_leaves_everything_as_it_was(tmp_path: Path, spark: Any, scheme: str) -> None:
    write(tmp_path, spark, "explode(array(1, 2, 3))", scheme)
    before, there = written(tmp_path), sorted(tmp_path.rglob("*"))
    with pytest.raises(Exception, match="no such thing"):
        write(tmp_path, spark, "raise_error('no such thing')", scheme)
    assert sorted(tmp_path.rglob("*")) == there
    assert written(tmp_path) == before


def test_a_failed_first_run_leaves_nothing(tmp_path: Path, spark: Any, scheme: str) -> None:
    with pytest.raises(Exception, match="no such thing"):
        write(tmp_path / "a" / "b", spark, "raise_error('no such thing')", scheme)
    assert list(tmp_path.iterdir()) == []


def test_what_a_place_says_that_is_not_there(tmp_path: Path, spark: Any, scheme: str) -> None:
    from cdsl.batch.spark.places import stored_path

    place = stored_path(spark, f"{scheme}{tmp_path / 'nowhere'}")
    assert not place.is_there()
    assert not place.is_folder()
    with pytest.raises(FileNotFoundError):
        place.names()
    with pytest.raises(FileNotFoundError):
        place.read()
    with pytest.raises(FileExistsError):
        stored_path(spark, f"{scheme}{tmp_path}").make()
    assert place.is_inside(stored_path(spark, f"{scheme}{tmp_path}"))
    assert not place.is_inside(stored_path(spark, f"{scheme}{tmp_path / 'now'}"))
