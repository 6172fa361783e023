"""CDS475: a file is used, and nothing of it.

Floor 6.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from cdsl.semantics.modules import Module, Modules
from cdsl.source.diagnostic import Fix
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.syntax import declarations, files
from cdsl.syntax.cases import Test
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.usage import runs
from cdsl.tools.lint.writing import without_declaration


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each `use` of files that nothing here names, and from which nothing runs."""
    usage = program.usage()
    modules = program.declarations.modules
    for name in modules.roots:
        module = modules.modules[name]
        if not module.file.items or name not in usage.ends:
            continue
        for use, target in module.uses:
            used = _opened(target, modules)
            if any(_acts(one, module) for one in used) or _is_needed(name, used, program):
                continue
            if usage.elsewhere() != []:
                continue
            yield Problem(
                use.span,
                f"nothing of {quoted(use.path.text)} is used here",
                help="drop it, or say what it is there for",
                fix=_dropping(use.span, used, module),
                source=module.source,
            )


def _is_needed(name: str, used: Iterable[Module], program: LintedProgram) -> bool:
    """Whether a text, or one that is seen through a clone which stands in it, names anything."""
    files = {one.source.name for one in used}
    declared = {one.target for one in program.usage().definitions if one.source.name in files}
    return any(
        name in (use.source.name, use.clone.source.name if use.clone else "")
        and use.target in declared
        for use in program.analysis.uses
    )


def _opened(target: str, modules: Modules) -> tuple[Module, ...]:
    """A file that is used, and those that it uses."""
    found: dict[str, Module] = {}
    pending = [target]
    while pending:
        name = pending.pop()
        if name not in found and name in modules.modules:
            found[name] = modules.modules[name]
            pending += [other for _, other in found[name].uses]
    return tuple(found.values())


def _acts(used: Module, user: Module) -> bool:
    """Whether a file does something unnamed: campaigns that run, zone and limits of a workspace."""
    workspace = used.file.workspace
    says_more = workspace is not None and (workspace.zone is not None or workspace.limits != ())
    return runs(used.file.items) or (says_more and used.workspace == user.workspace)


def _dropping(span: Span, used: Iterable[Module], module: Module) -> Fix | None:
    edit = without_declaration(module.source, span)
    if edit is None:
        return None
    # Fields, activities and lists are there for data as well; campaigns have numbers.
    safe = all(_is_named_only(one.file.items) for one in used)
    return Fix("drop it", (edit,), safe)


def _is_named_only(items: Iterable[files.ProgramItem]) -> bool:
    """Whether nothing but a name can lead to what is declared."""
    return all(
        isinstance(
            item,
            declarations.SmartListDeclaration
            | declarations.EmailDeclaration
            | declarations.MappingDeclaration
            | declarations.WebhookDeclaration
            | Test,
        )
        for item in items
    )


RULE: Final = ProgramRule("CDS475", check)
