"""CDS447: the answer of a webhook, used as if it always came.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.expressions import Context, Token
from cdsl.semantics.flow import CallWebhook, Choice
from cdsl.semantics.walk import tokens_in, values_of
from cdsl.source.diagnostic import Related
from cdsl.tools.lint.course import Passage, passages
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each value from a field of the reply without a default, and without an `if` before."""
    for campaign in program.campaigns:
        if not any(isinstance(step, CallWebhook) for step in campaign.steps):
            continue
        for passage in passages(campaign.flow, campaign.core.key):
            call = _call(passage)
            if call is None:
                continue
            replied = {one.field.name for one in program.program.webhooks[call.webhook].reply}
            for token in _bare(passage):
                if token.name in replied:
                    yield Problem(
                        token.span,
                        f"`{token.name}` is what the webhook answers, which may fail",
                        help="ask with an `if` whether it is there, or give it a default",
                        related=(Related("the call", campaign.source, call.span),),
                        source=campaign.source,
                    )


def _call(passage: Passage) -> CallWebhook | None:
    """The call that is behind everybody here, with no question since."""
    for earlier in passage.earlier():
        if isinstance(earlier.step, Choice):
            return None
        if isinstance(earlier.step, CallWebhook):
            return earlier.step
    return None


def _bare(passage: Passage) -> Iterator[Token]:
    for value in values_of(passage.step):
        for token in tokens_in(value):
            if token.context is Context.LEAD and token.default is None:
                yield token


RULE: Final = ProgramRule("CDS447", check)
