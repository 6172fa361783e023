"""Repairs of phrases as a screen shows them: `First Name is "Ada"`, `visited page "/x"`, `Flow`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from typing import Final

from cdsl.syntax.expectations import KEYWORDS
from cdsl.syntax.fault import Fault, is_first, line_end
from cdsl.syntax.lexer import JUNK, WORDS
from cdsl.syntax.rewrite import A_STEP, fits, rewrite, words, written
from cdsl.syntax.tables import FIXED, LBRACE, OPERATORS, RBRACE

_LONGEST_LINE: Final = 30
"""So many lexemes are read as a step at most: where they could be two is tried at each."""


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
    lexemes, first = fault.lexemes, fault.machine.at
    at = first + (lexemes.texts[first] == ",")
    if words(fault, at, 1) != ("then",) or lexemes.kinds[at + 1] != LBRACE:
        return False
    help = "leave it out: the steps stand in braces behind the condition"
    message = f"`{written(fault, first, at + 1)}` cannot stand here"
    return rewrite(fault, first, at + 1, "", message, help)


def then_between_steps(fault: Fault) -> bool:
    """`wait 3 days then stop`, `wait 3 days, and then stop`: steps follow each other."""
    at = last = fault.machine.at
    first = at - (words(fault, at - 1, 1) == (",",))
    for word in (",", "and", "then"):
        last += words(fault, last, 1) == (word,)
    if words(fault, last - 1, 1) != ("then",) or last == at:
        return False
    if not fits(fault, first, last, A_STEP):
        return False
    message = f"`{written(fault, first, last)}` cannot stand here"
    return rewrite(fault, first, last, "", message, "leave it out: steps follow each other")


def then_without_braces(fault: Fault) -> bool:
    """`if score > 3 then stop`, `…, stop`, `… then stop else do nothing`: steps have braces."""
    first = at = fault.machine.at
    is_comma = fault.lexemes.texts[first] == ","
    if words(fault, first + is_comma, 1) == ("then",):
        at += is_comma
    elif not is_comma:
        return False
    last = line_end(fault, at)
    if words(fault, last, 1) == ("else",):
        return False
    said = words(fault, at + 1, last - at - 1)
    # Whose an `else` is, nobody knows where another `if` stands before it.
    if not said or len(said) > _LONGEST_LINE or not {"if", "then", "{"}.isdisjoint(said):
        return False
    parting = at + 1 + said.index("else") if "else" in said else last
    steps = [(at + 1, parting), (parting + 1, last)][: 1 + ("else" in said)]
    if not all(_is_one_step(fault, begin, behind) for begin, behind in steps):
        return False
    meant = " else ".join(f"{{ {written(fault, *step)} }}" for step in steps)
    message = f"`{written(fault, first, at + 1)}` cannot stand here"
    help = f"write `{meant}`"
    return rewrite(fault, first, last, f"{' ' * is_comma}{meant}", message, help)


def _is_one_step(fault: Fault, first: int, last: int) -> bool:
    """Whether some lexemes are a step, and not two."""
    at = fault.machine.at

    def are_steps(*parts: tuple[int, int]) -> bool:
        texts = [f"{{ {written(fault, *part)} }}" for part in parts]
        return fits(fault, at, last, " else ".join(texts))

    return (
        last > first
        and are_steps((first, last))
        and not any(are_steps((first, middle), (middle, last)) for middle in range(first + 1, last))
    )


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
