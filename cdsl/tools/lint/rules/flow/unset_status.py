"""CDS438: a status that nothing speaks of.

Floor 6.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from cdsl.source.quoting import quoted
from cdsl.source.span import Source
from cdsl.syntax import declarations as syntax
from cdsl.syntax.nodes import Name
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram, declarations_of

_QUOTED: Final = re.compile(r'"([^"\n]*)"')


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each status that no step sets, no condition asks for and no test gives.

    Statuses come from outside as well, from an import or a webinar; of one that is to come from
    there something speaks. The first of a channel is what an import gives. Of channels that the
    program uses; a text in a comment counts.
    """
    modules = program.declarations.modules
    channels = {one.channel for one in program.program.programs.values()}
    said = Counter(
        text.lower()
        for module in modules.modules.values()
        for text in _QUOTED.findall(module.source.text)
    )
    for name in modules.roots:
        for declaration in declarations_of(modules.modules[name]):
            node = declaration.node
            if isinstance(node, syntax.ChannelDeclaration) and node.name.text in channels:
                for status in node.statuses[1:]:
                    if said[status.name.text.lower()] == 1:
                        yield _problem(status.name, declaration.source)


def _problem(status: Name, source: Source) -> Problem:
    return Problem(
        status.span,
        f"nothing sets the status {quoted(status.text)}, and nothing asks for it",
        help="set it where people get there, or remove it",
        source=source,
    )


RULE: Final = ProgramRule("CDS438", check)
