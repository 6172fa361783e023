"""The declarations of a text: what each is called, and where it stands.

Floor 7. Knows texts alone; what they mean is asked elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence, Set

from cdsl.semantics.assets import AssetKey
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import FieldDeclaration, FieldsOf, Tokens
from cdsl.syntax.files import Folder, Program, ProgramItem
from cdsl.syntax.parse import parse
from cdsl.tools.prompt.typed import NAME

Heading = tuple[str, str]
"""The kind and the name of a declaration."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration of a typed text; `heading` is None where it has no name (`person { … }`)."""

    text: str
    heading: Heading | None
    item: ProgramItem


def declarations_in(text: str) -> tuple[Declaration, ...]:
    """The declarations of a text, each with its own text."""
    return tuple(
        Declaration(text[item.span.start : item.span.end], heading(item), item)
        for item in parse(Source(NAME, text)).file.items
    )


def headings_in(text: str) -> Iterator[tuple[Heading, Span]]:
    """Every declaration of a text that has a name, those in folders and programs included."""
    for item in declared(parse(Source(NAME, text)).file.items):
        found = heading(item)
        if found is not None:
            yield found, item.span


def keys_in(text: str, workspace: str) -> Iterator[tuple[AssetKey, Span]]:
    """Every declaration of a workspace's text that has a name, by its place and name."""
    return _keys(parse(Source(NAME, text)).file.items, AssetKey(workspace, ()))


def _keys(items: Sequence[ProgramItem], holder: AssetKey) -> Iterator[tuple[AssetKey, Span]]:
    for item in items:
        found = heading(item)
        if found is not None:
            yield holder.inside(found[1]), item.span
        if isinstance(item, Folder | Program):
            inside = holder.inside(item.name.text, is_folder=isinstance(item, Folder))
            yield from _keys(item.items, inside)


def tests_in(text: str) -> Mapping[str, str]:
    """The tests of a text by their names."""
    return {
        name: text[span.start : span.end]
        for (kind, name), span in headings_in(text)
        if kind == Test.__name__
    }


def declared(items: Sequence[ProgramItem]) -> Iterator[ProgramItem]:
    """Declarations, those in folders and programs included."""
    for item in items:
        yield item
        if isinstance(item, Folder | Program):
            yield from declared(item.items)


def heading(item: ProgramItem) -> Heading | None:
    """The kind and name of a declaration; None for one that has no name."""
    if isinstance(item, Tokens | FieldsOf):
        return None
    name = getattr(item, "name", None)
    return None if name is None else (item.__class__.__name__, name.text)


def without_fields(text: str, new: Declaration) -> str:
    """A typed declaration without the fields that a new one of its kind declares again.

    Empty where nothing is left of it.
    """
    (old,) = declarations_in(text)
    if not _is_alike(old.item, new.item):
        return text
    return without(old, _texts_of_fields(new).keys())


def without(declaration: Declaration, names: Set[str]) -> str:
    """The text of a declaration without fields of some names; empty where nothing is left of it."""
    fields = _texts_of_fields(declaration)
    lines = [text for name, text in fields.items() if name not in names]
    if len(lines) == len(fields):
        return declaration.text
    head = declaration.text[: declaration.text.index("{")]
    return f"{head}{{ {'  '.join(lines)} }}" if lines else ""


def fields_replaced(text: str, new: Declaration) -> tuple[str, Mapping[Heading, str]]:
    """A file's text in which fields that are declared again stand as they are declared now.

    With a declaration of each of them. Those of folders and programs stay, as they are others.
    """
    written = _texts_of_fields(new)
    again = [
        field
        for item in parse(Source(NAME, text)).file.items
        if _is_alike(item, new.item)
        for field in _fields(item)
        if field.name.text in written
    ]
    for field in reversed(again):
        old = text[field.span.start : field.span.end]
        behind = text[field.span.start + len(old.rstrip()) :]
        text = text[: field.span.start] + written[field.name.text] + behind
    names = [field.name.text for field in again]
    kind = _kind(new.item) or ""
    return text, {(kind, name): without(new, written.keys() - {name}) for name in names}


def _texts_of_fields(declaration: Declaration) -> Mapping[str, str]:
    """The fields of a declaration by their names, as they are written."""
    begin = declaration.item.span.start
    return {
        field.name.text: declaration.text[field.span.start - begin : field.span.end - begin].strip()
        for field in _fields(declaration.item)
    }


def _is_alike(item: ProgramItem, other: ProgramItem) -> bool:
    return _kind(item) is not None and _kind(item) == _kind(other)


def _kind(item: ProgramItem) -> str | None:
    match item:
        case Tokens():
            return "tokens"
        case FieldsOf(owner=owner):
            return owner
        case _:
            return None


def _fields(item: ProgramItem) -> tuple[FieldDeclaration, ...]:
    match item:
        case Tokens(tokens=fields) | FieldsOf(fields=fields):
            return fields
        case _:
            return ()
