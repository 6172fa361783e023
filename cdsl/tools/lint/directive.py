"""A comment to the linter, `# cdsl: allow CDS410 because …`: its codes, or why it has none.

Floor 6. Whatever looks as if it was meant for one is told what keeps it from being one.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cdsl.source.codes import TITLES, spelled
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.source.suggest import nearest
from cdsl.syntax.lexer import Comment
from cdsl.tools.lint.settings import CHANGEABLE, unchangeable

_HEAD: Final = "cdsl:"
_ALLOW: Final = "allow"
_SHAPE: Final = re.compile(r"\s*(?P<head>cdsl\b(?:\s*:)?)\s*(?P<word>\w*)(?P<rest>.*)", re.I | re.S)
_MEANT: Final = re.compile(r"[\s`'\"]+(CDS)?\d", re.I)
_BECAUSE: Final = re.compile(r"\bbecause\b(?P<reason>.*)", re.S)
_WORD: Final = re.compile(r"[^\s,]+")
_CODE: Final = re.compile(r"(?P<code>(?:CDS)?\d{1,3})\W*", re.I | re.A)
_WAY_OUT: Final = "write `# cdsl: allow CDS410 because …` with the reason"


@dataclass(frozen=True, slots=True)
class Directive:
    """What a comment allows: codes, and where each stands."""

    codes: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class Misread:
    """What keeps a comment from allowing anything."""

    message: str
    help: str
    span: Span
    fix: Fix | None = None


def read_directive(comment: Comment) -> Directive | Misread | None:
    """The allowance that a comment is, what is wrong with it, or None for any other comment.

    That is the first thing that is wrong; there is a fix where spelling is all.
    """
    shape = _SHAPE.fullmatch(comment.text)
    if shape is None:
        return None
    is_begun = shape["head"] == _HEAD and not comment.doc
    if not is_begun and (shape["word"].lower() != _ALLOW or not _MEANT.match(shape["rest"])):
        return None
    codes: list[tuple[str, Span]] = []
    wrong: list[Misread] = []
    for part in _parts(comment, shape):
        if isinstance(part, Misread):
            wrong.append(part)
        else:
            codes.append(part)
    if not wrong:
        return Directive(tuple(codes))
    first, fixes = wrong[0], [one.fix for one in wrong if one.fix is not None]
    if len(wrong) == 1 or first.fix is None:
        return first
    if len(fixes) < len(wrong):
        return replace(first, help=_WAY_OUT, fix=None)
    edits = tuple(edit for fix in fixes for edit in fix.edits)
    return replace(first, fix=Fix("spell the allowance right", edits, True))


def _parts(comment: Comment, shape: re.Match[str]) -> Iterator[tuple[str, Span] | Misread]:
    """The codes of an allowance and all that is wrong with it, in order of text."""
    begin = comment.span.start + (2 if comment.doc else 1)

    def place(span: tuple[int, int]) -> Span:
        return Span(begin + span[0], begin + span[1])

    if comment.doc:
        message = "behind `##` this is text for readers, and allows nothing"
        yield _replaced(message, Span(comment.span.start, begin), "#")
    if shape["head"] != _HEAD:
        message = f"an allowance begins with `{_HEAD}`"
        yield _replaced(message, place(shape.span("head")), _HEAD)
    if shape["word"] != _ALLOW:
        begun = f"{_HEAD} {shape['word']}".rstrip()
        message = f"`{begun}` means nothing here"
        if nearest(shape["word"], (_ALLOW,)) is None:
            yield Misread(message, _WAY_OUT, comment.span)
            return
        yield _replaced(message, place(shape.span("word")), _ALLOW)
    because = _BECAUSE.search(comment.text, shape.start("rest"))
    end = len(comment.text) if because is None else because.start()
    words = list(_WORD.finditer(comment.text, shape.start("rest"), end))
    if not words:
        yield Misread("an allowance without a code allows nothing", _WAY_OUT, comment.span)
    for number, word in enumerate(words):
        read = _code(word.group(), place(word.span()))
        if read is None and number and because is None:
            yield Misread("the reason begins with `because`", _WAY_OUT, place(word.span()))
            return
        yield read or Misread(f"`{word.group()}` is no code", _WAY_OUT, place(word.span()))
    if because is None or not because["reason"].strip():
        yield Misread("an allowance without a reason allows nothing", _WAY_OUT, comment.span)


def _code(written: str, span: Span) -> tuple[str, Span] | Misread | None:
    """A code that can be allowed, why it cannot be, or None for what does not look like one."""
    if written in CHANGEABLE:
        return written, span
    shape = _CODE.fullmatch(written.lstrip("`'\"("))
    if shape is None:
        return None
    code = spelled(shape["code"])
    if code not in TITLES and any(known.startswith(code) for known in CHANGEABLE):
        message = f"`{code}` is a family, and an allowance names each code"
        help = f'name the codes, or write `disable = ["{code}"]` in `cdsl.toml`'
        return Misread(message, help, span)
    if code not in CHANGEABLE:
        return Misread(*unchangeable(code), span)
    return _replaced(f"`{written}` is no code as it is written", span, code)


def _replaced(message: str, span: Span, text: str) -> Misread:
    return Misread(message, "", span, Fix(f"write `{text}`", (Edit(span, text),), True))
