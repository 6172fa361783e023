"""What to say of declarations that nothing uses.

Floor 6.
"""

from collections.abc import Callable, Iterator

from cdsl.semantics.definitions import Definition
from cdsl.semantics.places import AssetKind
from cdsl.semantics.uses import Role
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.tools.lint.rule import Problem
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.usage import is_asset
from cdsl.tools.lint.writing import text_of, without_declaration

EVERY_ROLE = frozenset(Role)


def moved(span: Span, by: int) -> Span:
    """A span counted from elsewhere."""
    return Span(span.start + by, span.end + by)


def removing(definition: Definition, program: LintedProgram) -> Fix | None:
    """The fix that takes a declaration out, for somebody to review: it may be for tomorrow.

    None where something names it all the same.
    """
    if program.usage().roles.of(definition.target):
        return None
    return dropping(definition, program, safe=False)


def dropping(definition: Definition, program: LintedProgram, *, safe: bool) -> Fix | None:
    """The fix that takes a declaration out with all of its lines, wherever it is counted."""
    module = program.declarations.modules.modules[definition.source.name]
    by = module.offset(definition.source)
    edit = without_declaration(module.source, moved(definition.whole, by))
    if edit is None:
        return None
    return Fix("drop it", (Edit(moved(edit.span, -by), edit.text),), safe)


def unused_assets(
    program: LintedProgram,
    kind: AssetKind,
    saying: Callable[[str], str],
    help: str,
    by: frozenset[Role] = EVERY_ROLE,
) -> Iterator[Problem]:
    """Report the assets of a kind with which nothing is done; `saying` is given the name."""
    for definition in program.usage().unused(lambda one: is_asset(one, kind), by):
        name = text_of(definition.source, definition.span)
        yield unused(definition, saying(name), help, program)


def unused(definition: Definition, message: str, help: str, program: LintedProgram) -> Problem:
    """Nothing uses what is declared here."""
    return Problem(
        definition.span,
        message,
        help=help,
        fix=removing(definition, program),
        source=definition.source,
    )
