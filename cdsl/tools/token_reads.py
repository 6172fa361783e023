"""Which tokens the runs of a program read, along every path of calls.

Floor 6. Nothing is run: for each campaign, in its own chain and in that of every caller, what its
text looks up is found as a run would find it. Values passed from outside are not known here.
"""

from collections.abc import Callable, Iterator, Mapping

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.check.summaries import Assets, summary_of, tokens_used_by
from cdsl.semantics.definitions import token_lines
from cdsl.semantics.expressions import Context, Expression, Token
from cdsl.semantics.flow import ExecuteCampaign
from cdsl.semantics.places import AssetKind, Holder, Place, TokenLine
from cdsl.semantics.program import Campaign, Program, TokenDefinition, Tokens
from cdsl.semantics.tokens import Binding, Chain, Frame, FrameKind
from cdsl.semantics.uses import TokenTarget
from cdsl.semantics.walk import tokens_in, values_in_condition
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """A token of a chain: what declares it and its value; both None where a call passes it.

    Then `given` is the token of the called campaign that the call gives a value.
    """

    target: TokenTarget | None
    value: Expression | None
    given: TokenTarget | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a campaign's text looks up in its chain: names of `my`, and contexts of a caller.

    Campaigns that it executes with its tokens are counted in; `own` are the names that its own
    text looks up, `bare` those of them that it uses without a default.
    """

    own: frozenset[str]
    bare: frozenset[str]
    names: frozenset[str]
    contexts: frozenset[Context]


@dataclass(frozen=True, slots=True)
class TokenReads:
    """The chains of campaigns by themselves, what each asks for, and who is read.

    `read` are tokens that some run reads, `direct` those that a campaign reads which nobody called.
    `calls` are the executes of each campaign, `lines` the declarations.
    """

    chains: Mapping[AssetKey, Chain[Bound]]
    asked: Mapping[AssetKey, Asked]
    read: frozenset[TokenTarget]
    direct: frozenset[TokenTarget]
    calls: Mapping[AssetKey, tuple[ExecuteCampaign, ...]]
    lines: Mapping[TokenTarget, TokenLine]


@dataclass(frozen=True, slots=True)
class Own:
    """The tokens that a campaign's own run may work out, and the campaigns that it executes."""

    tokens: tuple[Token, ...]
    calls: tuple[ExecuteCampaign, ...]


def own_of(campaign: Campaign, program: Program) -> Own:
    """What a campaign does by itself; what it sends is part of it."""
    assets = Assets(program.campaigns, program.smart_lists, program.emails, program.webhooks)
    summary = summary_of(campaign)
    return Own(
        tuple(token for token, *_ in tokens_used_by(summary, assets)),
        tuple(call.step for call in summary.calls),
    )


def token_reads(
    analysis: Analysis, own_of: Callable[[Campaign, Program], Own] = own_of
) -> TokenReads:
    """Follow every path of calls of a program without errors.

    `own_of` may remember its answers.
    """
    reading = Reading(analysis, own_of)
    asked = {key: reading.asks(key) for key in analysis.program.campaigns}
    direct: set[TokenTarget] = set()
    for key, chain in reading.chains.items():
        for name in asked[key].own:
            direct.update(_found(name, chain, frozenset()))
    read = set(direct)
    for key, chain in reading.runs():
        for name in asked[key].own:
            read.update(_found(name, chain, frozenset()))
    for listed in analysis.program.smart_lists.values():
        place = analysis.declarations.assets[AssetKind.SMART_LIST][listed.key].place
        chain = reading.bound(listed.tokens, place, None)
        for value in values_in_condition(listed.condition):
            for token in tokens_in(value):
                if token.context is Context.MY:
                    read.update(_found(token.name, chain, frozenset()))
    calls = {key: own.calls for key, own in reading.own.items()}
    return TokenReads(
        reading.chains, asked, frozenset(read), frozenset(direct), calls, token_lines(analysis)
    )


def _found(name: str, chain: Chain[Bound], seen: frozenset[str]) -> Iterator[TokenTarget]:
    """The declarations that a name leads to in a chain, those that its value uses included."""
    found = chain.find(name)
    if found is None or name in seen:
        return
    if found.value.target is not None:
        yield found.value.target
    if found.value.value is not None:
        for token in tokens_in(found.value.value):
            if token.context is Context.MY:
                yield from _found(token.name, chain, seen | {name})


