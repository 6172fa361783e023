"""CDS453: an alert to something that is no address.

Floor 6.
"""

import re
from collections.abc import Iterator
from typing import Final

from cdsl.semantics.expressions import Constant, Context, Expression, Token
from cdsl.semantics.flow import SendAlert
from cdsl.source.span import Span
from cdsl.syntax import steps as syntax
from cdsl.tools.lint.rule import CampaignRule, Problem, replacing
from cdsl.tools.lint.subjects import LintedCampaign

_ADDRESS: Final = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_NAME_OF_OWNER: Final = "owner"


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report each literal that holds no address somewhere, and the owner's name for an address."""
    for step in campaign.steps:
        written = campaign.written.get(step.path)
        if isinstance(step, SendAlert) and isinstance(written, syntax.SendAlert):
            for value, node in zip(step.to, written.to, strict=False):
                yield from _problem(value, node.span)


def _problem(value: Expression, span: Span) -> Iterator[Problem]:
    match value:
        case Constant(value=str() as text):
            wrong = [one for one in text.split(",") if not _ADDRESS.fullmatch(one.strip())]
            if wrong:
                yield Problem(
                    span,
                    f"`{wrong[0].strip()}` is no address",
                    help="write addresses, several of them with commas between",
                )
        case Token(context=Context.LEAD, name=name) if name == _NAME_OF_OWNER:
            yield Problem(
                span,
                "this is the owner's name and no address: nobody gets the alert",
                help="write `{{lead.Owner Email}}`",
                fix=replacing("send it to the address", span, "{{lead.Owner Email}}", safe=False),
            )
        case _:
            return


RULE: Final = CampaignRule("CDS453", check)
