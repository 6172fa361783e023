"""What one wants to know of a name or an operator, in a few lines of Markdown.

Floor 6.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import ExecuteCampaign, RequestCampaign
from cdsl.semantics.operators import MEANINGS as TYPES_OF
from cdsl.semantics.places import AssetKind
from cdsl.semantics.program import Campaign, CampaignKind, Qualification
from cdsl.semantics.schema import Field
from cdsl.semantics.uses import (
    ActivityTarget,
    AssetTarget,
    AttributeTarget,
    ChannelTarget,
    FieldTarget,
    FileTarget,
    MemberFieldTarget,
    Role,
    StatusTarget,
    Target,
    TokenTarget,
)
from cdsl.source.quoting import quoted
from cdsl.source.span import Source, Span
from cdsl.syntax.conditions import Operator
from cdsl.tools.navigate.meanings import MEANINGS
from cdsl.tools.navigate.occurrences import Occurrence
from cdsl.tools.navigate.outline import Entry, OutlineKind
from cdsl.tools.navigate.scope import Scope
from cdsl.tools.navigate.token_values import hover_of
from cdsl.tools.plain_words import happening, people
from cdsl.tools.spelling import expression
from cdsl.tools.token_callers import Callers

_OPERATORS: Final = sorted(Operator, key=lambda operator: -len(operator.value))
_PATTERN: Final = re.compile(
    r"(?<![\w.])(?:"
    + "|".join(r"\s+".join(map(re.escape, one.value.split())) for one in _OPERATORS)
    + r")(?![\w:])"
)
_CALLS: Final = {ExecuteCampaign: "executed by", RequestCampaign: "requested by"}


def operator_at(source: Source, offset: int) -> tuple[Operator, Span] | None:
    """The operator that an offset is in, with its place."""
    number = source.position(offset).line
    begin = source.line_starts[number - 1]
    for found in _PATTERN.finditer(source.line(number)):
        if begin + found.start() <= offset <= begin + found.end():
            spelled = Operator(" ".join(found.group().split()))
            return spelled, Span(begin + found.start(), begin + found.end())
    return None


def of_operator(operator: Operator) -> str:
    """What an operator means, for which types, and what it makes of an empty value."""
    meaning = MEANINGS[operator]
    types = TYPES_OF[operator].types
    shown = "every type" if len(types) > 10 else ", ".join(sorted(types))
    return f"**`{operator}`** ({shown})\n\n{meaning.holds}; {meaning.on_empty}"


def of_file(name: str, entries: Iterable[Entry]) -> str:
    """What a file declares, by the name that other files use it by."""
    names: dict[str, list[str]] = {}
    for entry in entries:
        match entry.kind:
            case OutlineKind.TEST | OutlineKind.WORKSPACE:
                continue
            case OutlineKind.FIELDS | OutlineKind.TOKENS:
                names.setdefault(entry.name, []).extend(inner.name for inner in entry.inner)
            case _:
                names.setdefault(entry.kind, []).append(quoted(entry.name))
    return "\n\n".join([f"**{name}**", *(f"{kind}: {', '.join(names[kind])}" for kind in names)])


def of_names(at: Sequence[Occurrence], scope: Scope, every: Sequence[Callers]) -> str:
    """What names at one place mean; several meanings come one below the other.

    `every` are the calls in the programs that one knows of.
    """
    texts = dict.fromkeys(
        text for one in at for text in _of(one.target, one.role, scope, every) if text
    )
    return "\n\n---\n\n".join(texts)


def _of(
    target: Target,
    role: Role | None,
    scope: Scope,
    every: Sequence[Callers],
) -> Iterator[str]:
    analysis = scope.analysis
    match target:
        case AssetTarget():
            yield _asset(target, scope, every)
        case FieldTarget(owner, name):
            fields = scope.schema.person if owner == "person" else scope.schema.company
            if name in fields:
                yield _field(fields[name], scope)
        case MemberFieldTarget(program, name):
            found = analysis.program.programs.get(program)
            if found is not None and name in found.member_fields:
                yield _field(found.member_fields[name], scope)
        case ActivityTarget(name):
            activity = scope.schema.activities.get(name)
            if activity is not None:
                listed = ", ".join(f"`{one.name}` {one.type}" for one in activity.attributes)
                yield f"**activity `{name}`** {activity.label}\n\n{listed or 'no attributes'}"
        case AttributeTarget(activity_name, name):
            activity = scope.schema.activities.get(activity_name)
            for one in activity.attributes if activity is not None else ():
                if one.name == name:
                    yield f"**`{name}`** {one.type} · {one.label}\n\nof `{activity_name}`"
        case ChannelTarget(name):
            channel = scope.schema.channels.get(name)
            statuses = channel.statuses if channel is not None else ()
            listed = " → ".join(f"{one.name}{' ✓' if one.success else ''}" for one in statuses)
            yield f"**channel {quoted(name)}**\n\n{listed}"
        case StatusTarget(channel_name, name):
            channel = scope.schema.channels.get(channel_name)
            for status in channel.statuses if channel is not None else ():
                if status.name == name:
                    success = ", counts as success" if status.success else ""
                    yield (
                        f"**status {quoted(name)}** rank {status.rank}{success}, of "
                        f"{quoted(channel_name)}"
                    )
        case TokenTarget():
            yield hover_of(target, role, scope, every)
        case FileTarget():
            return  # no name in a text means it: a path does, see `of_file`


def _field(field: Field, scope: Scope) -> str:
    owner = "" if field.owner == "person" else f"{field.owner}."
    lines = [f"**`{owner}{field.name}`** {field.type} · {field.label}"]
    if field.values:
        lines.append(f"one of {', '.join(map(str, field.values))}")
    if field.default is not None:
        made = "somebody becomes a member" if field.owner == "member" else "a person is made"
        lines.append(f"when {made}: {expression(field.default, scope.zone)}")
    return "\n\n".join(lines)


def _asset(target: AssetTarget, scope: Scope, every: Sequence[Callers]) -> str:
    program, key = scope.analysis.program, target.key
    name = key.joined
    match target.kind:
        case AssetKind.CAMPAIGN if key in program.campaigns:
            return _campaign(program.campaigns[key], target, scope, every)
        case AssetKind.SMART_LIST if key in program.smart_lists:
            meant = people(program.smart_lists[key].condition, scope.zone)
            return f"**smart list {quoted(name)}**\n\n{_as_read(target, scope)}{meant}"
        case AssetKind.EMAIL if key in program.emails:
            email = program.emails[key]
            kind = "operational email" if email.operational else "email"
            return f"**{kind} {quoted(name)}**\n\n{expression(email.subject, scope.zone)}"
        case AssetKind.WEBHOOK if key in program.webhooks:
            webhook = program.webhooks[key]
            url = expression(webhook.url, scope.zone)
            return f"**webhook {quoted(name)}**\n\n{webhook.method} {url}"
        case AssetKind.PROGRAM if key in program.programs:
            found = program.programs[key]
            channel = f" in the channel {quoted(found.channel)}" if found.channel else ""
            return f"**program {quoted(name)}**{channel}\n\n{found.description}".rstrip()
        case _:
            return f"**{target.kind} {quoted(name)}**"


def _campaign(
    campaign: Campaign, target: AssetTarget, scope: Scope, every: Sequence[Callers]
) -> str:
    lines = [f"**{campaign.kind} campaign {quoted(campaign.key.joined)}**"]
    if campaign.description:
        lines.append(campaign.description)
    audience = people(campaign.smart_list, scope.zone)
    lines.append(f"who: {_as_read(target, scope)}{audience}")
    lines.append(f"how often: {_often(campaign.qualification)}")
    if campaign.kind is CampaignKind.TRIGGER:
        when = "; or ".join(happening(one, scope.zone) for one in campaign.triggers)
        lines.append(f"when: {when}{'' if campaign.active else ' (inactive)'}")
    for step, words in _CALLS.items():
        callers = _callers(target.key, step, every)
        if callers:
            lines.append(f"{words} {', '.join(callers)}")
    return "\n\n".join(lines)


def _as_read(target: AssetTarget, scope: Scope) -> str:
    """What to say before a condition that has a fault in its text."""
    declared = scope.analysis.declarations.assets[target.kind][target.key]
    is_broken = declared.place.is_broken(declared.node.span)
    return "as far as it can be read: " if is_broken else ""


def _often(qualification: Qualification) -> str:
    if qualification.every_time:
        return "every time"
    if qualification.period_hours is None:
        return "once"
    hours = qualification.period_hours
    return f"once every {hours // 24} days" if hours % 24 == 0 else f"once every {hours} hours"


def _callers(
    campaign: AssetKey, step: type[ExecuteCampaign | RequestCampaign], every: Sequence[Callers]
) -> list[str]:
    """The campaigns with such a step for a campaign, in any of some programs."""
    return list(
        dict.fromkeys(
            quoted(calling.caller.joined)
            for callers in every
            for calling in callers.of.get(campaign, ())
            if isinstance(calling.step, step)
        )
    )
