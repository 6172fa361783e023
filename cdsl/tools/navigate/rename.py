"""A name changed wherever it stands.

Floor 6. Says how each occurrence is written with the new name; whether the files then still mean
what they meant is judged by reading them anew.
"""

import re
from collections.abc import Iterable
from typing import Final

from cdsl.semantics.modules import STANDARD
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import (
    AssetTarget,
    ChannelTarget,
    FileTarget,
    StatusTarget,
    Target,
    TokenTarget,
)
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit
from cdsl.source.span import Source
from cdsl.tools.navigate.occurrences import Occurrence

_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*\Z")
_ESCAPES: Final = (("\\", "\\\\"), ('"', '\\"'), ("{{", "\\{\\{"))


@dataclass(frozen=True, slots=True)
class NotRenamed:
    """Why a name cannot be changed, in one sentence."""

    reason: str


def renamed(
    found: Iterable[Occurrence], name: str
) -> tuple[tuple[Source, tuple[Edit, ...]], ...] | NotRenamed:
    """The edits of each file that write another name, or why there are none.

    `found` are all occurrences that mean the same. A use by another name than the identifier (a
    label, as in `"Person Score"`) stays as it is.
    """
    every = tuple(found)
    if not every or any(isinstance(one.target, FileTarget) for one in every):
        return NotRenamed("there is no name here that can be changed")
    if any(one.role is None and one.source.name.startswith(STANDARD) for one in every):
        return NotRenamed("it belongs to the standard library")
    if not any(one.role is None for one in every):
        return NotRenamed("it belongs to the standard library")
    is_asset = isinstance(every[0].target, AssetTarget | ChannelTarget | StatusTarget)
    if is_asset and (not name.strip() or not name.isprintable()):
        return NotRenamed("a name has characters that can be seen")
    if not is_asset and not _IDENTIFIER.match(name):
        return NotRenamed("a name has letters, digits and `_`, and does not begin with a digit")
    edits: dict[str, tuple[Source, list[Edit]]] = {}
    for one in every:
        written = one.written
        quoted = written.startswith('"')
        plain = _unescaped(written[1:-1]) if quoted else written
        if canonical(plain) != canonical(name_of(one.target)):
            continue
        text = f'"{_escaped(name)}"' if quoted else name
        edits.setdefault(one.source.name, (one.source, []))[1].append(Edit(one.span, text))
    return tuple((source, tuple(changes)) for source, changes in edits.values())


def name_of(target: Target) -> str:
    """The name of what is meant, as its declaration writes it."""
    return target.key.name if isinstance(target, AssetTarget) else target.name


def is_token(target: Target) -> bool:
    """Whether a target is a token of `my`."""
    return isinstance(target, TokenTarget)


def _escaped(name: str) -> str:
    for sign, escape in _ESCAPES:
        name = name.replace(sign, escape)
    return name


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
