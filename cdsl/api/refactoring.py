"""What an editor offers to write for somebody: a token that is missing, a list of a condition.

Floor 7. What is offered is what the files read anew are better for, or mean the same with; edits
are those of `cdsl.tools.navigate`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from cdsl.api.analysis import Understood
from cdsl.api.workspace import Workspace
from cdsl.semantics.modules import STANDARD
from cdsl.semantics.tokens import canonical
from cdsl.semantics.types import Type
from cdsl.semantics.uses import AssetTarget, Role
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Edit, Missing, Severity, edited
from cdsl.source.quoting import quoted
from cdsl.source.span import Source, Span
from cdsl.tools.navigate.declaring import Declaration, declarations
from cdsl.tools.navigate.extracting import extracted
from cdsl.tools.navigate.inserting import laid_out


@dataclass(frozen=True, slots=True)
class Refactoring:
    """Something to write: what it is in words, and the edits of one text."""

    title: str
    source: Source
    edits: tuple[Edit, ...]


def missing_declarations(
    workspace: Workspace, path: str, found: Diagnostic
) -> tuple[Refactoring, ...]:
    """Every declaration that a finding about an open text says is missing, the nearest first.

    With each of them that finding is gone, and no program has more errors than before.
    """
    if found.missing is None or found.source is None or found.span is None:
        return ()
    understood = workspace.understood(path)
    places = [(found.source, found.span.start)]
    places += [(related.source, related.span.start) for related in found.related]
    places += _sending(understood, *places[0])
    own = [(source, start) for source, start in places if not source.name.startswith(STANDARD)]
    for missing in _typed(found.missing, understood):
        offered = tuple(
            Refactoring(one.title, one.source, laid_out(one.source, (one.edit,)))
            for one in declarations(missing, own, workspace.documents[path].source)
            if _mends(workspace, path, found, one)
        )
        if offered:
            return offered
    return ()


def _typed(missing: Missing, understood: Understood) -> Iterator[Missing]:
    """A missing token with each type that it may have, the likeliest first.

    A text takes a token of any type: then what other places take, where it is missing as well, says
    more.
    """
    others = (one.missing for one in understood.diagnostics if one.missing is not None)
    for one in others if missing.type == Type.TEXT else ():
        if canonical(one.name) == canonical(missing.name) and one.type != Type.TEXT:
            yield replace(missing, type=one.type)
    yield missing
    if missing.type == Type.DATE:
        yield replace(missing, type=Type.DATETIME)


def extraction(workspace: Workspace, path: str, span: Span) -> Refactoring | None:
    """The selected condition of an open text made into a smart list, where it means the same.

    What is empty selects the condition around it. No program knows a smart list of that name, and
    nothing new is found.
    """
    source = workspace.documents[path].source
    programs = (path, *(workspace.users(path) or ()))
    taken = {
        canonical(key.name)
        for program in programs
        for key in workspace.understood(program).analysis.program.smart_lists
    }
    made = extracted(source, span, taken)
    if made is None:
        return None
    before = workspace.understood(path)
    after = workspace.supposing(path, {path: edited(source.text, made.edits)})
    if Counter(_codes(after)) - Counter(_codes(before)):
        return None
    title = f"extract into the smart list {quoted(made.name)}"
    return Refactoring(title, source, laid_out(source, made.edits))


def _mends(workspace: Workspace, path: str, found: Diagnostic, made: Declaration) -> bool:
    """Whether a declaration is what a finding misses, and does no harm anywhere."""
    texts = {made.source.name: edited(made.source.text, (made.edit,))}
    before, after = workspace.understood(path), workspace.supposing(path, texts)
    at = _moved(found, made)
    left = [one for one in _errors(after) if _place(one) == at and one.missing is not None]
    if any(_name(one) == _name(found) for one in left):
        return False
    # What several tokens are missing for is said of one of them at a time.
    others = [one for one in _errors(after) if one not in left]
    others_before = [one for one in _errors(before) if _place(one) != _place(found)]
    if len(others) > len(others_before):
        return False
    return all(
        len(_errors(workspace.supposing(user, texts))) <= len(_errors(workspace.understood(user)))
        for user in workspace.users(path) or ()
    )


def _sending(understood: Understood, source: Source, offset: int) -> Iterator[tuple[Source, int]]:
    """Where the email or webhook is sent or called that a place is part of."""
    assets, naming = understood.analysis.declarations.assets, understood.naming
    for use in understood.analysis.uses:
        if use.role in (Role.SENDS, Role.CALLS) and isinstance(use.target, AssetTarget):
            sent = assets[use.target.kind][use.target.key]
            whole = sent.place.module.extent(sent.node)
            is_there = naming.source(sent.place.source).name == source.name
            if is_there and whole.start <= offset <= whole.end:
                yield naming.source(use.source), naming.span(use.source, use.span).start


def _moved(found: Diagnostic, made: Declaration) -> tuple[str, int]:
    """Where a finding stands behind an edit."""
    name, start = _place(found)
    is_behind = made.source.name == name and made.edit.span.start <= start
    return name, start + len(made.edit.text) if is_behind else start


def _place(found: Diagnostic) -> tuple[str, int]:
    return (
        found.source.name if found.source is not None else "",
        found.span.start if found.span is not None else 0,
    )


def _name(found: Diagnostic) -> str:
    return canonical(found.missing.name) if found.missing is not None else ""


def _errors(understood: Understood) -> list[Diagnostic]:
    return [one for one in understood.diagnostics if one.severity is Severity.ERROR]


def _codes(understood: Understood) -> Iterator[str]:
    return (one.code for one in understood.diagnostics)
