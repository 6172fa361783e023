"""What an editor or a prompt asks about a place in a text.

Floor 7. Answers are those of `cdsl.tools.navigate`, about the texts of a `Workspace`.
"""

from cdsl.api.workspace import Workspace
from cdsl.tools.navigate.outline import Entry, OutlineKind
from cdsl.tools.navigate.outline import outline as outline_of
from cdsl.tools.navigate.shape import Fold, folds, growing

__all__ = ["Entry", "Fold", "OutlineKind", "folds", "growing", "outline"]


def outline(workspace: Workspace, path: str) -> tuple[Entry, ...]:
    """What an open text declares."""
    return outline_of(workspace.module(path).file)
