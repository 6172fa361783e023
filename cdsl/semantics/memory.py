"""What is remembered of assets between two analyses of files that are being edited.

Floor 2. An asset is resolved again when it has changed itself, or anything that its text could
refer to; what was found then is said again. Nothing here is needed for a right answer.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import field, replace
from typing import Any, TypeVar, assert_never, cast

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.findings import Findings
from cdsl.semantics.known import Known
from cdsl.semantics.places import AssetKind
from cdsl.semantics.program import Location
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import Use, Uses
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source
from cdsl.syntax.campaigns import Campaign, OnActivity
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
from cdsl.syntax.files import Folder, Program, ProgramItem

Resolved = TypeVar("Resolved")
_Named = tuple[AssetKind, str]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What came of an asset: whose identities it was made from, the result, what was noted."""

    made_from: tuple[object, ...]
    result: object
    own: tuple[Diagnostic, ...]
    in_clones: tuple[tuple[Diagnostic, Location], ...]
    uses: tuple[Use, ...]
    asked: frozenset[_Named]


@dataclass(frozen=True, slots=True)
class _Outside:
    """What the text of an asset can refer to.

    `named` is what can be seen of campaigns, lists, emails and the like by their kind and canonical
    name: whoever does not name one of them does not depend on it. On all of `shared` everybody
    depends.
    """

    shared: tuple[object, ...] = ()
    named: Mapping[_Named, tuple[object, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class AnalysisMemory:
    """Assets by what they are, as long as `outside` is what their texts can refer to.

    `invalid` are the smart lists that hold nobody because of a hole.
    """

    outside: _Outside = field(default_factory=_Outside)
    invalid: frozenset[AssetKey] = frozenset()
    kept: dict[Hashable, _Kept] = field(default_factory=dict)


@dataclass(slots=True)
class Resolving:
    """One analysis: what it remembers of the one before, and what it leaves to the next.

    `memory` is None where nothing will be remembered. `changed` are the names that mean something
    else than before, None when all may; `sections` are the texts that there are now.
    """

    known: Known
    memory: AnalysisMemory | None
    changed: frozenset[_Named] | None
    sections: frozenset[Source]
    kept: dict[Hashable, _Kept] = field(default_factory=dict)

    def note_invalid(self, invalid: frozenset[AssetKey]) -> None:
        """Let it be known which smart lists hold nobody, before whatever asks for them."""
        if self.memory is not None:
            different = {
                (AssetKind.SMART_LIST, canonical(key.name)) for key in self.memory.invalid ^ invalid
            }
            self.memory.invalid = invalid
            if self.changed is not None:
                self.changed |= different

    def once(
        self,
        key: Hashable,
        made_from: tuple[object, ...],
        resolve: Callable[[Known], Resolved],
    ) -> Resolved:
        """What an asset means: as before, where it was made from the same things, else anew.

        Where something else has changed that means nothing to it, it is the same object as before.
        """
        if self.memory is None:
            return resolve(self.known)
        kept = self.memory.kept.get(key)
        if kept is None or not self._is_current(kept, made_from):
            findings, uses = Findings(), Uses()
            result: object = resolve(replace(self.known, findings=findings, uses=uses))
            # Equal trees may stand in different places: only for the same texts are spans the same.
            if kept is not None and _same(kept.made_from, made_from) and kept.result == result:
                result = kept.result
            own, in_clones = tuple(findings.own.values()), tuple(findings.in_clones)
            kept = _Kept(made_from, result, own, in_clones, uses.all(), frozenset(uses.asked))
        self.kept[key] = kept
        for found in kept.own:
            self.known.findings.add(found)
        for found, clone in kept.in_clones:
            self.known.findings.add(found, clone)
        self.known.uses.add_all(kept.uses)
        return cast("Resolved", kept.result)

    def _is_current(self, kept: _Kept, made_from: tuple[object, ...]) -> bool:
        if self.changed is None or not _same(kept.made_from, made_from):
            return False
        if not self.changed:
            found = (*kept.own, *(one for one, _ in kept.in_clones))
            return all(related.source in self.sections for one in found for related in one.related)
        # What is wrong may be so because of a name that is not there.
        return not kept.own and not kept.in_clones and self.changed.isdisjoint(kept.asked)


def _same(old: tuple[object, ...], new: tuple[object, ...]) -> bool:
    """Whether two tuples have the same objects."""
    return len(old) == len(new) and all(one is other for one, other in zip(old, new, strict=True))


def resolving(known: Known, memory: AnalysisMemory | None) -> Resolving:
    """Begin to resolve; without a memory everything is resolved anew."""
    if memory is None:
        return Resolving(known, None, None, frozenset())
    now = _outside(known.declarations)
    changed = _changed(memory.outside, now)
    memory.outside = now
    modules = known.declarations.modules.modules.values()
    sections = frozenset(
        source for module in modules for source in (module.source, *module.parsed.offsets)
    )
    return Resolving(known, memory, changed, sections)


# What can be referred to ------------------------------------------------------------------------


class _Outline(tuple[Any, ...]):
    """What others can see of a declaration; compared by what it says."""

    __slots__ = ()


def _changed(old: _Outside, new: _Outside) -> frozenset[_Named] | None:
    """The names that mean something else; None where more has changed than names."""
    alike = len(old.shared) == len(new.shared) and all(
        one is other or (isinstance(one, _Outline) and one == other)
        for one, other in zip(old.shared, new.shared, strict=True)
    )
    if not alike:
        return None
    names = old.named.keys() | new.named.keys()
    return frozenset(name for name in names if old.named.get(name) != new.named.get(name))


def _outside(declarations: Declarations) -> _Outside:
    """Everything that the text of an asset can refer to."""
    shared: list[object] = []
    named: dict[_Named, list[object]] = {}
    modules = declarations.modules
    for name, module in modules.modules.items():
        seen = tuple(sorted(modules.sees[name]))
        shared.append(_Outline((name, module.library, seen, module.file.workspace)))
        _add(module.file.items, (name,), shared, named)
    return _Outside(tuple(shared), {name: tuple(found) for name, found in named.items()})


def _add(
    items: tuple[ProgramItem, ...],
    place: tuple[object, ...],
    shared: list[object],
    named: dict[_Named, list[object]],
) -> None:
    def note(kind: AssetKind, name: str, *seen: object) -> None:
        named.setdefault((kind, canonical(name)), []).append((place, name, seen))

    for item in items:
        match item:
            case Folder() | Program():
                clones = item.clones if isinstance(item, Program) else None
                shared.append(_Outline((type(item), item.name.text, clones)))
                _add(item.items, (*place, type(item), item.name.text), shared, named)
                shared.append(_Outline(("end",)))
            case Campaign():
                tokens = [_lines(part) for part in item.parts if isinstance(part, Tokens)]
                if tokens:
                    shared.append(_Outline((Campaign, item.name.text, *tokens)))
                listened = tuple(
                    part.activity.text for part in item.parts if isinstance(part, OnActivity)
                )
                note(AssetKind.CAMPAIGN, item.name.text, item.kind, item.clones, listened)
            case ListDeclaration():
                note(AssetKind.LIST, item.name.text)
            case SmartListDeclaration():
                note(AssetKind.SMART_LIST, item.name.text)
            case EmailDeclaration():
                note(AssetKind.EMAIL, item.name.text)
            case WebhookDeclaration():
                note(AssetKind.WEBHOOK, item.name.text)
            case MappingDeclaration():
                # Its table is resolved where it is used.
                shared.append(item)
            case Tokens():
                shared.append(_lines(item))
            case (
                FieldsOf()
                | ActivityDeclaration()
                | ActionDeclaration()
                | ChannelDeclaration()
                | ChannelPart()
            ):
                shared.append(_Outline((item,)))
            case Description() | Test():
                pass
            case _:
                assert_never(item)


def _lines(part: Tokens) -> _Outline:
    """Tokens without what they are worth: it enters the text of an asset nowhere."""
    return _Outline((line.name, line.type_name, line.label) for line in part.tokens)
