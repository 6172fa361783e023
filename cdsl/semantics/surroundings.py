"""What analysis is handed in, since it may not look around itself.

Floor 2.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import tzinfo

from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.limits import LIMITS, Limits
from cdsl.source.span import Source
from cdsl.syntax.parse import Parsed, parse


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The other files and the time zones that a set of files may refer to.

    `read` parses a text, perhaps with what is remembered of an earlier one. `file` gives another
    file of the project by its path from the root (`shared/lists.cdsl`), None when there is none;
    the source's name is the file's own path, whatever link led to it. `library` gives a file of the
    standard library by its name (`scoring`). `zone` gives a time zone by its name. `inferred` are
    fields that the data declares (`--infer`), by owner and identifier. `library_names` are for "did
    you mean". `also_seen` are files whose declarations a file sees without using them.
    """

    file: Callable[[str], Source | None]
    library: Callable[[str], Source | None]
    zone: Callable[[str], tzinfo | None]
    limits: Limits = LIMITS
    inferred: tuple[Field, ...] = ()
    always_loaded: tuple[str, ...] = ("prelude",)
    library_names: tuple[str, ...] = ()
    read: Callable[[Source], Parsed] = parse
    also_seen: Mapping[str, frozenset[str]] = field(default_factory=dict)
