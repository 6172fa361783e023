"""The same run by several engines, of tables that a test writes down."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cdsl.api import Project
from tests.batch.test_direct import told

NOW = "2026-11-23T09:00Z"
SEVERAL = ("activities", "lists", "entries")


def written(tables: Mapping[str, str | bytes], folder: Path) -> dict[str, Any]:
    """Tables as CSV files in a folder, as a run takes them."""
    inputs: dict[str, Any] = {}
    for name, content in tables.items():
        path = folder / f"{name}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        inputs[name] = [path] if name in SEVERAL else path
    return inputs


def runs(program: str, inputs: Mapping[str, Any], folder: Path, *engines: str) -> dict[str, Any]:
    """What became of a run, by engine; each writes into a folder of its name."""
    project = Project.from_texts({"campaign.cdsl": program})
    return {
        engine: project.run(now=NOW, out=folder / engine, engine=engine, **inputs)
        for engine in engines or ("row", "set")
    }


def assert_same(came: Mapping[str, Any], folder: Path) -> None:
    """Every engine has run, and told and written the same."""
    row = came["row"]
    for engine, done in came.items():
        assert done.has_run, (engine, done.diagnostics)
        assert told(done) == told(row), engine
        for one in sorted((folder / "row").iterdir()):
            assert (folder / engine / one.name).read_bytes() == one.read_bytes(), (engine, one.name)


def assert_unplain(done: Any, table: str) -> None:
    """A run was refused, since a table has to be read row by row."""
    assert not done.has_run
    ((code, said),) = ((one.code, one.message) for one in done.diagnostics)
    assert code == "CDS612", said
    assert table in said
