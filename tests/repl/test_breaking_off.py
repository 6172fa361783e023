"""What takes long over very many people: it tells how far it is, and can be broken off."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import BROKEN_OFF, Console
from tests.repl.test_sitting import picture

_PEOPLE = 1_500
WAYS_BACK = {".undo": (".redo", ".undo"), **dict.fromkeys((".diff", ".trace", ".save", ".fmt"), ())}


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


def more_and_more() -> Iterator[int]:
    """Numbers that lie farther and farther apart, as some commands ask at every person."""
    number = 1
    while True:
        yield number
        number += max(1, number // 2)


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
        ((), ".trace 1000"),
        ((), ".trace nobody-at-all"),
        ((), ".save FOLDER/saved.cdsl"),
        ((), ".fmt"),
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
    way_back = WAYS_BACK.get(text.split()[0], (".undo", ".redo"))
    for last in more_and_more():
        sitting.is_cancelled = wanted_from(last)
        said = carry_out(crowd, text)
        sitting.is_cancelled = lambda: False
        if said != BROKEN_OFF:
            break
        assert not (folder / "saved.cdsl").exists()
        assert (said.is_good, said.text) == (False, "broken off: everything is as it was")
        assert picture(sitting) == stood
        assert (sitting.mark, sitting.texts) == (mark, texts)
    assert last > 3, "it was asked in its midst"
    assert "True" in told
    assert "False" not in told
    came = picture(sitting)
    if way_back:
        back, forth = way_back
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
