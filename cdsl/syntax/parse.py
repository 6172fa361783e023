"""Text becomes a syntax tree, with its comments and everything that is wrong with its spelling.

Floor 1. A table-driven LALR(1) loop over the lexemes; a word is read as what the parser can take
where it stands. It knows nothing of meaning. Never fails: what cannot be read is reported and left
out, or repaired (`cdsl.syntax.recover`).
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar, cast

from cdsl.source.collector import without_collector
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.limits import LIMITS, Limits
from cdsl.source.span import Source, Span
from cdsl.syntax.build import BUILDERS
from cdsl.syntax.build_context import Context, report
from cdsl.syntax.conditions import Condition
from cdsl.syntax.declarations import File, Folder, Item, Program, ProgramItem
from cdsl.syntax.lexer import WORDS, Comment, Lexemes, lex
from cdsl.syntax.machine import Machine
from cdsl.syntax.nodes import Value
from cdsl.syntax.recover import recover, recover_from_nesting
from cdsl.syntax.steps import Step
from cdsl.syntax.tables import (
    ACTIONS,
    DEFAULTS,
    END,
    ENDS,
    FIXED,
    GOTOS,
    LBRACE,
    NAME,
    NOT,
    NUMBER,
    RBRACE,
    RPAR,
    RULES,
    STARTS,
    STRING,
)

LANGUAGE: Final = 1
"""The newest version of the language that this parser reads."""

Node = TypeVar("Node")
_Build = Callable[..., object]


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


Reduction = tuple[int, int, _Build | None, int, Callable[[list[object]], Any] | None]


def reductions(builders: Callable[[str], _Build]) -> tuple[Reduction, ...]:
    """For every rule: length, nonterminal, builder, its only child, or a getter of several."""
    return tuple(
        (
            length,
            origin,
            builders(name) if name else None,
            kept[0] if len(kept) == 1 else 1,
            itemgetter(*kept) if len(kept) > 1 else None,
        )
        for name, length, origin, kept in RULES
    )


_REDUCTIONS: Final = reductions(BUILDERS.__getitem__)


def run(
    machine: Machine, lexemes: Lexemes, context: Context, rules: tuple[Reduction, ...]
) -> object:
    """The hot loop: everything it uses is local, and nothing is called but the builders.

    `rules` decide what is built (a test builds bare derivations); None if nothing could be read.
    """
    states, values, starts = machine.states, machine.values, machine.starts
    at, end, final = machine.at, machine.end, machine.final
    kinds, leads, texts = lexemes.kinds, lexemes.leads, lexemes.texts
    lexeme_starts, lexeme_ends = lexemes.starts, lexemes.ends
    actions, defaults, gotos, make, span_class = ACTIONS, DEFAULTS, GOTOS, tuple.__new__, Span
    nesting, deepest = Nesting([], 0, 0, -9), context.limits.nesting
    state = states[-1]
    while True:
        rule = defaults[state]
        if rule < 0:
            row = actions[state]
            lead = leads[at]
            action = row.get(lead)
            if action is None:
                action = row.get(kinds[at])
                if action is None and kinds[at] in WORDS:
                    action = row.get(NAME)
                if action is None:
                    if lead == END and state == final:
                        return values[-1]
                    machine.at, machine.end = at, end
                    if not recover(machine, lexemes, context):
                        return None
                    at, end, state = machine.at, machine.end, states[-1]
                    nesting = _nesting(values)
                    continue
            if action >= 0:
                if lead <= RPAR and _depth(nesting, lead, at) > deepest:
                    machine.at, machine.end = at, end
                    if not recover_from_nesting(machine, lexemes, context):
                        return None
                    at, end, state = machine.at, machine.end, states[-1]
                    nesting = _nesting(values)
                    continue
                states.append(action)
                values.append(texts[at])
                starts.append(lexeme_starts[at])
                end = lexeme_ends[at]
                at += 1
                state = action
                continue
            rule = ~action
        length, origin, build, only, several = rules[rule]
        begin = starts[-length] if length else end
        if build is None:
            value = values[only]
        elif only <= 0:
            value = build(context, make(span_class, (begin, end)), values[only])
        elif several is None:
            value = build(context, make(span_class, (begin, end)))
        else:
            value = build(context, make(span_class, (begin, end)), *several(values))
        if length == 1:
            values[-1] = value
            state = states[-1] = gotos[states[-2]][origin]
            continue
        if length:
            del states[-length:], values[-length:], starts[-length:]
        state = gotos[states[-1]][origin]
        states.append(state)
        values.append(value)
        starts.append(begin)


@dataclass(slots=True)
class Nesting:
    """How deep the parser stands in brackets and in `not`s that follow each other."""

    outer: list[int]
    depth: int
    nots: int
    last_not: int


def _depth(nesting: Nesting, terminal: int, at: int) -> int:
    """The depth once a bracket or a `not` is taken."""
    if terminal in (RBRACE, RPAR):
        nesting.depth = nesting.outer.pop() if nesting.outer else 0
        return 0
    if terminal == NOT:
        nesting.nots = nesting.nots + 1 if nesting.last_not == at - 1 else 1
        nesting.last_not = at
        return nesting.depth + nesting.nots
    nesting.outer.append(nesting.depth)
    nesting.depth += nesting.nots + 1 if at - nesting.last_not <= 2 else 1
    return nesting.depth


def _nesting(values: list[object]) -> Nesting:
    """How deep the parser stands by what is on its stack."""
    nesting = Nesting([], 0, 0, -9)
    for value in values:
        if value == "not":
            nesting.depth += 1
        elif value in ("{", "("):
            nesting.outer.append(nesting.depth)
            nesting.depth += 1
    return nesting
