"""What could be written at a place: words, and the names that mean something there.

Floor 6. The parser says which words can follow; the lexemes before say what a name would be of. A
text that is half typed, or does not check, is completed from what is known of the rest.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from cdsl.semantics.analyse import Analysis
from cdsl.source.codes import TITLES
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.lexer import OPEN_STRING
from cdsl.syntax.reach import reach
from cdsl.tools.lint.settings import CHANGEABLE
from cdsl.tools.navigate.candidate import Candidate, Sort
from cdsl.tools.navigate.keywords import words
from cdsl.tools.navigate.names import names_of_words
from cdsl.tools.navigate.quotes import names_in_text, values_in_quotes
from cdsl.tools.navigate.scope import scope_at
from cdsl.tools.navigate.subject import Subject
from cdsl.tools.navigate.tokens import contexts, tokens_of

_WORD: Final = re.compile(r"\w*\Z")
_ALLOWANCE: Final = re.compile(r"#\s*cdsl:\s*allow\s+(?:CDS\w*[\s,]+)*(\w*)\Z")
_TOKEN: Final = re.compile(r"\{\{\s*(?:(\w+)\s*\.)?\s*([^{}.:]*)\Z")


@dataclass(frozen=True, slots=True)
class Completions:
    """What may stand in the place of `replaced`, the part that is typed already."""

    replaced: Span
    candidates: tuple[Candidate, ...]


def complete(
    source: Source,
    offset: int,
    analysis: Analysis,
    file: str,
    files: Callable[[], Iterable[str]],
    occurring: Callable[[Subject], Iterable[str]] = lambda subject: (),
) -> Completions:
    """What could be written at an offset of a text, whose file has been analysed.

    `files` are those of the project, by path from its root; asked for where one is named.
    `occurring` are the texts that a field or attribute has in a world, where there is one.
    """
    begin = _beginning(source, offset, analysis, file)
    text = source.text[begin:offset]
    line = text[text.rfind("\n") + 1 :]
    allowance = _ALLOWANCE.search(line)
    if allowance is not None:
        typed = allowance[1]
        return Completions(Span(offset - len(typed), offset), tuple(_codes(typed)))
    scope = scope_at(analysis, file, offset)
    token = _TOKEN.search(line)
    if token is not None:
        typed = Span(offset - len(token[2]), offset)
        found = contexts() if token[1] is None else tokens_of(token[1], scope)
        return Completions(typed, tuple(found))
    reached = reach(Source(source.name, text))
    last = len(reached.lexemes.kinds) - 2
    comments = reached.lexemes.comments
    if comments and comments[-1].span.end == len(text):
        return Completions(Span(offset, offset), ())
    if last >= 0 and reached.lexemes.kinds[last] == OPEN_STRING:
        start = reached.lexemes.starts[last]
        before = reach(Source(source.name, text[:start]))
        return Completions(
            Span(begin + start + 1, offset), names_in_text(before, scope, files, occurring)
        )
    typed_word = _WORD.search(text)
    start = typed_word.start() if typed_word is not None else len(text)
    before = reach(Source(source.name, text[:start]))
    following = (
        *names_of_words(before, scope),
        *words(before, scope),
        *values_in_quotes(before, scope, occurring),
    )
    return Completions(Span(begin + start, offset), following)


def signature(
    source: Source, offset: int, analysis: Analysis, file: str
) -> tuple[str, tuple[Candidate, ...]]:
    """What takes values by name at an offset (`campaign "X"`, `visit_page`), and the names."""
    begin = _beginning(source, offset, analysis, file)
    reached = reach(Source(source.name, source.text[begin:offset]))
    if not reached.blocks:
        return "", ()
    brace = reached.blocks[-1]
    head = reached.lexemes.texts[:brace]
    inside = Source(source.name, source.text[begin : begin + reached.lexemes.ends[brace]])
    names = names_of_words(reach(inside), scope_at(analysis, file, offset))
    taken = tuple(one for one in names if one.text == f"{one.label}: ")
    return (" ".join(head[-3:]) if taken else ""), taken


def _beginning(source: Source, offset: int, analysis: Analysis, file: str) -> int:
    """Where the declaration at the top begins that the offset is in, or stands behind."""
    module = analysis.declarations.modules.modules[file]
    starts = [module.extent(item).start for item in module.file.items]
    starts += [use.span.start for use in module.file.uses]
    return max((start for start in starts if start < offset), default=0)


def _codes(typed: str) -> Iterator[Candidate]:
    for code, title in TITLES.items():
        if code in CHANGEABLE and code.startswith(typed):
            yield Candidate(code, Sort.CODE, title, f"{code} because ")
