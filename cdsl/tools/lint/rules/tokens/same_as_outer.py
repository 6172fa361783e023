"""CDS461: a token that hides another one with the same value.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Related
from cdsl.tools.lint.frames import copied, place_of, value_of
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.unused import dropping
from cdsl.tools.lint.writing import text_of


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each at its name."""
    usage = program.usage()
    for found in copied(usage):
        definition = found.definition
        there = place_of(found.outer, usage.tokens)
        name = text_of(definition.source, definition.span)
        yield Problem(
            definition.span,
            f"`my.{name}` is {value_of(found.outer, usage.tokens)} further out as well",
            help="drop it, so that one place says it",
            related=(Related("the same value", there.source, there.span),),
            fix=dropping(definition, program, safe=True),
            source=definition.source,
        )


RULE: Final = ProgramRule("CDS461", check)
