"""The shapes of `cdsl.syntax.words` in the regular expressions of Vim and of Emacs.

A shape has sets, groups that capture nothing, counts, alternatives and characters; so that is all
that is translated, and anything else is an error here instead of a wrong colour there.
"""

import re
from typing import Final

_PIECE: Final = re.compile(
    r"(?P<set>\[\^?(?:\\.|[^\]\\])+\])|(?P<group>\(\?:)|(?P<close>\))|(?P<either>\|)"
    r"|(?P<count>\{[0-9,]+\})|(?P<many>[?*+])|\\(?P<escaped>[^\w\s])|(?P<char>[^\[\](){}|?*+\\.^$])"
)
_IN_SET: Final = re.compile(r"\\(.)")
_CONTROLS: Final = {"n": "\n", "t": "\t"}
_MAGIC: Final = frozenset("(){}[]|+?*.^$~@%&=<>\\/")


def to_vim(shape: str) -> str:
    r"""A shape for a pattern that is `\v`, very magic, between slashes."""
    return "".join(_vim(kind, text) for kind, text in _pieces(shape))


def to_emacs(shape: str) -> str:
    """A shape for Emacs, not yet quoted as a string of Lisp."""
    return "".join(_emacs(kind, text) for kind, text in _pieces(shape))


def _vim(kind: str, text: str) -> str:
    match kind:
        case "group":
            return "%("
        case "set":
            # A set that excludes something does not reach over the end of a line by itself.
            inside = "".join(_members(text)).replace("\n", "").replace("\\", "\\\\")
            inside = inside.replace("\t", "\\t")
            return "." if inside == "^" else f"[{inside}]"
        case "escaped" | "char":
            return f"\\{text}" if text in _MAGIC else text
        case _:
            return text


def _emacs(kind: str, text: str) -> str:
    match kind:
        case "group":
            return r"\(?:"
        case "close" | "either":
            return f"\\{text}"
        case "count":
            return f"\\{{{text[1:-1]}\\}}"
        case "set":
            return f"[{''.join(_members(text))}]"
        case "escaped" | "char":
            return f"\\{text}" if text in "[]*+?.^$\\" else text
        case _:
            return text


def _members(text: str) -> str:
    return _IN_SET.sub(lambda found: _CONTROLS.get(found[1], found[1]), text[1:-1])


def _pieces(shape: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(shape):
        piece = _PIECE.match(shape, at)
        if piece is None or piece.lastgroup is None:
            raise ValueError(f"no shape: {shape[at:]}")
        found.append((piece.lastgroup, piece[piece.lastgroup]))
        at = piece.end()
    return found
