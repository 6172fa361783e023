"""Every name in the texts of a workspace, with what it means; places are those that people know.

Floor 7.
"""

from collections.abc import Callable
from itertools import chain

from cdsl.api.analysis import Understood
from cdsl.api.workspace import Workspace
from cdsl.source.span import Source, Span
from cdsl.tools.navigate.occurrences import Occurrence, occurrences


def occurrences_in(workspace: Workspace, path: str) -> tuple[Occurrence, ...]:
    """The names in the files of an open text's program."""
    return workspace.remembered(path, _occurrences)


def occurrences_around(workspace: Workspace, path: str) -> tuple[Occurrence, ...]:
    """The names of this file's program, and of the programs that use it."""
    others = (occurrences_in(workspace, other) for other in workspace.users(path) or ())
    return tuple(dict.fromkeys(chain(occurrences_in(workspace, path), *others)))


def _occurrences(understood: Understood) -> tuple[Occurrence, ...]:
    return occurrences(understood.analysis, placing(understood))


def placing(understood: Understood) -> Callable[[Source, Span], tuple[Source, Span]]:
    """What leads from a place as analysis counts it to the one that people know."""
    naming = understood.naming

    def placed(source: Source, span: Span) -> tuple[Source, Span]:
        return naming.source(source), naming.span(source, span)

    return placed
