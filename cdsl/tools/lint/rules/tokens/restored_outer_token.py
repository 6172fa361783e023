"""CDS463: `with parent tokens` brings back an outer token that the executed campaign replaces.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.tokens import FrameKind
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.lint.calls import calls_in
from cdsl.tools.lint.frames import is_neutral, place_of, value_of
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.subjects import LintedProgram

_SHARED: Final = (FrameKind.FOLDER, FrameKind.WORKSPACE)


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each call by which a folder's or the workspace's value wins over the campaign's own.

    A value that changes nothing (0, empty) is there to be replaced.
    """
    reads = program.usage().tokens
    for call in calls_in(program):
        if not call.parent_tokens:
            continue
        caller, child = reads.chains[call.caller.core.key], reads.chains[call.step.campaign]
        for name in sorted(reads.asked[call.step.campaign].own - call.passed):
            given, own = caller.find(name), child.find(name)
            if given is None or own is None or given.frame.kind not in _SHARED:
                continue
            outer, inner = given.value.target, own.value.target
            if outer is None or inner is None or outer == inner or is_neutral(own.value.value):
                continue
            replaced = (hidden.value.target for hidden in child.explain(name)[1:])
            if outer not in replaced or given.value.value == own.value.value:
                continue
            there = place_of(inner, reads)
            yield Problem(
                call.step.span,
                f"{quoted(call.step.campaign.name)} gets {value_of(outer, reads)} for "
                f"`my.{name}`, which "
                f"the {given.frame.kind} has, not its own {value_of(inner, reads)}",
                help=f"pass it: `with parent tokens, tokens {{ {name}: … }}`, or drop its own",
                related=(Related("its own", there.source, there.span),),
                source=call.caller.source,
            )
            break


RULE: Final = ProgramRule("CDS463", check)
