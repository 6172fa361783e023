"""The fenced blocks of documentation pages, and what their fences ask for.

- `cdsl`: checks without any diagnostic, and its `test` blocks pass;
- `cdsl CDS311 CDS312`: gives exactly these codes; where none is an error its tests pass as well;
- `cdsl file shared/lists.cdsl`, `csv file people.csv`: a file for the blocks of the same section;
- `console`: commands (`$ cdsl …`) with what they print, in a folder with the section's files;
- `text` right after a block with codes: how its diagnostics are shown.
"""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAIN = "campaign.cdsl"

_FENCE = re.compile(r"^```(\w*)[ ]?(.*)$")


@dataclass(frozen=True)
class Block:
    """A fenced block: where its first line stands, from 1, and the files that it sees."""

    page: str
    line: int
    language: str
    words: tuple[str, ...]
    text: str
    files: dict[str, str]
    follows: "Block | None"

    @property
    def codes(self) -> list[str]:
        """The codes that the fence names."""
        return sorted(word for word in self.words if word.startswith("CDS"))

    @property
    def file(self) -> str | None:
        """The name of the file that the block is, if it is one."""
        return self.words[1] if self.words[:1] == ("file",) else None

    def __str__(self) -> str:
        """The name of the block's test."""
        return f"{Path(self.page).name}:{self.line}"


def blocks_of(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    found: list[Block] = []
    files: dict[str, str] = {}
    fence: tuple[int, str, tuple[str, ...]] | None = None
    lines: list[str] = []
    previous: Block | None = None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        opened = _FENCE.match(line)
        if fence is None and opened is not None:
            fence = (number + 1, opened[1], tuple(opened[2].split()))
            lines = []
        elif fence is None:
            previous = None if line.strip() else previous
            files = {} if line.startswith("#") else files
        elif line == "```":
            text = "".join(f"{kept}\n" for kept in lines)
            name = page.relative_to(ROOT).as_posix()
            previous = Block(name, *fence, text, files, previous)
            found.append(previous)
            if previous.file is not None:
                files = {**files, previous.file: text}
            fence = None
        else:
            lines.append(line)
    assert fence is None, f"{page}:{fence} is not closed"
    return found


def rewrite(block: Block, text: str) -> None:
    """Put another text into a block; blocks further down are found by what stands in them."""
    path = ROOT / block.page
    whole = path.read_text(encoding="utf-8")
    opening = " ".join((f"```{block.language}", *block.words))
    old = f"{opening}\n{block.text}```\n"
    if block.follows is not None:
        before = block.follows
        start = " ".join((f"```{before.language}", *before.words))
        at = whole.index(f"{start}\n{before.text}```\n")
    else:
        at = 0
    at = whole.index(old, at)
    path.write_text(f"{whole[:at]}{opening}\n{text}```\n{whole[at + len(old) :]}", encoding="utf-8")


def pages() -> list[Path]:
    """The pages whose blocks are executed."""
    found = [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/codes").glob("*.md"))]
    readme = ROOT / "README.md"
    return [*found, readme] if readme.exists() else found
