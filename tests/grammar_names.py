"""The names that only the grammar knows, none of which a message may show.

Terminals (`QUOTED_KEY`, `SHIFT`), and those rules whose names no `.cdsl` file has (`given_when`).
"""

import re
from pathlib import Path

from cdsl.source.diagnostic import Diagnostic

ROOT = Path(__file__).parents[1]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def grammar_names() -> frozenset[str]:
    grammar = (ROOT / "grammar" / "cdsl.lark").read_text(encoding="utf-8")
    names = set(re.findall(r"^[?!]?(\w+)(?:\.\d+)?:", grammar, re.MULTILINE))
    rules = {name for name in names if name.islower() and "_" in name}
    library = "".join(path.read_text("utf-8") for path in (ROOT / "stdlib").rglob("*.cdsl"))
    terminals = {name for name in names if name.isupper()}
    return frozenset({"END"} | terminals | rules - words_of(library))


NAMES = grammar_names()


def names_shown(diagnostic: Diagnostic, written: str) -> set[str]:
    """The grammar's names in what a diagnostic says, but for words that the author wrote."""
    fix = diagnostic.fix
    said = " ".join(
        [
            *(diagnostic.message, diagnostic.label, diagnostic.help),
            *(related.message for related in diagnostic.related),
            *([] if fix is None else [fix.title, *(edit.text for edit in fix.edits)]),
        ]
    )
    return (words_of(said) & NAMES) - words_of(written)
