"""A file that is read again after an edit is what it is when it is read at once."""

import dataclasses
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from random import Random

import pytest

from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source, Span
from cdsl.syntax.files import Folder, Program, ProgramItem
from cdsl.syntax.parse import Parsed, parse
from cdsl.syntax.rereading import reread
from cdsl.syntax.sections import moved
from tests.properties.test_editing import FILES, ROOT, edits


def placed(node: object, by: int) -> object:
    """A node with all that is outside of its equality: everything, with spans in the file."""
    if isinstance(node, Span):
        return moved(node, by)
    if isinstance(node, tuple):
        return tuple(placed(inner, by) for inner in node)
    if dataclasses.is_dataclass(node) and not isinstance(node, Enum):
        fields = (getattr(node, field.name) for field in dataclasses.fields(node))
        return (type(node).__name__, *(placed(value, by) for value in fields))
    return node


def items(parsed: Parsed, found: tuple[ProgramItem, ...]) -> Iterator[object]:
    for item in found:
        section = parsed.sections.get(id(item))
        by = 0 if section is None else parsed.offsets[section]
        if isinstance(item, Folder | Program):
            clones = getattr(item, "clones", None)
            yield (
                type(item).__name__,
                placed(item.name, by),
                placed(clones, by),
                parsed.extents.get(id(item), item.span),
                tuple(items(parsed, item.items)),
            )
        else:
            assert parsed.extents.get(id(item), placed(item.span, by)) == placed(item.span, by)
            yield placed(item, by)


def fault(parsed: Parsed, found: Diagnostic) -> object:
    by = parsed.offsets.get(found.source, 0) if found.source is not None else 0
    related = [(one.message, moved(one.span, by)) for one in found.related]
    fix = found.fix and (found.fix.title, placed(tuple(e.span for e in found.fix.edits), by))
    texts = found.fix and [edit.text for edit in found.fix.edits]
    span = found.span and moved(found.span, by)
    return (found.code, found.message, span, found.label, found.help, related, fix, texts)


def everything(parsed: Parsed) -> tuple[object, ...]:
    file = parsed.file
    return (
        file.language,
        placed(file.workspace, 0),
        placed(file.uses, 0),
        tuple(items(parsed, file.items)),
        parsed.comments,
        sorted((fault(parsed, found) for found in parsed.diagnostics), key=repr),
    )


@pytest.mark.parametrize("name", FILES)
def test_reading_again_is_reading_at_once(name: str, long: bool) -> None:
    random = Random(f"again {name}")
    sections = None
    texts = edits((ROOT / name).read_text(encoding="utf-8"), random, 300 if long else 40)
    for number, text in enumerate(texts):
        source = Source(Path(name).name, text)
        parsed, after = reread(source, sections)
        sections = after or sections
        assert everything(parsed) == everything(parse(source)), f"after edit {number}"
