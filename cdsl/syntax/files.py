"""The syntax tree of files, and of the programs and folders in them.

Floor 1; the same rules as in `cdsl.syntax.nodes`.
"""

from dataclasses import field

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.campaigns import Campaign
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    ChannelPart,
    Description,
    EmailDeclaration,
    FieldsOf,
    ListDeclaration,
    MappingDeclaration,
    SmartListDeclaration,
    Tokens,
    WebhookDeclaration,
)
from cdsl.syntax.nodes import Name, Reference


@dataclass(frozen=True, slots=True)
class Use:
    """`use "std/scoring"`."""

    path: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class CommunicationLimit:
    """One `2 per day` or `5 per 7 days` of a workspace."""

    count: int
    days: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Workspace:
    """`workspace "EMEA" in "Europe/Rome" { communication limit … }`."""

    name: Name
    zone: Name | None
    limits: tuple[CommunicationLimit, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Folder:
    """`folder "Global" { … }`."""

    name: Name
    items: "tuple[Item, ...]"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Program:
    """`program "Fair" [clones "Template"] { … }`."""

    name: Name
    clones: Reference | None
    items: "tuple[ProgramItem, ...]"
    span: Span = field(compare=False)


Item = (
    Tokens
    | Folder
    | Program
    | ChannelDeclaration
    | FieldsOf
    | ActivityDeclaration
    | ActionDeclaration
    | ListDeclaration
    | SmartListDeclaration
    | MappingDeclaration
    | EmailDeclaration
    | WebhookDeclaration
    | Campaign
    | Test
)
ProgramItem = Item | ChannelPart | Description


@dataclass(frozen=True, slots=True)
class File:
    """A whole file. `language` is the version written in the first line, None when absent."""

    language: int | None
    workspace: Workspace | None
    uses: tuple[Use, ...]
    items: tuple[Item, ...]
    span: Span = field(compare=False)
