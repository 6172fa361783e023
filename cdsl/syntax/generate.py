"""Turns `grammar/cdsl.lark` into the plain tables of `cdsl.syntax.tables`.

Floor 1. The only module that imports Lark, and nothing imports this one: it is run by hand after
the grammar has changed (`python -m cdsl.syntax.generate`), and with `--check` by the tests. It may
read the grammar and write the tables, and nothing else.

Lark works out the LALR(1) tables; here they are numbered, reductions that need no lookahead become
defaults, and rules that only hand a value on are skipped beforehand.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lark import Lark
from lark.grammar import Rule, Terminal
from lark.lexer import PatternStr
from lark.parsers.lalr_analysis import Shift

GRAMMAR: Final = Path(__file__).parents[2] / "grammar" / "cdsl.lark"
TABLES: Final = Path(__file__).with_name("tables.py")
STARTS: Final = ("start", "condition", "step", "value")

_END: Final = "$END"
_FIRST: Final = (_END, "NOT", "LBRACE", "LPAR", "RBRACE", "RPAR")
_LOOKAHEAD: Final = ("KEY", "HEAD", "QUOTED_KEY")
_LEXED: Final = ("NAME", "STRING", "TOKEN", "DATETIME", "DATE", "TIME", "SHIFT", "NUMBER")


def parser() -> Lark:
    """The grammar as Lark reads it, for every start symbol."""
    return Lark(
        GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        lexer="contextual",
        start=list(STARTS),
    )


def generate() -> str:
    """The text of `cdsl/syntax/tables.py` for the grammar as it stands."""
    lark = parser()
    table: Any = lark.parser.parser._parse_table
    words = {t.name: t.pattern.value for t in lark.terminals if isinstance(t.pattern, PatternStr)}
    shapes = {t.name: t.pattern.to_regexp() for t in lark.terminals if t.name not in words}
    terminals = _numbered_terminals(words)
    states = _numbered_states(table)
    rules = list(dict.fromkeys(_rules_of(table, states)))
    origins = sorted({str(rule.origin.name) for rule in rules})
    nonterminals = {name: number for number, name in enumerate(origins)}
    rule_numbers = {rule: number for number, rule in enumerate(rules)}

    defaults: list[int] = []
    actions: list[dict[int, int]] = []
    gotos: list[dict[int, int]] = []
    for state in states:
        row: dict[int, int] = {}
        jumps: dict[int, int] = {}
        for symbol, (kind, target) in _sorted_row(table, state):
            if symbol not in terminals:
                jumps[nonterminals[symbol]] = states[target]
            elif kind is Shift:
                row[terminals[symbol]] = states[target]
            else:
                row[terminals[symbol]] = ~rule_numbers[target]
        only = set(row.values())
        reduces = len(only) == 1 and min(only) < 0
        defaults.append(~min(only) if reduces else -1)
        actions.append({} if reduces else row)
        gotos.append(jumps)
    kept = [_kept(rule) for rule in rules]
    _skip_rules_that_hand_on(rules, kept, nonterminals, defaults, gotos)
    follows = _after_head(shapes["HEAD"], words)
    return _text(
        (
            ("TERMINALS", "tuple[str, ...]", tuple(words.get(name, name) for name in terminals)),
            ("NONTERMINALS", "tuple[str, ...]", tuple(nonterminals)),
            *((name.strip("$"), "int", terminals[name]) for name in (*_FIRST, *_LOOKAHEAD)),
            *((name, "int", terminals[name]) for name in _LEXED),
            ("FIXED", "dict[str, int]", {text: terminals[n] for n, text in words.items()}),
            ("OPERATORS", "frozenset[int]", frozenset(terminals[name] for name in follows)),
            ("NEVER_HEAD", "frozenset[str]", _never_head(shapes["HEAD"], words)),
            ("TOKEN_SHAPE", "str", _token_shape(words, shapes)),
            ("STARTS", "dict[str, int]", {s: states[table.start_states[s]] for s in STARTS}),
            ("ENDS", "dict[str, int]", {s: states[table.end_states[s]] for s in STARTS}),
            (
                "RULES",
                "tuple[tuple[str, int, int, tuple[int, ...]], ...]",
                tuple(
                    (
                        _action(rule, kept[n]),
                        len(rule.expansion),
                        nonterminals[rule.origin.name],
                        kept[n],
                    )
                    for n, rule in enumerate(rules)
                ),
            ),
            ("DEFAULTS", "tuple[int, ...]", tuple(defaults)),
            ("ACTIONS", "tuple[dict[int, int], ...]", tuple(actions)),
            ("GOTOS", "tuple[dict[int, int], ...]", tuple(gotos)),
        )
    )


def _sorted_row(table: Any, state: int) -> list[tuple[str, tuple[Any, Any]]]:
    return sorted(table.states[state].items(), key=lambda item: str(item[0]))


def _numbered_states(table: Any) -> dict[int, int]:
    """The states by breadth from the starts: Lark's own numbers differ from run to run."""
    numbers = {table.start_states[start]: number for number, start in enumerate(STARTS)}
    for state in (queue := list(numbers)):
        for _, (kind, target) in _sorted_row(table, state):
            if kind is Shift and target not in numbers:
                numbers[target] = len(numbers)
                queue.append(target)
    return numbers


