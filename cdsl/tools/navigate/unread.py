"""Names in texts with errors, of which nobody knows yet what they mean.

Floor 6. Where the parser or the checker has stopped, names have no use; they have one as soon as
the error is mended.
"""

import re
from collections.abc import Iterable, Iterator, Set
from typing import Final

from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import AssetTarget, ChannelTarget, StatusTarget, Target
from cdsl.source.span import Source, Span
from cdsl.syntax.lexer import lex
from cdsl.tools.navigate.written import is_quoted, plain

_IN_BRACES: Final = re.compile(r"\.\s*([^\s:}][^:}]*?)\s*(?=:|\}\})")


def unread(
    source: Source, known: Set[Span], targets: Iterable[Target], names: Set[str]
) -> Iterator[Span]:
    """The places of a file where one of some names stands and is none of the `known` ones."""
    are_quoted = any(isinstance(one, AssetTarget | ChannelTarget | StatusTarget) for one in targets)
    wanted = {canonical(name) for name in names}
    lexemes = lex(source)
    for text, start, end in zip(lexemes.texts, lexemes.starts, lexemes.ends, strict=True):
        if is_quoted(text) is are_quoted and canonical(plain(text)) in wanted:
            found = [Span(start, end)]
        elif not are_quoted and "{{" in text:
            found = [
                Span(start + match.start(1), start + match.end(1))
                for match in _IN_BRACES.finditer(text)
                if canonical(match[1]) in wanted
            ]
        else:
            continue
        yield from (span for span in found if span not in known)
