"""Repairs of how often something was done: `at most 3 times`, `exactly once`, `more than 3 times`.

Floor 1; see `cdsl.syntax.repairs`. The language asks for `at least … times` and for `not`, by which
all else is said. A way out is offered only where it means the same.
"""

from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.repair_conditions import behind_where
from cdsl.syntax.rewrite import fits, rewrite, rewrite_several, words, written
from cdsl.syntax.tables import END, FIXED, LBRACE, NUMBER, RBRACE, SHIFT

_WORDS: Final = (
    "never", "once", "twice", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
"""How a count is called in words, from none on."""
_DIGITS: Final = 18
_TIMES: Final = (("time",), ("times",))
_MORE: Final = (("more", "than"), (">",))
_LEAST: Final = (
    *_MORE, (">=",), ("minimum",), ("min",), ("at", "minimum"), ("at", "least"), (),
)  # fmt: skip
_SAID: Final = (("at", "least"), ())
"""Before a number in digits these are said well, or by nobody."""


def how_often(fault: Fault) -> bool:
    """`did visit_page more than 3 times`, `at least 3`: counts say `at least … times`."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 3, 2) == ("at", "least") and lexemes.kinds[at - 1] == NUMBER:
        told = lexemes.texts[at - 1]
        help = f"write `at least {told} {'time' if told == '1' else 'times'}`"
        points = (at - 1, at)
        return rewrite(fault, at, at, "times", "`times` is missing", help, shown=points)
    for first in (at, at - 1, at - 2):
        for phrase in _LEAST:
            last = first + len(phrase)
            count = _count(fault, last)
            if words(fault, first, len(phrase)) != phrase or count is None or last < at:
                continue
            behind = last + 1
            if lexemes.kinds[last] == NUMBER and phrase in _SAID:
                continue
            behind += words(fault, behind, 1) in _TIMES
            meant = _at_least(count + (phrase in _MORE))
            message = f"`{written(fault, first, behind)}` cannot stand here"
            if rewrite(fault, first, behind, meant, message, f"write `{meant}`"):
                return True
    return False


# fmt: off
_BOUNDS: Final = MappingProxyType({
    tuple(phrase.split()): bound
    for bound, phrases in (
        ((1, True), "at most; up to; no more than; not more than; at maximum; maximum; max"),
        ((0, True), "fewer than; less than"),
        ((0, False), "no fewer than; no less than; not fewer than; not less than"),
    )
    for phrase in phrases.split("; ")
})
# fmt: on
"""How much is added to the count that is asked for, and whether `not` is."""


def at_most(fault: Fault) -> bool:
    """`did visit_page at most 3 times`: not 4 times."""
    at = fault.machine.at
    return any(_bounded(fault, first) for first in (at - 2, at - 1, at) if first > 1)


def _bounded(fault: Fault, first: int) -> bool:
    lexemes, at = fault.lexemes, fault.machine.at
    phrase = next((one for one in _BOUNDS if words(fault, first, len(one)) == one), None)
    # `where seconds at most 3` compares an attribute.
    if phrase is None or words(fault, first - 2, 1) in (("where",), (",",)):
        return False
    more, is_negative = _BOUNDS[phrase]
    if words(fault, first - 1, 1) in (("no",), ("not",)):
        return False
    last = first + len(phrase)
    count = _count(fault, last)
    did = _did(fault, first)
    if last < at or count is None or not count + more or not did:
        return False
    last += 1
    last += words(fault, last, 1) in _TIMES
    meant = _at_least(count + more)
    is_asked_not = words(fault, did - 1, 1) == ("not",)
    begin, asked = did, "not did" if is_negative else "did"
    if is_negative and is_asked_not:
        begin, asked = did - 1, "did"
    if not fits(fault, begin, last, " ".join((asked, *lexemes.texts[did + 1 : first], meant))):
        return False
    _, window = _window(fault, last)
    shown = f"{' '.join((asked, *lexemes.texts[did + 1 : first], meant))}{window}"
    message = f"`{written(fault, first, last)}` cannot stand here"
    help = f"write `{'not ' * (is_asked_not and not is_negative)}{shown}`"
    pieces = [(begin, did + 1, asked), (first, last, meant)]
    return rewrite_several(fault, pieces, message, help, shown=(first, last))


def _at_least(count: int) -> str:
    return f"at least {count} {'time' if count == 1 else 'times'}"


def _did(fault: Fault, before: int) -> int:
    """The `did` that something is said of; 0 where none stands in the condition."""
    lexemes = fault.lexemes
    did = before - 1
    while did > 0 and words(fault, did, 1) != ("did",):
        if lexemes.kinds[did] in (LBRACE, RBRACE) or words(fault, did, 1) == ("or",):
            return 0
        if words(fault, did, 1) == ("and",) and not _is_of_between(fault, did):
            return 0
        did -= 1
    return max(did, 0)


def _is_of_between(fault: Fault, at: int) -> bool:
    """Whether an `and` stands between two values, the first of which may be a moved day."""
    return any(
        words(fault, begin, 1) == ("between",) and _behind_value(fault, begin + 1) == at
        for begin in (at - 2, at - 4)
    )


def _count(fault: Fault, at: int) -> int | None:
    """A count in digits or in a word; None where none stands."""
    text = "".join(words(fault, at, 1))
    if text in _WORDS:
        return _WORDS.index(text)
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


# Between two counts -----------------------------------------------------------------------------

_EXACTLY: Final = frozenset({"exactly", "precisely", "only", "just", "=", "=="})
_FURTHEST: Final = 8
Bounds = tuple[int, int, int]
"""Where a phrase ends, the least count and the greatest one."""


def within_bounds(fault: Fault) -> bool:
    """`did visit_page exactly 3 times`, `between 2 and 4 times`: so often, and not more often."""
    at = fault.machine.at
    for first in range(at, max(at - _FURTHEST, 1), -1):
        read = _exactly(fault, first) or _from_to(fault, first)
        before = words(fault, first - 2, 2)
        if read is None or read[0] <= at or before[0] in ("where", ","):
            continue
        if before[1] in ("between", "from"):
            continue
        did = _did(fault, first)
        if did and read[1] <= read[2]:
            return _asked_within(fault, did, first, read)
    return False


def _exactly(fault: Fault, at: int) -> Bounds | None:
    """`exactly 3 times`, `only once`, `never`, `0 times`."""
    number = at + (fault.lexemes.texts[at].lower() in _EXACTLY)
    count = _count(fault, number)
    last = number + 1 + (words(fault, number + 1, 1) in _TIMES)
    is_said = number > at or words(fault, at, 1) == ("never",) or (not count and last > number + 1)
    return None if count is None or not is_said else (last, count, count)


def _from_to(fault: Fault, at: int) -> Bounds | None:
    """`between 2 and 4 times`, `2 to 4 times`, `at least 2 times and at most 4 times`."""
    least_of = next((one for one in _LOWER if words(fault, at, len(one)) == one), None)
    if least_of is not None:
        return _from_bounds(fault, at + len(least_of), _LOWER[least_of])
    begin = at + (words(fault, at, 1) in (("between",), ("from",)))
    least = _count(fault, begin)
    last = begin + 1 + (words(fault, begin + 1, 1) in (("and",), ("to",), (",",)))
    most = _count(fault, last)
    if least is None or most is None or words(fault, last + 1, 1) not in _TIMES:
        return None
    return last + 2, least, most


_LOWER: Final = MappingProxyType(
    {("at", "least"): 0, ("more", "than"): 1}
    | {phrase: 0 for phrase, bound in _BOUNDS.items() if bound == (0, False)}
)
"""How the lower of two bounds is said, and how much is added to its count."""


def _from_bounds(fault: Fault, begin: int, more: int) -> Bounds | None:
    """`2 times and at most 4 times`, behind how the lower bound is said."""
    least = _count(fault, begin)
    last = begin + 1
    last += words(fault, last, 1) in _TIMES
    last += words(fault, last, 1) in (("and",), ("but",), (",",))
    bound = next((one for one in _BOUNDS if words(fault, last, len(one)) == one), None)
    if least is None or bound is None or not _BOUNDS[bound][1]:
        return None
    last += len(bound)
    most = _count(fault, last)
    if most is None:
        return None
    last += 1
    return last + (words(fault, last, 1) in _TIMES), least + more, most + _BOUNDS[bound][0] - 1


def _asked_within(fault: Fault, did: int, first: int, bounds: Bounds) -> bool:
    """Ask for the least count, and not for one more than the greatest."""
    last, least, most = bounds
    message = f"`{written(fault, first, last)}` cannot stand here"
    behind, window = _window(fault, last)
    before = written(fault, did, first)
    if first == did + 2 and fault.lexemes.kinds[behind] == FIXED["where"]:
        where, behind = behind, behind_where(fault, behind)
        before += f" {written(fault, where, behind)}"

    def asked(count: int) -> str:
        return f"{before}{f' {_at_least(count)}' if count > 1 else ''}{window}"

    begin = did
    negated = words(fault, did - 1, 1) == ("not",)
    if least:
        meant = f"{asked(least)} and not {asked(most + 1)}"
        if not _is_alone(fault, did, behind):
            meant = f"({meant})"
    elif negated:
        begin, meant = did - 1, asked(most + 1)
    else:
        meant = f"not {asked(most + 1)}"
    help = f"write `{meant}`"
    if (
        "#" not in meant
        and _is_whole(fault, behind)
        and rewrite(fault, begin, behind, meant, message, help, shown=(first, last))
    ):
        return True
    meant = _at_least(max(least, 1))
    activity = fault.lexemes.texts[did + 1]
    help = f"write `{meant}`, and `not did {activity} {_at_least(most + 1)}`"
    return rewrite(fault, first, last, meant, message, help, fix=False)


def _window(fault: Fault, at: int) -> tuple[int, str]:
    """Where the window of time ends that begins at a lexeme, and how it is written behind it."""
    found = next((one for one in _WINDOWS if words(fault, at, len(one)) == one), None)
    if found is None or is_first(fault, at):
        return at, ""
    begin = at + len(found)
    last = _behind_value(fault, begin)
    if found[-1] in ("past", "last"):
        return _behind_value(fault, begin + 1), f" in past {' '.join(words(fault, begin, 2))}"
    if found == ("between",) and words(fault, last, 1) == ("and",):
        last = _behind_value(fault, last + 1)
    return last, f" {written(fault, at, last)}"


def _behind_value(fault: Fault, at: int) -> int:
    """Where a value ends, also a day that is moved by a duration."""
    end = len(fault.lexemes.kinds) - 1
    return at + 3 if at + 3 < end and fault.lexemes.leads[at + 1] == SHIFT else min(at + 1, end)


_WINDOWS: Final = (
    ("in", "time", "frame"),
    ("in", "past"),
    ("in", "the", "past"),
    ("in", "last"),
    ("in", "the", "last"),
    ("since",),
    ("before",),
    ("between",),
)


def _is_whole(fault: Fault, last: int) -> bool:
    """Whether a condition ends before a lexeme, so that no part of it is left behind."""
    is_at_brace = fault.lexemes.kinds[last] in (LBRACE, RBRACE, END)
    joins = fault.lexemes.texts[last].lower() in ("and", "or", ")")
    return is_at_brace or joins or is_first(fault, last)


def _is_alone(fault: Fault, first: int, last: int) -> bool:
    """Whether nothing but a brace or a line stands before and behind, so that none joins in."""
    lexemes = fault.lexemes
    before, behind = lexemes.texts[first - 1], lexemes.texts[last]
    begins = is_first(fault, first) and before not in _JOINTS
    ends = is_first(fault, last) and behind not in _JOINTS
    return (begins or before in ("{", "if", ":")) and (
        ends or lexemes.kinds[last] in (LBRACE, RBRACE, END)
    )


_JOINTS: Final = frozenset({"and", "or", "not", ","})
