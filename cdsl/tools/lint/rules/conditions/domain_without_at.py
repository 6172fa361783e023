"""CDS422: a domain that is looked for in an address without its `@`.

Floor 6.
"""

import re
from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import Compare, Operator
from cdsl.semantics.types import Type
from cdsl.syntax import nodes
from cdsl.tools.lint.rule import ConditionRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCondition

_DOMAIN: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each whole domain; a part of one (`.edu`, `@test.`) is left alone."""
    for core in condition.nodes:
        if not isinstance(core, Compare) or core.type is not Type.EMAIL:
            continue
        written = condition.comparison(core) if core.operator is Operator.CONTAINS else None
        for operand in written.operands if written is not None else ():
            for value in operand.values if isinstance(operand, nodes.ListOf) else (operand,):
                if isinstance(value, nodes.Text) and _DOMAIN.fullmatch(value.value):
                    yield _problem(value)


def _problem(value: nodes.Text) -> Problem:
    domain = value.value
    return Problem(
        value.span,
        f"also matches addresses at `not{domain}`, and is slow to search for",
        help=f'the domain itself is "@{domain}"; its subdomains contain ".{domain}"',
        fix=replacing("write the `@`", value.span, f'"@{domain}"', safe=False),
    )


RULE: Final = ConditionRule("CDS422", check)
