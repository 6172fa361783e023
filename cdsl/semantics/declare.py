"""Who declares what: every asset with its key, every token frame, every test, clones filled in.

Floor 2. A declaration is kept as it was written, with the place it stands in; what it means is
worked out by `cdsl.semantics.resolve`. A clone of a program is its template's text standing in
another place, and a library asset is declared in each workspace whose files see it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from cdsl.semantics.assets import AssetKey
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
from cdsl.semantics.program import Location
from cdsl.semantics.references import Collected, find_asset
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import Role, Uses
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Related
from cdsl.source.quoting import quoted
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    Campaign,
    ChannelDeclaration,
    ChannelPart,
    Description,
    EmailDeclaration,
    FieldDeclaration,
    FieldsOf,
    Folder,
    ListDeclaration,
    MappingDeclaration,
    Program,
    ProgramItem,
    SmartListDeclaration,
    Tokens,
    WebhookDeclaration,
)
from cdsl.syntax.nodes import Name

SharedDeclaration = FieldsOf | ActivityDeclaration | ActionDeclaration | ChannelDeclaration


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything declared in a program's files.

    `assets` are in order of loading and text. `named` finds them by kind and name. `tokens` are
    the token lines by the holder's key, `programs` the parts of each program with its template's.
    `shared` are the declarations that are one set for all workspaces.
    """

    modules: Modules
    assets: Mapping[AssetKind, Mapping[AssetKey, Declared]]
    named: Mapping[tuple[AssetKind, str], Sequence[Declared]]
    tokens: Mapping[AssetKey, Sequence[TokenLine]]
    programs: Mapping[AssetKey, ProgramParts]
    shared: Sequence[tuple[SharedDeclaration, Place]]
    tests: Sequence[tuple[Test, Place]]


def declare(modules: Modules, findings: Findings, uses: Uses) -> Declarations:
    """Collect the declarations of all files."""
    collecting = _Collecting(modules, findings, uses)
    for name, module in modules.modules.items():
        if not module.library:
            top = Holder(AssetKey(module.workspace, ()), False, None)
            collecting.items(module.file.items, Place(name, module, top, None))
    for workspace, name in _library_places(modules):
        module = modules.modules[name]
        top = Holder(AssetKey(workspace, ()), False, None)
        collecting.items(module.file.items, Place(name, module, top, None))
    collecting.fill_in_clones()
    order = {name: number for number, name in enumerate(modules.modules)}
    return Declarations(
        modules,
        collecting.assets,
        collecting.named,
        collecting.tokens,
        collecting.programs,
        tuple(sorted(collecting.shared.values(), key=lambda shared: order[shared[1].file])),
        tuple(collecting.tests),
    )


def _library_places(modules: Modules) -> Iterator[tuple[str, str]]:
    """Each workspace of the project with each library file that its files see."""
    seen: set[tuple[str, str]] = set()
    for name, module in modules.modules.items():
        if module.library:
            continue
        for other in modules.modules:
            place = (module.workspace, other)
            is_seen = modules.modules[other].library and other in modules.sees[name]
            if is_seen and place not in seen:
                seen.add(place)
                yield place
    if not any(not module.library for module in modules.modules.values()):
        for name, module in modules.modules.items():
            yield module.workspace, name


