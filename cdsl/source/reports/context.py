"""What a report is made with, beside its diagnostics: whatever stands in none of them.

Ground floor: all of it is handed in; no folder, clock or terminal is asked.
"""

from collections.abc import Callable

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class Context:
    """The tool, the files and the folder that a report speaks of.

    `version` is that of cdsl. `files` are all that were looked at, by the names that sources have,
    those without a finding included. `folder` is the absolute path that reports for build servers
    start at; `path` leads from there to a file by its name, or is absolute where it lies outside;
    both with `/`. `failing` is what makes the command fail. `color` and `width` (columns) are
    those of the terminal, and hold for carets alone.
    """

    version: str
    files: tuple[str, ...]
    folder: str
    path: Callable[[str], str]
    failing: frozenset[Severity] = frozenset((Severity.ERROR,))
    color: bool = False
    width: int = 100
