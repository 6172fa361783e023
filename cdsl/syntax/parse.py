"""Text becomes a syntax tree, with its comments and everything that is wrong with its spelling.

Floor 1; the door of this floor, and what cannot be read at all is turned away here: no text, too
long a text, a newer language. It knows nothing of meaning. Never fails: what cannot be read is
reported and left out, or repaired (`cdsl.syntax.recover`).
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final, Generic, TypeVar, cast

from cdsl.source.collector import without_collector
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.limits import LIMITS, Limits
from cdsl.source.span import Source, Span
from cdsl.syntax.build import BUILDERS
from cdsl.syntax.build_context import Context, report
from cdsl.syntax.conditions import Condition
from cdsl.syntax.files import File, Folder, Item, Program, ProgramItem
from cdsl.syntax.lalr import reductions, run
from cdsl.syntax.lexer import Comment, Lexemes, lex
from cdsl.syntax.machine import Machine
from cdsl.syntax.nodes import Value
from cdsl.syntax.steps import Step
from cdsl.syntax.tables import (
    ENDS,
    FIXED,
    LBRACE,
    NUMBER,
    RBRACE,
    STARTS,
    STRING,
)

LANGUAGE: Final = 1
"""The newest version of the language that this parser reads."""

Node = TypeVar("Node")

_REDUCTIONS: Final = reductions(BUILDERS.__getitem__)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file as far as it could be read; diagnostics are in the order of the text.

    Where it was read in sections (`cdsl.syntax.sections`) the spans of an item's nodes are counted
    from the start of its section: `sections` has that of each item, `extents` where all of the item
    stands in the file, both by the item's identity, and `offsets` where each section begins.
    Comments are counted from the start of the file.
    """

    file: File
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...]
    sections: Mapping[int, Source] = field(default_factory=dict)
    extents: Mapping[int, Span] = field(default_factory=dict)
    offsets: Mapping[Source, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fragment(Generic[Node]):
    """A condition, step or value by itself; `node` is None when it could not be read."""

    node: Node | None
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...]


def parse(source: Source, limits: Limits = LIMITS) -> Parsed:
    """The tree of a whole file."""
    context = Context(source, limits, [])
    nothing = File(None, None, (), (), Span(0, len(source.text)))
    if not _is_readable(context):
        return Parsed(nothing, (), tuple(context.diagnostics))
    lexemes = lex(source)
    if newer := _newer_language(context, lexemes):
        return Parsed(
            File(newer, None, (), (), nothing.span), lexemes.comments, tuple(context.diagnostics)
        )
    file = cast("File | None", _parse(context, lexemes, "start"))
    return Parsed(file or nothing, lexemes.comments, _in_order(context))


def parse_inside(
    source: Source, holder: str, *, closes: int = 0, limits: Limits = LIMITS
) -> Parsed:
    """The tree of declarations that stand in a `program` or `folder`, or at the top (`""`).

    `closes` says how many blocks are open at the end of the text, and closes them. The file that
    is returned has what stands inside of the holder.
    """
    if not holder and not closes:
        return parse(source, limits)
    context = Context(source, limits, [])
    if not _is_readable(context):
        return Parsed(File(None, None, (), (), Span(0, 0)), (), tuple(context.diagnostics))
    lexemes = lex(source)
    end = len(source.text)
    for _ in range(closes + bool(holder)):
        _insert(lexemes, len(lexemes.kinds) - 1, RBRACE, "}", end)
    if holder:
        words = ((FIXED[holder], holder), (STRING, '""'), (LBRACE, "{"))
        for at, (kind, text) in enumerate(words):
            _insert(lexemes, at, kind, text, 0)
    file = cast("File | None", _parse(context, lexemes, "start"))
    items: tuple[ProgramItem, ...] = file.items if file is not None else ()
    if holder:
        items = items[0].items if items and isinstance(items[0], Program | Folder) else ()
    inside = File(None, None, (), cast("tuple[Item, ...]", items), Span(0, end))
    return Parsed(inside, lexemes.comments, _in_order(context))


def _insert(lexemes: Lexemes, at: int, kind: int, text: str, offset: int) -> None:
    """Add a lexeme that is not in the text."""
    lexemes.kinds.insert(at, kind)
    lexemes.leads.insert(at, kind)
    lexemes.texts.insert(at, text)
    lexemes.starts.insert(at, offset)
    lexemes.ends.insert(at, offset)


def parse_condition(source: Source, limits: Limits = LIMITS) -> Fragment[Condition]:
    """The tree of one condition."""
    return _fragment(source, limits, "condition")


def parse_step(source: Source, limits: Limits = LIMITS) -> Fragment[Step]:
    """The tree of one flow step."""
    return _fragment(source, limits, "step")


def parse_value(source: Source, limits: Limits = LIMITS) -> Fragment[Value]:
    """The tree of one value."""
    return _fragment(source, limits, "value")


def _fragment(source: Source, limits: Limits, start: str) -> Fragment[Any]:
    context = Context(source, limits, [])
    if not _is_readable(context):
        return Fragment(None, (), tuple(context.diagnostics))
    lexemes = lex(source)
    node = _parse(context, lexemes, start)
    return Fragment(node, lexemes.comments, _in_order(context))


def _in_order(context: Context) -> tuple[Diagnostic, ...]:
    return tuple(sorted(context.diagnostics, key=lambda found: found.span or Span(0, 0)))


def _is_readable(context: Context) -> bool:
    text = context.source.text
    if len(text) > context.limits.file_characters:
        report(
            context,
            "CDS012",
            f"a file of more than {context.limits.file_characters:,} characters",
            Span(0, 0),
            help="divide it into several files and join them with `use`",
        )
        return False
    at = text.find("\0")
    if at < 0 and not text.isascii():
        at = next((n for n, sign in enumerate(text) if "\ud800" <= sign <= "\udfff"), -1)
    if at < 0:
        return True
    report(
        context,
        "CDS010",
        "this is not a text file in UTF-8",
        Span(at, at + 1),
        help="save it as UTF-8 text",
    )
    return False


def _newer_language(context: Context, lexemes: Lexemes) -> int | None:
    if lexemes.texts[0] != "language" or lexemes.kinds[1] != NUMBER:
        return None
    written = lexemes.texts[1]
    if not written.isdecimal() or len(written) > 9 or int(written) <= LANGUAGE:
        return None
    report(
        context,
        "CDS009",
        f"version {int(written)} of the language is newer than this tool, which reads {LANGUAGE}",
        Span(lexemes.starts[1], lexemes.ends[1]),
        help="use a newer version of cdsl to read this file",
    )
    return int(written)


def _parse(context: Context, lexemes: Lexemes, start: str) -> object:
    machine = Machine([STARTS[start]], [None], [0], 0, 0, ENDS[start])
    with without_collector():
        return run(machine, lexemes, context, _REDUCTIONS)
