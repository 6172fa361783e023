"""What an editor or a prompt asks about a place in a text.

Floor 7. Answers are those of `cdsl.tools.navigate`, about the texts of a `Workspace`.
"""

from cdsl.api.workspace import Workspace
from cdsl.tools.navigate.candidate import Candidate, Sort
from cdsl.tools.navigate.complete import Completions
from cdsl.tools.navigate.complete import complete as complete_in
from cdsl.tools.navigate.outline import Entry, OutlineKind
from cdsl.tools.navigate.outline import outline as outline_of
from cdsl.tools.navigate.shape import Fold, folds, growing

__all__ = [
    "Candidate",
    "Completions",
    "Entry",
    "Fold",
    "OutlineKind",
    "Sort",
    "complete",
    "folds",
    "growing",
    "outline",
]


def outline(workspace: Workspace, path: str) -> tuple[Entry, ...]:
    """What an open text declares."""
    return outline_of(workspace.module(path).parsed)


def complete(workspace: Workspace, path: str, offset: int) -> Completions:
    """What could be written at an offset of an open text."""
    analysis = workspace.understood(path).analysis
    (name,) = analysis.declarations.modules.roots
    return complete_in(workspace.documents[path].source, offset, analysis, name)
