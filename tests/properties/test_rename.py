"""A renaming is refused with a reason, or nothing but the name is another afterwards.

Looked at are places of every file with tests, library, examples and programs, and of programs made
up around what is hard: tokens of many frames, calls that hand them on, names of several scopes.
Everything is judged by other means than those that allow a renaming.
"""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cdsl.api.occurrences import occurrences_in, placing
from cdsl.api.renaming import NotRenamed, renamable, rename
from cdsl.api.workspace import Workspace
from cdsl.semantics.program import Program
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import TokenTarget
from cdsl.source.diagnostic import Edit, edited
from cdsl.source.span import Span
from cdsl.tools.navigate.moves import Moves
from cdsl.tools.navigate.occurrences import Occurrence
from cdsl.tools.testing.run_case import run_case
from tests.cases import CORPUS, NOW
from tests.properties.ambiguous import ASSETS, NAMES, Maker, Texts
from tests.properties.populations import CLOCKS, changed

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (
        "examples",
        "stdlib",
        "starter",
        "tests/corpus/run",
        "tests/corpus/lint/programs",
    )
    for path in (ROOT / folder).rglob("*.cdsl")
)
FRESH = ("Fresh", "fresh_1", "Ü 1", 'A "quoted" \\ {{my.a}}', "été")
HARD = (
    "score",
    "all",
    "limit",
    "did",
    "email",
    "Email Address",
    " ",
    "1",
    "my.a",
    "status",
    "name",
)


def texts_around(name: str) -> Texts:
    """A file, first, and the files of its project."""
    path = ROOT / name
    folder = path.parent
    for root in (CORPUS / "run", *(CORPUS / "lint" / "programs").iterdir()):
        if root in path.parents:
            folder = root
    others = (folder / "shared").glob("*.cdsl") if folder == CORPUS / "run" else folder.rglob("*")
    texts = {}
    for one in (path, *sorted(others)):
        if one.suffix == ".cdsl":
            texts[one.relative_to(folder).as_posix()] = one.read_bytes().decode("utf-8")
    return texts


def opened(texts: Texts) -> Workspace:
    workspace = Workspace(lambda: NOW)
    for path, text in texts.items():
        workspace.change(path, text, 1)
    return workspace


def judge(texts: Texts, path: str, offset: int, name: str) -> bool:
    """Whether a renaming is done; if so, that nothing else has changed."""
    before = opened(texts)
    changes = rename(before, path, offset, name)
    if isinstance(changes, NotRenamed):
        assert changes.reason
        return False
    assert renamable(before, path, offset) is not None
    edits = {source.name: found for source, found in changes}
    after_texts = {one: edited(text, edits.get(one, ())) for one, text in texts.items()}
    assert after_texts != texts
    after, moves = opened(after_texts), Moves(edits)
    for one in texts:
        assert said(before, one, moves) == said(after, one, Moves({})), one
        assert meant(before, one, moves) == meant(after, one, Moves({})), one
    assert ends(before) == ends(after)
    if is_of_token(before, path, offset):
        for one in texts:
            was, came = program_of(before, one), program_of(after, one)
            if was is not None and came is not None:
                assert changed(was, came, 3, CLOCKS[0]) == set()
    back(texts, after_texts, path, moves, edits, offset, name)
    return True


def said(workspace: Workspace, path: str, moves: Moves) -> list[tuple[str, str, Span]]:
    return sorted(
        (one.code, one.source.name, moves.span(one.source.name, one.span))
        for one in workspace.understood(path).diagnostics
        if one.source is not None and one.span is not None
    )


def meant(workspace: Workspace, path: str, moves: Moves) -> dict[object, set[object]]:
    """Every name by its place, with the places that declare what it means."""

    def place(one: Occurrence) -> tuple[str, Span]:
        return one.source.name, moves.span(one.source.name, one.span)

    every = occurrences_in(workspace, path)
    declared: dict[object, list[object]] = {}
    for one in every:
        if one.role is None:
            declared.setdefault(one.target, []).append(place(one))
    found: dict[object, set[object]] = {}
    for one in every:
        known = tuple(declared.get(one.target, ()))
        found.setdefault((*place(one), one.role), set()).add(known)
    return found


