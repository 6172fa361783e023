"""`.watch` over a pipe: looked for before each input; what the session did itself is no change."""

from collections.abc import Iterator
from pathlib import Path

from cdsl.faces.repl.console import Console
from cdsl.faces.repl.plain import read_all


def test_a_change_is_seen_before_the_next_input(console: Console, folder: Path) -> None:
    file = folder / "campaign.cdsl"

    def lines() -> Iterator[str]:
        yield 'add to list "New"'
        yield ".watch on"
        file.write_text(f'{file.read_text()}list "New"\n')
        yield 'add to list "New"'
        yield ".fields"

    said: list[str] = []
    assert not read_all(console, lines(), said.append)
    assert "unknown list" in said[0]
    assert said[2].endswith("campaign.cdsl has changed\n1 campaign, 3 people")
    assert 'joins the list "New"' in said[3]
    assert len(said) == 5


def test_what_is_wrong_with_a_changed_file_is_said_once(console: Console, folder: Path) -> None:
    file = folder / "campaign.cdsl"

    def lines() -> Iterator[str]:
        yield ".watch on"
        file.write_text("nonsense")
        yield "score > 3"
        yield "score > 4"

    said: list[str] = []
    assert not read_all(console, lines(), said.append)
    assert [text for text in said if "has changed" in text] == [said[1]]
    assert "error" in said[1]
    assert "3 of 3 people" in said[2]


def test_what_the_session_reads_and_writes_is_no_change(console: Console, folder: Path) -> None:
    (folder / "more.cdsl").write_text('list "More"\n')

    def lines() -> Iterator[str]:
        yield ".watch on"
        yield f".load {folder / 'more.cdsl'}"
        yield "change score by 5"
        yield f".save {folder / 'saved.cdsl'}"
        yield ".undo"
        yield ".reload"
        yield "score > 3"

    said: list[str] = []
    assert read_all(console, lines(), said.append)
    assert not any("has changed" in text for text in said), said


def test_a_file_that_goes_is_a_change(console: Console, folder: Path) -> None:
    (folder / "more.cdsl").write_text('list "More"\n')

    def lines() -> Iterator[str]:
        yield f".load {folder / 'more.cdsl'}"
        yield ".watch on"
        (folder / "more.cdsl").unlink()
        yield "score > 3"
        yield "score > 4"

    said: list[str] = []
    assert read_all(console, lines(), said.append)
    assert ["has changed" in text for text in said] == [False, False, True, False, False]
    assert "more.cdsl is gone" in said[2]
