"""Repairs of what steps are given: `with points: 5`, `with { points = 5 }`, `do task { … }`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same; otherwise
the help says which steps take something behind `with`.
"""

from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import (
    DATE,
    DATETIME,
    END,
    FIXED,
    LBRACE,
    LPAR,
    NUMBER,
    RBRACE,
    RPAR,
    STRING,
    TOKEN,
)

_VALUES: Final = frozenset(
    {STRING, NUMBER, DATE, DATETIME, TOKEN, FIXED["true"], FIXED["false"], FIXED["?"]}
)
_TOKENS: Final = (("tokens", ":"), ("token",), ("my", "tokens"), ("the", "tokens"))
_PARENT: Final = tuple(
    (*begin, *phrase.split())
    for begin in (("using",), ("use",), ("with",), ("with", "use"))
    for phrase in (
        "parent campaign token context",
        "parent campaign tokens",
        "parent token context",
        "the parent tokens",
        "parent tokens",
    )
)
_PLAIN: Final = ("with", "parent", "tokens")
_OWNERS: Final = tuple(
    (*the, *whose, who)
    for the in ((), ("the",))
    for whose in ((), ("sales",), ("lead",), ("person",), ("contact",))
    for who in ("owner", "rep")
    if whose or who == "owner"
)
_OPENED_BY: Final = {LBRACE: RBRACE, LPAR: RPAR}
_FURTHEST: Final = 100


def parent_tokens(fault: Fault) -> bool:
    """`using parent tokens`, `with parent tokens and tokens { … }`, the other way round."""
    lexemes, at = fault.lexemes, fault.machine.at
    for first in (at, at - 1, at - 2, at - 3):
        begin = first + (words(fault, first, 1) == (",",))
        phrase = next((p for p in _PARENT if words(fault, begin, len(p)) == p), None)
        if phrase is None or (phrase[0] != "with" and words(fault, begin - 1, 1) == ("with",)):
            continue
        last, is_wanted = _answered(fault, begin + len(phrase))
        if last <= at or (phrase == _PLAIN and last == begin + len(phrase)):
            continue
        message = f"`{written(fault, begin, last)}` cannot stand here"
        meant = "with parent tokens" if is_wanted else ""
        help = f"write `{meant}`" if is_wanted else "leave it out"
        return rewrite(fault, first, last, meant, message, help)
    if words(fault, at - 1, 3) == _PLAIN:
        message = "a campaign that is requested finds its own tokens"
        help = "leave it out, or write `execute campaign`, which takes `with parent tokens`"
        return rewrite(fault, at - 1, at + 2, "", message, help, fix=False)
    if words(fault, at - 2, 4) == ("parent", "tokens", "and", "tokens"):
        return rewrite(fault, at, at + 1, ",", "`and` cannot stand here", "write `,`")
    if words(fault, at, 3) == (",", "parent", "tokens") and lexemes.kinds[at - 1] == RBRACE:
        first = at - 1
        while first and lexemes.kinds[first] != LBRACE:
            first -= 1
        given = written(fault, first, at)
        if words(fault, first - 2, 2) == ("with", "tokens") and "#" not in given:
            meant = f"parent tokens, tokens {given}"
            message = "`parent tokens` comes before the tokens that are passed"
            return rewrite(fault, first - 1, at + 3, meant, message, f"write `with {meant}`")
    return False


def _answered(fault: Fault, at: int) -> tuple[int, bool]:
    """Where `: true` or `: false` ends behind what a screen asks, and whether it is wanted."""
    answer = at + (words(fault, at, 1) in ((":",), ("=",), ("is",)))
    if words(fault, answer, 1) in (("true",), ("false",)):
        return answer + 1, words(fault, answer, 1) == ("true",)
    return at, True


def passed_values(fault: Fault) -> bool:
    """`execute campaign "X" with points: 5`: what is passed are tokens, in braces."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 1, 2) == ("tokens", ":") and lexemes.kinds[at + 1] == LBRACE:
        return rewrite(fault, at, at + 1, "", "`:` cannot stand here", "leave it out")
    if words(fault, at - 1, 1) == ("tokens",):
        return False
    begin = at + (words(fault, at, 1) == ("with",))
    for phrase in _TOKENS:
        if words(fault, begin, len(phrase)) == phrase:
            begin += len(phrase)
    read = _arguments(fault, begin)
    if read is None:
        return False
    last, given = read
    message = "what is passed to a campaign stands in braces behind `with tokens`"
    help = f"write `with tokens {{ {given} }}`"
    for before in ("tokens", "with tokens"):
        if rewrite(fault, at, last, f"{before} {{ {given} }}", message, help):
            return True
    meant = f"{{ {given} }}"
    return rewrite(fault, at, last, meant, "what is given stands in braces", f"write `{meant}`")


def given_to_action(fault: Fault) -> bool:
    """`do create_task { subject: "x" }`, also in parentheses, after `with`, or without it."""
    lexemes, at = fault.lexemes, fault.machine.at
    after_with = words(fault, at - 1, 1) == ("with",)
    if words(fault, at - 2 - after_with, 1) != ("do",):
        return False
    read = _arguments(fault, at)
    if read is None or (after_with and lexemes.kinds[at] not in _OPENED_BY):
        return False
    last, given = read
    message = "what an action is given stands behind `with`, without brackets"
    meant = given if after_with else f"with {given}"
    return rewrite(fault, at, last, meant, message, f"write `with {given}`")


def given_to_nothing(fault: Fault) -> bool:
    """`send email "E" with subject: "x"`: this step takes nothing behind `with`."""
    at = fault.machine.at
    if words(fault, at, 1) != ("with",) or is_first(fault, at):
        return False
    read = _arguments(fault, at + 1)
    if read is None:
        return False
    message = f"nothing can be given here: `{written(fault, at, read[0])}`"
    help = (
        "`with tokens { points: 5 }` stands behind `execute campaign` and `request campaign`, "
        '`with subject: "…"` behind an action that is done by `do`'
    )
    return rewrite(fault, at, read[0], "", message, help, fix=False)


def joined_arguments(fault: Fault) -> bool:
    """`do create_task with subject: "x" and due: 2026-01-01`: a comma joins what is given."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at, 1) != ("and",) or lexemes.texts[at + 2 : at + 3] not in ([":"], ["="]):
        return False
    message = "`and` does not join what is given"
    return rewrite(fault, at, at + 1, ",", message, "write `,`")