def ends(workspace: Workspace) -> list[tuple[str, str, list[int]]]:
    """How the tests of each file end, and in which lines they fail."""
    results = []
    for path in workspace.documents:
        program = program_of(workspace, path)
        for case in workspace.understood(path).analysis.cases:
            if program is not None:
                result = run_case(case, program)
                place = placing(workspace.understood(path))
                failed = [place(case.location.source, one.span) for one in result.failures]
                lines = [source.position(span.start).line for source, span in failed]
                results.append((path, result.outcome.value, lines))
    return results


def program_of(workspace: Workspace, path: str) -> Program | None:
    understood = workspace.understood(path)
    return None if understood.has_errors else understood.analysis.program


def is_of_token(workspace: Workspace, path: str, offset: int) -> bool:
    return any(
        isinstance(one.target, TokenTarget)
        for one in occurrences_in(workspace, path)
        if one.source.name == path and one.span.start <= offset <= one.span.end
    )


def back(
    texts: Texts,
    after: Texts,
    path: str,
    moves: Moves,
    edits: dict[str, tuple[Edit, ...]],
    offset: int,
    name: str,
) -> None:
    """Renaming back gives the text that was, to the letter where all was written one way."""
    written = {
        plain_name(texts[file][one.span.start : one.span.end])
        for file, of in edits.items()
        for one in of
    }
    (here,) = (one.span for one in edits[path] if one.span.start <= offset <= one.span.end)
    old = plain_name(texts[path][here.start : here.end])
    if old == name:
        return  # it was written in several ways
    found = rename(opened(after), path, moves.span(path, here).start, old)
    if isinstance(found, NotRenamed):
        # A text of the same spelling hides behind an error.
        assert found.reason.startswith("nobody knows"), found.reason
        return
    again = {source.name: one for source, one in found}
    restored = {one: edited(text, again.get(one, ())) for one, text in after.items()}
    # A label may be the new name in another case: nobody can tell it from the name afterwards.
    if len(written) == 1 and canonical(old) != canonical(name):
        assert restored == texts
    else:
        assert {one: canonical(text) for one, text in restored.items()} == {
            one: canonical(text) for one, text in texts.items()
        }


def plain_name(written: str) -> str:
    if not written.startswith('"'):
        return written
    return written[1:-1].replace("\\{", "{").replace('\\"', '"').replace("\\\\", "\\")


def places(texts: Texts, path: str) -> list[Occurrence]:
    """The names in a file of what its project declares."""
    every = occurrences_in(opened(texts), path)
    own = {one.target for one in every if one.role is None and one.source.name in texts}
    return [
        one
        for one in every
        if one.source.name == path and one.span.start < one.span.end and one.target in own
    ]


def names_for(one: Occurrence, found: list[Occurrence], random: Random) -> str:
    """Another name: a fresh one, one that stands elsewhere, or one that is hard to take."""
    kind = random.random()
    if kind < 0.4:
        return random.choice(FRESH)
    if kind < 0.5:
        return random.choice(HARD)
    if kind < 0.6:
        return plain_name(one.written).swapcase()
    return plain_name(random.choice(found).written)


@pytest.mark.parametrize("name", FILES)
def test_a_name_of_a_file_is_another_and_nothing_else(name: str, long: bool) -> None:
    texts = texts_around(name)
    path = next(iter(texts))
    random = Random(name)
    found = places(texts, path)
    for _ in range(40 if long else 1):
        if found:
            one = random.choice(found)
            judge(texts, path, one.span.start, names_for(one, found, random))


@given(some.integers(0, 2**32))
def test_a_name_of_a_made_up_program_is_another_and_nothing_else(seed: int) -> None:
    random = Random(seed)
    texts = Maker(random).texts()
    path = random.choice(tuple(texts))
    found = places(texts, path)
    one = random.choice(found)
    name = random.choice((*NAMES, *ASSETS, "A Label", "b label", "d"))
    judge(texts, path, one.span.start, name)
