"""What is remembered of assets between two analyses of files that are being edited.

Floor 2. An asset is resolved again when it has changed itself, or anything that its text could
refer to; what was found then is said again. Nothing here is needed for a right answer.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import field, replace
from typing import Any, TypeVar, cast

from cdsl.semantics.declare import Declarations
from cdsl.semantics.findings import Findings
from cdsl.semantics.known import Known
from cdsl.semantics.program import Location
from cdsl.semantics.uses import Use, Uses
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import (
    Campaign,
    Description,
    EmailDeclaration,
    FlowPart,
    Folder,
    Program,
    ProgramItem,
    SmartListDeclaration,
    SmartListPart,
    WebhookDeclaration,
)

Resolved = TypeVar("Resolved")


@dataclass(frozen=True, slots=True)
class _Kept:
    """What came of an asset: whose identities it was made from, the result, what was noted."""

    made_from: tuple[object, ...]
    result: object
    own: tuple[Diagnostic, ...]
    in_clones: tuple[tuple[Diagnostic, Location], ...]
    uses: tuple[Use, ...]


@dataclass(slots=True)
class AnalysisMemory:
    """Assets by what they are, as long as `surroundings` is what their texts can refer to."""

    surroundings: tuple[object, ...] = ()
    kept: dict[Hashable, _Kept] = field(default_factory=dict)


@dataclass(slots=True)
class Resolving:
    """One analysis: what it remembers of the one before, and what it leaves to the next.

    `is_same` says that nothing has changed that the texts of assets could refer to; `sections` are
    the texts that there are now.
    """

    known: Known
    before: dict[Hashable, _Kept]
    is_same: bool
    sections: frozenset[Source]
    kept: dict[Hashable, _Kept] = field(default_factory=dict)

    def once(
        self,
        key: Hashable,
        made_from: tuple[object, ...],
        resolve: Callable[[Known], Resolved],
    ) -> Resolved:
        """What an asset means: as before, where it was made from the same things, else anew.

        Where something else has changed that means nothing to it, it is the same object as before.
        """
        kept = self.before.get(key)
        if kept is None or not self._is_current(kept, made_from) or not self.is_same:
            findings, uses = Findings(), Uses()
            result = resolve(replace(self.known, findings=findings, uses=uses))
            # Equal trees may stand in different places: only for the same texts are spans the same.
            if kept is not None and _same(kept.made_from, made_from) and kept.result == result:
                result = kept.result
            kept = _Kept(
                made_from,
                result,
                tuple(findings.own.values()),
                tuple(findings.in_clones),
                uses.all(),
            )
        self.kept[key] = kept
        for found in kept.own:
            self.known.findings.add(found)
        for found, clone in kept.in_clones:
            self.known.findings.add(found, clone)
        self.known.uses.add_all(kept.uses)
        return cast("Resolved", kept.result)

    def _is_current(self, kept: _Kept, made_from: tuple[object, ...]) -> bool:
        return _same(kept.made_from, made_from) and all(
            related.source in self.sections
            for found in (*kept.own, *(one for one, _ in kept.in_clones))
            for related in found.related
        )


def _same(old: tuple[object, ...], new: tuple[object, ...]) -> bool:
    """Whether two tuples have the same objects."""
    return len(old) == len(new) and all(one is other for one, other in zip(old, new, strict=True))


def resolving(known: Known, memory: AnalysisMemory | None) -> Resolving:
    """Begin to resolve; without a memory everything is resolved anew."""
    if memory is None:
        return Resolving(known, {}, False, frozenset())
    now = tuple(_surroundings(known.declarations))
    same = len(now) == len(memory.surroundings) and all(
        old is new or _is_alike(old, new) for old, new in zip(memory.surroundings, now, strict=True)
    )
    memory.surroundings = now
    modules = known.declarations.modules.modules.values()
    sections = frozenset(
        source for module in modules for source in (module.source, *module.parsed.offsets)
    )
    return Resolving(known, memory.kept, same, sections)


class _Outline(tuple[Any, ...]):
    """What others can see of an asset that is remembered; compared by what it says."""

    __slots__ = ()


def _is_alike(old: object, new: object) -> bool:
    return isinstance(old, _Outline | str) and old == new


def _surroundings(declarations: Declarations) -> Iterator[object]:
    """Everything that the text of an asset can refer to."""
    for name, module in declarations.modules.modules.items():
        yield f"file {name} {module.library} {sorted(declarations.modules.sees[name])}"
        yield module.file.workspace or "no workspace"
        yield from _items(module.file.items)


def _items(items: tuple[ProgramItem, ...]) -> Iterator[object]:
    for item in items:
        match item:
            case Folder() | Program():
                yield _Outline((type(item), item.name, getattr(item, "clones", None)))
                yield from _items(item.items)
                yield "end"
            case Campaign():
                seen = tuple(
                    part
                    for part in item.parts
                    if not isinstance(part, SmartListPart | FlowPart | Description)
                )
                yield _Outline((Campaign, item.kind, item.name, item.clones, seen))
            case SmartListDeclaration() | EmailDeclaration() | WebhookDeclaration() | Test():
                yield _Outline((type(item), item.name))
            case _:
                yield item
