"""CDS512: a file that is used twice.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.tools.lint.rule import Problem, ProgramRule, replacing
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each `use` that stands in its file before."""
    for name in program.declarations.modules.roots:
        module = program.declarations.modules.modules[name]
        first: dict[str, Span] = {}
        for use in module.file.uses:
            seen = first.setdefault(use.path.text, use.span)
            if seen is not use.span:
                text = module.source.text
                line = text[text.rfind("\n", 0, use.span.start) + 1 : use.span.start]
                start = use.span.start - len(line) - 1 if not line.strip() else use.span.start
                yield Problem(
                    use.span,
                    f"{quoted(use.path.text)} is used already",
                    related=(Related("the first time", module.source, seen),),
                    fix=replacing("drop it", Span(start, use.span.end), "", safe=True),
                    source=module.source,
                )


RULE: Final = ProgramRule("CDS512", check)
