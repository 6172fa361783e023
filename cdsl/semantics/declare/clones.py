"""Clones filled in: what a template has, standing in each of its clones.

Floor 2. Nothing is copied but places: a clone has the nodes of its template.
"""

from dataclasses import field, replace

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.declare.collecting import Collecting
from cdsl.semantics.findings import finding
from cdsl.semantics.places import AssetKind, Declared, Holder, ProgramParts, TokenLine
from cdsl.semantics.program import Location
from cdsl.semantics.references import Collected, find_asset
from cdsl.semantics.uses import Role
from cdsl.source.data import dataclass
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import ChannelPart, Description, FieldsOf, Tokens
from cdsl.syntax.files import Program


def fill_in_clones(collecting: Collecting) -> None:
    """Give every clone the text of its template; a template may be a clone itself."""
    filling = _Filling(collecting)
    while pending := [key for key in collecting.clones if key not in filling.finished]:
        for key in pending:
            filling.fill_in(key, ())


@dataclass(slots=True)
class _Filling:
    """The clones that are done, and their templates; what is filled in may hold other clones."""

    collecting: Collecting
    finished: set[AssetKey] = field(default_factory=set)
    templates: dict[AssetKey, Declared] = field(default_factory=dict)

    def fill_in(self, key: AssetKey, path: tuple[AssetKey, ...]) -> None:
        """Fill in one clone, after its template; `path` are the clones that wait for it."""
        if key in self.finished or key not in self.collecting.clones:
            return
        declared = self.collecting.clones[key]
        node = declared.node
        assert isinstance(node, Program)
        assert node.clones is not None
        template = find_asset(
            AssetKind.PROGRAM,
            node.clones,
            declared.place,
            self.collecting.modules,
            self.collecting.named,
            Collected(self.collecting.findings, self.collecting.uses),
            Role.CLONES,
        )
        self.finished.add(key)
        if template is None:
            return
        if template.key == key or template.key in path or self._stands_in_itself(declared):
            chain = " → ".join([template.key.joined, *(step.joined for step in path), key.joined])
            message = f"programs clone each other in a circle: {chain}"
            span = node.clones.span
            found = finding("CDS112", message, declared.place.source, span)
            self.collecting.findings.add(found, declared.place.clone)
            return
        self.fill_in(template.key, (*path, key))
        self.templates[key] = template
        self._copy(template, declared)

    def _stands_in_itself(self, clone: Declared) -> bool:
        """Whether a clone is the copy of a text inside of that same text."""
        programs = self.collecting.assets[AssetKind.PROGRAM]
        holders = [holder.key for holder in clone.place.holder.outwards() if holder.is_program]
        return any(programs[key].node is clone.node for key in holders)

    def _copy(self, template: Declared, clone: Declared) -> None:
        """Give a clone what its template has: tokens and parts beside its own, and all assets."""
        assert isinstance(template.node, Program)
        here = clone.location
        holder = Holder(clone.key, True, clone.place.holder)
        own = self.collecting.programs[clone.key]
        own_tokens = self.collecting.tokens.get(clone.key, [])
        inherited = [
            TokenLine(line.line, replace(line.place, holder=holder, clone=here))
            for line in self.collecting.tokens.get(template.key, ())
            if not any(known.same_name(line.line) for known in own_tokens)
        ]
        self.collecting.tokens[clone.key] = [*inherited, *own_tokens]
        from_template = self.collecting.programs[template.key]
        self.collecting.programs[clone.key] = ProgramParts(
            own.channel or from_template.channel,
            own.description or from_template.description,
            (*from_template.members, *own.members),
        )
        self._copy_items(template, holder, here)

    def _copy_items(self, template: Declared, holder: Holder, here: Location) -> None:
        """Declare the template's assets in the clone, those of its own template included."""
        assert isinstance(template.node, Program)
        copied = replace(template.place, holder=holder, clone=here)
        for item in template.node.items:
            if not isinstance(item, Tokens | ChannelPart | Description | Test | FieldsOf):
                self.collecting.item(item, copied)
        if template.key in self.templates:
            self._copy_items(self.templates[template.key], holder, here)
