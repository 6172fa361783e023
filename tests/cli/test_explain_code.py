"""`cdsl explain-code`: the pages of codes, from what is installed."""

import json
import os
import re
import shutil
import subprocess
import sys
import time

import pytest

from cdsl.faces.cli import main
from cdsl.faces.cli.markdown import markdown
from cdsl.source.codes import SEVERITIES, TITLES
from tests.cli.conftest import ROOT, environment

PAGES = ROOT / "docs" / "codes"
PAGE = """\
# CDS999: a title

Error. Some *words* and `some code`, a [link](x.md)
to **somewhere**: `a
b`.

- one `item`, which is longer
  than the line
- two

```csv file people.csv
id,email

1,*not stress*
```

| a | b |
| --- | --- |
"""
PLAIN = """\
CDS999: a title

Error. Some *words* and
`some code`, a link to
**somewhere**: `a b`.

- one `item`, which is
  longer than the line
- two

    people.csv
    id,email

    1,*not stress*

| a | b |
| --- | --- |"""


def test_a_pipe_gets_the_page_as_it_is(cdsl):
    done = cdsl("explain-code", "CDS101")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (PAGES / "CDS101.md").read_text("utf-8")


@pytest.mark.parametrize("written", ["CDS101", "cds101", "101"])
def test_a_code_in_other_writing(folder, capsys, written):
    assert main(["explain-code", written]) == 0
    assert capsys.readouterr().out.startswith("# CDS101: ")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("CDS0101", "Did you mean CDS101?"),
        ("CSD101", "Did you mean CDS101?"),
        ("nonsense", "`cdsl explain-code` lists all codes"),
        ("../CDS101", "There is no code '../CDS101'"),
        ("", "There is no code ''"),
    ],
)
def test_a_code_that_there_is_not(folder, capsys, written, said):
    assert main(["explain-code", written]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_the_list_of_all_codes(folder, capsys):
    assert main(["explain-code"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["code", "severity", "about"]
    assert [line.split(maxsplit=2) for line in lines] == [
        [code, str(SEVERITIES[code]), TITLES[code]] for code in sorted(TITLES)
    ]


def test_json(folder, capsys):
    assert main(["explain-code", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {one["code"]: one["title"] for one in listed["codes"]} == dict(TITLES)
    assert main(["explain-code", "CDS404", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "version": 1,
        "codes": [
            {
                "code": "CDS404",
                "severity": "hint",
                "title": TITLES["CDS404"],
                "page": (PAGES / "CDS404.md").read_text("utf-8"),
            }
        ],
    }


def test_a_page_is_laid_out():
    assert markdown(PAGE, color=False, width=24) == PLAIN


def test_colours_stand_for_the_signs():
    colored = markdown(PAGE, color=True, width=24)
    assert "\x1b[1mCDS999: a title\x1b[0m" in colored
    assert "\x1b[36msome\x1b[0m \x1b[36mcode\x1b[0m," in colored
    assert "\x1b[1msomewhere\x1b[0m:" in colored
    assert "`" not in colored


@pytest.mark.parametrize("page", sorted(PAGES.iterdir()), ids=lambda page: page.stem)
def test_every_page_keeps_its_letters(page):
    text = page.read_text("utf-8")
    written = re.sub(r"\[([^\]]+)\]\([^)\s]+\)", r"\1", text)
    written = re.sub(r"(?m)^```\w*(?: file(?= ))?(?: CDS\d+)*", "", written)
    for color in (False, True):
        shown = re.sub(r"\x1b\[\d+m", "", markdown(text, color=color, width=60))
        assert "".join(re.findall(r"\w", shown)) == "".join(re.findall(r"\w", written))


@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
def test_on_a_terminal(folder):
    tmux = ["tmux", "-L", f"cdsl-pages-{os.getpid()}", "-f", os.devnull]
    command = f"{sys.executable} -m cdsl explain-code CDS101; echo ended; sleep 60"
    new = [*tmux, "new-session", "-d", "-x", "60", "-y", "60", "-c", str(folder), command]
    env = environment({"SHELL": "/bin/sh"})
    if subprocess.run(new, env=env, capture_output=True, check=False).returncode:
        pytest.skip("tmux cannot start here")
    capture = [*tmux, "capture-pane", "-p", "-e"]
    shown = ""
    try:
        for _ in range(600):
            shown = subprocess.run(capture, capture_output=True, check=False).stdout.decode()
            if "ended" in shown:
                break
            time.sleep(0.05)
    finally:
        subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)
    assert "\x1b[1mCDS101: unknown field, activity, attribute or asset" in shown
    assert "# CDS101" not in shown
