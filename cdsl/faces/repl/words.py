"""The words of a command's argument.

Roof.
"""

import shlex
from collections.abc import Iterator
from io import StringIO

from cdsl.api.prompt.sitting import Sitting


def words(argument: str) -> list[str]:
    """The words, those in quotes as one; an open quote is taken as it stands."""
    try:
        return shlex.split(argument)
    except ValueError:
        return argument.split()


def person_named(sitting: Sitting, argument: str) -> str:
    """A person as they are named: an id may have quotes in it, and else stand in some."""
    if sitting.world.store.person(argument) is not None:
        return argument
    return " ".join(words(argument))


def name_and_tokens(argument: str) -> tuple[str | None, dict[str, str]]:
    """A campaign's name as it is written, and the values of `my.NAME=VALUE`."""
    names: list[str] = []
    tokens: dict[str, str] = {}
    for written, word in _as_written(argument):
        start, equals, rest = word.partition("=")
        if equals and start.lower().startswith("my."):
            tokens[start[3:]] = rest
        else:
            names.append(written)
    return ("".join(names).strip() or None), tokens


def _as_written(argument: str) -> Iterator[tuple[str, str]]:
    """The words, each with how it is written, the blanks behind it included."""
    text = StringIO(argument)
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    start = 0
    try:
        for word in lexer:
            yield argument[start : text.tell()], word
            start = text.tell()
    except ValueError:  # a quote that stays open is taken as it stands
        for word in argument[start:].split():
            yield f"{word} ", word
