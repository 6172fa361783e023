"""Tokens in the frames around each other: which value wins, and who meant which.

Floor 6.
"""

from collections.abc import Iterator
from itertools import pairwise

from cdsl.semantics.definitions import Definition
from cdsl.semantics.expressions import Constant, Expression
from cdsl.semantics.flow import RequestCampaign
from cdsl.semantics.program import Location
from cdsl.semantics.tokens import Binding, FrameKind
from cdsl.semantics.uses import TokenTarget
from cdsl.source.data import dataclass
from cdsl.tools.lint.calls import Call, calls_in
from cdsl.tools.lint.subjects import LintedProgram
from cdsl.tools.lint.usage import Usage
from cdsl.tools.lint.writing import shown
from cdsl.tools.token_reads import Bound, TokenReads


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A token that somebody declared for a call which does not pass it on.

    `mine` is that of the caller, `theirs` the one that is read instead.
    """

    call: Call
    name: str
    mine: TokenTarget
    theirs: TokenTarget


def forgotten(program: LintedProgram) -> Iterator[Forgotten]:
    """The calls whose child has its own value for a token that nobody but it would read.

    A token of the caller's program is meant for it where no campaign there reads it by itself.
    """
    reads = program.usage().tokens
    for call in calls_in(program):
        if call.parent_tokens or isinstance(call.step, RequestCampaign):
            continue
        mine, theirs = reads.chains[call.caller.core.key], reads.chains[call.step.campaign]
        for name in sorted(reads.asked[call.step.campaign].names - call.passed):
            here, there = mine.find(name), theirs.find(name)
            if here is None or there is None or here.value.value == there.value.value:
                continue
            own, other = here.value.target, there.value.target
            if own is None or other is None or own == other:
                continue
            if _is_meant_for_children(here, own, reads):
                yield Forgotten(call, name, own, other)


def _is_meant_for_children(found: Binding[Bound], own: TokenTarget, reads: TokenReads) -> bool:
    match found.frame.kind:
        case FrameKind.CAMPAIGN:
            return own not in reads.read
        case FrameKind.PROGRAM:
            return own not in reads.direct
        case _:
            return False


def place_of(target: TokenTarget, reads: TokenReads) -> Location:
    """Where a token is declared."""
    line = reads.lines[target]
    return Location(line.place.source, line.line.name.span)


def value_of(target: TokenTarget, reads: TokenReads) -> str:
    """The value of a token as it is written, `empty` without one."""
    line = reads.lines[target]
    if line.line.default is None:
        return "empty"
    return f"`{shown(line.place.source, line.line.default.span)}`"


def is_neutral(value: Expression | None) -> bool:
    """Whether a value is one that changes nothing: no value, 0, an empty text."""
    return value is None or (isinstance(value, Constant) and not value.value)


@dataclass(frozen=True, slots=True)
class Copied:
    """A token with the value of the one that it hides, `outer`."""

    definition: Definition
    outer: TokenTarget


def copied(usage: Usage) -> Iterator[Copied]:
    """The tokens of the linted files that say what the next frame outwards says.

    One that a clone repeats is left out: something else may stand around it there.
    """
    hidden: dict[TokenTarget, set[TokenTarget | None]] = {}
    for chain in usage.tokens.chains.values():
        for name in {name: None for frame in chain.frames for name in frame.bindings}:
            for near, far in pairwise(chain.explain(name)):
                if near.value.target is not None:
                    seen = hidden.setdefault(near.value.target, set())
                    seen.add(far.value.target if _is_same(near.value, far.value) else None)
    for definition in usage.own:
        target = definition.target
        if isinstance(target, TokenTarget) and len(hidden.get(target, ())) == 1:
            (outer,) = hidden[target]
            if outer is not None and not is_repeated(target, usage.tokens):
                yield Copied(definition, outer)


def _is_same(near: Bound, far: Bound) -> bool:
    return isinstance(near.value, Constant) and near.value == far.value


def is_repeated(target: TokenTarget, reads: TokenReads) -> bool:
    """Whether a clone repeats a token, so that something else may stand around it there."""
    line = reads.lines[target]
    return any(
        other.place.clone is not None
        and other.line.span == line.line.span
        and other.place.source == line.place.source
        for other in reads.lines.values()
    )
