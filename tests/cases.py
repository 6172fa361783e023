"""The cases of the corpus that are texts: files and what comes out of them, in sections `=== NAME`.

The first section is the file that is looked at, further ones are files it may use; the last,
`=== out`, is what is expected, which `pytest --accept` rewrites.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"
SECTION = re.compile(r"^=== (\S+)[ ]*\n", re.MULTILINE)
OUT = "out"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


class Case(NamedTuple):
    """The files of a case by name, the checked one first, and what is expected of them."""

    files: dict[str, str]
    expected: str

    @property
    def first(self) -> str:
        return next(iter(self.files))


def files_of(folder: str, pattern: str) -> list[str]:
    return sorted(
        path.relative_to(CORPUS).as_posix()
        for path in (CORPUS / folder).rglob(pattern)
        if "shared" not in path.parts
    )


def text_of(path: str) -> str:
    """The text, byte by byte: carriage returns are part of some cases."""
    return (CORPUS / path).read_bytes().decode("utf-8")


def case_of(path: str) -> Case:
    parts = SECTION.split(text_of(path))
    assert not parts[0].strip(), "a case begins with a section"
    names, texts = parts[1::2], parts[2::2]
    assert len(set(names)) == len(names), "a section stands twice"
    files = dict(zip(names, texts, strict=True))
    expected = files.pop(OUT, "")
    assert files, "a case has a file"
    return Case(files, expected)


def judge(path: str, case: Case, found: str, accept: bool) -> None:
    if accept and found != case.expected:
        sections = {**case.files, OUT: found}
        text = "".join(f"=== {name}\n{section}" for name, section in sections.items())
        (CORPUS / path).write_bytes(text.encode("utf-8"))
        return
    assert found == case.expected
