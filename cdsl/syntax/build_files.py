"""Builders of files, and of the folders and programs in them.

Floor 1; see `cdsl.syntax.build_context`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from cdsl.source.span import Span
from cdsl.syntax.build_context import Context, report, report_twice
from cdsl.syntax.build_values import whole
from cdsl.syntax.declarations import ChannelPart
from cdsl.syntax.files import (
    CommunicationLimit,
    File,
    Folder,
    Item,
    Program,
    ProgramItem,
    Use,
    Workspace,
)
from cdsl.syntax.nodes import (
    Name,
    Reference,
)


class Language(NamedTuple):
    """`language N`."""

    version: int
    span: Span


def start(
    context: Context,
    span: Span,
    entries: Sequence[Language | Workspace | Use | Item] = (),
) -> File:
    language: Language | None = None
    workspace: Workspace | None = None
    uses: list[Use] = []
    items: list[Item] = []
    for entry in entries:
        match entry:
            case Language() if language is not None:
                report_twice(context, "`language`", language.span, entry.span)
            case Language():
                if workspace or uses or items:
                    report(
                        context,
                        "CDS314",
                        "`language` does not come first",
                        entry.span,
                        help="only comments may stand before it; move it up, or leave it out",
                    )
                language = entry
            case Workspace() if workspace is not None:
                report_twice(context, "`workspace`", workspace.span, entry.span)
            case Workspace():
                if uses or items:
                    report(
                        context,
                        "CDS314",
                        "`workspace` does not come first",
                        entry.span,
                        help="move it before everything else in the file",
                    )
                workspace = entry
            case Use():
                uses.append(entry)
            case _:
                items.append(entry)
    version = language.version if language else None
    return File(version, workspace, tuple(uses), tuple(items), span)


def language(context: Context, span: Span, raw: str) -> Language:
    return Language(whole(context, span, raw, 1), span)


def workspace(
    _: Context,
    span: Span,
    name: Name,
    zone: Name | None,
    limits: tuple[CommunicationLimit, ...] | None,
) -> Workspace:
    return Workspace(name, zone, limits or (), span)


def workspace_limits(
    _: Context, __: Span, groups: Sequence[tuple[CommunicationLimit, ...]] = ()
) -> tuple[CommunicationLimit, ...]:
    return tuple(limit for group in groups for limit in group)


def communication_limits(
    _: Context, __: Span, first: CommunicationLimit, rest: Sequence[CommunicationLimit] = ()
) -> tuple[CommunicationLimit, ...]:
    return (first, *rest)


def communication_limit(
    context: Context, span: Span, count: str, days: str = "1"
) -> CommunicationLimit:
    return CommunicationLimit(
        whole(context, span, count), whole(context, span, days, 1, 36_500), span
    )


def use(_: Context, span: Span, path: Name) -> Use:
    return Use(path, span)


def folder(_: Context, span: Span, name: Name, items: Sequence[Item] = ()) -> Folder:
    return Folder(name, tuple(items), span)


def program(
    _: Context,
    span: Span,
    name: Name,
    clones: Reference | None,
    items: Sequence[ProgramItem] = (),
) -> Program:
    return Program(name, clones, tuple(items), span)


def channel_part(_: Context, span: Span, name: Name) -> ChannelPart:
    return ChannelPart(name, span)