def _rules_of(table: Any, states: Mapping[int, int]) -> Iterator[Rule]:
    for state in states:
        for _, (kind, target) in _sorted_row(table, state):
            if kind is not Shift:
                yield target


def _numbered_terminals(words: Mapping[str, str]) -> dict[str, int]:
    names = [*_FIRST, *_LEXED, *_LOOKAHEAD, *sorted(words)]
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _kept(rule: Rule) -> tuple[int, ...]:
    """The children that carry a value, counted from the end; 0 stands for one left out."""
    empty = rule.options.empty_indices or (False,) * len(rule.expansion)
    kept: list[int] = []
    place = -len(rule.expansion)
    for left_out in empty:
        if left_out:
            kept.append(0)
            continue
        symbol = rule.expansion[place]
        if not (isinstance(symbol, Terminal) and symbol.filter_out):
            kept.append(place)
        place += 1
    return tuple(kept)


def _action(rule: Rule, kept: tuple[int, ...]) -> str:
    """The name of what builds the rule's value; empty if it hands its only child on."""
    if rule.origin.name.startswith("_"):
        return "longer" if rule.expansion[0] == rule.origin else "first"
    if rule.alias:
        return str(rule.alias)
    if rule.options.expand1 and len(kept) == 1:
        return ""
    return str(rule.origin.name)


def _skip_rules_that_hand_on(
    rules: list[Rule],
    kept: list[tuple[int, ...]],
    nonterminals: Mapping[str, int],
    defaults: list[int],
    gotos: list[dict[int, int]],
) -> None:
    for jumps in gotos:
        for symbol in jumps:
            rule = defaults[jumps[symbol]]
            while (
                rule >= 0
                and len(rules[rule].expansion) == 1
                and not _action(rules[rule], kept[rule])
            ):
                jumps[symbol] = jumps[nonterminals[rules[rule].origin.name]]
                rule = defaults[jumps[symbol]]


def _after_head(head: str, words: Mapping[str, str]) -> list[str]:
    """The words and signs after which a name is the head of a condition."""
    return [name for name, text in words.items() if re.match(head, f"x {text} ")]


def _never_head(head: str, words: Mapping[str, str]) -> frozenset[str]:
    names = (text for text in words.values() if text.isidentifier())
    return frozenset(text for text in names if not re.match(head, f"{text} is "))


def _token_shape(words: Mapping[str, str], shapes: Mapping[str, str]) -> str:
    """One expression for every token, and for what is none, as the last groups."""
    signs = sorted((w for w in words.values() if not w.isidentifier()), key=len, reverse=True)
    groups = [f"({shapes[name]})" for name in _LEXED]
    groups.append(f"({shapes['COMMENT']})")
    groups.append(r"(\{\{)")
    groups.append(r'("(?:[^"\\\n]|\\[^\n])*\\?)')
    groups.append(r"(==+|!=+|<>|=>|=<|&&|\|\|)")
    groups.append(f"({'|'.join(map(re.escape, signs))})")
    known = re.escape("".join(sorted(set("".join(signs)))))
    groups.append(rf'([^\s\w"#{known}]+|\S)')
    return "|".join(groups)


def _text(entries: tuple[tuple[str, str, object], ...]) -> str:
    lines = [
        '"""The tables of the parser, GENERATED from grammar/cdsl.lark: do not edit.',
        "",
        "`python -m cdsl.syntax.generate` writes this file; `cdsl.syntax.generate` says how.",
        '"""',
        "",
        "# ruff: noqa",
        "from typing import Final",
        "",
    ]
    for name, kind, value in entries:
        lines.append(f"{name}: Final[{kind}] = {_literal(value)}")
    return "\n".join(lines) + "\n"


def _literal(value: object) -> str:
    show: Callable[[object], str] = repr
    match value:
        case frozenset():
            return "frozenset({" + ", ".join(map(show, sorted(value))) + "})"
        case tuple() if value and not isinstance(value[0], (int, str)):
            return "(\n" + "".join(f"{_compact(item)},\n" for item in value) + ")"
        case tuple() | dict():
            return _compact(value)
        case _:
            return show(value)


def _compact(value: object) -> str:
    text = repr(value)
    return text if "'" in text else text.replace(" ", "")


def main(arguments: list[str]) -> int:
    """Write the tables, or with `--check` say whether they are up to date."""
    text = generate()
    if "--check" not in arguments:
        TABLES.write_text(text, encoding="utf-8")
        return 0
    if TABLES.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("cdsl/syntax/tables.py is older than grammar/cdsl.lark\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
