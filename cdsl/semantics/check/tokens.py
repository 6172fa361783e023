"""Tokens along the paths of calls: defined, of one type, and not through themselves.

Floor 2 (language.md 4).
"""

from collections.abc import Iterable, Iterator, Mapping

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.check.calls import Call
from cdsl.semantics.check.summaries import Assets, Summaries, tokens_used_by
from cdsl.semantics.expressions import Context, Token
from cdsl.semantics.findings import finding
from cdsl.semantics.known import Known
from cdsl.semantics.places import AssetKind, Place
from cdsl.semantics.program import Campaign, CampaignKind, SmartList, TokenDefinition, Tokens
from cdsl.semantics.resolve.frames import definitions
from cdsl.semantics.types import Type
from cdsl.semantics.walk import tokens_in, values_in_condition
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Missing, Related
from cdsl.source.quoting import quoted
from cdsl.source.span import Source, Span


@dataclass(frozen=True, slots=True)
class Need:
    """A token that a campaign's text uses and that no frame of its own defines.

    `type` is the one that others of its name have. `source` and `span` are where it is reported
    when the path ends here: the use, or the step that sends an email which uses it; `sent` is then
    that email or webhook in words.
    """

    name: str
    type: Type
    source: Source
    span: Span
    sent: str = ""


def check_tokens(assets: Assets, summaries: Summaries, known: Known) -> None:
    """Report what some call path leaves undefined (CDS102) and two types along one (CDS201)."""
    # Assets beside each other mostly have the same frames.
    checked: set[tuple[object, ...]] = set()

    def check_chain(chain: Tokens, place: Place) -> None:
        same = (place.file, place.clone, *map(id, chain.frames))
        if same not in checked:
            checked.add(same)
            _check_chain(chain, place, known)

    for lines in known.declarations.tokens.values():
        for place in {line.place.file: line.place for line in lines}.values():
            check_chain(definitions(known, place), place)
    for found in assets.smart_lists.values():
        _check_smart_list(found, known)
    needs: dict[AssetKey, tuple[Need, ...]] = {}
    for key in assets.campaigns:
        _needs(key, assets, summaries, known, needs, ())
    for key, campaign in assets.campaigns.items():
        place = known.declarations.assets[AssetKind.CAMPAIGN][key].place
        check_chain(campaign.tokens, place)
        if campaign.kind is not CampaignKind.EXECUTABLE:
            for need in needs[key]:
                _undefined(need, known, place, user=key.name)
        for call in summaries[key].calls:
            child = assets.campaigns.get(call.step.campaign)
            if child is not None:
                _check_call(call, campaign, child, needs, known)


def _check_smart_list(smart_list: SmartList, known: Known) -> None:
    """A named smart list has its own frames only, whoever refers to it."""
    place = known.declarations.assets[AssetKind.SMART_LIST][smart_list.key].place
    for value in values_in_condition(smart_list.condition):
        for token in tokens_in(value):
            for lacking in _left_open(token, smart_list.tokens, frozenset()):
                _undefined(Need(lacking.name, lacking.type, place.source, token.span), known, place)


def _needs(
    key: AssetKey,
    assets: Assets,
    summaries: Summaries,
    known: Known,
    needs: dict[AssetKey, tuple[Need, ...]],
    path: tuple[AssetKey, ...],
) -> tuple[Need, ...]:
    """The tokens a campaign leaves to its callers, those of children with its tokens included."""
    if key in needs or key in path:
        return needs.get(key, ())
    campaign = assets.campaigns[key]
    place = known.declarations.assets[AssetKind.CAMPAIGN][key].place
    found: dict[str, Need] = {}
    for token, span, sent in tokens_used_by(summaries[key], assets):
        for lacking in _left_open(token, campaign.tokens, frozenset()):
            found.setdefault(
                lacking.name, Need(lacking.name, lacking.type, place.source, span, sent)
            )
    for call in summaries[key].calls:
        child = call.step.campaign
        if child not in assets.campaigns:
            continue
        theirs = _needs(child, assets, summaries, known, needs, (*path, key))
        if call.step.parent_tokens:
            passed = {token.name for token in call.step.tokens}
            for need in theirs:
                if need.name not in passed and campaign.tokens.find(need.name) is None:
                    here = Need(need.name, need.type, place.source, call.step.span)
                    found.setdefault(need.name, here)
    needs[key] = tuple(found.values())
    return needs[key]


def _left_open(token: Token, chain: Tokens, seen: frozenset[str]) -> Iterator[Token]:
    """What a use needs and the chain does not define; a default makes do without."""
    if token.context is not Context.MY or token.name in seen:
        return
    binding = chain.find(token.name)
    if binding is None:
        if token.default is None:
            yield token
    elif binding.value.value is not None:
        for inner in tokens_in(binding.value.value):
            yield from _left_open(inner, chain, seen | {token.name})


