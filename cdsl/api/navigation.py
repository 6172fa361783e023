"""What an editor or a prompt asks about a place in a text.

Floor 7. Answers are those of `cdsl.tools.navigate`, about the texts of a `Workspace`; every place
is one of a file, under the name that people know.
"""

from cdsl.api.analysis import Understood
from cdsl.api.files import place_of
from cdsl.api.occurrences import occurrences_around, occurrences_in
from cdsl.api.workspace import Workspace
from cdsl.semantics.modules import STANDARD
from cdsl.semantics.uses import Role
from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.tools.navigate.candidate import Candidate, Sort
from cdsl.tools.navigate.complete import Completions
from cdsl.tools.navigate.complete import complete as complete_in
from cdsl.tools.navigate.complete import signature as signature_in
from cdsl.tools.navigate.hints import Hint
from cdsl.tools.navigate.hints import hints as hints_of
from cdsl.tools.navigate.hover import of_file, of_names, of_operator, operator_at
from cdsl.tools.navigate.occurrences import Occurrence, meaning_the_same, standing_at
from cdsl.tools.navigate.outline import Entry, OutlineKind
from cdsl.tools.navigate.outline import outline as outline_of
from cdsl.tools.navigate.scope import scope_at
from cdsl.tools.navigate.shape import Fold, folds, growing
from cdsl.tools.navigate.sorts import sort_of
from cdsl.tools.token_callers import Callers, callers_in

__all__ = [
    "Candidate",
    "Completions",
    "Entry",
    "Fold",
    "Hint",
    "Hovered",
    "Occurrence",
    "OutlineKind",
    "Role",
    "Sort",
    "complete",
    "definitions",
    "folds",
    "growing",
    "highlights",
    "hints",
    "hover",
    "links",
    "names",
    "outline",
    "references",
    "signature",
    "sorts",
]


@dataclass(frozen=True, slots=True)
class Hovered:
    """What is known of a place, in Markdown, and the place."""

    text: str
    span: Span


def outline(workspace: Workspace, path: str) -> tuple[Entry, ...]:
    """What an open text declares."""
    return outline_of(workspace.module(path).parsed)


def complete(workspace: Workspace, path: str, offset: int) -> Completions:
    """What could be written at an offset of an open text."""
    analysis = workspace.understood(path).analysis
    (name,) = analysis.declarations.modules.roots
    source = workspace.documents[path].source
    return complete_in(source, offset, analysis, name, lambda: workspace.files(path))


# Names ------------------------------------------------------------------------------------------


def definitions(workspace: Workspace, path: str, offset: int) -> tuple[Occurrence, ...]:
    """Where that is declared which a name at an offset refers to."""
    every = occurrences_in(workspace, path)
    targets = {one.target for one in standing_at(every, path, offset)}
    return tuple(one for one in every if one.role is None and one.target in targets)


def references(workspace: Workspace, path: str, offset: int) -> tuple[Occurrence, ...]:
    """Every place that means what a name at an offset means, in files that use this one as well."""
    every = occurrences_around(workspace, path)
    return meaning_the_same(every, standing_at(every, path, offset))


def highlights(workspace: Workspace, path: str, offset: int) -> tuple[Occurrence, ...]:
    """The same in this file alone."""
    every = occurrences_in(workspace, path)
    found = meaning_the_same(every, standing_at(every, path, offset))
    return tuple(one for one in found if one.source.name == path)


def names(workspace: Workspace, text: str) -> tuple[Occurrence, ...]:
    """Every declaration in open files, and in those they use, whose name has `text` in it."""
    found: dict[tuple[str, Span], Occurrence] = {}
    for path in workspace.documents:
        for one in occurrences_in(workspace, path):
            is_own = one.role is None and not one.source.name.startswith(STANDARD)
            if is_own and one.span.start < one.span.end and text.lower() in one.written.lower():
                found.setdefault((one.source.name, one.span), one)
    return tuple(found.values())


def sorts(workspace: Workspace, path: str) -> tuple[tuple[Span, Sort, bool], ...]:
    """Every name of a text in order, of what sort it is, and whether it is declared there."""
    found: dict[Span, tuple[Span, Sort, bool]] = {}
    for one in occurrences_in(workspace, path):
        if one.source.name == path and one.span.start < one.span.end:
            found.setdefault(one.span, (one.span, sort_of(one.target), one.role is None))
    return tuple(sorted(found.values()))


def hints(workspace: Workspace, path: str, span: Span) -> tuple[Hint, ...]:
    """The values of the tokens in a part of a text."""
    analysis = workspace.understood(path).analysis
    (file,) = analysis.declarations.modules.roots
    wanted = [
        one
        for one in occurrences_in(workspace, path)
        if one.source.name == path and span.start <= one.span.start <= span.end
    ]
    return tuple(hints_of(wanted, analysis, file, lambda: _callers(workspace, path)))


def signature(workspace: Workspace, path: str, offset: int) -> tuple[str, tuple[Candidate, ...]]:
    """What takes values by name at an offset, and the names; empty where nothing does."""
    analysis = workspace.understood(path).analysis
    (file,) = analysis.declarations.modules.roots
    return signature_in(workspace.documents[path].source, offset, analysis, file)


def links(workspace: Workspace, path: str) -> tuple[tuple[Span, str], ...]:
    """The files that a text uses: where each is written, and the file's path."""
    understood = workspace.understood(path)
    module = workspace.module(path)
    found = []
    for use, target in module.uses:
        is_read = target in understood.naming.names
        if target.startswith(STANDARD) or is_read:
            name = understood.naming.names[target][1].name if is_read else target
            span = Span(use.path.span.start + 1, use.path.span.end - 1)
            found.append((span, place_of(name)))
    return tuple(found)


def hover(workspace: Workspace, path: str, offset: int) -> Hovered | None:
    """What is known of a name, a used file or an operator at an offset."""
    at = standing_at(occurrences_around(workspace, path), path, offset)
    analysis = workspace.understood(path).analysis
    (file,) = analysis.declarations.modules.roots
    if at:
        scope = scope_at(analysis, file, offset)
        text = of_names(at, scope, _callers(workspace, path))
        return Hovered(text, at[0].span) if text else None
    for use, target in workspace.module(path).uses:
        used = analysis.declarations.modules.modules.get(target)
        if use.path.span.start <= offset <= use.path.span.end and used is not None:
            return Hovered(of_file(use.path.text, outline_of(used.parsed)), use.path.span)
    operator = operator_at(workspace.documents[path].source, offset)
    return None if operator is None else Hovered(of_operator(operator[0]), operator[1])


def _callers(workspace: Workspace, path: str) -> tuple[Callers, ...]:
    """Who calls whom in this file's program, and in the programs that use it."""
    programs = (path, *(workspace.users(path) or ()))
    return tuple(workspace.remembered(one, _callers_in) for one in programs)


def _callers_in(understood: Understood) -> Callers:
    return callers_in(understood.analysis.program)
