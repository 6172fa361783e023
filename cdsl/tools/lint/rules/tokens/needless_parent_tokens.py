"""CDS465: `with parent tokens` for a campaign that asks for none that its caller has.

Floor 6.
"""

import re
from collections.abc import Iterator
from typing import Final

from cdsl.semantics.program import CampaignKind
from cdsl.source.diagnostic import Fix
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.tools.lint.calls import Call, calls_in, comment_free
from cdsl.tools.lint.rule import Problem, ProgramRule, replacing
from cdsl.tools.lint.subjects import LintedProgram

_WORDS: Final = re.compile(r"\s+with\s+parent\s+tokens\s*(?P<more>,)?")


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each; what an executable caller has may come from its own callers."""
    reads = program.usage().tokens
    for call in calls_in(program):
        if not call.parent_tokens:
            continue
        asked = reads.asked[call.step.campaign]
        names = asked.names - call.passed
        if asked.contexts:
            continue
        if names and call.caller.core.kind is CampaignKind.EXECUTABLE:
            continue
        chain = reads.chains[call.caller.core.key]
        if any(chain.find(name) is not None for name in names):
            continue
        yield Problem(
            call.step.span,
            f"{quoted(call.step.campaign.name)} reads no token that this campaign could give",
            help="drop `with parent tokens`, or read the token there",
            fix=_without(call),
            source=call.caller.source,
        )


def _without(call: Call) -> Fix | None:
    source, words = call.caller.source, call.words
    found = _WORDS.match(source.text, words.start, words.end)
    if found is None or not comment_free(source, words):
        return None
    more = " with" if found["more"] else ""
    return replacing("drop `with parent tokens`", Span(*found.span()), more, safe=False)


RULE: Final = ProgramRule("CDS465", check)
