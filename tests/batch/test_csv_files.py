"""Files of CSV that are written in odd ways: both engines read the same, or the set-based one none.

The row engine's reader is the judge; what DuckDB reads otherwise is found before it is asked.
"""

import csv
import io
from pathlib import Path
from random import Random

import duckdb
import pytest

from cdsl.batch.duckdb import csv_files
from tests.batch.both import assert_same, assert_unplain, runs, written

CAMPAIGN = """batch campaign "Count" {
  smart list { score >= 0 }
  flow { change score by 1 }
}
"""
HEADER = b"id,note,score\n"
ALIKE = {
    "a byte order mark": b"\xef\xbb\xbfid,score\n1,2\n",
    "a quoted header": b'"id","score"\n1,2\n',
    "blanks in the header": b" id , score \n1,2\n",
    "other letters in the header": b"ID,Score\n1,2\n",
    "labels in the header": b"Lead ID,Person Score\n1,2\n",
    "a name over two lines": b'id,"a\nb",score\n1,x,2\n',
    "only a header": b"id,score\n",
    "a header without an end": b"id,score",
    "no end of the last line": b"id,score\n1,2",
    "an empty cell at the end": b"id,score,note\n1,2,",
    "blank lines": b"id,score\n1,2\n\n\n3,4\n\n",
    "lines of one kind": b"id,score\r\n1,2\r\n\r\n3,4\r\n",
    "lines of an old kind": b"id,score\r1,2\r3,4\r",
    "other ends of lines in quotes": HEADER + b'1,"a\r\nb",2\n2,"c\rd",3\n',
    "quotes in a cell without": HEADER + b'1,a"b""c",2\n',
    "quotes in quotes": HEADER + b'1,"He said, ""so"" and ""so""",2\n2,"""a"" ""b""",3\n',
    "blanks around cells": HEADER + b"1, x ,2\n2, ,3\n",
    "backslashes": HEADER + b'1,"a\\",2\n2,a\\nb\\N,3\n',
    "words for nothing": HEADER + b"1,NULL,2\n2,null,3\n3,chr(0),4\n",
    "comments": HEADER + b"#1,a,2\n",
    "signs beyond 16 bits": HEADER + "1,\U0001f600\uffff\u2028,2\n".encode(),
}
BLANKS_AT_QUOTES = {
    "a blank behind a quote": HEADER + b'1,"a" ,2\n',
    "a blank behind the last quote": b'id,score,note\n1,2,"a" \n',
    "a blank behind a quote at the end": b'id,score,note\n1,2,"a"  ',
    "a blank between quotes": HEADER + b'1,"a" "b",2\n2,"" "b",3\n',
    "a blank before a quote": HEADER + b'1, "a",2\n',
    "a blank before the first quote": HEADER + b'\n "1",a,2\n',
    "a blank before two quotes": HEADER + b'1, "",2\n',
    "a blank before the last quotes": b'id,score,note\n1,2, ""',
    "blanks before quotes in quotes": HEADER + b'1,  """a""",2\n',
    "a blank in the header": b'"id" ,score\n1,2\n',
    "a blank before the header": b'\xef\xbb\xbf "id",score\n1,2\n',
}
OTHERWISE = {
    **{
        name: (table, "people.csv has a blank at a quote")
        for name, table in BLANKS_AT_QUOTES.items()
    },
    "a sign that is none": (HEADER + b"1,a\0,2\n", "people.csv has NUL characters"),
    "a cell too many": (b"id,score\n1,2,\n3,4\n", "CSV Error on Line: 2"),
    "a quoted cell too many": (b'id,score\n1,2,""\n3,4\n', "CSV Error on Line: 2"),
    "cells too few": (HEADER + b"1,2\n", "CSV Error on Line: 2"),
    "a line of blanks": (b"id,score\n1,2\n  \n", "CSV Error on Line: 3"),
    "ends of two kinds": (b"id,score\r\n1,2\n3,4\r\n", "The CSV Parser state"),
    "a quote that is not closed": (HEADER + b'1,"a,2\n2,b,3\n', "CSV Error on Line: 2"),
    "one name twice": (b"id,score,note,Note\n1,2,a,b\n", "people.csv has two columns `Note`"),
    "a column without a name": (b"id,,score\n1,2,3\n", "people.csv has a column without a name"),
    "another encoding": (HEADER + b"1,\xe9,2\n", "people.csv` is not UTF-8 text"),
    "a cell as long as none may be": (
        HEADER + b"1," + b"x" * 1_000_001 + b",2\n",
        "CSV Error on Line: 2",
    ),
}


@pytest.mark.parametrize("table", ALIKE.values(), ids=ALIKE)
def test_both_engines_read_the_same(table: bytes, tmp_path: Path) -> None:
    assert_same(runs(CAMPAIGN, written({"people": table}, tmp_path), tmp_path), tmp_path)


@pytest.mark.parametrize(("table", "message"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_duckdb_reads_otherwise_is_the_row_engines(
    table: bytes, message: str, tmp_path: Path
) -> None:
    came = runs(CAMPAIGN, written({"people": table}, tmp_path), tmp_path, "set")
    assert_unplain(came["set"], message)


@pytest.mark.parametrize("delimiter", ",;\t")
def test_no_blank_at_a_quote_is_overlooked(delimiter: str, tmp_path: Path) -> None:
    """Of cells of such signs alone, all that is not found is read as the row engine reads it."""
    random, path = Random(f"cells of {delimiter}"), tmp_path / "table.csv"
    found = 0
    for _ in range(3_000):
        cells = ["".join(random.choices(f'" ax{delimiter}', k=random.randrange(7))) for _ in "ab"]
        text = f"a{delimiter}b\n{delimiter.join(cells)}\n"
        path.write_text(text)
        if csv_files.has_blanks_at_quotes(str(path), delimiter):
            found += 1
            continue
        try:
            records = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
            wanted = [tuple(one) for one in records[1:]]
        except csv.Error:
            wanted = []
        if any(len(one) != 2 for one in wanted):
            wanted = []
        try:
            read = duckdb.execute(f"FROM {csv_files.csv(str(path), delimiter, 'ab')}").fetchall()
        except duckdb.Error:
            continue
        assert read == wanted, text
    assert found < 1_500


def test_a_blank_at_a_quote_is_found_wherever_a_file_is_divided(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    for length in range((1 << 20) - 12, (1 << 20) + 4):
        for cell in (b'"a"  ,', b',  "a"', b'"a"  "b"'):
            path.write_bytes(b"x" * length + cell + b"y" * 20 + b"\n")
            assert csv_files.has_blanks_at_quotes(str(path), ",")
        path.write_bytes(b'"' + b"x" * length + b', ""so"" and ""so""\n"\n')
        assert not csv_files.has_blanks_at_quotes(str(path), ",")


@pytest.mark.parametrize("at", ["", '""'])
@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("activities", "person_id,activity,at\n1,visit_page,{}\n"),
        ("entries", "campaign,person_id,at\nCount,1,{}\n"),
    ],
)
def test_an_instant_that_is_missing_is_the_row_engines(
    table: str, text: str, at: str, tmp_path: Path
) -> None:
    inputs = written({"people": "id,score\n1,2\n", table: text.format(at)}, tmp_path)
    came = runs(CAMPAIGN, inputs, tmp_path, "row", "set")
    assert not came["row"].has_run
    assert_unplain(came["set"], table)
