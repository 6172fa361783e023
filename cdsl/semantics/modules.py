"""Which files belong together: what each one uses, and what it therefore sees.

Floor 2. Knows files by name and text only; where they come from is handed in.
"""

from collections.abc import Mapping, Sequence
from posixpath import dirname, join, normpath

from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.surroundings import Surroundings
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Related
from cdsl.source.span import Source, Span
from cdsl.source.suggest import nearest
from cdsl.syntax.files import File, ProgramItem, Use
from cdsl.syntax.lexer import Comment
from cdsl.syntax.parse import Parsed

DEFAULT_WORKSPACE = "Default"
STANDARD = "std/"


@dataclass(frozen=True, slots=True)
class Module:
    """A loaded file. `library` files belong to the workspace of whoever refers to them."""

    source: Source
    file: File
    library: bool
    uses: tuple[tuple[Use, str], ...]
    parsed: Parsed
    faults: Mapping[Source, tuple[int, ...]]

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments of the file, in order of text."""
        return self.parsed.comments

    def section(self, item: ProgramItem) -> Source | None:
        """The text that the spans of an item are counted in, None where it is that of the file."""
        return self.parsed.sections.get(id(item))

    def extent(self, item: ProgramItem) -> Span:
        """Where all of an item stands in the file."""
        return self.parsed.extents.get(id(item), item.span)

    def offset(self, source: Source) -> int:
        """Where a text that spans are counted in begins in the file."""
        return self.parsed.offsets.get(source, 0)

    @property
    def workspace(self) -> str:
        """The workspace of the file's assets."""
        return self.file.workspace.name.text if self.file.workspace else DEFAULT_WORKSPACE


@dataclass(frozen=True, slots=True)
class Modules:
    """All files of a program in order of loading (used ones first), and what each one sees.

    `sees` holds, for each file's name, the names of the files whose declarations it sees: itself,
    those it uses directly or not, whether they are there or missing, and the always-loaded library.
    """

    modules: Mapping[str, Module]
    roots: tuple[str, ...]
    sees: Mapping[str, frozenset[str]]

    def sees_all(self, file: str) -> bool:
        """Whether everything that a file uses, directly or not, is there."""
        return self.sees[file] <= self.modules.keys()


def load(roots: Sequence[Source], surroundings: Surroundings, findings: Findings) -> Modules:
    """Parse the roots and everything they use, each file once."""
    always = [STANDARD + name for name in surroundings.always_loaded]
    given = {normpath(root.name): root for root in roots}
    opened: dict[str, Module] = {}
    finished: dict[str, Module] = {}

    def source_of(name: str) -> Source | None:
        if name in given:
            return given[name]
        if name.startswith(STANDARD):
            return surroundings.library(name.removeprefix(STANDARD))
        return surroundings.file(name)

    def used(name: str, use: Use, source: Source) -> str | None:
        target = _target(name, use, source, findings)
        found = None if target is None or target.startswith(STANDARD) else source_of(target)
        return target if found is None else normpath(found.name)

    def open_file(name: str) -> Module | None:
        source = source_of(name)
        if source is None:
            return None
        parsed = surroundings.read(source)
        for diagnostic in parsed.diagnostics:
            findings.add(diagnostic)
        uses = [(use, used(name, use, source)) for use in parsed.file.uses]
        return Module(
            source,
            parsed.file,
            name.startswith(STANDARD),
            tuple((use, target) for use, target in uses if target is not None),
            parsed,
            _faults(parsed.diagnostics, source),
        )

    for start in (*always, *given):
        if start in opened:
            continue
        module = open_file(start)
        if module is None:
            continue
        opened[start] = module
        path = [(start, iter(module.uses))]
        while path:
            name, rest = path[-1]
            use, target = next(rest, (None, ""))
            if use is None:
                finished[name] = opened[name]
                path.pop()
            elif target not in opened:
                module = open_file(target)
                if module is None:
                    findings.add(_missing(opened[name], use, target, surroundings))
                    continue
                opened[target] = module
                path.append((target, iter(module.uses)))
            elif target not in finished:
                circle = [step for step, _ in path]
                findings.add(_circle(opened, circle[circle.index(target) :]))
    return Modules(
        finished, tuple(given), _sight(finished, frozenset(always), surroundings.also_seen)
    )


def _faults(found: Sequence[Diagnostic], source: Source) -> Mapping[Source, tuple[int, ...]]:
    """Where the parser found faults, by the text that they are counted in."""
    faults: dict[Source, tuple[int, ...]] = {}
    for one in found:
        if one.span is not None:
            text = one.source or source
            faults[text] = (*faults.get(text, ()), one.span.start)
    return faults


def _target(name: str, use: Use, source: Source, findings: Findings) -> str | None:
    """The name of the file that a `use` means, None when it cannot mean any."""
    written = use.path.text
    if written.startswith(STANDARD):
        return written
    if not written.startswith(("./", "../")):
        message = f'`use "{written}"` names neither a file nor the standard library'
        help = "start with `./` or `../` for a file beside this one, with `std/` for the library"
        findings.add(finding("CDS110", message, source, use.path.span, help=help))
        return None
    target = normpath(join(dirname(name), written))
    if target.startswith(".."):
        message = f'`use "{written}"` leads out of the project'
        help = "files that are used lie inside of the project's root"
        findings.add(finding("CDS110", message, source, use.path.span, help=help))
        return None
    return target


def _missing(module: Module, use: Use, target: str, surroundings: Surroundings) -> Diagnostic:
    if target.startswith(STANDARD):
        close = nearest(target, [STANDARD + name for name in surroundings.library_names])
        help = f'did you mean `use "{close}"`?' if close else ""
        message = f"the standard library has no `{target}`"
    else:
        message, help = f"there is no file `{target}`", "the path starts at this file's folder"
    return finding("CDS110", message, module.source, use.path.span, help=help)


def _circle(modules: Mapping[str, Module], circle: Sequence[str]) -> Diagnostic:
    """Report a circle at the first of its files by name, whichever file it was entered by."""
    start = circle.index(min(circle))
    files = [*circle[start:], *circle[:start]]
    uses = [
        (file, at.path.span)
        for file, following in zip(files, [*files[1:], files[0]], strict=True)
        for at, target in modules[file].uses
        if target == following
    ]
    (first, span), *others = uses
    related = tuple(
        Related("and this file goes on", modules[file].source, use) for file, use in others
    )
    chain = " → ".join([*files, files[0]])
    help = "move what both need into a file of its own"
    message = f"files use each other in a circle: {chain}"
    return finding("CDS107", message, modules[first].source, span, help=help, related=related)


def _sight(
    modules: Mapping[str, Module],
    always: frozenset[str],
    also_seen: Mapping[str, frozenset[str]],
) -> Mapping[str, frozenset[str]]:
    sees: dict[str, frozenset[str]] = {}
    for name in modules:
        seen = {name, *always}
        pending = [name]
        while pending:
            file = pending.pop()
            used = (target for _, target in modules[file].uses)
            for target in (*used, *also_seen.get(file, ())):
                if target not in seen:
                    seen.add(target)
                    if target in modules:
                        pending.append(target)
        sees[name] = frozenset(seen)
    return sees
