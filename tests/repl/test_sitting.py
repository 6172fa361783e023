"""Sessions: what cannot be done leaves everything as it was, and undoing is exact."""

import gc
import tracemalloc
from itertools import count
from pathlib import Path
from weakref import ref

import pytest

from cdsl.api.prompt.past import Scripted
from cdsl.api.prompt.remembering import journey_of
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.undoing import WORLDS
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console
from cdsl.world.values import Value

DEEDS = (
    ".run Welcome",
    "change score by 7",
    'add to list "VIP"',
    '.event visit_page { page: "/a" }',
    ".advance 3 days",
    "wait 1 day",
    'smart list "Warm" { score > 20 }',
    ".request Welcome",
    "person { tier: text }",
    "delete person",
)


def picture(sitting: Sitting) -> dict[str, object]:
    """Everything that could be seen of a session."""
    store = sitting.world.store
    rows: dict[str, tuple[Value, ...]] = {
        person: tuple(store.person(person) or ()) for person in store.people()
    }
    return {
        "now": sitting.now,
        "rows": rows,
        "log": tuple(store.new_activities(0)),
        "lists": sorted(store.list_members()),
        "entries": sorted(store.entries()),
        "report": sitting.world.session.report().campaigns,
        "waiting": sitting.waiting,
        "texts": sitting.texts,
        "script": sitting.script,
        "journeys": [journey_of(sitting, person) for person in ("1", "2", "3")],
        "focus": sitting.focus,
        "lists of the program": sorted(sitting.program.smart_lists),
    }


def test_undoing_brings_back_everything_and_redoing_too(console: Console) -> None:
    sitting = console.sitting
    pictures = [picture(sitting)]
    for deed in DEEDS:
        before = pictures[-1]
        if carry_out(console, deed).is_good:
            pictures.append(picture(sitting))
        else:
            assert picture(sitting) == before, deed
    assert len(pictures) > 6
    for expected in reversed(pictures[:-1]):
        assert carry_out(console, ".undo").is_good
        assert picture(sitting) == expected
    assert not carry_out(console, ".undo").is_good
    for expected in pictures[1:]:
        assert carry_out(console, ".redo").is_good
        assert picture(sitting) == expected


@pytest.mark.parametrize("deed", [".run", ".advance 3 days", ".seed 3", "change score by 5"])
def test_what_is_broken_off_was_never_done(console: Console, deed: str) -> None:
    sitting = console.sitting
    carry_out(console, ".run Welcome")
    before = picture(sitting)
    sitting.is_cancelled = lambda: True
    assert not carry_out(console, deed).is_good
    sitting.is_cancelled = lambda: False
    assert picture(sitting) == before


