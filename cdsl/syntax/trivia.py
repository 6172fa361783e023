"""Comments: what stands in a text beside the tree.

Floor 1. Doc comments are found by their place above a declaration, never kept in nodes.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import assert_never

from cdsl.source.span import Source
from cdsl.syntax.campaigns import (
    Campaign,
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
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    ChannelPart,
    Description,
    EmailDeclaration,
    FieldDeclaration,
    FieldsOf,
    ListDeclaration,
    MappingDeclaration,
    SmartListDeclaration,
    StatusDeclaration,
    Tokens,
    WebhookDeclaration,
)
from cdsl.syntax.files import Folder, Program, ProgramItem
from cdsl.syntax.lexer import Comment
from cdsl.syntax.parse import Parsed

__all__ = ["Comment", "documentation"]


def documentation(parsed: Parsed, source: Source) -> Mapping[int, str]:
    """Doc comments by the offset at which what they belong to begins (language.md, first page).

    A doc comment is a run of `##` lines, each alone in its line, right above a declaration, field,
    token, status, attribute or campaign part.
    """
    owners = {owner.span.start for item in parsed.file.items for owner in _documentable(item)}
    if parsed.file.workspace is not None:
        owners.add(parsed.file.workspace.span.start)
    found: dict[int, str] = {}
    lines: list[str] = []
    expected = -1
    for comment in parsed.comments:
        begin, end = comment.span
        number = source.position(begin).line
        if not comment.doc or source.text[source.line_starts[number - 1] : begin].strip():
            continue
        if number != expected:
            lines.clear()
        lines.append(comment.text.removeprefix(" ").rstrip())
        expected = number + 1
        owner = _next_line(source.text, end)
        if owner in owners:
            found[owner] = "\n".join(lines)
    return MappingProxyType(found)


def _next_line(text: str, end: int) -> int:
    """The offset of the first character that is no blank in the line after the one at `end`."""
    at = text.find("\n", end) + 1
    if at == 0:
        return -1
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def _documentable(
    item: ProgramItem | CampaignPart,
) -> Iterator[ProgramItem | CampaignPart | FieldDeclaration | StatusDeclaration]:
    yield item
    match item:
        case Folder() | Program():
            for inner in item.items:
                yield from _documentable(inner)
        case Campaign():
            for part in item.parts:
                yield from _documentable(part)
        case Tokens():
            yield from item.tokens
        case FieldsOf():
            yield from item.fields
        case ActivityDeclaration():
            yield from item.attributes
        case ActionDeclaration():
            yield from item.parameters
        case ChannelDeclaration():
            yield from item.statuses
        case (
            ChannelPart()
            | Description()
            | ListDeclaration()
            | SmartListDeclaration()
            | MappingDeclaration()
            | EmailDeclaration()
            | WebhookDeclaration()
            | Test()
            | OnActivity()
            | OnChange()
            | OnReaches()
            | ScheduleOnce()
            | ScheduleEvery()
            | LimitPart()
            | RespectLimits()
            | Inactive()
            | SmartListPart()
            | Qualify()
            | FlowPart()
        ):
            pass
        case _:
            assert_never(item)