def _check_call(
    call: Call,
    caller: Campaign,
    child: Campaign,
    needs: Mapping[AssetKey, tuple[Need, ...]],
    known: Known,
) -> None:
    place = known.declarations.assets[AssetKind.CAMPAIGN][caller.key].place
    if not call.step.parent_tokens:
        passed = {token.name for token in call.step.tokens}
        for need in needs[child.key]:
            if need.name not in passed:
                use = Related("used here", need.source, need.span)
                here = Need(need.name, need.type, place.source, call.step.span)
                _undefined(here, known, place, (use,))
        return
    for frame in caller.tokens.frames:
        for name, theirs in frame.bindings.items():
            own = child.tokens.find(name)
            if own is not None and own.value.type is not theirs.type:
                message = (
                    f"`my.{name}` is of type {theirs.type} here and of type {own.value.type} "
                    f"in {quoted(child.key.name)}"
                )
                help = "a name has one type along a chain"
                found = finding("CDS201", message, place.source, call.step.span, help=help)
                known.findings.add(found, place.clone)


def _undefined(
    need: Need, known: Known, place: Place, related: tuple[Related, ...] = (), *, user: str = ""
) -> None:
    """Report a need where its path ends; `user` is the campaign that sends what has it."""
    help = (
        "declare it where the campaign or its program stands, "
        f"`tokens {{ {need.name}: {need.type} = … }}`, "
        "pass it with the call, or give a `:default=`"
    )
    message = f"no frame on this path defines `my.{need.name}`"
    if need.sent:
        message = (
            f"{need.sent} uses `my.{need.name}`, which the campaign {quoted(user)} does not have"
        )
    missing = Missing(need.name, need.type)
    found = finding(
        "CDS102", message, need.source, need.span, help=help, related=related, missing=missing
    )
    known.findings.add(found, place.clone)


def _check_chain(chain: Tokens, place: Place, known: Known) -> None:
    """One type for each name, and no token defined through itself."""
    for frame in chain.frames:
        for name, definition in frame.bindings.items():
            winner, *_ = chain.explain(name)
            if winner.value.type is not definition.type:
                _report_at(
                    "CDS201",
                    f"`my.{name}` is of type {winner.value.type} in {winner.frame.kind} "
                    f"{quoted(winner.frame.owner)} and of type {definition.type} further out",
                    "a name has one type along a chain",
                    name,
                    winner.value,
                    place,
                    known,
                )
            _check_circle(name, definition, chain, place, known)


def _check_circle(
    name: str, definition: TokenDefinition, chain: Tokens, place: Place, known: Known
) -> None:
    """Report a token defined through itself once, at the first of those on the way."""
    circle = _circle(name, definition, chain)
    if not circle:
        return
    uses = [
        token
        for step in {name, *circle}
        for token in _own_tokens(definition if step == name else _defined(step, chain))
        if token.name in circle
    ]
    shown = " → ".join(f"`my.{step}`" for step in circle)
    span = min(token.span for token in uses)
    found = finding(
        "CDS108",
        f"a token is defined through itself: {shown}",
        _written_in(span, circle, place, known),
        span,
        help="its value may use any token but itself",
    )
    known.findings.add(found, place.clone)


def _written_in(span: Span, names: Iterable[str], place: Place, known: Known) -> Source:
    """The file whose lines, among those that declare tokens of these names, hold a span."""
    sources = [
        line.place.source
        for name in names
        for _, line in known.token_types.get(name, ())
        if line.line.span.start <= span.start and span.end <= line.line.span.end
    ]
    return place.source if place.source in sources or not sources else sources[0]


def _defined(name: str, chain: Tokens) -> TokenDefinition | None:
    binding = chain.find(name)
    return binding.value if binding is not None else None


def _own_tokens(definition: TokenDefinition | None) -> Iterator[Token]:
    """The `my` tokens that a token's value uses."""
    if definition is not None and definition.value is not None:
        for token in tokens_in(definition.value):
            if token.context is Context.MY:
                yield token


def _circle(name: str, definition: TokenDefinition, chain: Tokens) -> tuple[str, ...]:
    """The way from a token back to itself, empty when there is none."""
    pending: list[tuple[tuple[str, ...], TokenDefinition]] = [((name,), definition)]
    seen = set()
    while pending:
        path, current = pending.pop()
        for token in _own_tokens(current):
            if token.name == name:
                return (*path, name)
            binding = chain.find(token.name)
            if binding is not None and token.name not in seen:
                seen.add(token.name)
                pending.append(((*path, token.name), binding.value))
    return ()


def _report_at(
    code: str,
    message: str,
    help: str,
    name: str,
    definition: TokenDefinition,
    place: Place,
    known: Known,
) -> None:
    """Report at the line that declares a token."""
    lines = [line for _, line in known.token_types.get(name, ())]
    near = [line for line in lines if line.place.file == place.file] or lines
    for line in near:
        if line.line.type_name.text == definition.type:
            found = finding(code, message, line.place.source, line.line.name.span, help=help)
            known.findings.add(found, line.place.clone)
            return
