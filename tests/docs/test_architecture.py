"""docs/architecture.md is true to the tree: every module has a line, every path is there."""

import re

import pytest

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOM = re.compile(r"^### \d · `(cdsl/[\w/]+)`$", re.MULTILINE)
RULES = "lint/rules/"
TOPS = ("cdsl/", "grammar/", "stdlib/", "docs/", "tests/", "bench/", "examples/", ".ci/")


def rooms() -> dict[str, set[str]]:
    """The files that each room's table names."""
    parts = ROOM.split(PAGE.split("\n## Two trees\n")[0])
    return {
        room: set(re.findall(r"`([\w/]+\.py)`", table))
        for room, table in zip(parts[1::2], parts[2::2], strict=True)
    }


@pytest.mark.parametrize(("room", "named"), rooms().items(), ids=rooms())
def test_a_room_lists_its_modules(room: str, named: set[str]) -> None:
    folder = ROOT / room
    within = [ROOT / other for other in rooms() if other.startswith(f"{room}/")]
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if not any(path.is_relative_to(other) for other in within)
    }
    # A lint rule is a module of its own, and its line is that of its code in docs/lint.md.
    assert named == {
        path for path in there if not path.endswith("__init__.py") and RULES not in path
    }


def test_every_room_is_described() -> None:
    described = {room.split("/")[1] for room in rooms()}
    there = {path.parent.name for path in (ROOT / "cdsl").glob("*/__init__.py")}
    assert described == there


def test_every_folder_of_tests_is_described_once() -> None:
    table = PAGE.split("\n## Tests\n")[1].split("\n## ")[0]
    described = re.findall(r"^\| `(tests/\w+)/` \|", table, re.MULTILINE)
    there = [f"tests/{path.parent.name}" for path in (ROOT / "tests").glob("*/*.py")]
    assert sorted(described) == sorted({*there, "tests/corpus", "tests/schemas"})


def test_every_path_is_there() -> None:
    named = {path for path in re.findall(r"`([\w./-]+)`", PAGE) if path.startswith(TOPS)}
    made_when_built = {"cdsl/_shipped"}
    assert sorted(path for path in named - made_when_built if not (ROOT / path).exists()) == []


def test_every_link_leads_somewhere() -> None:
    for page in [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.S)):
            if target.startswith(("http:", "https:", "mailto:")):
                continue
            file, _, anchor = target.partition("#")
            found = page.parent / file if file else page
            assert found.exists(), f"{page}: {target}"
            if anchor and found.suffix == ".md":
                assert anchor in anchors(found.read_text(encoding="utf-8")), f"{page}: {target}"


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as they are shown on the web."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