def named_as_token(fault: Fault) -> bool:
    """`tokens { my.points: 5 }`, `tokens { {{my.points}} = 5 }`: a token is passed by its name."""
    lexemes, at = fault.lexemes, fault.machine.at
    name, last = _name(fault, at)
    if not name or (lexemes.kinds[at] != TOKEN and last == at + 1):
        return False
    if lexemes.texts[last] not in (":", "="):
        return False
    message = f"`{written(fault, at, last)}` is not the name of a token alone"
    return rewrite(fault, at, last + 1, f"{name}:", message, f"write `{name}: …`")


def moment_with_names(fault: Fault) -> bool:
    """`interesting moment type: "Web", description: "x"`, `interesting moment "Web", "x"`."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 1, 2) == ("moment", ":"):
        return rewrite(fault, at, at + 1, "", "`:` cannot stand here", "leave it out")
    if words(fault, at - 2, 1) == ("moment",) and lexemes.texts[at] == ",":
        help = "write `:` between the type and the description"
        return rewrite(fault, at, at + 1, ":", "`,` cannot stand here", help)
    if words(fault, at - 1, 2) == ("moment", "type"):
        type = at + 1 + (words(fault, at + 1, 1) == (":",))
        name = type + 1 + (words(fault, type + 1, 1) == (",",))
        last = name + 1 + (words(fault, name + 1, 1) == (":",))
        if words(fault, name, 1) != ("description",) or lexemes.kinds[last] == END:
            return False
        meant = f"{lexemes.texts[type]}: {lexemes.texts[last]}"
        message = "the type and the description of a moment have no names"
        return rewrite(fault, at, last + 1, meant, message, f"write `{meant}`")
    return False


def email_to_somebody(fault: Fault) -> bool:
    """`send email "E" to {{lead.Email Address}}`: it goes to the person at hand."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 3, 2) != ("send", "email") or lexemes.texts[at] != "to":
        return False
    email, whom = lexemes.texts[at - 1], lexemes.texts[at + 1]
    message = "an email goes to the person who is in the flow"
    help = f"leave `to` out, or write `send alert {email} to {whom}`"
    return rewrite(fault, at, at + 2, "", message, help, fix=False)


def alert_without_email(fault: Fault) -> bool:
    """`send alert to "ada@example.com"`: an alert is an email."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 2, 3) != ("send", "alert", "to"):
        return False
    last = at + 1
    while lexemes.kinds[last] in (STRING, TOKEN) and lexemes.texts[last + 1] == ",":
        last += 2
    if lexemes.kinds[last] not in (STRING, TOKEN):
        return False
    last += 1
    help = f'write `send alert "…" to {written(fault, at + 1, last)}`, with the name of the email'
    return rewrite(fault, at - 2, last, "do nothing", "an alert is an email", help, fix=False)


def alert_to_owner(fault: Fault) -> bool:
    """`send alert "E" to sales owner`: the owner's address is a token."""
    lexemes, at = fault.lexemes, fault.machine.at
    before = at - 1
    while before > 0 and (
        lexemes.kinds[before] in (STRING, TOKEN) or lexemes.texts[before] in ("to", ",")
    ):
        before -= 1
    owner = next((one for one in _OWNERS if words(fault, at, len(one)) == one), None)
    if words(fault, before, 1) != ("alert",) or owner is None:
        return False
    meant = "{{lead.Owner Email}}"
    last = at + len(owner)
    message = f"`{written(fault, at, last)}` is no address"
    return rewrite(fault, at, last, meant, message, f"write `{meant}`")


def _name(fault: Fault, at: int) -> tuple[str, int]:
    """The name of what is given, also where it is written as a token, and where it ends."""
    lexemes = fault.lexemes
    if lexemes.kinds[at] == TOKEN:
        owner, _, name = lexemes.texts[at][2:-2].partition(".")
        plain = name.strip()
        return (plain if owner.strip() == "my" and plain.isidentifier() else "", at + 1)
    if words(fault, at, 2) == ("my", ".") and lexemes.kinds[at + 2] in WORDS:
        return lexemes.texts[at + 2], at + 3
    return (lexemes.texts[at] if lexemes.kinds[at] in WORDS else "", at + 1)


def _arguments(fault: Fault, at: int) -> tuple[int, str] | None:
    """Where names with their values end, and how they are written; None where there are none.

    They may stand in brackets, and have `=` for `:`.
    """
    lexemes = fault.lexemes
    kinds, texts = lexemes.kinds, lexemes.texts
    closing = _OPENED_BY.get(kinds[at]) if at < len(kinds) else END
    at += closing not in (None, END)
    found: list[str] = []
    while closing != END and len(found) < _FURTHEST:
        name, last = _name(fault, at)
        if not name or texts[last] not in (":", "=") or kinds[last + 1] not in _VALUES:
            break
        found.append(f"{name}: {texts[last + 1]}")
        at = last + 2
        if texts[at] not in (",", "and"):
            break
        at += 1
    if not found:
        return None
    if closing is not None:
        if kinds[at] != closing:
            return None
        at += 1
    return at, ", ".join(found)
