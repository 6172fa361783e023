"""A name changed wherever it stands.

Floor 6. Says how each occurrence is written with the new name; whether the files then still mean
what they meant is judged by `cdsl.tools.navigate.sameness`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from unicodedata import normalize

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
from cdsl.source.quoting import quoted
from cdsl.source.span import Source
from cdsl.tools.navigate.occurrences import Occurrence
from cdsl.tools.navigate.written import is_quoted, plain

_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*\Z")

Changes = tuple[tuple[Source, tuple[Edit, ...]], ...]
"""Edits of each file."""


@dataclass(frozen=True, slots=True)
class NotRenamed:
    """Why a name cannot be changed, in one sentence."""

    reason: str


def not_renamable(found: Iterable[Occurrence], at: Iterable[Occurrence]) -> NotRenamed | None:
    """Why what all these occurrences mean can have no other name; None where it can.

    `at` are those of them where somebody asks.
    """
    every = tuple(found)
    if not every or any(isinstance(one.target, FileTarget) for one in every):
        return NotRenamed("there is no name here that can be changed")
    own = [one for one in every if one.role is None]
    if not own or any(one.source.name.startswith(STANDARD) for one in own):
        return NotRenamed("it belongs to the standard library")
    if not any(_is_written(one) for one in at):
        return NotRenamed(f"it is a label here: the name is `{name_of(own[0].target)}`")
    return None


def renamed(found: Iterable[Occurrence], name: str) -> Changes | NotRenamed:
    """The edits of each file that write another name, or why there are none.

    `found` are all occurrences that mean the same. A use by another name than the identifier (a
    label, as in `"Person Score"`) stays as it is.
    """
    every = tuple(found)
    name = normalize("NFC", name)
    is_text = isinstance(every[0].target, AssetTarget | ChannelTarget | StatusTarget)
    if is_text and (not name.strip() or not name.isprintable()):
        return NotRenamed("a name has characters that can be seen")
    if not is_text and not _IDENTIFIER.match(name):
        return NotRenamed("a name has letters, digits and `_`, and does not begin with a digit")
    edits: dict[str, tuple[Source, list[Edit]]] = {}
    for one in every:
        if _is_written(one):
            text = quoted(name) if is_quoted(one.written) else name
            edits.setdefault(one.source.name, (one.source, []))[1].append(Edit(one.span, text))
    if all(edit.text == written_in(source, edit) for source, of in edits.values() for edit in of):
        return NotRenamed("it has that name")
    return tuple((source, tuple(changes)) for source, changes in edits.values())


def written_in(source: Source, edit: Edit) -> str:
    """The text that an edit replaces."""
    return source.text[edit.span.start : edit.span.end]


def names_of(found: Iterable[Occurrence]) -> Mapping[Target, str]:
    """What is meant by occurrences, by the name of each as its declaration writes it."""
    return {one.target: name_of(one.target) for one in found}


def name_of(target: Target) -> str:
    """The name of what is meant, as its declaration writes it; of a token the canonical one."""
    return target.key.name if isinstance(target, AssetTarget) else target.name


def _is_written(one: Occurrence) -> bool:
    """Whether an occurrence is by the name itself, not by a label.

    Tokens, statuses and whatever stands in braces are named in any case. What is quoted elsewhere
    is a label where it is not exactly the name.
    """
    written, name = (normalize("NFC", text) for text in (plain(one.written), name_of(one.target)))
    if is_quoted(one.written) and not isinstance(one.target, TokenTarget | StatusTarget):
        return written == name
    return canonical(written) == canonical(name)
