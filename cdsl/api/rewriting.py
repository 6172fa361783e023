"""A file's text before and after a tool has worked on it, and putting it in its place.

Floor 7. How the text is encoded is not a tool's matter: a byte order mark stays.
"""

import os
from codecs import BOM_UTF8
from errno import EINVAL

from cdsl.api.writing import write_file
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text before and after, each as it is in the file.

    `shown` is the file's path for people, `place` the one to write to. `is_given` says that its
    text was handed in: what becomes of it is the caller's matter.
    """

    shown: str
    place: str
    before: str
    after: str
    is_given: bool

    @property
    def has_changed(self) -> bool:
        """Whether there was anything to do."""
        return self.before != self.after

    def write(self) -> None:
        """Put the new text in the file's place: all of it, or it stays as it was.

        Raises OSError where that cannot be done, and for what is no plain file.
        """
        if not os.path.isfile(self.place):
            raise OSError(EINVAL, "not a regular file", self.shown)
        write_file(self.place, self.after.encode())


def mark_of(content: str | bytes) -> str:
    """The byte order mark that a text begins with and that is no part of it; else nothing.

    A text that was handed in as such has none: what it begins with is part of it.
    """
    is_marked = isinstance(content, bytes) and content.startswith(BOM_UTF8)
    return "\ufeff" if is_marked else ""