@dataclass(slots=True)
class _Collecting:
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
    templates: dict[AssetKey, Declared] = field(default_factory=dict)
    shared: dict[int, tuple[SharedDeclaration, Place]] = field(default_factory=dict)
    tests: list[tuple[Test, Place]] = field(default_factory=list)

    def items(self, items: Sequence[ProgramItem], place: Place) -> None:
        for item in items:
            self.item(item, place)

    def item(self, item: ProgramItem, place: Place) -> None:
        place = place.at(item)
        match item:
            case Tokens():
                self.token_lines(item.tokens, place)
            case Folder():
                self.folder(item, place)
            case Program():
                self.program(item, place)
            case Campaign():
                self.asset(AssetKind.CAMPAIGN, item.name, item, place)
            case ListDeclaration():
                self.asset(AssetKind.LIST, item.name, item, place)
            case SmartListDeclaration():
                self.asset(AssetKind.SMART_LIST, item.name, item, place)
            case MappingDeclaration():
                self.asset(AssetKind.MAPPING, item.name, item, place)
            case EmailDeclaration():
                self.asset(AssetKind.EMAIL, item.name, item, place)
            case WebhookDeclaration():
                self.asset(AssetKind.WEBHOOK, item.name, item, place)
            case FieldsOf() if item.owner == "member":
                self.program_part(item, place)
            case ChannelPart() | Description():
                self.program_part(item, place)
            case FieldsOf() | ActivityDeclaration() | ActionDeclaration() | ChannelDeclaration():
                self.shared.setdefault(id(item), (item, place))
            case Test():
                self.tests.append((item, place))

    def asset(self, kind: AssetKind, name: Name, node: AssetNode, place: Place) -> Declared | None:
        key = place.holder.key.inside(name.text)
        declared = Declared(kind, key, name, node, place)
        spelling = place.holder.key.inside(canonical(name.text))
        first = self.spellings.setdefault((kind, spelling), declared)
        if first is not declared:
            self.findings.add(_twice(declared, first), place.clone)
            if not self.is_found(first, declared):
                again = replace(declared, key=first.key)
                self.named.setdefault((kind, name.text), []).append(again)
            return None
        self.assets[kind][key] = declared
        self.named.setdefault((kind, name.text), []).append(declared)
        return declared

    def is_found(self, first: Declared, again: Declared) -> bool:
        """Whether what refers to a doubled declaration from its own file finds the first one."""
        is_seen = first.place.file in self.modules.sees[again.place.file]
        return is_seen and first.name.text == again.name.text

    def folder(self, item: Folder, place: Place) -> None:
        key = place.holder.key.inside(item.name.text, is_folder=True)
        declared = Declared(AssetKind.FOLDER, key, item.name, item, place)
        self.assets[AssetKind.FOLDER].setdefault(key, declared)
        self.named.setdefault((AssetKind.FOLDER, item.name.text), []).append(declared)
        self.items(item.items, replace(place, holder=Holder(key, False, place.holder)))

    def program(self, item: Program, place: Place) -> None:
        declared = self.asset(AssetKind.PROGRAM, item.name, item, place)
        if declared is None:
            return
        self.programs[declared.key] = ProgramParts()
        inside = replace(place, holder=Holder(declared.key, True, place.holder))
        self.items(item.items, inside)
        if item.clones is not None:
            self.clones[declared.key] = declared

    def token_lines(self, lines: Sequence[FieldDeclaration], place: Place) -> None:
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

    def program_part(self, item: FieldsOf | ChannelPart | Description, place: Place) -> None:
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

    def fill_in_clones(self) -> None:
        """Give every clone the text of its template; a template may be a clone itself."""
        finished: set[AssetKey] = set()
        while pending := [key for key in self.clones if key not in finished]:
            for key in pending:
                self.fill_in(key, finished, ())

    def fill_in(self, key: AssetKey, finished: set[AssetKey], path: tuple[AssetKey, ...]) -> None:
        if key in finished or key not in self.clones:
            return
        declared = self.clones[key]
        node = declared.node
        assert isinstance(node, Program)
        assert node.clones is not None
        template = find_asset(
            AssetKind.PROGRAM,
            node.clones,
            declared.place,
            self.modules,
            self.named,
            Collected(self.findings, self.uses),
            Role.CLONES,
        )
        finished.add(key)
        if template is None:
            return
        if template.key == key or template.key in path or self.stands_in_itself(declared):
            chain = " → ".join([template.key.joined, *(step.joined for step in path), key.joined])
            message = f"programs clone each other in a circle: {chain}"
            span = node.clones.span
            found = finding("CDS112", message, declared.place.source, span)
            self.findings.add(found, declared.place.clone)
            return
        self.fill_in(template.key, finished, (*path, key))
        self.templates[key] = template
        self.copy(template, declared)

    def stands_in_itself(self, clone: Declared) -> bool:
        """Whether a clone is the copy of a text inside of that same text."""
        programs = self.assets[AssetKind.PROGRAM]
        holders = [holder.key for holder in clone.place.holder.outwards() if holder.is_program]
        return any(programs[key].node is clone.node for key in holders)

    def copy(self, template: Declared, clone: Declared) -> None:
        assert isinstance(template.node, Program)
        here = clone.location
        holder = Holder(clone.key, True, clone.place.holder)
        own = self.programs[clone.key]
        own_tokens = self.tokens.get(clone.key, [])
        inherited = [
            TokenLine(line.line, replace(line.place, holder=holder, clone=here))
            for line in self.tokens.get(template.key, ())
            if not any(known.same_name(line.line) for known in own_tokens)
        ]
        self.tokens[clone.key] = [*inherited, *own_tokens]
        from_template = self.programs[template.key]
        self.programs[clone.key] = ProgramParts(
            own.channel or from_template.channel,
            own.description or from_template.description,
            (*from_template.members, *own.members),
        )
        self.copy_items(template, holder, here)

    def copy_items(self, template: Declared, holder: Holder, here: Location) -> None:
        """Declare the template's assets in the clone, those of its own template included."""
        assert isinstance(template.node, Program)
        copied = replace(template.place, holder=holder, clone=here)
        for item in template.node.items:
            if not isinstance(item, Tokens | ChannelPart | Description | Test | FieldsOf):
                self.item(item, copied)
        if template.key in self.templates:
            self.copy_items(self.templates[template.key], holder, here)


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
