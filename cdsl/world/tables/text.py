"""The text of an input file: its encoding, its lines, and the whole of it for a diagnostic.

Floor 3. Lines are streamed, so that a file of any size takes no memory; the whole text is read
again only where a diagnostic shows a place in it. A byte order mark and NUL characters, which
some exports hold, are left out of the text.
"""

import codecs
import os
import stat
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from typing import BinaryIO, Final

from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source, Span
from cdsl.world.tables.settings import Progress

_UTF_8: Final = "utf-8-sig"
_ENCODINGS: Final = "the usual ones are `windows-1252`, `latin-1`, `utf-16` and `shift-jis`"
_CHUNK: Final = 1 << 20
_LINES_A_STEP: Final = 1 << 10
"""After so many lines progress is told."""


@dataclass(frozen=True, slots=True)
class InputText:
    """A file that can be read as text; `content` holds the bytes of one that opens only once.

    `has_nul` says of one in UTF-8 that there are NUL characters, which its lines lack.
    """

    name: str
    path: str
    encoding: str
    size: int
    content: bytes | None
    has_nul: bool = False

    def lines(self, progress: Progress | None = None) -> Iterator[str]:
        """The lines with their ends, of any kind. It fails with OSError or ValueError."""
        with (
            _binary(self.path, self.content) as binary,
            TextIOWrapper(binary, encoding=self.encoding, newline="") as text,
        ):
            for number, line in enumerate(text, 1):
                yield line if "\0" not in line else line.replace("\0", "")
                if progress is not None and number % _LINES_A_STEP == 0:
                    progress(self.name, binary.tell(), self.size)
        if progress is not None:
            progress(self.name, self.size, self.size)

    def source(self) -> Source:
        """The whole text, as the spans of its diagnostics count it."""
        return Source(self.name, "".join(self.lines()))


def open_input(path: str, name: str, encoding: str | None) -> InputText | Diagnostic:
    """Find out how a file is encoded: UTF-8, else `encoding`; CDS704 when it is neither."""
    try:
        content = _only_once(path)
        size = os.stat(path).st_size if content is None else len(content)
        fault, has_nul = _utf_8_fault(path, content)
        # UTF-16 of plain letters is valid UTF-8 as well, full of NULs.
        if fault is None and not (has_nul and encoding is not None):
            return InputText(name, path, _UTF_8, size, content, has_nul)
        if encoding is None:
            return _not_utf_8(path, content, name, fault or 0)
        return _try_encoding(InputText(name, path, encoding, size, content))
    except OSError as error:
        return cannot_read(name, error.strerror or str(error))


def cannot_read(name: str, reason: str, help: str = "") -> Diagnostic:
    """The diagnostic for a table that cannot be read as a whole."""
    message = f"`{name}` cannot be read: {reason}"
    return Diagnostic("CDS704", SEVERITIES["CDS704"], message, None, None, help=help)


def _binary(path: str, content: bytes | None) -> BinaryIO:
    return open(path, "rb") if content is None else BytesIO(content)


def _only_once(path: str) -> bytes | None:
    """The bytes of a pipe or a terminal, which cannot be read a second time."""
    if stat.S_ISREG(os.stat(path).st_mode):
        return None
    with open(path, "rb") as opened:
        return opened.read()


def _utf_8_fault(path: str, content: bytes | None) -> tuple[int | None, bool]:
    """The offset of the first byte that is not UTF-8, and whether there is a NUL before it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done, has_nul = 0, False
    with _binary(path, content) as binary:
        while True:
            chunk = binary.read(_CHUNK)
            waiting = len(decoder.getstate()[0])
            has_nul = has_nul or b"\0" in chunk
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return done - waiting + error.start, has_nul
            if not chunk:
                return None, has_nul
            done += len(chunk)


def _not_utf_8(path: str, content: bytes | None, name: str, fault: int) -> Diagnostic:
    with _binary(path, content) as binary:
        data = binary.read()

    def text(part: bytes) -> str:
        return part.decode(_UTF_8, errors="replace").replace("\0", "")

    start = len(text(data[:fault]))
    return Diagnostic(
        "CDS704",
        SEVERITIES["CDS704"],
        f"`{name}` is not UTF-8 text",
        Source(name, text(data)),
        Span(start, start + 1),
        label=f"the byte {data[fault]:#04x} cannot stand here" if fault < len(data) else "",
        help="save it as UTF-8, or say its encoding, such as `--encoding windows-1252`",
    )


def _try_encoding(text: InputText) -> InputText | Diagnostic:
    try:
        for _ in text.lines():
            pass
    except LookupError:
        return cannot_read(text.name, f"there is no encoding `{text.encoding}`", _ENCODINGS)
    except ValueError:
        reason = f"it is neither UTF-8 nor {text.encoding}"
        return cannot_read(text.name, reason, "say its encoding with `--encoding`")
    return text
