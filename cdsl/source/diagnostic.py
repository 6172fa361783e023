"""Errors as data: what is wrong, where, why, and the way out.

Ground floor. A diagnostic is never raised; exceptions are for our own bugs.
"""

from collections.abc import Iterable
from enum import StrEnum

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span


class Severity(StrEnum):
    """How bad it is. Only an error makes a command fail (warnings too under `--strict`)."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters of `span` by `text`."""

    span: Span
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made, none of which overlap."""
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@dataclass(frozen=True, slots=True)
class Fix:
    """A way out that a machine can take; all edits are of the diagnostic's own source.

    A `safe` one never changes what a run does; any other is for a person to review.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains the diagnostic, perhaps in another source."""

    message: str
    source: Source
    span: Span


@dataclass(frozen=True, slots=True)
class Missing:
    """A token of `my` that nothing declares: its name as far as it is known, and a type that fits.

    The type is that of the place which takes the token, by its name in the language.
    """

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `source` and `span` are None only for what stands in no text (an argument).

    `label` is the short text beside the carets; `help` the way out in the author's words; `missing`
    what a declaration would have to bring, where one is the way out.
    """

    code: str
    severity: Severity
    message: str
    source: Source | None
    span: Span | None
    label: str = ""
    help: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    missing: Missing | None = None
