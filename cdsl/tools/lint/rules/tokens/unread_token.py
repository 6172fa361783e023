"""CDS460: a token that nothing reads.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.definitions import Definition
from cdsl.semantics.uses import Role, TokenTarget
from cdsl.tools.lint.frames import copied, forgotten
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.unused import unused
from cdsl.tools.lint.writing import text_of


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each, save what other rules say of it.

    That is one which a call forgets to pass on, and one that only copies of it hide.
    """
    usage = program.usage()

    def is_token(definition: Definition) -> bool:
        return isinstance(definition.target, TokenTarget)

    unread = list(usage.unused(is_token, frozenset({Role.READS})))
    meant: set[TokenTarget] = set()
    if unread:
        meant.update(found.mine for found in forgotten(program))
        meant.update(found.outer for found in copied(usage))
    for definition in unread:
        if definition.target in meant:
            continue
        name = text_of(definition.source, definition.span)
        message = f"nothing reads `my.{name}`"
        yield unused(definition, message, "read it where it was meant, or drop it", program)


RULE: Final = ProgramRule("CDS460", check)
