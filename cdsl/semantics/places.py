"""Where text stands: in which file, in which program or folder, and through which clone.

Floor 2.
"""

from collections.abc import Iterator
from dataclasses import field, replace
from enum import StrEnum

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.modules import Module
from cdsl.semantics.program import Location
from cdsl.semantics.tokens import canonical
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.campaigns import Campaign, CampaignPart
from cdsl.syntax.declarations import (
    ChannelPart,
    Description,
    EmailDeclaration,
    FieldDeclaration,
    FieldsOf,
    ListDeclaration,
    MappingDeclaration,
    SmartListDeclaration,
    WebhookDeclaration,
)
from cdsl.syntax.files import Folder, Program, ProgramItem
from cdsl.syntax.nodes import Name


class AssetKind(StrEnum):
    """The kinds of assets; names are unique for each kind within what holds them."""

    CAMPAIGN = "campaign"
    PROGRAM = "program"
    FOLDER = "folder"
    LIST = "list"
    SMART_LIST = "smart list"
    EMAIL = "email"
    WEBHOOK = "webhook"
    MAPPING = "mapping"


@dataclass(frozen=True, slots=True)
class Holder:
    """What holds declarations: the top of a workspace (an empty path), a folder or a program."""

    key: AssetKey
    is_program: bool
    parent: "Holder | None"

    def outwards(self) -> "Iterator[Holder]":
        """This holder, then what holds it, out to the top."""
        holder: Holder | None = self
        while holder is not None:
            yield holder
            holder = holder.parent


@dataclass(frozen=True, slots=True)
class Place:
    """Where text stands; `clone` is set when it is seen through a clone that stands there.

    `section` is the text that its spans are counted in, None for that of the file.
    """

    file: str
    module: Module = field(repr=False)
    holder: Holder
    clone: Location | None
    section: Source | None = None

    @property
    def source(self) -> Source:
        """The text that spans are counted in."""
        return self.section if self.section is not None else self.module.source

    def at(self, item: ProgramItem) -> "Place":
        """The place of a declaration that stands here."""
        section = self.module.section(item)
        if section is self.section:
            return self
        return Place(self.file, self.module, self.holder, self.clone, section)

    def is_broken(self, span: Span) -> bool:
        """Whether the parser found a fault inside a span: then nothing is missing there.

        One at its first word is about what stands before: a block that is not closed.
        """
        faults = self.module.faults.get(self.source, ())
        return any(span.start < fault <= span.end for fault in faults)

    @property
    def standpoint(self) -> str:
        """The file from which names are looked up: the clone's, for the text of its template."""
        return self.file if self.clone is None else self.clone.source.name

    @property
    def workspace(self) -> str:
        """The workspace that assets declared here belong to."""
        return self.holder.key.workspace

    @property
    def program(self) -> AssetKey | None:
        """The program that owns the text, the innermost one."""
        return next((holder.key for holder in self.holder.outwards() if holder.is_program), None)

    def within(self, key: AssetKey, *, is_program: bool) -> "Place":
        """The place inside of a program or folder that stands here."""
        return replace(self, holder=Holder(key, is_program, self.holder))


AssetNode = (
    Campaign
    | Program
    | Folder
    | ListDeclaration
    | SmartListDeclaration
    | EmailDeclaration
    | WebhookDeclaration
    | MappingDeclaration
)


@dataclass(frozen=True, slots=True)
class Declared:
    """An asset as it was declared."""

    kind: AssetKind
    key: AssetKey
    name: Name
    node: AssetNode
    place: Place

    @property
    def location(self) -> Location:
        """Where its name stands; for an asset of a clone, where the clone stands."""
        return self.place.clone or Location(self.place.source, self.name.span)


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as it was declared; `campaign` is the campaign whose own it is, if it is one's."""

    line: FieldDeclaration
    place: Place
    campaign: AssetKey | None = None

    def same_name(self, other: FieldDeclaration) -> bool:
        """Whether another line declares a token of the same name."""
        return canonical(self.line.name.text) == canonical(other.name.text)


@dataclass(frozen=True, slots=True)
class ProgramParts:
    """What a program says of itself, its template's parts included."""

    channel: tuple[ChannelPart, Place] | None = None
    description: Description | None = None
    members: tuple[tuple[FieldsOf, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """A part of a campaign and where it stands."""

    part: CampaignPart
    place: Place
