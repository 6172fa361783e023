"""The parts of a campaign, those of the campaign it clones included.

Floor 2. Which kind takes which part is the table `TAKEN`. A part that is inherited stands where
the clone stands; each part written replaces that whole part, tokens one by one (language.md 2).
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.known import Known
from cdsl.semantics.places import AssetKind, Declared, Place, PlacedPart, TokenLine
from cdsl.semantics.references import Collected, find_asset
from cdsl.semantics.uses import Role
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.syntax.campaigns import (
    Campaign,
    CampaignKind,
    CampaignPart,
    FlowPart,
    Inactive,
    LimitPart,
    OnActivity,
    OnChange,
    OnReaches,
    Qualify,
    RespectLimits,
    ScheduleEvery,
    ScheduleOnce,
    SmartListPart,
)
from cdsl.syntax.declarations import Description, Tokens

TAKEN: Final[Mapping[CampaignKind, frozenset[str]]] = MappingProxyType(
    {
        CampaignKind.BATCH: frozenset({"schedule", "limit"}),
        CampaignKind.TRIGGER: frozenset({"on", "inactive"}),
        CampaignKind.EXECUTABLE: frozenset(),
    }
)
"""The parts that only some kinds take; every kind takes all others (language.md 5)."""


def campaign_parts(
    declarations: Declarations, collected: Collected
) -> Mapping[AssetKey, tuple[PlacedPart, ...]]:
    """The parts of every campaign, in order of text, inherited ones first."""
    found: dict[AssetKey, tuple[PlacedPart, ...]] = {}
    for declared in declarations.assets[AssetKind.CAMPAIGN].values():
        _parts(declared, declarations, collected, found, ())
    return found


def token_lines(declared: Declared, known: Known) -> tuple[TokenLine, ...]:
    """The token lines of a campaign; one written hides the one it clones."""
    lines: list[TokenLine] = []
    for placed in known.parts[declared.key]:
        if isinstance(placed.part, Tokens):
            for line in placed.part.tokens:
                lines = [other for other in lines if not other.same_name(line)]
                lines.append(TokenLine(line, placed.place, declared.key))
    return tuple(lines)


def _parts(
    declared: Declared,
    declarations: Declarations,
    collected: Collected,
    found: dict[AssetKey, tuple[PlacedPart, ...]],
    path: tuple[AssetKey, ...],
) -> tuple[PlacedPart, ...]:
    if declared.key in found:
        return found[declared.key]
    node, place = declared.node, declared.place
    assert isinstance(node, Campaign)
    own = _own(node, place, collected.findings)
    inherited: tuple[PlacedPart, ...] = ()
    if node.clones is not None:
        original = _original(declared, node, declarations, collected)
        if original is not None and original.key in (*path, declared.key):
            message = "campaigns clone each other in a circle"
            _report("CDS112", message, place, node.clones.span, collected.findings)
        elif original is not None:
            theirs = _parts(original, declarations, collected, found, (*path, declared.key))
            inherited = _inherited(theirs, own, declared, node.kind)
    found[declared.key] = (*inherited, *own)
    _check_missing(declared, node, found[declared.key], inherited, collected.findings)
    return found[declared.key]


def _original(
    declared: Declared, node: Campaign, declarations: Declarations, collected: Collected
) -> Declared | None:
    assert node.clones is not None
    original = find_asset(
        AssetKind.CAMPAIGN,
        node.clones,
        declared.place,
        declarations.modules,
        declarations.named,
        collected,
        Role.CLONES,
    )
    if original is None:
        return None
    assert isinstance(original.node, Campaign)
    if original.node.kind is CampaignKind.TRIGGER:
        message = f"{quoted(original.key.name)} has triggers and cannot be cloned by itself"
        help = "clone its program, or write the campaign out"
        _report("CDS307", message, declared.place, node.clones.span, collected.findings, help)
        return None
    return original


def _inherited(
    theirs: tuple[PlacedPart, ...],
    own: tuple[PlacedPart, ...],
    declared: Declared,
    kind: CampaignKind,
) -> tuple[PlacedPart, ...]:
    """The original's parts that the clone does not write itself and that its kind takes."""
    written = {word_of(placed.part) for placed in own} - {"tokens"}
    here = declared.location
    return tuple(
        PlacedPart(placed.part, replace(placed.place, holder=declared.place.holder, clone=here))
        for placed in theirs
        if word_of(placed.part) not in written and _takes(kind, word_of(placed.part))
    )


