"""From files to their meaning: everything that analysis is handed in, put together.

Floor 7. Here meet the files of a project, the standard library and the time zones; and here the
names that files have among themselves become the names that a person knows them by.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cdsl.api.files import CampaignFile, Loader, resolved
from cdsl.semantics.analyse import Analysis, analyse
from cdsl.semantics.modules import DEFAULT_WORKSPACE
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.semantics.surroundings import Surroundings
from cdsl.source.collector import without_collector
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.resources import stdlib_names, stdlib_text
from cdsl.source.span import Source, Span
from cdsl.syntax.parse import parse

if TYPE_CHECKING:  # what only checks loads nothing of editing
    from cdsl.api.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Understood:
    """A program, what is wrong with it, and how its files are called.

    `diagnostics` have the names that people know; those of `analysis` are the files' own.
    `unreadable` are those of files that are no texts, by path. `workspace` is that of the first
    file; `paths` are the files that were read or looked for.
    """

    analysis: Analysis
    diagnostics: tuple[Diagnostic, ...]
    unreadable: Mapping[str, Diagnostic]
    naming: "Naming"
    workspace: str
    paths: tuple[str, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything forbids a run."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Naming:
    """The sources of a program and, for each, the same text under the name to show.

    `offsets` are where the sections begin that a file was read in: what is counted in a section is
    shown in its file.
    """

    names: Mapping[str, tuple[Source, Source]]
    offsets: Mapping[Source, int]

    def source(self, source: Source) -> Source:
        """A source under the name to show. One that is no file of the program stays."""
        own, shown = self.names.get(source.name, (None, source))
        if own is not None and (source in self.offsets or own.text == source.text):
            return shown
        return source

    def span(self, source: Source, span: Span) -> Span:
        """A span of a source, counted in what `source` shows."""
        start = self.offsets.get(source, 0)
        return Span(span.start + start, span.end + start) if start else span

    def diagnostic(self, found: Diagnostic) -> Diagnostic:
        """A diagnostic with every source under the name to show."""
        if found.source is None and not found.related:
            return found
        source, span, fix = found.source, found.span, found.fix
        if source is not None and self.offsets.get(source):
            span = None if span is None else self.span(source, span)
            if fix is not None:
                edits = (replace(one, span=self.span(source, one.span)) for one in fix.edits)
                fix = replace(fix, edits=tuple(edits))
        return replace(
            found,
            source=None if source is None else self.source(source),
            span=span,
            fix=fix,
            related=tuple(
                replace(
                    related,
                    source=self.source(related.source),
                    span=self.span(related.source, related.span),
                )
                for related in found.related
            ),
        )


def understand(
    files: Sequence[CampaignFile],
    texts: Mapping[str, str | bytes],
    inferred: tuple[Field, ...] = (),
    memory: "Remembered | None" = None,
    also_seen: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> Understood:
    """Analyse files of one root as one program. `texts` stand for files, see `Loader`.

    `memory` is what is remembered of the same files as they were: what has not changed since is
    neither read nor analysed again. `also_seen` are files that others see without using them, by
    paths from the root.

    Raises OSError where one of the files cannot be read; one that is used only, and cannot be
    read, is a diagnostic.
    """
    root = files[0].root
    loader = Loader(root, texts, memory.disk if memory is not None else {})
    sources = [loader.load(file.path).source for file in files]
    surroundings = Surroundings(
        read=parse if memory is None else memory.read,
        file=loader.file,
        library=library_file,
        zone=zone,
        inferred=inferred,
        library_names=stdlib_names(),
        also_seen=also_seen,
    )
    with without_collector():
        analysis = analyse(sources, surroundings, memory.analysis if memory is not None else None)
    offsets = {
        section: start
        for module in analysis.declarations.modules.modules.values()
        for section, start in module.parsed.offsets.items()
    }
    naming = _naming(loader, {file.path: file.shown for file in files}, offsets)
    problems = {path: loaded.problem for path, loaded in loader.loaded.items() if loaded.problem}
    shown = [
        naming.diagnostic(found)
        for found in analysis.diagnostics
        if found.source is None or found.source.name not in problems
    ]
    unreadable = {}
    for path, problem in problems.items():
        before = problem.source.text if problem.source is not None else ""
        unreadable[path] = replace(problem, source=Source(naming.names[path][1].name, before))
    paths = [resolved(root, path) for path in (*loader.loaded, *loader.missing)] if root else []
    workspace = _workspace(analysis.program, files[0].path)
    diagnostics = (*shown, *unreadable.values())
    return Understood(analysis, diagnostics, unreadable, naming, workspace, tuple(paths))


def _workspace(program: Program, path: str) -> str:
    """The workspace of a file: that of what it declares, else the only one there is."""
    for assets in (program.campaigns, program.lists, program.smart_lists, program.programs):
        for key, asset in assets.items():
            if asset.location.source.name == path:
                return key.workspace
    named = [name for name in program.workspaces if name != DEFAULT_WORKSPACE]
    return named[0] if len(named) == 1 else DEFAULT_WORKSPACE


def _naming(loader: Loader, given: Mapping[str, str], offsets: Mapping[Source, int]) -> Naming:
    absolute = all(os.path.isabs(shown) for shown in given.values())
    names = {}
    for path, loaded in loader.loaded.items():
        shown = given.get(path) or _shown(loader.root, path, absolute)
        names[path] = (loaded.source, Source(shown, loaded.source.text))
    return Naming(names, offsets)


def _shown(root: str, path: str, absolute: bool) -> str:
    """The name of a file that is only used: as from where the person stands."""
    if not root:
        return path
    full = os.path.join(root, *path.split("/"))
    if absolute:
        return full
    try:
        return os.path.relpath(full)
    except ValueError:  # on another drive
        return full


def zone(name: str) -> tzinfo | None:
    """A time zone by its name, None if there is none."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def library_file(name: str) -> Source | None:
    """A file of the standard library by its name, None if there is none."""
    text = stdlib_text(name)
    return None if text is None else Source(f"std/{name}", text)
