"""The words of a command's argument.

Roof.
"""

import shlex

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
    """A campaign's name, and the values of `my.NAME=VALUE`."""
    names: list[str] = []
    tokens: dict[str, str] = {}
    for word in words(argument):
        start, equals, rest = word.partition("=")
        if equals and start.lower().startswith("my."):
            tokens[start[3:]] = rest
        else:
            names.append(word)
    # A name with blanks need not stand in quotes: nothing else can follow it.
    return (" ".join(names) or None), tokens
