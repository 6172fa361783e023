"""A program put together: every asset resolved, then what only shows once all are.

Floor 2. What an asset means is `cdsl.semantics.resolve`, what is wrong with all of them together
`cdsl.semantics.check`; here is the order, and what of an asset is not in its own text: its number
and the tokens of what holds it.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from cdsl.semantics.cases import Case
from cdsl.semantics.check.calls import check_calls
from cdsl.semantics.check.holes import fill_holes, has_hole_tokens
from cdsl.semantics.check.smart_lists import check_smart_lists, invalid_lists
from cdsl.semantics.check.summaries import Assets, Summary, summarised, summary_of
from cdsl.semantics.check.tokens import check_tokens
from cdsl.semantics.known import Known
from cdsl.semantics.memory import Resolving
from cdsl.semantics.places import AssetKind, Declared, Place
from cdsl.semantics.program import (
    Campaign,
    MarketingProgram,
    Program,
    SmartList,
    StaticList,
    Tokens,
)
from cdsl.semantics.resolve.campaigns import campaign
from cdsl.semantics.resolve.frames import definitions
from cdsl.semantics.resolve.mappings import check_table
from cdsl.semantics.resolve.messages import email, webhook
from cdsl.semantics.resolve.smart_lists import smart_list
from cdsl.semantics.resolve.tokens import frame_lines
from cdsl.semantics.setting import Setting
from cdsl.semantics.tokens import Chain
from cdsl.syntax.declarations import MappingDeclaration

Asset = TypeVar("Asset")
Framed = TypeVar("Framed", SmartList, Campaign, Case)

FIRST_NUMBER = 1001
"""The first `id` of campaigns and of programs."""


def assemble(resolving: Resolving) -> Program:
    """Resolve every asset and check what only shows once all are resolved."""
    known = resolving.known
    assets = known.declarations.assets

    def once(
        declared: Declared, resolve: Callable[[Declared, Known], Asset], *more: object
    ) -> Asset:
        clone = declared.place.clone
        made_from = (declared.node, declared.place.section, clone and clone.source, *more)
        name = (declared.kind, declared.key)
        return resolving.once(name, made_from, lambda inner: resolve(declared, inner))

    def framed(declared: Declared, asset: Framed, **others: object) -> Framed:
        name = ("framed", declared.kind, declared.key)
        return with_frames(resolving, asset, declared.place, name, **others)

    smart_lists = {
        key: framed(declared, once(declared, smart_list))
        for key, declared in assets[AssetKind.SMART_LIST].items()
    }
    smart_lists = dict(check_smart_lists(smart_lists, known))
    invalid = invalid_lists(smart_lists)
    resolving.note_invalid(invalid)
    emails = {key: once(found, email) for key, found in assets[AssetKind.EMAIL].items()}
    webhooks = {key: once(found, webhook) for key, found in assets[AssetKind.WEBHOOK].items()}
    for declared in assets[AssetKind.MAPPING].values():
        assert isinstance(declared.node, MappingDeclaration)
        check_table(declared.node.table, Setting(known, declared.place))
    campaigns = {
        key: framed(
            declared,
            once(
                declared,
                partial(campaign, invalid=invalid),
                *(placed.part for placed in known.parts[key]),
                *(placed.place.source for placed in known.parts[key]),
            ),
            id=number,
        )
        for number, (key, declared) in enumerate(assets[AssetKind.CAMPAIGN].items(), FIRST_NUMBER)
    }
    summaries = {
        key: resolving.once(("summary", key), summarised(found), partial(_summary, found))
        for key, found in campaigns.items()
    }
    check_calls(campaigns, {key: summary.calls for key, summary in summaries.items()}, known)
    check_tokens(Assets(campaigns, smart_lists, emails, webhooks), summaries, known)
    return Program(
        known.schema,
        known.workspaces,
        {
            key: _marketing_program(declared, number, known)
            for number, (key, declared) in enumerate(
                assets[AssetKind.PROGRAM].items(), FIRST_NUMBER
            )
        },
        fill_holes(campaigns, webhooks, summaries),
        {
            key: StaticList(key, declared.location)
            for key, declared in assets[AssetKind.LIST].items()
        },
        smart_lists,
        emails,
        webhooks,
        has_hole_tokens(campaigns),
    )


def _summary(asset: Campaign, _: Known) -> Summary:
    return summary_of(asset)


def with_frames(
    resolving: Resolving, asset: Framed, place: Place, name: Hashable, **others: Any
) -> Framed:
    """An asset that was resolved by itself, with the tokens of what holds it behind its own.

    What the tokens are worth is nothing that the text of an asset is resolved with: when it
    changes, only the frames do. So for `others`.
    """
    outer: Tokens = _frames_around(resolving, place)
    tokens = Chain((*asset.tokens.frames, *outer.frames))
    return resolving.once(
        (name, *others.values()),
        (asset, outer),
        lambda _: replace(asset, tokens=tokens, **others),
    )


def _frames_around(resolving: Resolving, place: Place) -> Tokens:
    known = resolving.known
    here = (place.holder.key, place.file)
    if here not in known.frames:
        lines = [line for _, _, found in frame_lines(known, place, (), "") for line in found]
        known.frames[here] = resolving.once(
            ("frames", here),
            (*(one.line for one in lines), *(one.place.source for one in lines)),
            lambda inner: definitions(inner, place),
        )
    return known.frames[here]


def _marketing_program(declared: Declared, number: int, known: Known) -> MarketingProgram:
    key = declared.key
    parts = known.declarations.programs[key]
    channel = known.channels_of.get(key)
    inside = declared.place.within(key, is_program=True)
    return MarketingProgram(
        key,
        number,
        parts.description.text.value if parts.description else "",
        channel.name if channel else None,
        known.member_fields.get(key, {}),
        definitions(known, inside),
        declared.location,
    )
