"""What can be named at a place: the assets, fields and tokens that its text sees.

Floor 6. Reads analysis as it is; a place in a declaration that could not be read sees what its
file sees.
"""

from collections.abc import Iterator
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.modules import Module
from cdsl.semantics.places import AssetKind, Declared, Place
from cdsl.semantics.program import TokenDefinition, Tokens
from cdsl.semantics.schema import Channel, Schema
from cdsl.semantics.tokens import Binding, Chain
from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.campaigns import Campaign
from cdsl.syntax.files import Folder, Program


@dataclass(frozen=True, slots=True)
class Scope:
    """A place in a file: what holds it, innermost first, and the campaign that it is part of."""

    analysis: Analysis
    file: str
    holders: tuple[Declared, ...]
    campaign: Declared | None

    @property
    def module(self) -> Module:
        """The file."""
        return self.analysis.declarations.modules.modules[self.file]

    @property
    def schema(self) -> Schema:
        """Fields, activities, actions and channels."""
        return self.analysis.program.schema

    @property
    def program(self) -> AssetKey | None:
        """The program that the place stands in."""
        return next(
            (holder.key for holder in self.holders if holder.kind is AssetKind.PROGRAM), None
        )

    @property
    def zone(self) -> tzinfo:
        """The time zone of the file's workspace."""
        workspace = self.analysis.program.workspaces.get(self.module.workspace)
        return UTC if workspace is None or workspace.zone == "UTC" else ZoneInfo(workspace.zone)

    def assets(self, kind: AssetKind) -> Iterator[Declared]:
        """The assets of a kind that can be referred to from here, in order of loading and text."""
        declarations = self.analysis.declarations
        sees = declarations.modules.sees[self.file]
        for key, declared in declarations.assets[kind].items():
            if key.workspace == self.module.workspace and declared.place.file in sees:
                yield declared

    def channel(self, program: AssetKey | None) -> Channel | None:
        """The channel of a program."""
        found = self.analysis.program.programs.get(program) if program is not None else None
        name = found.channel if found is not None else None
        return self.schema.channels.get(name) if name is not None else None

    def tokens(self) -> Tokens:
        """The frames of `my` at the place, nearest first."""
        program = self.analysis.program
        if self.campaign is not None and self.campaign.key in program.campaigns:
            return program.campaigns[self.campaign.key].tokens
        for holder in self.holders:
            if holder.key in program.programs:
                return program.programs[holder.key].tokens
        return self._outermost()

    def my_tokens(self) -> tuple[Binding[TokenDefinition], ...]:
        """Every token of `my` that has a value here, nearest frame first."""
        chain = self.tokens()
        names = dict.fromkeys(name for frame in chain.frames for name in frame.bindings)
        return tuple(found for name in names if (found := chain.find(name)) is not None)

    def _outermost(self) -> Tokens:
        """The frames of the workspace, as anything at the top of this file has them."""
        for key, campaign in self.analysis.program.campaigns.items():
            declared = self.analysis.declarations.assets[AssetKind.CAMPAIGN].get(key)
            if declared is not None and declared.place.file == self.file:
                return Chain(campaign.tokens.frames[-1:])
        return Chain()


def scope_at(analysis: Analysis, file: str, offset: int) -> Scope:
    """The scope of an offset in a file."""
    assets = analysis.declarations.assets
    around = [
        declared
        for kind in (AssetKind.CAMPAIGN, AssetKind.PROGRAM, AssetKind.FOLDER)
        for declared in assets[kind].values()
        if _is_here(declared.place, file)
        and isinstance(declared.node, Campaign | Program | Folder)
        and _extent(declared).start <= offset <= _extent(declared).end
    ]
    around.sort(key=lambda declared: _extent(declared).start, reverse=True)
    campaign = next((one for one in around if one.kind is AssetKind.CAMPAIGN), None)
    holders = tuple(one for one in around if one.kind is not AssetKind.CAMPAIGN)
    return Scope(analysis, file, holders, campaign)


def _extent(declared: Declared) -> Span:
    """Where all of an asset stands in its file."""
    return declared.place.module.extent(declared.node)


def _is_here(place: Place, file: str) -> bool:
    return place.file == file and place.clone is None
