"""Repairs of branches in other words: `choice if score > 5 { … }`, `random sample 50% { … }`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from decimal import Decimal
from typing import Final

from cdsl.syntax.fault import Fault, closing
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.places import LINE, STEP, is_place
from cdsl.syntax.rewrite import Piece, rewrite, rewrite_several, words, written
from cdsl.syntax.tables import LBRACE, NUMBER, RBRACE

_GROUPS: Final = (
    ("add", "choices"), ("add", "choice"), ("choose",), ("choices",), ("choice",), ("branches",),
    ("branch",), ("switch",), ("cases",), ("case",),
)  # fmt: skip
_ARMS: Final = (("add", "choice"), ("choice",), ("case",), ("branch",), ("option",), ("when",))
_DEFAULTS: Final = (("default", "choice"), ("default",), ("otherwise",), ("else", "choice"))
_BLOCKS: Final = ("all", "any", "none")
_SAMPLES: Final = (
    ("random", "sample"), ("random", "split"), ("randomly", "split"), ("random",), ("sample",),
    ("randomly",),
)  # fmt: skip
_WHOLE: Final = Decimal(100)

# Choices ----------------------------------------------------------------------------------------


def choices(fault: Fault) -> bool:
    """`choose { choice if C { … } default { … } }`: branches stand by themselves."""
    lexemes, at = fault.lexemes, fault.machine.at
    if lexemes.kinds[at] not in WORDS or not is_place(fault, STEP, "if"):
        return False
    group = next((one for one in _GROUPS if words(fault, at, len(one)) == one), None)
    if group is None:
        return _arm(fault)
    opener = at + len(group)
    opener += lexemes.texts[opener] == ":"
    close = closing(fault, opener) if lexemes.kinds[opener] == LBRACE else None
    if close is None:
        return _arm(fault)
    pieces: list[Piece] = []
    n = opener + 1
    while n < close:
        head, word = _head(fault, n)
        steps = _steps(fault, head, close)
        end = None if steps is None else closing(fault, steps)
        if end is None or (word == "else" and (steps != head or not pieces)):
            return _arm(fault)
        if pieces and word == "if":
            word = "else if"
        pieces.append((n, head, word) if pieces else (at, head, word))
        n = end + 1
    if not pieces:
        return False
    pieces.append((close, close + 1, ""))
    message = f"`{written(fault, at, opener)}` is no step: branches stand by themselves"
    help = "write `if … { … } else if … { … } else { … }`"
    return rewrite_several(fault, pieces, message, help, shown=(at, opener))


def _arm(fault: Fault) -> bool:
    """`choice if C { … }`, `default choice { … }`: one branch."""
    at = fault.machine.at
    last, word = _head(fault, at)
    if last == at or words(fault, at, 1) in (("if",), ("else",)):
        return False
    message = f"`{written(fault, at, last)}` begins no branch"
    if word == "if" and fault.lexemes.kinds[at - 1] == RBRACE:
        help = f"write `else if {fault.lexemes.texts[last]} …`"
        if rewrite(fault, at, last, "else if", message, help):
            return True
    help = "write `else { … }`" if word == "else" else f"write `if {fault.lexemes.texts[last]} …`"
    return rewrite(fault, at, last, word, message, help)


def _head(fault: Fault, at: int) -> tuple[int, str]:
    """Where the words before the condition of a branch end, and which are meant."""
    lexemes = fault.lexemes
    default = next((one for one in _DEFAULTS if words(fault, at, len(one)) == one), ())
    if default or words(fault, at, 2) == ("else", "{"):
        last = at + (len(default) or 1)
        return last + (lexemes.texts[last] == ":"), "else"
    last = at + (words(fault, at, 1) == ("else",))
    last += len(next((one for one in _ARMS if words(fault, last, len(one)) == one), ()))
    if last > at:
        last += lexemes.kinds[last] == NUMBER
        last += lexemes.texts[last] == ":"
    return last + (words(fault, last, 1) in (("if",), ("when",))), "if"


def _steps(fault: Fault, at: int, close: int) -> int | None:
    """The brace that opens the steps of a branch whose condition begins here."""
    lexemes = fault.lexemes
    while at < close:
        if lexemes.kinds[at] == LBRACE:
            if lexemes.texts[at - 1] not in _BLOCKS:
                return at
            end = closing(fault, at)
            if end is None:
                return None
            at = end
        at += 1
    return None


# Samples ----------------------------------------------------------------------------------------


def random_sample(fault: Fault) -> bool:
    """`random sample 50% { … }`, `if random sample is 50% { … } else { … }`: it is a split."""
    lexemes, at = fault.lexemes, fault.machine.at
    for first in (at - 1, at):
        last = _sample(fault, first)
        if last > at:
            break
    else:
        return False
    message = f"`{written(fault, first, last)}` is no step"
    help = "write `split { 50% { … } 50% { … } }`"
    if lexemes.kinds[last] == LBRACE:
        return rewrite(fault, first, last, "split", message, help)
    if lexemes.kinds[last] != NUMBER:
        return False
    pieces = [(first, last, "split {"), *_shares(fault, last)]
    if len(pieces) > 1:
        return rewrite_several(fault, pieces, message, help, shown=(first, last))
    last += 1 + (lexemes.texts[last + 1] == "%")
    if is_place(fault, LINE, "everyone") or first < at:
        message = f"`{written(fault, first, last)}` is no condition"
        help = f"a share of people is taken in the flow: {help}"
        if rewrite(fault, first, last, "everyone", message, help, fix=False):
            return True
    return rewrite(fault, first, last, "", message, help, fix=False)


def _sample(fault: Fault, at: int) -> int:
    """Where `if random sample is` ends; `at` where it does not stand."""
    last = at + (words(fault, at, 1) == ("if",))
    sample = next((one for one in _SAMPLES if words(fault, last, len(one)) == one), None)
    if sample is None:
        return at
    last += len(sample)
    return last + (fault.lexemes.texts[last] in ("is", "of", "=", ":"))


def _shares(fault: Fault, at: int) -> list[Piece]:
    """What is written otherwise in `50% { … } else { … }`, with the brace that closes the split.

    Empty where there are no such shares.
    """
    lexemes = fault.lexemes
    pieces: list[Piece] = []
    left, begin, share = _WHOLE, at, at
    while (close := _share(fault, share, left)) is not None:
        if share > begin:
            pieces.append((begin, share, ""))
        left -= Decimal(lexemes.texts[share])
        begin = close + 1
        share = _sample(fault, begin + (words(fault, begin, 1) == ("else",)))
        if words(fault, share - 1, 1) == ("else",):
            share = begin
    rest, word = _head(fault, begin)
    close = closing(fault, rest) if lexemes.kinds[rest] == LBRACE else None
    if word == "else" and close is not None and begin > at and left > 0:
        pieces.append((begin, rest, f"{left}%"))
        begin = close + 1
    return [*pieces, (begin, begin, " }")] if begin > at else []


def _share(fault: Fault, at: int, left: Decimal) -> int | None:
    """The brace that closes `50% { … }`; None where that does not stand, or is more than left."""
    lexemes = fault.lexemes
    if lexemes.kinds[at] != NUMBER or lexemes.texts[at + 1] != "%":
        return None
    if lexemes.kinds[at + 2] != LBRACE or Decimal(lexemes.texts[at]) > left:
        return None
    return closing(fault, at + 2)
