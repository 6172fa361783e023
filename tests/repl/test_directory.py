"""People offered by what their ids and email addresses begin with."""

from pathlib import Path

from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.completing import candidates
from cdsl.faces.repl.console import Console

PEOPLE = """\
id,email
ada,Shared@example.com
bob,shared@example.com
"Ada Lovelace",émile@example.com
carl@example.com,carl@example.com
shared@example.org,
"""


def offered(console: Console, text: str) -> list[tuple[str, str]]:
    """What is written for each person, and what is said of them."""
    return [(written, about) for written, _, about in candidates(console, text).offered]


def many(console: Console, folder: Path) -> Console:
    """The console with the people of this file."""
    (folder / "many.csv").write_text(PEOPLE)
    assert carry_out(console, f".people {folder / 'many.csv'}").is_good
    return console


def test_an_address_names_one_person_and_an_id_who_shares_one(
    console: Console, folder: Path
) -> None:
    sat = many(console, folder)
    assert offered(sat, ".focus ADA") == [
        ("ada", "Shared@example.com"),
        ("Ada Lovelace", "émile@example.com"),
    ]
    assert offered(sat, ".focus sha") == [
        ("ada", "Shared@example.com"),
        ("bob", "shared@example.com"),
        ("shared@example.org", ""),
    ]
    assert offered(sat, ".focus É") == [("émile@example.com", "Ada Lovelace")]
    assert offered(sat, ".focus c") == [("carl@example.com", "carl@example.com")]
    assert [written for written, _ in offered(sat, '.focus "ada')] == ['"ada"', '"Ada Lovelace"']


def test_whatever_is_offered_is_taken(console: Console, folder: Path) -> None:
    sat = many(console, folder)
    for begun in ("", "a", "s", "é", "c", '"', '"a', '"s'):
        for written, _ in offered(sat, f".focus {begun}"):
            assert carry_out(sat, f".focus {written}").is_good, written


def test_who_is_gone_or_has_another_address_is_not_offered(console: Console) -> None:
    assert offered(console, ".focus b") == [("bob@example.com", "3")]
    carry_out(console, ".focus 3")
    assert carry_out(console, 'change email to "rob@example.com"').is_good
    assert offered(console, ".focus b") == []
    assert carry_out(console, "delete person").is_good
    assert offered(console, ".focus 3") == []
    assert carry_out(console, ".undo").is_good
    assert offered(console, ".focus 3") == [("3", "rob@example.com")]
    assert carry_out(console, ".undo").is_good
    assert offered(console, ".focus b") == [("bob@example.com", "3")]
