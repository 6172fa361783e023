"""What a declaration changes: those are told whose meaning has changed, and no others."""

from pathlib import Path

import pytest

from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console

FILE = """\
tokens { least: integer = 10  unread: text = "a"  base: score = +1  points: score = {{my.base}} }
email "Mail" { subject: "At {{my.least}}" body: "…" }
program "Fair" { tokens { own: text = "b" } }
smart list "Above" { score > {{my.least}} }
smart list "Plain" { score > 10 }
batch campaign "Plainly" { smart list { score > 10 } flow { do nothing } }
batch campaign "Reads" { smart list { score > {{my.least}} } flow { do nothing } }
batch campaign "Hides" {
  tokens { least: integer = 3 }
  smart list { score > {{my.least}} }
  flow { do nothing }
}
batch campaign "Sends" { smart list { everyone } flow { send email "Mail" } }
executable campaign "Adds" {
  tokens { points: score = +0 }
  smart list { everyone }
  qualify every time
  flow { change score by {{my.points}} }
}
batch campaign "Passes" {
  smart list { everyone }
  flow { execute campaign "Adds" with parent tokens }
}
batch campaign "Keeps" { smart list { everyone } flow { execute campaign "Adds" } }
"""


@pytest.fixture
def reading(console: Console, folder: Path) -> Console:
    """A console with campaigns that read tokens, and others that do not."""
    (folder / "reading.cdsl").write_text(FILE)
    said = carry_out(console, f".load {folder / 'reading.cdsl'}")
    assert said.is_good, said.text
    return console


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        ("least: integer = 20", {"Above", "Reads", "Sends"}),
        ('unread: text = "b"', set()),
        ("base: score = +2", {"Passes"}),
        ('new: text = "c"', set()),
        ("points: score = +9", {"Passes"}),
    ],
)
def test_only_who_reads_a_token_has_changed(
    reading: Console, typed: str, changed: set[str]
) -> None:
    said = carry_out(reading, f"tokens {{ {typed} }}")
    assert said.is_good, said.text
    lines = said.text.splitlines() if changed else []
    assert {line.split('"')[1] for line in lines} == changed, said.text
    assert changed or said.text == "it is declared"


def test_what_is_called_alike_is_told_apart(console: Console) -> None:
    assert carry_out(console, 'folder "F" { smart list "Warm" { score > 1 } }').text.startswith(
        'smart list "Warm" in folder "F" is new: 3 people'
    )
