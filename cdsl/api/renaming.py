"""A name changed in every file, where nothing else comes to mean anything else.

Floor 7.
"""

from collections.abc import Iterable

from cdsl.api.analysis import Understood
from cdsl.api.occurrences import occurrences_in, placing
from cdsl.api.workspace import Workspace
from cdsl.semantics.modules import STANDARD
from cdsl.semantics.uses import Target, TokenTarget
from cdsl.source.diagnostic import edited
from cdsl.source.span import Span
from cdsl.tools.navigate.moves import Moves
from cdsl.tools.navigate.occurrences import Occurrence, meaning_the_same, standing_at
from cdsl.tools.navigate.rename import (
    Changes,
    NotRenamed,
    names_of,
    not_renamable,
    renamed,
)
from cdsl.tools.navigate.renaming import Meaning, Renaming
from cdsl.tools.navigate.sameness import difference
from cdsl.tools.navigate.written import plain
from cdsl.tools.token_lookups import token_lookups

__all__ = ["NotRenamed", "Renamable", "renamable", "rename"]

Renamable = tuple[Span, str]
"""Where a name stands that can be changed, and the name."""


def renamable(workspace: Workspace, path: str, offset: int) -> Renamable | NotRenamed | None:
    """The name at an offset that can be changed, or why not; None where no name is."""
    every = occurrences_in(workspace, path)
    at = standing_at(every, path, offset)
    if not at:
        return None
    refused = not_renamable(meaning_the_same(every, at), at)
    return (at[0].span, plain(at[0].written)) if refused is None else refused


def rename(workspace: Workspace, path: str, offset: int, name: str) -> Changes | NotRenamed:
    """The edits that give another name to what a name at an offset means, or why there are none.

    There are edits only where afterwards every name in this file, and in those that use what is
    renamed, means what it meant, and runs do the same. Tokens of one name of which calls hand on
    now one and now another have the new name together. What other files hold by name, tables or
    what starts campaigns from outside, is not looked at.
    """
    roots = _roots(workspace, path, offset)
    if isinstance(roots, NotRenamed):
        return roots
    every = _every(workspace, roots)
    at = standing_at(every, path, offset)
    found = meaning_the_same(every, at)
    refused = not_renamable(found, at)
    if refused is not None:
        return refused
    first = _renamed(workspace, path, roots, found, name)
    if isinstance(first, NotRenamed) and any(isinstance(one.target, TokenTarget) for one in found):
        together = _together(workspace, roots, every, found)
        if together != found:
            second = _renamed(workspace, path, roots, together, name)
            return first if isinstance(second, NotRenamed) else second
    return first


def _roots(workspace: Workspace, path: str, offset: int) -> tuple[str, ...] | NotRenamed:
    """The files whose programs have what is meant: those that name it, and all that use them."""
    roots = {path: None}
    while True:
        every = _every(workspace, roots)
        found = meaning_the_same(every, standing_at(every, path, offset))
        wider = dict(roots)
        for file in {one.source.name: None for one in found}:
            if file.startswith(STANDARD):
                continue
            users = workspace.users(file)
            if users is None:
                return NotRenamed("there are too many files to look through for its uses")
            wider |= dict.fromkeys((file, *users))
        if wider == roots:
            return tuple(roots)
        roots = wider


def _every(workspace: Workspace, roots: Iterable[str]) -> tuple[Occurrence, ...]:
    return tuple(dict.fromkeys(one for root in roots for one in occurrences_in(workspace, root)))


def _renamed(
    workspace: Workspace,
    path: str,
    roots: Iterable[str],
    found: tuple[Occurrence, ...],
    name: str,
) -> Changes | NotRenamed:
    changes = renamed(found, name)
    if isinstance(changes, NotRenamed):
        return changes
    texts = {source.name: edited(source.text, edits) for source, edits in changes}
    moves = Moves({source.name: edits for source, edits in changes})
    renaming = Renaming(path, names_of(found), name, moves)
    for root in roots:
        before = _meaning(workspace.understood(root))
        after = _meaning(workspace.supposing(root, texts))
        other = difference(before, after, renaming)
        if other is not None:
            return NotRenamed(other)
    return changes


def _meaning(understood: Understood) -> Meaning:
    return Meaning(understood.analysis, understood.diagnostics, placing(understood))


def _together(
    workspace: Workspace,
    roots: Iterable[str],
    every: tuple[Occurrence, ...],
    found: tuple[Occurrence, ...],
) -> tuple[Occurrence, ...]:
    """All that means a token for which another one may stand along calls, or the other way."""
    lookups = [
        lookup.named
        for root in roots
        if not (understood := workspace.understood(root)).has_errors
        for lookup in token_lookups(understood.analysis)
    ]
    targets: set[Target] = {one.target for one in found}
    while True:
        wider = targets.union(*(named for named in lookups if not targets.isdisjoint(named)))
        at = [one for one in every if one.target in wider]
        found = meaning_the_same(every, at)
        wider |= {one.target for one in found}
        if wider == targets:
            return found
        targets = wider
