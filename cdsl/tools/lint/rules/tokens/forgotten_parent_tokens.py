"""CDS464: a token is set for an executed campaign that has its own value, and not passed on.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.source.diagnostic import Fix, Related
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.tools.lint.calls import Call, comment_free
from cdsl.tools.lint.frames import forgotten, place_of, value_of
from cdsl.tools.lint.rule import Problem, ProgramRule, replacing
from cdsl.tools.lint.subjects import LintedProgram


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report the first such token of each call."""
    reads = program.usage().tokens
    seen: set[int] = set()
    for found in forgotten(program):
        call = found.call
        if id(call.step) in seen:
            continue
        seen.add(id(call.step))
        mine, theirs = place_of(found.mine, reads), place_of(found.theirs, reads)
        yield Problem(
            call.step.span,
            f"{quoted(call.step.campaign.name)} reads its own `my.{found.name}`, "
            f"{value_of(found.theirs, reads)}, not {value_of(found.mine, reads)} as set here",
            help="say `with parent tokens`, or drop the token here",
            related=(
                Related("set here", mine.source, mine.span),
                Related("read instead", theirs.source, theirs.span),
            ),
            fix=_passing(call),
            source=call.caller.source,
        )


def _passing(call: Call) -> Fix | None:
    source, words = call.caller.source, call.words
    text = source.text[words.start : words.end]
    if not comment_free(source, words):
        return None
    title = "say `with parent tokens`"
    if not text.strip():
        end = Span(words.start, words.start)
        return replacing(title, end, " with parent tokens", safe=False)
    start = words.start + text.index("with")
    span = Span(start, start + len("with"))
    return replacing(title, span, "with parent tokens,", safe=False)


RULE: Final = ProgramRule("CDS464", check)
