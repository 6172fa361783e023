"""What an asset means, to be compared with what it meant in another program.

Floor 7. Of all the tokens that an asset could see, those count that it reads: tokens of a workspace
reach every asset in it, and change the few that use them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.expressions import Context, Token
from cdsl.semantics.program import (
    Campaign,
    MarketingProgram,
    Program,
    SmartList,
    TokenDefinition,
    Tokens,
)
from cdsl.semantics.tokens import Chain, FrameKind
from cdsl.semantics.walk import tokens_in, values_in_condition
from cdsl.tools.token_reads import own_of


def meaning(asset: object, program: Program) -> object:
    """What an asset of a program means; its number is left out, which others may have moved."""
    match asset:
        case Campaign(tokens=tokens):
            read = _worth(_read(asset, program, {}), tokens)
            plain = replace(asset, id=0, tokens=_own(tokens, FrameKind.CAMPAIGN))
            return plain, read
        case SmartList(tokens=tokens, condition=condition):
            asked = (one for value in values_in_condition(condition) for one in tokens_in(value))
            return replace(asset, tokens=Chain()), _worth(_of_my(asked), tokens)
        case MarketingProgram(tokens=tokens):
            return replace(asset, id=0, tokens=_own(tokens, FrameKind.PROGRAM))
        case _:
            return asset


def _own(tokens: Tokens, kind: FrameKind) -> Tokens:
    """The frame that an asset has itself, without those around it."""
    return Chain(tuple(frame for frame in tokens.frames[:1] if frame.kind is kind))


def _read(
    campaign: Campaign, program: Program, known: dict[AssetKey, frozenset[str]]
) -> frozenset[str]:
    """The names of `my` that a run of a campaign looks up in its chain, or a child for it."""
    found = known.get(campaign.key)
    if found is None:
        own = own_of(campaign, program)
        names = set(_of_my(own.tokens))
        known[campaign.key] = frozenset(names)
        for call in own.calls:
            child = program.campaigns[call.campaign]
            if call.parent_tokens:
                passed = {token.name for token in call.tokens}
                names |= _with_inner(_read(child, program, known), child.tokens) - passed
        found = known[campaign.key] = frozenset(names)
    return found


def _of_my(tokens: Iterable[Token]) -> frozenset[str]:
    return frozenset(token.name for token in tokens if token.context is Context.MY)


def _with_inner(names: Iterable[str], tokens: Tokens) -> frozenset[str]:
    """Names, and those that their values use in turn."""
    return frozenset(_worth(names, tokens))


def _worth(names: Iterable[str], tokens: Tokens) -> Mapping[str, TokenDefinition | None]:
    """What names come to in a chain, and those that their values use; None where nothing does."""
    found: dict[str, TokenDefinition | None] = {}
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            definition = found[name] = tokens.get(name)
            if definition is not None and definition.value is not None:
                pending += _of_my(tokens_in(definition.value))
    return found
