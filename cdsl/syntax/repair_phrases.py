"""Repairs of phrases as a screen shows them: `First Name is "Ada"`, `visited page "/x"`, `Flow`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from cdsl.syntax.expectations import KEYWORDS
from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import JUNK, WORDS
from cdsl.syntax.rewrite import Piece, rewrite, rewrite_several, words, written
from cdsl.syntax.tables import END, FIXED, LBRACE, OPERATORS, RBRACE


def capitals(fault: Fault) -> bool:
    """`Batch Campaign`, `Smart List`: the words of the language are small."""
    lexemes, at = fault.lexemes, fault.machine.at
    for first in (at, at + 1) if lexemes.kinds[at] in WORDS else ():
        last = first
        while _is_large(lexemes.texts[last]) and not (last > at and is_first(fault, last)):
            last += 1
        for end in range(last, first, -1):
            said = written(fault, first, end)
            message = f"`{said}` is written with capital letters"
            # `Send Email: "E"` as a screen shows it.
            behind = end + (lexemes.texts[end] == ":")
            if rewrite(fault, first, behind, said.lower(), message, f"write `{said.lower()}`"):
                return True
    return False


def _is_large(text: str) -> bool:
    return text != text.lower() and text.lower() in KEYWORDS


def label_without_quotes(fault: Fault) -> bool:
    """`First Name is "Ada"`, `change First Name to "Ada"`: a label is a text."""
    lexemes, at = fault.lexemes, fault.machine.at
    for first in (at, at - 1):
        last = first
        while (
            last >= 0
            and lexemes.kinds[last] in WORDS - OPERATORS
            and lexemes.texts[last][0].isupper()
        ):
            last += 1
            if is_first(fault, last):
                break
        if last - first < 2 or is_first(fault, last):
            continue
        label = " ".join(lexemes.texts[first:last])
        message = f"the label `{label}` stands without quotes"
        help = f'write `"{label}"`, or the name of the field'
        if rewrite(fault, first, last, f'"{label}"', message, help, code="CDS005"):
            return True
    return False


def superfluous_colon(fault: Fault) -> bool:
    """`send email: "E"`, `flow: { … }`: words of the language take no colon."""
    at = fault.machine.at
    if fault.lexemes.texts[at] != ":" or not at or fault.lexemes.kinds[at - 1] not in WORDS:
        return False
    return rewrite(fault, at, at + 1, "", "`:` cannot stand here", "leave it out")


def superfluous_then(fault: Fault) -> bool:
    """`if score > 3 then {`: the brace says it."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at, 1) != ("then",) or lexemes.kinds[at + 1] != LBRACE:
        return False
    help = "leave it out: the steps stand in braces behind the condition"
    return rewrite(fault, at, at + 1, "", "`then` cannot stand here", help)


def then_without_braces(fault: Fault) -> bool:
    """`if score > 3 then stop`, also with `else stop` behind it: steps stand in braces."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at, 1) != ("then",) or is_first(fault, at + 1):
        return False
    pieces: list[Piece] = [(at, at + 1, "{")]
    last = at + 1
    while lexemes.kinds[last] not in (LBRACE, RBRACE, END) and not is_first(fault, last):
        if words(fault, last, 1) == ("else",) and len(pieces) == 1:
            pieces.append((last, last + 1, "} else {"))
        last += 1
    pieces.append((last, last, " }"))
    help = "write `if … { … }`: the steps stand in braces behind the condition"
    return rewrite_several(fault, pieces, "`then` cannot stand here", help, shown=(at, at + 1))


def all_people(fault: Fault) -> bool:
    """`smart list { all }`: `all` alone begins a group of conditions."""
    at = fault.machine.at
    if fault.lexemes.kinds[at] != RBRACE or words(fault, at - 1, 1) != ("all",):
        return False
    message = "`all` begins a group of conditions, `all { … }`"
    return rewrite(fault, at - 1, at, "everyone", message, "write `everyone`")


def dollar_token(fault: Fault) -> bool:
    """`${my.points}`: a token as other template languages write it."""
    lexemes, at = fault.lexemes, fault.machine.at
    if lexemes.kinds[at] != JUNK or lexemes.texts[at] != "$" or lexemes.kinds[at + 1] != LBRACE:
        return False
    last = at + 2
    while lexemes.kinds[last] in WORDS or lexemes.kinds[last] == FIXED["."]:
        last += 1
    if lexemes.kinds[last] != RBRACE or last == at + 2:
        return False
    said, inner = written(fault, at, last + 1), written(fault, at + 2, last)
    meant = f"{{{{{inner if '.' in inner else f'my.{inner}'}}}}}"
    return rewrite(
        fault, at, last + 1, meant, f"`{said}` is no token", f"write `{meant}`", code="CDS008"
    )
