"""Repairs of the parts of a campaign in other words: `filters { … }`, `trigger { … }`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from typing import Final

from cdsl.syntax.fault import Fault, closing, is_first
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.places import PART, is_place
from cdsl.syntax.rewrite import rewrite, rewrite_several, words, written
from cdsl.syntax.tables import LBRACE

_CALLED: Final = tuple(
    (tuple(phrase.split()), part)
    for part, phrases in (
        (
            "smart list",
            "smart filters; filters; filter; audience; criteria; conditions; condition; who; "
            "people; if; where",
        ),
        ("flow", "flow steps; flow actions; steps; actions; action; do; then"),
    )
    for phrase in phrases.split("; ")
)
_TRIGGERS: Final = (("triggers",), ("trigger",), ("when",), ("events",), ("event",))
_GO_ON: Final = frozenset({"and", "or", "where", ",", "in"})


def section(fault: Fault) -> bool:
    """`filters { … }`, `steps { … }`: what the people and the steps stand in."""
    at = fault.machine.at
    for phrase, part in _CALLED:
        for first in (at, at - 1):
            last = first + len(phrase)
            if words(fault, first, len(phrase)) != phrase or last <= at:
                continue
            behind = last + (words(fault, last, 1) == (":",))
            if fault.lexemes.kinds[behind] != LBRACE:
                continue
            if first == at and not is_place(fault, PART, "on"):
                continue
            message = f"a campaign has no part `{written(fault, first, last)}`"
            help = f"write `{part} {{ … }}`"
            if rewrite(fault, first, behind, part, message, help):
                return True
    return False


def triggers(fault: Fault) -> bool:
    """`trigger { visit_page }`, `when visit_page`: each trigger stands behind its own `on`."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at, 1) not in _TRIGGERS or not is_place(fault, PART, "on"):
        return False
    last = at + 1
    last += lexemes.texts[last] == ":"
    message = f"a campaign has no part `{written(fault, at, at + 1)}`"
    help = "write `on …` for each trigger, without braces"
    points = (at, at + 1)
    if lexemes.kinds[last] != LBRACE:
        last += lexemes.texts[last] in ("on", "when")
        if lexemes.kinds[last] not in WORDS or words(fault, last, 1) == ("campaign",):
            return False
        help = f"write `on {lexemes.texts[last]} …`"
        return rewrite(fault, at, last, "on", message, help, shown=points)
    close = closing(fault, last)
    if close is None:
        return False
    if close == last + 1:
        return rewrite(fault, at, close + 1, "", message, help, shown=points, fix=False)
    first = last + 1 + (lexemes.texts[last + 1] in ("on", "when"))
    pieces = [(at, first, "on")]
    for n in range(first + 1, close):
        goes_on = lexemes.texts[n] in _GO_ON or lexemes.texts[n - 1] in _GO_ON
        if is_first(fault, n) and not goes_on and lexemes.texts[n] != "on":
            named = "" if lexemes.texts[n] == "when" else f" {lexemes.texts[n]}"
            pieces.append((n, n + 1, f"on{named}"))
    pieces.append((close, close + 1, ""))
    return rewrite_several(fault, pieces, message, help, shown=points)
