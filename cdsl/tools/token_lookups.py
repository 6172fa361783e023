"""What every token comes to that a run looks up, along every path of calls.

Floor 6. Where `cdsl.tools.token_reads` says which tokens are read, this says by whom, and in which
frame of which chain.
"""

from collections.abc import Iterable, Iterator

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.cases import Expect
from cdsl.semantics.conditions import Condition
from cdsl.semantics.expressions import Context, Token
from cdsl.semantics.places import AssetKind
from cdsl.semantics.tokens import Chain
from cdsl.semantics.uses import TokenTarget
from cdsl.semantics.walk import tokens_in, values_in_condition
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.tools.token_reads import Bound, Reading


@dataclass(frozen=True, slots=True)
class Found:
    """What a name comes to in a chain: the position of the frame, and the declaration there.

    `target` is None where a call passes the token; `position` is then that of the call's frame, and
    -1 where no frame has the name.
    """

    name: str
    position: int
    target: TokenTarget | None


@dataclass(frozen=True, slots=True)
class Lookup:
    """A name of `my` that a run looks up in one of its chains, and what it comes to there.

    `reader` says in words whose text asks. `found` is what becomes of the name and, behind it, of
    those that its value uses. `named` are all tokens of these names in the chain.
    """

    reader: str
    found: tuple[Found, ...]
    named: frozenset[TokenTarget]


def token_lookups(analysis: Analysis) -> Iterator[Lookup]:
    """Whatever is looked up along every path of calls of a program without errors, in order.

    Two programs that differ in names alone have the same lookups but for the names.
    """
    reading = Reading(analysis)
    for key, chain in reading.runs():
        yield from _lookups(f"the campaign {quoted(key.name)}", reading.own[key].tokens, chain)
    for listed in analysis.program.smart_lists.values():
        place = analysis.declarations.assets[AssetKind.SMART_LIST][listed.key].place
        chain = reading.bound(listed.tokens, place, None)
        tokens = _tokens_of(listed.condition)
        yield from _lookups(f"the smart list {quoted(listed.key.name)}", tokens, chain)
    roots = analysis.declarations.modules.roots
    places = (place for _, place in analysis.declarations.tests if place.file in roots)
    for case, place in zip(analysis.cases, places, strict=True):
        chain = reading.bound(case.tokens, place, None)
        for step in case.steps:
            if isinstance(step, Expect):
                yield from _lookups(
                    f"the test {quoted(case.name)}", _tokens_of(step.condition), chain
                )


def _tokens_of(condition: Condition) -> tuple[Token, ...]:
    return tuple(token for value in values_in_condition(condition) for token in tokens_in(value))


def _lookups(reader: str, tokens: Iterable[Token], chain: Chain[Bound]) -> Iterator[Lookup]:
    names = dict.fromkeys(token.name for token in tokens if token.context is Context.MY)
    for name in names:
        found = tuple(_come_to(name, chain, frozenset()))
        bound = (
            binding.value.target or binding.value.given
            for one in {one.name for one in found}
            for binding in chain.explain(one)
        )
        named = frozenset(target for target in bound if target is not None)
        yield Lookup(reader, found, named)


def _come_to(name: str, chain: Chain[Bound], seen: frozenset[str]) -> Iterator[Found]:
    for position, frame in enumerate(chain.frames):
        bound = frame.bindings.get(name)
        if bound is not None:
            yield Found(name, position, bound.target)
            if bound.value is not None and name not in seen:
                for token in tokens_in(bound.value):
                    if token.context is Context.MY:
                        yield from _come_to(token.name, chain, seen | {name})
            return
    yield Found(name, -1, None)
