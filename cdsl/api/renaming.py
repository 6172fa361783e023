"""A name changed in every file, where nothing else comes to mean anything else.

Floor 7.
"""

from cdsl.api.analysis import Understood
from cdsl.api.navigation import references
from cdsl.api.workspace import Workspace
from cdsl.source.diagnostic import Edit, Severity
from cdsl.source.span import Source
from cdsl.tools.navigate.rename import NotRenamed, renamed

__all__ = ["NotRenamed", "rename"]


def rename(
    workspace: Workspace, path: str, offset: int, name: str
) -> tuple[tuple[Source, tuple[Edit, ...]], ...] | NotRenamed:
    """The edits that give another name to what a name at an offset means, or why there are none.

    They are made only where the files have no more errors afterwards than before.
    """
    changes = renamed(references(workspace, path, offset), name)
    if isinstance(changes, NotRenamed):
        return changes
    texts = {source.name: _edited(source.text, edits) for source, edits in changes}
    for other in (path, *(workspace.users(path) or ())):
        before = workspace.understood(other)
        if _errors(workspace.supposing(other, texts)) > _errors(before):
            return NotRenamed(f'with the name "{name}" the files would have errors')
    return changes


def _edited(text: str, edits: tuple[Edit, ...]) -> str:
    for one in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: one.span.start] + one.text + text[one.span.end :]
    return text


def _errors(understood: Understood) -> int:
    return sum(found.severity is Severity.ERROR for found in understood.diagnostics)
