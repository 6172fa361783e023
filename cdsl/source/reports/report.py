"""A report by the name of its format; the door of this room.

Ground floor. A format is a module with a function `report`, and a line in `FORMATS`.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.reports.context import Context
from cdsl.source.reports.notation import Notation


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the module that makes it, what it is written in, and whether people read it."""

    module: str
    notation: Notation
    is_for_people: bool = False


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "carets": Format("carets", Notation.PLAIN, is_for_people=True),
        "gnu": Format("gnu", Notation.PLAIN, is_for_people=True),
        "gnu-bytes": Format("gnu_bytes", Notation.PLAIN, is_for_people=True),
        "json": Format("document", Notation.JSON),
        "sarif": Format("sarif", Notation.JSON),
        "junit": Format("junit", Notation.XML),
        "github": Format("github", Notation.PLAIN),
        "gitlab": Format("gitlab", Notation.JSON),
        "rdjsonl": Format("rdjsonl", Notation.JSON),
    }
)
"""Every format by its name."""


def report(format_name: str, diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """The diagnostics, in their order, as a text in one of `FORMATS`; "" if it has nothing to say.

    No line break at the end.
    """
    # Whoever wants one format does not wait for the hashes and the XML of the others.
    module = import_module(f"cdsl.source.reports.{FORMATS[format_name].module}")
    text = module.report(diagnostics, context)
    assert isinstance(text, str)
    return text
