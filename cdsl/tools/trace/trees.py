"""Why-trees and values as JSON.

Floor 6. Pure; used by traces and by whoever answers machines.
"""

from collections.abc import Callable
from datetime import datetime, tzinfo

from cdsl.interpreter.evidence import TokenRead, Why
from cdsl.semantics.conditions import Condition
from cdsl.semantics.types import Type
from cdsl.tools.explain import lines
from cdsl.tools.spelling import frame
from cdsl.tools.trace.event import Json
from cdsl.world.values import Value, text_of


def tree_document(
    tree: Why, now: datetime, zone: tzinfo, in_words: Callable[[Condition], str]
) -> list[Json]:
    """A tree as its lines: depth, whether it holds, the condition in words, what was seen."""
    return [
        {
            "depth": line.depth,
            "holds": line.holds,
            "condition": line.text,
            **dict(line.notes),
        }
        for line in lines(tree, now, zone, in_words)
    ]


def token_document(read: TokenRead, zone: tzinfo) -> dict[str, Json]:
    """A token that was read: its value and type, and for one of `my` the frame that gave it."""
    token = read.token
    document: dict[str, Json] = {
        "token": f"{token.context}.{token.name}",
        "type": str(token.type),
        "value": value_document(read.value, token.type, zone),
    }
    if read.binding is not None:
        document["from"] = frame(read.binding)
    return document


def value_document(value: Value, type: Type, zone: tzinfo) -> Json:
    """A value: numbers that JSON has, texts and truth as such, all else in its text form."""
    if value is None or isinstance(value, bool | int | str | float):
        return value
    return text_of(value, type, zone)
