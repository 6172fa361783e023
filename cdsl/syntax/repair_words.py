"""Repairs of words: bare names, misspelled words, words written as one.

Floor 1; see `cdsl.syntax.repairs`.
"""

from bisect import bisect_left
from types import MappingProxyType
from typing import Final

from cdsl.source.span import Span
from cdsl.syntax.build_context import replacement, report
from cdsl.syntax.expectations import KEYWORDS, expected_words, nearest_word
from cdsl.syntax.fault import (
    Fault,
    braces_to_close,
    heights,
    is_first,
    shown,
    span_of,
    tell,
    write,
)
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.machine import after, cut, feed, taken, takes
from cdsl.syntax.places import LINE, PART, QUOTED, place_of_value, put_value
from cdsl.syntax.tables import FIXED, GOTOS, HEAD, NAME, OPERATORS, TERMINALS

_SHOWN: Final = 60
_BOOLEANS: Final = MappingProxyType({"yes": "true", "no": "false"})


def bare_name(fault: Fault) -> bool:
    """A name without quotes or braces where a value or a name in quotes is due (CDS005)."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    place = place_of_value(fault) if lexemes.kinds[at] in WORDS else None
    if place is None or _begins_statement(fault):
        return False
    then = at + 1
    dotted = False
    while not is_first(fault, then):
        kind = lexemes.kinds[then]
        if kind == FIXED["."] and lexemes.kinds[then + 1] in WORDS:
            dotted = True
            then += 2
        elif kind == NAME and lexemes.leads[then] == NAME:
            then += 1
        else:
            break
    span = Span(lexemes.starts[at], lexemes.ends[then - 1])
    text = fault.context.source.text[span.start : span.end]
    meant = nearest_word(text, _constants(fault)) if place != QUOTED and then == at + 1 else None
    if meant is not None and len(text) > 3:
        return _misspelled_as(fault, at, meant)
    tell(fault, at)
    _report_bare_name(fault, text, span, place == QUOTED, dotted)
    machine.at = then
    put_value(fault, place, text, span)
    return True


def _constants(fault: Fault) -> tuple[str, ...]:
    states, final = fault.machine.states, fault.machine.final
    words = ("true", "false", "empty")
    return tuple(word for word in words if taken(states, FIXED[word], final) is not None)


def _report_bare_name(fault: Fault, text: str, span: Span, name: bool, dotted: bool) -> None:
    text = " ".join(text[:_SHOWN].split())
    quoted, token = f'"{text}"', f"{{{{{text if dotted else 'my.' + text}}}}}"
    if name:
        message, help = f"the name `{text}` stands without quotes", f"write `{quoted}`"
    else:
        message = f"`{text}` is a bare name where a value must stand"
        help = f"write `{quoted}` for a text, or `{token}` for the value of a token"
        if dotted:
            help = f"write `{token}` for the value of a token, or `{quoted}` for a text"
    fix = replacement("put it in quotes", span, quoted)
    if dotted and not name:
        fix = replacement("put it in double braces", span, token)
    if not name and (boolean := _BOOLEANS.get(text.lower())) is not None:
        help = f"write `{boolean}` for a boolean, or `{quoted}` for a text"
        report(fault.context, "CDS005", message, span, help=help)
        return
    report(fault.context, "CDS005", message, span, help=help, fix=fix)


def _begins_statement(fault: Fault) -> bool:
    """Whether the word at hand rather begins the next statement."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    for height in heights(fault):
        states = machine.states[:height]
        terminal = takes(machine, lexemes, states, at)
        if terminal is None:
            continue
        if is_first(fault, at):
            return True
        if LINE in GOTOS[states[-1]]:
            continue
        then = after(machine, states, terminal)
        if then is not None and takes(machine, lexemes, then, at + 1) is not None:
            return True
    return is_first(fault, at) and braces_to_close(fault) is not None


def misspelled_operator(fault: Fault) -> bool:
    """`country contians "IT"`: the first word is a field, the second one misspelled."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    if lexemes.kinds[at] not in WORDS or lexemes.kinds[at + 1] != NAME or is_first(fault, at + 1):
        return False
    operators = (TERMINALS[kind] for kind in sorted(OPERATORS) if TERMINALS[kind].isalpha())
    meant = nearest_word(lexemes.texts[at + 1], operators)
    if meant is None or taken(machine.states, HEAD, machine.final) is None:
        return False
    lexemes.leads[at] = HEAD
    return _misspelled_as(fault, at + 1, meant)


def misspelled(fault: Fault) -> bool:
    """A word that is nearly one that fits here."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    kind, text = lexemes.kinds[at], lexemes.texts[at]
    if kind not in WORDS or len(text) < (3 if kind == NAME else 4):
        return False
    words = [w for w in expected_words(machine.states, machine.final) if w.isidentifier()]
    fitting = []
    for word in words:
        then = after(machine, machine.states, FIXED[word])
        if then is not None and takes(machine, lexemes, then, at + 1) is not None:
            fitting.append(word)
    meant = nearest_word(text, fitting)
    if meant is None and is_first(fault, at):
        meant = nearest_word(text, KEYWORDS)
    return meant in words and _misspelled_as(fault, at, str(meant))


def joined(fault: Fault) -> bool:
    """Two words written as one: `smartlist`."""
    machine, lexemes = fault.machine, fault.lexemes
    at = machine.at
    text = lexemes.texts[at].lower()
    if lexemes.kinds[at] != NAME:
        return False
    for word in expected_words(machine.states, machine.final):
        rest = text.removeprefix(word).removeprefix("_")
        if not text.startswith(word) or rest not in KEYWORDS or rest not in FIXED:
            continue
        then = after(machine, machine.states, FIXED[word])
        if then is not None and taken(then, FIXED[rest], machine.final) is not None:
            feed(machine, fault.context, FIXED[word], word)
            return _misspelled_as(fault, at, rest, f"{word} {rest}")
    return False


def missing_activity(fault: Fault) -> bool:
    """`on` without an activity: the first word of the next part was read as one."""
    machine, lexemes = fault.machine, fault.lexemes
    on, part = machine.at - 2, machine.at - 1
    if on < 0 or lexemes.kinds[on] != FIXED["on"] or lexemes.kinds[part] not in WORDS:
        return False
    height = bisect_left(machine.starts, lexemes.starts[on], lo=1)
    if height == len(machine.states) or machine.values[height] != "on":
        return False
    if PART not in GOTOS[machine.states[height - 1]]:
        return False
    states = after(machine, machine.states[:height], lexemes.kinds[part])
    if states is None or takes(machine, lexemes, states, machine.at) is None:
        return False
    tell(fault, on)
    report(
        fault.context,
        "CDS001",
        f"`on` names no activity before {shown(fault, part)}",
        span_of(fault, on),
        label="expected an activity",
        help="write `on visit_page`, or leave `on` out",
    )
    cut(machine, height)
    machine.at, machine.end = part, lexemes.starts[on]
    return True


def _misspelled_as(fault: Fault, at: int, meant: str, whole: str = "") -> bool:
    whole = whole or meant
    tell(fault, at)
    report(
        fault.context,
        "CDS001",
        f"{shown(fault, at)} is no word of the language here",
        span_of(fault, at),
        help=f"did you mean `{whole}`?",
        fix=replacement(f"write `{whole}`", span_of(fault, at), whole),
    )
    write(fault, at, FIXED[meant], meant)
    return True
