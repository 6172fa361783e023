"""Why-trees for people: a line for each node, with what it saw.

Floor 6. Pure; the tree is made by `cdsl.interpreter.why`. What a leaf saw is said only where its
text does not say it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import assert_never

from cdsl.interpreter.compare import Range, ranges
from cdsl.interpreter.evidence import Compared, Counted, Looked, TokenRead, Why
from cdsl.interpreter.values import type_of
from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    Not,
)
from cdsl.semantics.expressions import Constant, Token
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.tools import spelling
from cdsl.world.store import Membership


@dataclass(frozen=True, slots=True)
class Line:
    """One node of a condition: how deep it stands, whether it holds, and what it saw.

    `notes` are pairs of a word and what it is about: `seen`, `wanted`, `last` and `asked`
    (instants), `entered`, and what a token `is` and `from` which frame.
    """

    depth: int
    holds: bool
    text: str
    notes: tuple[tuple[str, str], ...] = ()


def lines(
    tree: Why, now: datetime, zone: tzinfo, in_words: Callable[[Condition], str]
) -> tuple[Line, ...]:
    """The lines of a tree that was judged at `now`: its own, then those of its parts.

    `in_words` puts a condition into words.
    """
    return tuple(_lines(tree, now, zone, in_words, 0))


def _lines(
    tree: Why, now: datetime, zone: tzinfo, in_words: Callable[[Condition], str], depth: int
) -> Iterator[Line]:
    condition, holds, parts = tree.condition, tree.holds, tree.parts
    match condition:
        case AllOf():
            yield Line(depth, holds, "all")
        case AnyOf():
            yield Line(depth, holds, "any")
        case Not() if not parts:
            yield Line(depth, holds, in_words(condition))
        case Not(part=AnyOf()):
            yield Line(depth, holds, "none")
            (part,) = parts
            parts = part.parts
        case Not(part=AllOf() | Not()):
            yield Line(depth, holds, "not")
        case Not():
            (part,) = parts
            notes = tuple(_notes(part, now, zone))
            yield Line(depth, holds, in_words(condition), notes)
            parts = part.parts
        case (
            Compare()
            | Did()
            | InList()
            | InSmartList()
            | InProgram()
            | EnteredCampaign()
            | Everyone()
            | HoleCondition()
        ):
            notes = tuple(_notes(tree, now, zone))
            yield Line(depth, holds, in_words(condition), notes)
        case _:
            assert_never(condition)
    for part in parts:
        yield from _lines(part, now, zone, in_words, depth + 1)


def shown(line: Line) -> str:
    """A line as text: indented, ✓ or ✗, the condition, and what was seen."""
    notes = ", ".join(f"{word} {what}" for word, what in line.notes)
    note = f" ({notes})" if notes else ""
    return f"{'  ' * line.depth}{'✓' if line.holds else '✗'} {line.text}{note}"


# What was seen ----------------------------------------------------------------------------------


def _notes(tree: Why, now: datetime, zone: tzinfo) -> Iterator[tuple[str, str]]:
    match tree.evidence:
        case Compared() as compared:
            assert isinstance(tree.condition, Compare)
            yield from _compared(tree.condition, compared, now, zone)
        case Counted() as counted:
            yield from _counted(counted, zone)
        case Looked(found=bool()):
            return
        case Looked(found=Membership(status=status)):
            yield "seen", quoted(status)
        case Looked(found=datetime() as at):
            yield "entered", spelling.value(at, Type.DATETIME, zone)
        case Looked():
            yield "seen", "no member" if isinstance(tree.condition, InProgram) else "no entry"
        case None:
            return
        case _:
            assert_never(tree.evidence)


def _compared(
    node: Compare, evidence: Compared, now: datetime, zone: tzinfo
) -> Iterator[tuple[str, str]]:
    yield "seen", spelling.value(evidence.seen, node.type, zone)
    wanted = [
        spelling.value(value, type_of(operand), zone)
        for operand, value in zip(node.operands, evidence.wanted, strict=True)
        if not isinstance(operand, Constant)
    ]
    if wanted:
        yield "wanted", ", ".join(wanted)
    sides = (node.subject, *node.operands)
    yield from _tokens(evidence.tokens, [one for one in sides if isinstance(one, Token)], zone)
    if node.duration is not None or node.frame is not None:
        asked = [_range(one, zone) for one in ranges(node, (), now, zone)]
        yield "asked", " or ".join(asked) or "no day of the calendar"


def _counted(evidence: Counted, zone: tzinfo) -> Iterator[tuple[str, str]]:
    count, considered = len(evidence.records), evidence.considered
    of = f" of {considered}" if considered > count else ""
    yield "seen", f"{spelling.times(count)}{of}"
    if evidence.records:
        yield "last", spelling.value(evidence.records[-1].at, Type.DATETIME, zone)
    if evidence.window is not None:
        yield "asked", _range(evidence.window, zone)
    yield from _tokens(evidence.tokens, (), zone)


def _tokens(
    tokens: tuple[TokenRead, ...], shown: Sequence[Token], zone: tzinfo
) -> Iterator[tuple[str, str]]:
    """The value of each token that is not shown already, and the frame that gave it."""
    for one in tokens:
        token = one.token
        written = f"{{{{{token.context}.{token.name}}}}}"
        if token not in shown:
            yield f"{written} is", spelling.value(one.value, token.type, zone)
        if one.binding is not None:
            yield f"{written} from", spelling.frame(one.binding)


def _range(limits: Range, zone: tzinfo) -> str:
    """The instants or days of a range, in words."""
    low, high = limits.low, limits.high
    match low, high:
        case None, None:
            return "any time"
        case None, date():
            return f"{'until' if limits.high_included else 'before'} {_moment(high, zone)}"
        case date(), None:
            return f"{'from' if limits.low_included else 'after'} {_moment(low, zone)}"
        case _:
            until = "to" if limits.high_included else "to before"
            return f"{_moment(low, zone)} {until} {_moment(high, zone)}"


def _moment(moment: date | None, zone: tzinfo) -> str:
    type = Type.DATETIME if isinstance(moment, datetime) else Type.DATE
    return spelling.value(moment, type, zone)
