"""The maps of declarations while they grow, item by item.

Floor 2. An item is declared where it is told to stand, be it in a text or in a clone.
"""

from collections.abc import Sequence
from dataclasses import field, replace

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.declare.declarations import SharedDeclaration
from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.modules import Modules
from cdsl.semantics.places import (
    AssetKind,
    AssetNode,
    Declared,
    Holder,
    Place,
    ProgramParts,
    TokenLine,
)
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import Uses
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Related
from cdsl.source.quoting import quoted
from cdsl.syntax.campaigns import Campaign
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
    Tokens,
    WebhookDeclaration,
)
from cdsl.syntax.files import Folder, Program, ProgramItem
from cdsl.syntax.nodes import Name


@dataclass(slots=True)
class Collecting:
    """The maps while they grow."""

    modules: Modules
    findings: Findings
    uses: Uses
    assets: dict[AssetKind, dict[AssetKey, Declared]] = field(
        default_factory=lambda: {kind: {} for kind in AssetKind}
    )
    named: dict[tuple[AssetKind, str], list[Declared]] = field(default_factory=dict)
    spellings: dict[tuple[AssetKind, AssetKey], Declared] = field(default_factory=dict)
    tokens: dict[AssetKey, list[TokenLine]] = field(default_factory=dict)
    programs: dict[AssetKey, ProgramParts] = field(default_factory=dict)
    clones: dict[AssetKey, Declared] = field(default_factory=dict)
    shared: dict[int, tuple[SharedDeclaration, Place]] = field(default_factory=dict)
    tests: list[tuple[Test, Place]] = field(default_factory=list)

    def items(self, items: Sequence[ProgramItem], place: Place) -> None:
        """Declare items in their order."""
        for item in items:
            self.item(item, place)

    def item(self, item: ProgramItem, place: Place) -> None:
        """Declare an item and what it holds."""
        place = place.at(item)
        match item:
            case Tokens():
                self._token_lines(item.tokens, place)
            case Folder():
                self._folder(item, place)
            case Program():
                self._program(item, place)
            case Campaign():
                self._asset(AssetKind.CAMPAIGN, item.name, item, place)
            case ListDeclaration():
                self._asset(AssetKind.LIST, item.name, item, place)
            case SmartListDeclaration():
                self._asset(AssetKind.SMART_LIST, item.name, item, place)
            case MappingDeclaration():
                self._asset(AssetKind.MAPPING, item.name, item, place)
            case EmailDeclaration():
                self._asset(AssetKind.EMAIL, item.name, item, place)
            case WebhookDeclaration():
                self._asset(AssetKind.WEBHOOK, item.name, item, place)
            case FieldsOf() if item.owner == "member":
                self._program_part(item, place)
            case ChannelPart() | Description():
                self._program_part(item, place)
            case FieldsOf() | ActivityDeclaration() | ActionDeclaration() | ChannelDeclaration():
                self.shared.setdefault(id(item), (item, place))
            case Test():
                self.tests.append((item, place))

    def _asset(self, kind: AssetKind, name: Name, node: AssetNode, place: Place) -> Declared | None:
        key = place.holder.key.inside(name.text)
        declared = Declared(kind, key, name, node, place)
        spelling = place.holder.key.inside(canonical(name.text))
        first = self.spellings.setdefault((kind, spelling), declared)
        if first is not declared:
            self.findings.add(_twice(declared, first), place.clone)
            if not self._is_found(first, declared):
                again = replace(declared, key=first.key)
                self.named.setdefault((kind, name.text), []).append(again)
            return None
        self.assets[kind][key] = declared
        self.named.setdefault((kind, name.text), []).append(declared)
        return declared

    def _is_found(self, first: Declared, again: Declared) -> bool:
        """Whether what refers to a doubled declaration from its own file finds the first one."""
        is_seen = first.place.file in self.modules.sees[again.place.file]
        return is_seen and first.name.text == again.name.text

    def _folder(self, item: Folder, place: Place) -> None:
        key = place.holder.key.inside(item.name.text, is_folder=True)
        declared = Declared(AssetKind.FOLDER, key, item.name, item, place)
        self.assets[AssetKind.FOLDER].setdefault(key, declared)
        self.named.setdefault((AssetKind.FOLDER, item.name.text), []).append(declared)
        self.items(item.items, replace(place, holder=Holder(key, False, place.holder)))

    def _program(self, item: Program, place: Place) -> None:
        declared = self._asset(AssetKind.PROGRAM, item.name, item, place)
        if declared is None:
            return
        self.programs[declared.key] = ProgramParts()
        inside = replace(place, holder=Holder(declared.key, True, place.holder))
        self.items(item.items, inside)
        if item.clones is not None:
            self.clones[declared.key] = declared

    def _token_lines(self, lines: Sequence[FieldDeclaration], place: Place) -> None:
        frame = self.tokens.setdefault(place.holder.key, [])
        for line in lines:
            first = next((known for known in frame if known.same_name(line)), None)
            if first is not None:
                self.findings.add(
                    finding(
                        "CDS103",
                        f"the token `{line.name.text}` is declared twice",
                        place.source,
                        line.name.span,
                        help="keep one of the two",
                        related=(Related("first here", first.place.source, first.line.name.span),),
                    ),
                    place.clone,
                )
                continue
            frame.append(TokenLine(line, place))

    def _program_part(self, item: FieldsOf | ChannelPart | Description, place: Place) -> None:
        if not place.holder.is_program:
            word = "member" if isinstance(item, FieldsOf) else "this part"
            message = f"{word} stands outside of a program"
            self.findings.add(finding("CDS314", message, place.source, item.span), place.clone)
            return
        key = place.holder.key
        parts = self.programs[key]
        match item:
            case FieldsOf():
                self.programs[key] = replace(parts, members=(*parts.members, (item, place)))
            case ChannelPart() if parts.channel is None:
                self.programs[key] = replace(parts, channel=(item, place))
            case Description() if parts.description is None:
                self.programs[key] = replace(parts, description=item)
            case ChannelPart() | Description():
                message = "this part stands twice in the program"
                found = finding("CDS308", message, place.source, item.span, help="keep one")
                self.findings.add(found, place.clone)


def _twice(declared: Declared, first: Declared) -> Diagnostic:
    same = declared.name.text == first.name.text
    message = (
        f"the {declared.kind} {quoted(declared.name.text)} is declared twice"
        if same
        else f"the {declared.kind} {quoted(declared.name.text)} differs from "
        f"{quoted(first.name.text)} only "
        "by case or outer blanks"
    )
    related = (Related("first here", first.place.source, first.name.span),)
    return finding(
        "CDS103",
        message,
        declared.place.source,
        declared.name.span,
        help="give one of the two another name",
        related=related,
    )
