"""How far DuckDB is, while it works."""

from threading import enumerate as enumerate_threads

import pytest

pytest.importorskip("duckdb")


def test_what_takes_long_is_told_as_it_goes_on() -> None:
    from cdsl.batch.duckdb.direct import opened
    from cdsl.batch.duckdb.watching import watched

    told: list[int] = []
    with opened() as connection, watched(connection, told.append):
        for _ in range(20):
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE t AS SELECT md5(range::VARCHAR) AS x "
                "FROM range(500_000)"
            )
            connection.execute("SELECT count(DISTINCT x) FROM t").fetchall()
            if any(0 < share < 100 for share in told):
                break
    assert any(0 < share < 100 for share in told)
    assert all(0 <= share <= 100 for share in told)
    assert not [one for one in enumerate_threads() if one.name == "progress"]
