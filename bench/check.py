"""`cdsl check` of a 10,000-line file against Lark's bare parse of the same text.

The peer is Lark as it comes: LALR, contextual lexer, the project's own grammar, its default tree
without positions, the collector as the interpreter has it. Run: python -m bench.check
"""

from lark import Lark

from bench.campaigns import long_file
from bench.measure import Goal, Row, compare, interleaved, main
from cdsl.api import Project
from cdsl.source.resources import grammar_text
from cdsl.source.span import Source
from cdsl.syntax.parse import parse

PEER = "Lark's bare parse"
PARSE = "parse and tree"
CHECK = "all of check"


def measure(rounds: int) -> tuple[Row, ...]:
    text = long_file()
    source = Source("long.cdsl", text)
    lark = Lark(grammar_text() or "", parser="lalr", lexer="contextual")
    found = Project.from_texts({source.name: text}).check()
    if found:
        raise SystemExit(f"the generated file is not clean: {found[0].code} {found[0].message}")
    medians = interleaved(
        {
            PEER: lambda: lark.parse(text),
            # A source of its own each time, since a source keeps what was worked out of it.
            PARSE: lambda: parse(Source(source.name, text)),
            CHECK: lambda: Project.from_texts({source.name: text}).check(),
        },
        rounds,
    )
    return compare(medians, (Goal(PARSE, PEER, most=1.2), Goal(CHECK, PEER, most=2)))


if __name__ == "__main__":
    main("check of a generated 10,000-line file", 7, measure)
