"""CDS517: a name in quotes that needs none.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import CompanyField, Compare, MemberField, PersonField
from cdsl.syntax import nodes
from cdsl.tools.lint.rule import ConditionRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCondition

_WORDS: Final = frozenset(
    {"all", "any", "none", "not", "and", "or", "in", "on", "if", "did", "everyone"}
)
"""What a condition may begin with: such a name is quoted there (language.md 2)."""


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report an identifier in quotes on the left of a comparison; labels need them."""
    for core in condition.nodes:
        if not isinstance(core, Compare):
            continue
        if not isinstance(core.subject, PersonField | CompanyField | MemberField):
            continue
        written = condition.comparison(core)
        if written is None or not isinstance(written.subject, nodes.FieldName):
            continue
        name = written.subject.name
        is_own = name.quoted and name.text == core.subject.field.name
        if is_own and name.text not in _WORDS:
            yield Problem(
                name.span,
                f"`{name.text}` needs no quotes",
                fix=replacing("take them away", name.span, name.text, safe=True),
            )


RULE: Final = ConditionRule("CDS517", check)
