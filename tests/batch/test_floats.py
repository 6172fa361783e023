"""Fields of floats that a flow changes: the log shows them as the row engine does."""

from pathlib import Path

import pytest

from cdsl.api import Project
from tests.batch.runs import told

pytest.importorskip("duckdb")

CAMPAIGN = """person { ratio: float }
batch campaign "Halve" {
  smart list { ratio > -1000 }
  flow { change notes to "was {{lead.ratio}}"  change ratio by 0.1 }
}
"""
RATIOS = ("0.2", "-0.5", "1e16", "1e22", "0.00001", "123456789.25", "", "1e-7", "9999999999999998")


def test_both_engines_show_floats_alike(tmp_path: Path) -> None:
    from pyarrow import parquet, table

    values = [float(one) if one else None for one in RATIOS]
    ids = [str(number) for number, _ in enumerate(values)]
    people = tmp_path / "people.parquet"
    parquet.write_table(table({"id": ids, "ratio": values}), people)
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN})
    row, done = (
        project.run(now="2026-11-23T09:00Z", people=people, out=tmp_path / engine, engine=engine)
        for engine in ("row", "set")
    )
    assert row.has_run
    assert done.has_run, done.diagnostics
    assert told(done) == told(row)
    for one in sorted((tmp_path / "row").iterdir()):
        assert one.read_bytes() == (tmp_path / "set" / one.name).read_bytes()
    assert "was 0.0000001" in (tmp_path / "set" / "people.csv").read_text()
