"""From files to a program: the one door of this floor.

Floor 2. The passes in order: load the files, declare, add up the schema, resolve, check.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from functools import partial
from typing import Any, TypeVar

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.cases import Case
from cdsl.semantics.check.calls import check_calls
from cdsl.semantics.check.holes import fill_holes, has_hole_tokens
from cdsl.semantics.check.smart_lists import check_smart_lists, invalid_lists
from cdsl.semantics.check.summaries import Assets, Summary, summarised, summary_of
from cdsl.semantics.check.tokens import check_tokens
from cdsl.semantics.declare import Declarations, declare
from cdsl.semantics.expressions import Constant
from cdsl.semantics.fields import SchemaDraft, draft_schema, member_fields, program_channels
from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.known import Known, Setting
from cdsl.semantics.memory import AnalysisMemory, Resolving
from cdsl.semantics.memory import resolving as begin
from cdsl.semantics.modules import load
from cdsl.semantics.places import AssetKind, Declared, Place, PlacedPart, TokenLine
from cdsl.semantics.program import (
    Campaign,
    CommunicationLimit,
    MarketingProgram,
    Program,
    SmartList,
    StaticList,
    Tokens,
    Workspace,
)
from cdsl.semantics.references import Collected
from cdsl.semantics.resolve.campaigns import campaign
from cdsl.semantics.resolve.cases import case
from cdsl.semantics.resolve.conditions import all_of
from cdsl.semantics.resolve.frames import definitions
from cdsl.semantics.resolve.literals import held
from cdsl.semantics.resolve.mappings import check_table
from cdsl.semantics.resolve.messages import email, webhook
from cdsl.semantics.resolve.parts import campaign_parts
from cdsl.semantics.resolve.tokens import frame_lines, type_chain, type_of
from cdsl.semantics.surroundings import Surroundings
from cdsl.semantics.tokens import Chain, canonical
from cdsl.semantics.types import Type
from cdsl.semantics.uses import ChannelTarget, Role, StatusTarget, Use, Uses
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.quoting import quoted
from cdsl.source.span import Source, Span
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import (
    ChannelDeclaration,
    MappingDeclaration,
    SmartListDeclaration,
)
from cdsl.syntax.declarations import Tokens as TokensPart
from cdsl.syntax.nodes import Boolean, Date, Datetime, Hole, Number, Text, Value

Asset = TypeVar("Asset")
Framed = TypeVar("Framed", SmartList, Campaign, Case)

FIRST_NUMBER = 1001
"""The first `id` of campaigns and of programs."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a set of files means, as far as it could be understood.

    `declarations` are what was written, by what it declares, and `parts` what every campaign is
    made of. `uses` are the names in all texts, in order of finding. `cases` are the test blocks of
    the files that were asked for, not of those they use. An engine may run `program` only when
    there is no error among `diagnostics`.
    """

    declarations: Declarations
    parts: Mapping[AssetKey, tuple[PlacedPart, ...]]
    program: Program
    cases: tuple[Case, ...]
    uses: tuple[Use, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything forbids a run."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


def analyse(
    roots: Sequence[Source], surroundings: Surroundings, memory: AnalysisMemory | None = None
) -> Analysis:
    """Load, resolve and check the files and all they use.

    Diagnostics are in order of finding. `roots` form one program together. `memory` is that of an
    earlier analysis of the same files: what has not changed since is not resolved again.
    """
    findings, uses = Findings(), Uses()
    modules = load(roots, surroundings, findings)
    declarations = declare(modules, findings, uses)
    known = _known(declarations, surroundings, findings, uses)
    resolving = begin(known, memory)
    program = _program(resolving)
    invalid = invalid_lists(program.smart_lists)
    cases = tuple(
        _with_frames(
            resolving,
            resolving.once(
                ("test", id(node)),
                (node, place.section, place.clone and place.clone.source),
                partial(_case, node, place, invalid),
            ),
            place,
            ("framed", "test", id(node)),
        )
        for node, place in declarations.tests
        if place.file in modules.roots
    )
    if memory is not None:
        memory.kept = resolving.kept
    _note_channels(known)
    return Analysis(declarations, known.parts, program, cases, uses.all(), findings.all())


def _known(
    declarations: Declarations, surroundings: Surroundings, findings: Findings, uses: Uses
) -> Known:
    def literal(node: Value, type: Type, place: Place) -> Constant | None:
        def report(
            code: str, message: str, span: Span, *, help: str = "", fix: object = None
        ) -> None:
            findings.add(finding(code, message, place.source, span, help=help), place.clone)

        if isinstance(node, Text | Number | Boolean | Date | Datetime):
            return held(node, type, zones.get(place.workspace, UTC), report)
        if isinstance(node, Hole):
            report("CDS311", "a hole", node.span, help="fill it in before anything runs")
        else:
            report("CDS201", "only a literal may stand here", node.span)
        return None

    workspaces, zones = _workspaces(declarations, surroundings, findings)
    draft = draft_schema(declarations, surroundings.inferred, findings, literal)
    parts = campaign_parts(declarations, Collected(findings, uses))
    lines = [line for found in declarations.tokens.values() for line in found]
    for key, placed in [(key, placed) for key, found in parts.items() for placed in found]:
        if isinstance(placed.part, TokensPart):
            lines += [TokenLine(line, placed.place, key) for line in placed.part.tokens]
    types: dict[str, list[tuple[Type, TokenLine]]] = {}
    labels: dict[str, dict[str, None]] = {}
    for line in lines:
        name = canonical(line.line.name.text)
        types.setdefault(name, []).append((type_of(line), line))
        if line.line.label is not None:
            labels.setdefault(canonical(line.line.label.text), {})[name] = None
    return Known(
        declarations,
        draft.schema(),
        member_fields(declarations, draft),
        program_channels(declarations, draft),
        _seen_in(draft),
        workspaces,
        zones,
        surroundings.zone,
        types,
        {label: tuple(names) for label, names in labels.items()},
        parts,
        findings,
        uses,
        surroundings.limits,
    )


def _seen_in(draft: SchemaDraft) -> dict[tuple[str, str], frozenset[str]]:
    return {name: frozenset(files) for name, files in draft.seen_in.items()}


def _workspaces(
    declarations: Declarations, surroundings: Surroundings, findings: Findings
) -> tuple[dict[str, Workspace], dict[str, tzinfo]]:
    """The workspaces of all files, and their time zones."""
    workspaces: dict[str, Workspace] = {}
    zones: dict[str, tzinfo] = {}
    stated: dict[str, str] = {}
    for module in declarations.modules.modules.values():
        node = module.file.workspace
        if module.library:
            continue
        name = module.workspace
        limits: tuple[CommunicationLimit, ...] = ()
        if node is not None:
            limits = tuple(CommunicationLimit(limit.count, limit.days) for limit in node.limits)
        if node is not None and node.zone is not None:
            zone = surroundings.zone(node.zone.text)
            before = stated.setdefault(name, node.zone.text)
            if zone is None or before != node.zone.text:
                message = f"there is no time zone {quoted(node.zone.text)}"
                help = 'zones are named like "Europe/Rome"'
                if zone is not None:
                    message = f"the workspace {quoted(name)} is in {quoted(before)} elsewhere"
                    help = "a workspace has one time zone"
                findings.add(finding("CDS111", message, module.source, node.zone.span, help=help))
        known = workspaces.get(name)
        zone_name = stated.get(name, "UTC")
        merged = tuple(dict.fromkeys((*(known.limits if known else ()), *limits)))
        workspaces[name] = Workspace(name, zone_name, merged)
    for name, workspace in workspaces.items():
        found = surroundings.zone(workspace.zone)
        zones[name] = found if found is not None else UTC
    return workspaces, zones


def _case(node: Test, place: Place, invalid: frozenset[AssetKey], known: Known) -> Case:
    chain = type_chain(known, place)
    setting = Setting(known, place, chain, invalid=invalid, hints=False)
    return case(node, setting, Chain())


def _program(resolving: Resolving) -> Program:
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
        return _with_frames(resolving, asset, declared.place, name, **others)

    smart_lists = {
        key: framed(declared, once(declared, _smart_list))
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


def _with_frames(
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


def _smart_list(declared: Declared, known: Known) -> SmartList:
    node, place = declared.node, declared.place
    assert isinstance(node, SmartListDeclaration)
    setting = Setting(known, place, type_chain(known, place))
    if not node.conditions and not place.is_broken(node.span):
        setting.report("CDS310", "an empty smart list", node.name.span, help="say `everyone`")
    condition = all_of(node.conditions, setting, node.span)
    return SmartList(declared.key, condition, Chain(), place.program, declared.location)


def _note_channels(known: Known) -> None:
    """Note the channels of programs, and the statuses that others stand beside."""
    for key, parts in known.declarations.programs.items():
        channel = known.channels_of.get(key)
        if parts.channel is not None and channel is not None:
            node, place = parts.channel
            known.uses.add(place, node.name.span, ChannelTarget(channel.name), Role.USES)
    for shared, place in known.declarations.shared:
        if isinstance(shared, ChannelDeclaration):
            for line in shared.statuses:
                if line.beside is not None:
                    target = StatusTarget(shared.name.text, line.beside.text)
                    known.uses.add(place, line.beside.span, target, Role.USES)


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