@pytest.mark.parametrize("wrong", [KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("at", [1, 2, 4])
def test_what_ends_a_deed_in_its_midst_leaves_no_half_world(
    console: Console, wrong: type[BaseException], at: int
) -> None:
    sitting = console.sitting
    carry_out(console, "change score by 7")
    before = picture(sitting)

    asked = count(1)

    def is_cancelled() -> bool:
        if next(asked) == at:
            raise wrong
        return False

    sitting.is_cancelled = is_cancelled
    with pytest.raises(wrong):
        carry_out(console, ".run Welcome")
    sitting.is_cancelled = lambda: False
    assert picture(sitting) == before
    assert carry_out(console, ".run Welcome").is_good
    assert carry_out(console, ".undo").is_good
    assert picture(sitting) == before


@pytest.mark.parametrize(
    "text", [".why Welcome", ".whynot Welcome", "score > 3", "{{system.date}}", ".diff", ".trace"]
)
def test_looking_changes_nothing(console: Console, text: str) -> None:
    carry_out(console, ".run Welcome")
    before = picture(console.sitting)
    carry_out(console, text)
    assert picture(console.sitting) == before


def test_files_stay_as_they_were_read(console: Console, folder: Path) -> None:
    (folder / "used.cdsl").write_text('smart list "Used" { score > 6 }\n')
    (folder / "more.cdsl").write_text('use "./used.cdsl"\nlist "More"\n')
    assert carry_out(console, f".load {folder / 'more.cdsl'}").is_good
    assert carry_out(console, 'use "./used.cdsl"').is_good
    asked = 'member of smart list "Used"'
    before = carry_out(console, asked)
    assert before.is_good
    assert "2 of 3 people" in before.text
    (folder / "used.cdsl").write_text('smart list "Used" { score > 60 }\n')
    assert carry_out(console, asked) == before
    (folder / "used.cdsl").unlink()
    assert carry_out(console, asked) == before
    assert "score > 6" in carry_out(console, ".source Used").text
    state = picture(console.sitting)
    lost = carry_out(console, ".reload")
    assert not lost.is_good
    assert "used.cdsl" in lost.text
    assert picture(console.sitting) == state


def test_a_file_that_is_gone_can_be_left(console: Console, folder: Path) -> None:
    (folder / "more.cdsl").write_text('list "More"\n')
    assert carry_out(console, f".load {folder / 'more.cdsl'}").is_good
    (folder / "more.cdsl").unlink()
    for text in (".test", ".lint", "score > 5", 'add to list "More"', f".load {folder}"):
        assert "No such file" not in carry_out(console, text).text, text
    said = carry_out(console, ".reload")
    assert said.is_good
    assert "more.cdsl is gone" in said.text
    assert [path for path in console.sitting.texts.paths if "more" in path] == []


def test_reloading_a_folder_finds_new_files(console: Console, folder: Path) -> None:
    assert carry_out(console, f".load {folder}").is_good
    (folder / "new.cdsl").write_text('list "New"\n')
    assert carry_out(console, ".reload").is_good
    assert carry_out(console, 'add to list "New"').is_good


def test_why_does_not_go_through_very_many_people(console: Console, folder: Path) -> None:
    rows = "".join(f"{number},,5\n" for number in range(10, 20_010))
    (folder / "many.csv").write_text((folder / "people.csv").read_text() + rows)
    for text in (f".people {folder / 'many.csv'}", ".run Welcome", ".focus 3"):
        assert carry_out(console, text).is_good
    untold = '"Welcome" was judged before; `.trace 3` tells what happened to 3\n\nif it ran now'
    assert carry_out(console, ".why Welcome").text.startswith(untold)
    assert 'enters "Welcome"' in carry_out(console, ".trace").text
    assert carry_out(console, ".why Welcome").text.startswith("what happened at 2026-11-23 09:00")


def test_few_worlds_are_kept(console: Console) -> None:
    sitting = console.sitting
    worlds = [ref(sitting.world.store)]
    for _ in range(6):
        assert carry_out(console, "change score by 1").is_good
        assert carry_out(console, ".reload").is_good
        worlds.append(ref(sitting.world.store))
    gc.collect()
    assert sum(world() is not None for world in worlds) == WORLDS
    undone = 0
    while carry_out(console, ".undo").is_good:
        undone += 1
    assert undone == 2 * (WORLDS - 1)
    for _ in range(undone):
        assert carry_out(console, ".redo").is_good


def test_declarations_do_not_shorten_what_can_be_undone(console: Console) -> None:
    declared = [f'list "List {number}"' for number in range(2 * WORLDS)]
    for text in declared:
        assert carry_out(console, text).is_good
    for text in reversed(declared):
        assert carry_out(console, ".undo").text == f"undone: {text}"


@pytest.mark.parametrize("seed", [0, 7])
def test_every_input_takes_the_same_memory(console: Console, seed: int) -> None:
    sitting = console.sitting
    assert carry_out(console, f".seed {seed}").is_good
    visit = sitting.program.schema.activities["visit_page"]
    person = sitting.focus

    def visited() -> int:
        for _ in range(400):
            sitting.do("", lambda session: session.happen(person, visit, ()), Scripted(""), person)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        taken = [visited() for _ in range(3)]
    finally:
        tracemalloc.stop()
    first, second = taken[1] - taken[0], taken[2] - taken[1]
    assert second < 1.2 * first
    assert first < 400 * 10_000


def test_what_somebody_changed_is_not_written_over(console: Console, folder: Path) -> None:
    saved = folder / "saved.cdsl"
    carry_out(console, "change score by 7")
    assert carry_out(console, f".save {saved}").is_good
    changed = saved.read_text() + 'list "Mine"\n'
    saved.write_text(changed)
    refused = carry_out(console, f".save {saved}")
    assert not refused.is_good
    assert "has changed on the disk" in refused.text
    assert saved.read_text() == changed
    assert carry_out(console, ".undo").is_good
    assert not carry_out(console, f".save {saved}").is_good
    assert saved.read_text() == changed
