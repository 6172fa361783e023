"""No input of any kind shows a Python traceback, or counts as a bug of ours."""

import json
import random

import pytest

from cdsl.faces.cli import main
from tests.cli.conftest import CAMPAIGN, PEOPLE

_BINARY = random.Random(7).randbytes(5_000)

TEXTS = {
    "empty": b"",
    "byte order mark": b"\xef\xbb\xbf",
    "byte order mark and text": b"\xef\xbb\xbf" + CAMPAIGN.encode(),
    "carriage returns": CAMPAIGN.replace("\n", "\r\n").encode(),
    "old line ends": CAMPAIGN.replace("\n", "\r").encode(),
    "zero bytes": b'list "A"\0\0',
    "binary": _BINARY,
    "executable": b"\x7fELF\x02\x01\x01" + bytes(50),
    "latin-1": 'list "Café"\n'.encode("latin-1"),
    "utf-16": CAMPAIGN.encode("utf-16"),
    "cut in a character": 'list "Caf\u00e9'.encode()[:-1],
    "escape sequences": b'list "\x1b[2J\x1b]0;x\x07"\nsmart list "\x1b[31m" { \x1b[31mx is 1 }',
    "right to left": 'smart list "A" { \u202eemail is "x" }'.encode(),
    "one long line": b"list " * 100_000,
    "one long text": b'list "' + b"x" * 1_100_000 + b'"',
    "one long name": b"smart list " + b"x" * 200_000,
    "many errors": b"} " * 20_000,
    "parentheses": b'smart list "A" { ' + b"(" * 100_000 + b" }",
    "blocks": b'smart list "A" { ' + b"all { " * 50_000,
    "nots": b'smart list "A" { ' + b"not " * 50_000 + b'email is "x" }',
    "folders": b'folder "F" { ' * 20_000,
    "long list": b'smart list "A" { country in [' + b'"IT", ' * 120_000 + b'"FR"] }',
    "long number": b'smart list "A" { score is ' + b"9" * 10_000 + b" }",
    "tokens in tokens": b'tokens { a: text = "{{my.b}}" b: text = "{{my.a}}" }',
    "a far year": b'test "t" { now 9999-12-31T23:59 advance 9999999999 years }',
}


def no_bug(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Carries out a command line that may fail, but in an orderly way."""
    assert main(arguments) in (0, 1, 2)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert "CDS901" not in out + err
    assert "\x1b" not in out + err
    return out


@pytest.mark.parametrize("name", TEXTS)
def test_campaign_files(folder, capsys, name):
    (folder / "nasty.cdsl").write_bytes(TEXTS[name])
    no_bug(["check", "nasty.cdsl"], capsys)
    json.loads(no_bug(["check", "nasty.cdsl", "--format", "json"], capsys))
    no_bug(["test", "nasty.cdsl"], capsys)
    no_bug(["run", "nasty.cdsl", "--people", "people.csv"], capsys)


@pytest.mark.parametrize("name", ["latin-1", "utf-16", "binary", "zero bytes"])
def test_what_is_no_utf_8_text_is_one_error(folder, capsys, name):
    (folder / "nasty.cdsl").write_bytes(TEXTS[name])
    (folder / "a.cdsl").write_text('use "./nasty.cdsl"\nlist "A"\n')
    for file in ("nasty.cdsl", "a.cdsl"):
        document = json.loads(no_bug(["check", file, "--format", "json"], capsys))
        found = [(one["code"], one["file"]) for one in document["diagnostics"]]
        assert found == [("CDS010", "nasty.cdsl")]


def test_cut_anywhere(folder, capsys):
    for end in range(0, len(CAMPAIGN), 41):
        (folder / "nasty.cdsl").write_text(CAMPAIGN[:end])
        no_bug(["check", "nasty.cdsl"], capsys)


TABLES = {
    "empty": b"",
    "a header": b"id,email\n",
    "binary": _BINARY,
    "zero bytes": b"id,email\n1,\0\n",
    "latin-1": "id,first_name\n1,Zo\u00e9\n".encode("latin-1"),
    "utf-16": PEOPLE.encode("utf-16"),
    "open quotes": b'id,email\n1,"ada\n',
    "too many cells": b"id,email\n1,a,b,c\n",
    "too few cells": b"id,email\n1\n",
    "doubled header": b"id,email,email\n1,a,b\n",
    "doubled id": b"id,email\n1,a\n1,b\n",
    "bad cell": b"id,score\n1,many\n",
    "long cell": b"id,first_name\n1," + b"x" * 500_000 + b"\n",
    "long number": b"id,score\n1," + b"9" * 10_000 + b"\n",
    "escape sequences": b"id,\x1b[2J\n1,\x1b[31m\n",
    "bad dates": b"id,created_at\n1,2026-02-30\n2,99999-01-01\n3,0000-00-00\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_tables(folder, capsys, name):
    (folder / "nasty.csv").write_bytes(TABLES[name])
    run = ["run", "campaign.cdsl", "--now", "2026-11-23", "--people"]
    no_bug([*run, "nasty.csv"], capsys)
    no_bug([*run, "nasty.csv", "--infer", "--bad-cells", "empty"], capsys)
    for option in (
        "--activities",
        "--events",
        "--lists",
        "--members",
        "--companies",
        "--entries",
        "--webhook-answers",
    ):
        no_bug([*run, "people.csv", option, "nasty.csv"], capsys)


@pytest.mark.parametrize("through", ["people.csv", "link.csv"])
def test_a_table_that_is_read_is_not_replaced(folder, capsys, through):
    (folder / "link.csv").symlink_to("people.csv")
    before = (folder / "people.csv").read_text()
    run = ["run", "campaign.cdsl", "--now", "2026-01-01", "--people", through]
    assert main([*run, "--out", "."]) == 1
    err = capsys.readouterr().err
    assert f"error[CDS711]: the output cannot be written to `.`: it would replace {through}" in err
    assert "nothing has run" in err
    assert (folder / "people.csv").read_text() == before
    assert main([*run, "--out", "new"]) == 0