class Reading:
    """One program's chains, made once each."""

    def __init__(
        self, analysis: Analysis, own_of: Callable[[Campaign, Program], Own] = own_of
    ) -> None:
        """Put the chains together; `own_of` may remember its answers."""
        program = analysis.program
        self.analysis = analysis
        self.own = {key: own_of(campaign, program) for key, campaign in program.campaigns.items()}
        self._frames: dict[int, Frame[Bound]] = {}
        self._passed: dict[int, Frame[Bound]] = {}
        self._asked: dict[AssetKey, Asked] = {}
        self.chains = {
            key: self.bound(campaign.tokens, self._place(key), key)
            for key, campaign in program.campaigns.items()
        }
        self._inside: dict[str, set[Token]] = {}
        for chain in self.chains.values():
            for frame in chain.frames:
                for name, bound in frame.bindings.items():
                    if bound.value is not None:
                        self._inside.setdefault(name, set()).update(tokens_in(bound.value))

    def _place(self, key: AssetKey) -> Place:
        return self.analysis.declarations.assets[AssetKind.CAMPAIGN][key].place

    def bound(self, tokens: Tokens, place: Place, campaign: AssetKey | None) -> Chain[Bound]:
        """Frames with the declarations of their tokens; outer ones are shared."""
        holders = place.holder.outwards()
        frames = []
        for frame in tokens.frames:
            is_own = frame.kind is FrameKind.CAMPAIGN
            owner = place.holder.key if is_own else self._owner(frame, holders)
            found = self._frames.get(id(frame))
            if found is None:
                own = campaign if is_own else None
                found = self._frames[id(frame)] = Frame(
                    frame.kind,
                    frame.owner,
                    {
                        name: Bound(TokenTarget(owner, own, name), definition.value)
                        for name, definition in frame.bindings.items()
                    },
                )
            frames.append(found)
        return Chain(tuple(frames))

    def _owner(self, frame: Frame[TokenDefinition], holders: Iterator[Holder]) -> AssetKey:
        """The next holder outwards that a frame is of: one without tokens has none."""
        for holder in holders:
            if self.analysis.declarations.tokens.get(holder.key):
                name = holder.key.name if holder.key.path else holder.key.workspace
                if name == frame.owner:
                    return holder.key
        raise AssertionError(frame.owner)

    def asks(self, key: AssetKey) -> Asked:
        """What a campaign looks up; circles of calls are errors, so that this ends."""
        found = self._asked.get(key)
        if found is not None:
            return found
        names: set[str] = set()
        contexts: set[Context] = set()
        pending = list(self.own[key].tokens)
        bare = frozenset(token.name for token in pending if token.default is None)
        while pending:
            token = pending.pop()
            if token.context is not Context.MY:
                contexts.add(token.context)
            elif token.name not in names:
                names.add(token.name)
                pending += self._inside.get(token.name, ())
        own = frozenset(names)
        for call in self.own[key].calls:
            if call.parent_tokens:
                theirs = self.asks(call.campaign)
                names |= theirs.names - {token.name for token in call.tokens}
                contexts |= theirs.contexts
        self._asked[key] = Asked(
            own, own & bare, frozenset(names), frozenset(contexts & _OF_A_CALLER)
        )
        return self._asked[key]

    def runs(self) -> Iterator[tuple[AssetKey, Chain[Bound]]]:
        """Every campaign with each chain that a run of it can have, callers before the called."""
        followed: set[tuple[AssetKey, tuple[int, ...]]] = set()
        pending = list(reversed(self.chains.items()))
        while pending:
            key, chain = pending.pop()
            path = (key, tuple(id(frame) for frame in chain.frames))
            if path in followed:
                continue
            followed.add(path)
            yield key, chain
            for call in reversed(self.own[key].calls):
                child = self.chains[call.campaign]
                if call.parent_tokens:
                    child = child.called_from(chain)
                if call.tokens:
                    child = child.inside(self._passed_by(call))
                pending.append((call.campaign, child))

    def _passed_by(self, step: ExecuteCampaign) -> Frame[Bound]:
        found = self._passed.get(id(step))
        if found is None:
            own = self.chains[step.campaign]
            bindings = {
                token.name: Bound(None, None, _target(own.find(token.name)))
                for token in step.tokens
            }
            found = self._passed[id(step)] = Frame(FrameKind.PASSED, "", bindings)
        return found


def _target(binding: Binding[Bound] | None) -> TokenTarget | None:
    return None if binding is None else binding.value.target


_OF_A_CALLER = frozenset({Context.CAMPAIGN, Context.PROGRAM, Context.MEMBER, Context.TRIGGER})
"""What `with parent tokens` gives besides `my`."""
