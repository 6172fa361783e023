"""What formatting must keep, and what a layout looks like: judged on any file, generated or not.

A comment stands on the same node when the same lexemes are before and after it, commas and colons
aside.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from cdsl.source.span import Source, Span
from cdsl.syntax import campaigns, cases, conditions, declarations, files, nodes, steps
from cdsl.syntax.lexer import lex
from cdsl.syntax.parse import parse
from cdsl.syntax.trivia import documentation
from cdsl.tools.format.format import format_source

BLOCKS: dict[type, tuple[str, ...]] = {
    declarations.Tokens: ("tokens",),
    declarations.FieldsOf: ("fields",),
    declarations.ActivityDeclaration: ("attributes",),
    declarations.ActionDeclaration: ("parameters",),
    declarations.ChannelDeclaration: ("statuses",),
    declarations.SmartListDeclaration: ("conditions",),
    declarations.EmailDeclaration: ("arguments",),
    declarations.WebhookDeclaration: ("reply",),
    files.Folder: ("items",),
    files.Program: ("items",),
    campaigns.Campaign: ("parts",),
    campaigns.SmartListPart: ("conditions",),
    campaigns.FlowPart: ("steps",),
    conditions.Block: ("parts",),
    steps.Arm: ("steps",),
    steps.Choice: ("otherwise",),
    steps.Split: ("shares",),
    steps.Share: ("steps",),
    steps.Rotate: ("turns",),
    steps.Turn: ("steps",),
    steps.ExecuteCampaign: ("tokens",),
    steps.RequestCampaign: ("tokens",),
    cases.StartCampaign: ("tokens",),
    cases.GivenRecord: ("values",),
    cases.GivenMember: ("values",),
    cases.GivenActivity: ("values",),
    cases.GivenWebhook: ("answers",),
    cases.WhenDoes: ("values",),
    cases.WhenChanges: ("values",),
    cases.Test: ("parts",),
}
"""Where the parts of a block stand in the tree; a mapping's and a webhook's are not all nodes."""

ENUMERATIONS: dict[type, tuple[str, ...]] = {
    nodes.ListOf: ("values",),
    conditions.Did: ("where",),
    conditions.MemberOf: ("where",),
    campaigns.OnActivity: ("where",),
    nodes.MappingEntry: ("sources",),
    steps.SendAlert: ("to",),
    steps.DoAction: ("arguments",),
    cases.GivenList: ("people",),
    cases.GivenProgram: ("members",),
    cases.StartCampaign: ("people",),
}
"""What stands between commas."""


class Several(NamedTuple):
    """What a block or an enumeration of the tree has: the node it belongs to, and its parts."""

    owner: object
    parts: tuple[Any, ...]


def several(node: object, where: Mapping[type, tuple[str, ...]]) -> Iterator[Several]:
    """All blocks, or enumerations, outer ones first."""
    if isinstance(node, tuple):
        for part in node:
            yield from several(part, where)
    elif is_dataclass(node):
        for name in where.get(type(node), ()):
            yield Several(node, getattr(node, name) or ())
        for field in fields(node):
            if field.compare:
                yield from several(getattr(node, field.name), where)


def anchors(source: Source) -> list[Span]:
    """The lexemes save commas and colons."""
    lexemes = lex(source)
    places = zip(lexemes.texts, lexemes.starts, lexemes.ends, strict=True)
    return [Span(start, end) for text, start, end in places if text not in (",", ":")]


def comments_on(source: Source) -> list[tuple[str, int]]:
    """Every comment, and how many lexemes stand before it."""
    starts = [anchor.start for anchor in anchors(source)]
    return [
        (source.text[slice(*comment.span)].rstrip(), bisect_right(starts, comment.span.start))
        for comment in parse(source).comments
    ]


def has_empty_line(text: str) -> bool:
    return any(not line.strip() for line in text.split("\n")[1:-1])


def paragraphs(source: Source) -> list[tuple[str, bool]]:
    """For each part of a block or enumeration but its first: is an empty line before it?"""
    places = anchors(source)
    starts = [place.start for place in places]
    found = []
    for block in several(parse(source).file, BLOCKS | ENUMERATIONS):
        for part in block.parts[1:]:
            at = bisect_left(starts, part.span.start)
            gap = source.text[places[at - 1].end : part.span.start]
            found.append((type(part).__name__, has_empty_line(gap)))
    return found


def judge(before: Source, width: int = 100) -> None:
    """A file that parses, formatted: what was written is kept, and the layout is the layout."""
    formatted = format_source(before)
    assert formatted.diagnostics == ()
    after = Source("formatted", formatted.text)
    judge_contents(before, after)
    assert paragraphs(after) == paragraphs(before)
    judge_declarations(before, after)
    assert format_source(after).text == after.text
    judge_lines(after)
    judge_blocks(after, width)


def judge_contents(before: Source, after: Source) -> None:
    """Both have one tree, and the same comments on the same nodes."""
    parsed, again = parse(before), parse(after)
    assert parsed.diagnostics == again.diagnostics == ()
    assert again.file == parsed.file
    assert comments_on(after) == comments_on(before)
    documented, documented_again = documentation(parsed, before), documentation(again, after)
    assert list(documented_again.values()) == list(documented.values())


def judge_declarations(before: Source, after: Source) -> None:
    """An empty line divides declarations, save for one-liners of a kind that stood together."""
    (old, were_apart), (new, are_apart) = declared(before), declared(after)
    lines = [after.text[slice(*item.span)].count("\n") for item in new]
    for at, apart in enumerate(are_apart):
        alike = type(old[at]) is type(old[at + 1]) and lines[at] == lines[at + 1] == 0
        assert apart == (were_apart[at] or not alike)


def declared(source: Source) -> tuple[list[Any], list[bool]]:
    """What a file declares, and whether an empty line stands before each but the first."""
    file = parse(source).file
    items = [*([file.workspace] if file.workspace else []), *file.uses, *file.items]
    items.sort(key=lambda item: item.span)
    gaps = [source.text[one.span.end : two.span.start] for one, two in pairwise(items)]
    return items, [has_empty_line(gap) for gap in gaps]


def judge_lines(source: Source) -> None:
    """Every line is broken as the others, and ends where its last sign does."""
    text = source.text.replace("\r\n", "\n")
    assert text == "" or text.endswith("\n")
    assert not text.startswith("\n")
    assert "\n\n\n" not in text
    assert not any(line != line.rstrip() for line in text.split("\n"))
    assert not re.search(r"^ *[^\S ]", text.replace("\n\n", "\n"), re.MULTILINE)


def judge_blocks(source: Source, width: int) -> None:
    """Several parts have a line each; one part has none of its own if it fits without comment.

    The branches of an `if` are laid out alike, and are left out here.
    """
    text = source.text.replace("\r\n", "\n")
    source = Source("formatted", text)
    assert not re.search(r"\{\s*\n\s*\}", text)
    places = anchors(source)
    starts = [place.start for place in places]
    comments = [comment.span.start for comment in lex(source).comments]
    for owner, parts in several(parse(source).file, BLOCKS):
        for part in parts[1:]:
            assert not text[text.rfind("\n", 0, part.span.start) + 1 : part.span.start].strip()
        if len(parts) != 1 or isinstance(owner, steps.Arm | steps.Choice):
            continue
        begin, end = parts[0].span
        opening = places[bisect_left(starts, begin) - 1]
        closing = places[bisect_left(starts, end)]
        assert text[slice(*opening)] == "{"
        assert text[slice(*closing)] == "}"
        has_comment = bisect_left(comments, opening.end) < bisect_left(comments, closing.start)
        if "\n" in text[opening.end : closing.start] and not has_comment:
            last = places[bisect_left(starts, text.find("\n", closing.end)) - 1]
            joined = (
                text[text.rfind("\n", 0, opening.start) + 1 : opening.end],
                text[begin:end],
                text[closing.start : last.end],
            )
            assert "\n" in text[begin:end] or len(" ".join(joined)) > width
