"""What a lint rule is: a code, and a function from something written to what is wrong with it.

Floor 6. A rule looks at one declaration as written, at one condition or one campaign as meant, or
at a whole program, and at nothing else but the clock: what it says of an unchanged declaration is
kept while somebody types elsewhere. Titles and severities stand in `cdsl.source.codes`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit, Fix, Related
from cdsl.source.span import Source, Span
from cdsl.tools.lint.subjects import (
    LintedCampaign,
    LintedCondition,
    LintedDeclaration,
    LintedProgram,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a rule found.

    `source` is the text of what the rule looked at, unless a rule of programs names another.
    """

    span: Span
    message: str
    help: str = ""
    label: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    source: Source | None = None


Problems = Iterable[Problem]


@dataclass(frozen=True, slots=True)
class DeclarationRule:
    """Looks at the syntax tree of one declaration: style, mostly."""

    code: str
    check: Callable[[LintedDeclaration], Problems]


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """Looks at one whole condition: a smart list, an audience, a branch or an `on` line.

    One that is `portable` asks whether the modelled system could express it, and is off unless
    the settings say so. So for the other kinds of rules.
    """

    code: str
    check: Callable[[LintedCondition], Problems]
    portable: bool = False


@dataclass(frozen=True, slots=True)
class CampaignRule:
    """Looks at one campaign, and of others only at what the schema says."""

    code: str
    check: Callable[[LintedCampaign], Problems]
    portable: bool = False


@dataclass(frozen=True, slots=True)
class ClockRule:
    """Looks at one campaign and at the clock, which is None when there is none.

    What it says is not kept: time goes on while nobody types.
    """

    code: str
    check: Callable[[LintedCampaign, datetime | None], Problems]
    portable: bool = False


@dataclass(frozen=True, slots=True)
class ProgramRule:
    """Looks at everything together: names that nothing uses, orders that nothing promises.

    It is asked only of programs without errors, since what is missing there may stand in a part
    that could not be understood. Each of its problems names its `source`.
    """

    code: str
    check: Callable[[LintedProgram], Problems]
    portable: bool = False


Rule = DeclarationRule | ConditionRule | CampaignRule | ClockRule | ProgramRule


def replacing(title: str, span: Span, text: str, *, safe: bool) -> Fix:
    """The fix that writes a text in the place of a span; an empty text removes it."""
    return Fix(title, (Edit(span, text),), safe)