def word_of(part: CampaignPart) -> str:
    """The word that a part begins with."""
    match part:
        case OnActivity() | OnChange() | OnReaches():
            return "on"
        case ScheduleOnce() | ScheduleEvery():
            return "schedule"
        case LimitPart():
            return "limit"
        case RespectLimits():
            return "respect communication limits"
        case Inactive():
            return "inactive"
        case SmartListPart():
            return "smart list"
        case Qualify():
            return "qualify"
        case FlowPart():
            return "flow"
        case Tokens():
            return "tokens"
        case Description():
            return "description"


def _takes(kind: CampaignKind, word: str) -> bool:
    return word in TAKEN[kind] or not any(word in words for words in TAKEN.values())


def _own(node: Campaign, place: Place, findings: Findings) -> tuple[PlacedPart, ...]:
    """The parts written, without those that may not stand."""
    kept: list[PlacedPart] = []
    first: dict[str, CampaignPart] = {}
    for part in node.parts:
        word = word_of(part)
        if not _takes(node.kind, word):
            article = "an" if node.kind is CampaignKind.EXECUTABLE else "a"
            message = f"{article} {node.kind} campaign takes no `{word}`"
            _report("CDS303", message, place, part.span, findings, _HELP[node.kind])
            continue
        if word in first and word not in ("on", "schedule"):
            related = (Related("first here", place.source, first[word].span),)
            message = f"`{word}` stands twice"
            found = finding(
                "CDS308", message, place.source, part.span, help="keep one", related=related
            )
            findings.add(found, place.clone)
            continue
        first.setdefault(word, part)
        kept.append(PlacedPart(part, place))
    return tuple(kept)


_HELP: Final[Mapping[CampaignKind, str]] = MappingProxyType(
    {
        CampaignKind.BATCH: "only a trigger campaign reacts; make it one, or leave the part out",
        CampaignKind.TRIGGER: "only a batch campaign has it; make it one, or leave the part out",
        CampaignKind.EXECUTABLE: "it starts only by `execute campaign` from another campaign",
    }
)


def _check_missing(
    declared: Declared,
    node: Campaign,
    parts: tuple[PlacedPart, ...],
    found: tuple[PlacedPart, ...],
    findings: Findings,
) -> None:
    """Report what neither the campaign nor the one it clones (`found` is what that has) says."""
    words = {word_of(placed.part) for placed in parts}
    needed = {
        "smart list": "say who: `smart list { everyone }`",
        "flow": "say what happens: `flow { … }`",
    }
    if node.kind is CampaignKind.TRIGGER:
        needed["on"] = "say what it reacts to: `on visit_page`"
    if declared.place.is_broken(node.span) or (node.clones is not None and not found):
        return
    for word, help in needed.items():
        if word not in words:
            message = f"the {node.kind} campaign {quoted(declared.key.name)} has no `{word}`"
            _report("CDS308", message, declared.place, node.name.span, findings, help)
    for placed in parts:
        part, place = placed.part, placed.place
        if isinstance(part, FlowPart) and not part.steps and not place.is_broken(part.span):
            message = "a flow without steps does nothing"
            help = "write `do nothing` when that is meant"
            _report("CDS308", message, place, part.span, findings, help)


def _report(
    code: str, message: str, place: Place, span: Span, findings: Findings, help: str = ""
) -> None:
    findings.add(finding(code, message, place.source, span, help=help), place.clone)
