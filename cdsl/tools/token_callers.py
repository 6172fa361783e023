"""What a campaign's tokens are worth when others call it: value and frame, caller by caller.

Floor 6. Nothing is run: for each path of calls that leads to a campaign, its chain is put together
as a run would do it, from outermost caller to campaign. A program with errors is taken as it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.expressions import Context, Expression, Token
from cdsl.semantics.flow import ExecuteCampaign, RequestCampaign
from cdsl.semantics.program import CampaignKind, Program, TokenDefinition, Tokens
from cdsl.semantics.tokens import Binding, Frame, FrameKind
from cdsl.semantics.walk import steps_in
from cdsl.source.data import dataclass
from cdsl.source.limits import LIMITS

_LEVELS: Final = LIMITS.executed_levels
MOST_PATHS: Final = 1_000
"""As many paths as are followed to one call: who calls whom may branch at each level."""


@dataclass(frozen=True, slots=True)
class Calling:
    """A step that calls a campaign, and who takes it."""

    caller: AssetKey
    step: ExecuteCampaign | RequestCampaign

    @property
    def brings_tokens(self) -> bool:
        """Whether the called campaign sees any value that its caller has."""
        inherits = isinstance(self.step, ExecuteCampaign) and self.step.parent_tokens
        return inherits or bool(self.step.tokens)


@dataclass(frozen=True, slots=True)
class Callers:
    """A program, and the calls of each of its campaigns by whom they call."""

    program: Program
    of: Mapping[AssetKey, tuple[Calling, ...]]


@dataclass(frozen=True, slots=True)
class Given:
    """What a token is worth on a path of calls: `callers` from the outermost to the direct one.

    `value` is None where it is empty. `binding` is where it comes from; a value that is just
    another token was followed to what that is worth.
    """

    callers: tuple[AssetKey, ...]
    value: Expression | None
    binding: Binding[TokenDefinition]


@dataclass(frozen=True, slots=True)
class GivenByCallers:
    """What callers make of a token, shortest paths first, and who leaves it as it is by itself."""

    given: tuple[Given, ...]
    leaving: tuple[AssetKey, ...]


def callers_in(program: Program) -> Callers:
    """Who calls whom in a program."""
    found: dict[AssetKey, list[Calling]] = {}
    for campaign in program.campaigns.values():
        for step in steps_in(campaign.flow):
            if isinstance(step, ExecuteCampaign | RequestCampaign):
                found.setdefault(step.campaign, []).append(Calling(campaign.key, step))
    return Callers(program, {key: tuple(calls) for key, calls in found.items()})


def given_by_callers(name: str, campaign: AssetKey, every: Iterable[Callers]) -> GivenByCallers:
    """What a token is worth in a campaign for each who calls it, in any of some programs.

    `name` is canonical. Where it makes no difference who called the caller, that is left out.
    """
    given: dict[tuple[object, ...], Given] = {}
    leaving: dict[AssetKey, None] = {}
    for callers in every:
        called = callers.program.campaigns.get(campaign)
        if called is None:
            continue
        own = _given((), name, called.tokens)
        for calling in callers.of.get(campaign, ()):
            found = list(_by(calling, name, called.tokens, callers))
            if all(_outcome(one) == _outcome(own) for one in found):
                leaving[calling.caller] = None
            for one in found:
                if one is not None and _outcome(one) != _outcome(own):
                    given.setdefault((one.callers, _outcome(one)), one)
    shortest = sorted(given.values(), key=lambda one: len(one.callers))
    giving = {one.callers[-1] for one in shortest}
    return GivenByCallers(tuple(shortest), tuple(one for one in leaving if one not in giving))


def settled(value: Expression, tokens: Tokens) -> Expression:
    """A value; for one that is just another token of `my`, what that is worth in a chain."""
    seen: set[str] = set()
    while isinstance(value, Token) and value.context is Context.MY and value.name not in seen:
        seen.add(value.name)
        inner = tokens.get(value.name)
        if inner is None or inner.value is None:
            return value
        value = inner.value
    return value


def _by(calling: Calling, name: str, own: Tokens, callers: Callers) -> Iterator[Given | None]:
    """What one call makes of a token: once, if all who call the caller make the same of it."""
    found = [
        _given((*before, calling.caller), name, _called(calling, own, tokens))
        for before, tokens in islice(_ways(calling.caller, callers, _LEVELS - 1), MOST_PATHS)
    ]
    if len({_outcome(one) for one in found}) > 1:
        yield from found
    elif found[0] is None:
        yield None
    else:
        yield Given((calling.caller,), found[0].value, found[0].binding)


def _ways(
    key: AssetKey, callers: Callers, levels: int
) -> Iterator[tuple[tuple[AssetKey, ...], Tokens]]:
    """The chains that a campaign may have, each with who called it, so many levels up."""
    campaign = callers.program.campaigns[key]
    calls = callers.of.get(key, ()) if levels else ()
    bringing = [calling for calling in calls if calling.brings_tokens]
    is_only_called = campaign.kind is CampaignKind.EXECUTABLE and bool(calls)
    if not is_only_called or len(bringing) < len(calls):
        yield (), campaign.tokens
    for calling in bringing:
        for before, tokens in _ways(calling.caller, callers, levels - 1):
            yield (*before, calling.caller), _called(calling, campaign.tokens, tokens)


def _called(calling: Calling, own: Tokens, caller: Tokens) -> Tokens:
    """The chain of a campaign that is called, from its own and its caller's."""
    step = calling.step
    if isinstance(step, ExecuteCampaign) and step.parent_tokens:
        own = own.called_from(caller)
    if not step.tokens:
        return own
    passed = {
        token.name: TokenDefinition(
            token.name, token.name, token.type, settled(token.value, caller)
        )
        for token in step.tokens
    }
    return own.inside(Frame(FrameKind.PASSED, calling.caller.name, passed))


def _given(callers: tuple[AssetKey, ...], name: str, tokens: Tokens) -> Given | None:
    found = tokens.find(name)
    if found is None:
        return None
    value = found.value.value
    return Given(callers, None if value is None else settled(value, tokens), found)


def _outcome(given: Given | None) -> tuple[object, ...] | None:
    """What somebody sees of it; frames of two programs may differ in other tokens."""
    if given is None:
        return None
    return given.value, given.binding.frame.kind, given.binding.frame.owner
