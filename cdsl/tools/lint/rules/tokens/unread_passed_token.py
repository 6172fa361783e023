"""CDS466: a token is passed to a campaign that never reads it.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.expressions import HoleValue
from cdsl.source.diagnostic import Fix
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.tools.lint.calls import Call, calls_in, comment_free
from cdsl.tools.lint.rule import Problem, ProgramRule, replacing
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each that neither it nor a campaign which it executes with its tokens reads."""
    reads = program.usage().tokens
    for call in calls_in(program):
        asked = reads.asked[call.step.campaign].names
        passed = call.step.tokens
        if len(passed) != len(call.written.tokens):
            continue
        for place, token in enumerate(passed):
            if token.name not in asked and not isinstance(token.value, HoleValue):
                yield Problem(
                    call.written.tokens[place].span,
                    f"{quoted(call.step.campaign.name)} never reads `my.{token.name}`",
                    help="read it there, or do not pass it",
                    fix=_without(call, place),
                    source=call.caller.source,
                )


def _without(call: Call, place: int) -> Fix | None:
    source, arguments = call.caller.source, call.written.tokens
    own = arguments[place].span
    if len(arguments) == 1:
        # What is left is `with parent tokens` or nothing.
        text = source.text[call.words.start : call.words.end]
        start = text.rfind("," if call.parent_tokens else "with", 0, own.start - call.words.start)
        gone = Span(call.words.start + start, call.words.end)
        gone = Span(len(source.text[: gone.start].rstrip()), gone.end)
    elif place == 0:
        gone = Span(own.start, arguments[1].span.start)
    else:
        gone = Span(arguments[place - 1].span.end, own.end)
    if not comment_free(source, gone):
        return None
    return replacing("do not pass it", gone, "", safe=True)


RULE: Final = ProgramRule("CDS466", check)
