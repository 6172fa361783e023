"""What takes long over very many people: it tells how far it is, and can be broken off."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console
from tests.repl.test_sitting import picture

_PEOPLE = 1_500


@pytest.fixture
def crowd(console: Console, folder: Path) -> Console:
    """A console with very many people, of whom a run was undone."""
    rows = "".join(f"{number},{number}@example.com,5\n" for number in range(10, 10 + _PEOPLE))
    (folder / "people.csv").write_text((folder / "people.csv").read_text() + rows)
    (folder / "big.csv").write_text((folder / "people.csv").read_text())
    (folder / "more.cdsl").write_text('list "More"\n')
    for text in (".reload", "change score by 1", ".run Welcome"):
        assert carry_out(console, text).is_good, text
    return console


def wanted_from(number: int) -> Callable[[], bool]:
    """A wish to break off, from the question of that number on."""
    asked = count(1)
    return lambda: next(asked) >= number


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ((".undo",), ".redo"),
        ((), ".undo"),
        ((), ".diff"),
        ((".diff mark", ".advance 3 days"), ".diff"),
        ((), ".people FOLDER/big.csv"),
        ((), ".reload"),
        ((), ".load FOLDER/more.cdsl"),
    ],
)
def test_what_is_broken_off_in_its_midst_was_never_done(
    crowd: Console, folder: Path, before: tuple[str, ...], text: str
) -> None:
    sitting, text = crowd.sitting, text.replace("FOLDER", str(folder))
    for one in before:
        assert carry_out(crowd, one).is_good
    stood, mark, texts = picture(sitting), sitting.mark, sitting.texts
    told: list[str] = []
    sitting.progress = lambda what, done, total: told.append(f"{done <= total}")
    for last in count(1):
        sitting.is_cancelled = wanted_from(last)
        said = carry_out(crowd, text)
        sitting.is_cancelled = lambda: False
        if said.is_good:
            break
        assert (said.is_good, said.text) == (False, "broken off: everything is as it was")
        assert picture(sitting) == stood
        assert (sitting.mark, sitting.texts) == (mark, texts)
    assert last > 3, "it was asked in its midst"
    assert "True" in told
    assert "False" not in told
    came = picture(sitting)
    if text != ".diff":
        back, forth = (".redo", ".undo") if text == ".undo" else (".undo", ".redo")
        assert carry_out(crowd, back).is_good
        assert picture(sitting) == stood
        assert carry_out(crowd, forth).is_good
    assert picture(sitting) == came


@pytest.mark.parametrize("wrong", [KeyboardInterrupt, MemoryError])
def test_what_ends_undoing_in_its_midst_leaves_no_half_world(
    crowd: Console, wrong: type[BaseException]
) -> None:
    sitting, asked = crowd.sitting, count(1)
    before = picture(sitting)

    def is_cancelled() -> bool:
        if next(asked) == 3:
            raise wrong
        return False

    sitting.is_cancelled = is_cancelled
    with pytest.raises(wrong):
        carry_out(crowd, ".undo")
    sitting.is_cancelled = lambda: False
    assert picture(sitting) == before
    assert carry_out(crowd, ".undo").is_good
    assert carry_out(crowd, ".redo").is_good
    assert picture(sitting) == before
