"""Campaign files: which ones are meant, the folder they may not leave, and their text.

Floor 7, and the only room that reads and writes campaign files. A path that cannot be read is an
`OSError`, with its `filename`, since that is what Python calls it everywhere; what stands in a file
is never more than a diagnostic.
"""

import os
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from errno import EISDIR, ENOENT
from typing import Final

from cdsl.semantics.modules import STANDARD
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.limits import LIMITS
from cdsl.source.resources import stdlib_path
from cdsl.source.span import Source, Span

Path = str | os.PathLike[str]
Paths = Path | Iterable[Path]

SUFFIX: Final = ".cdsl"
_MARKS: Final = ("cdsl.toml", ".git")
IN_MEMORY: Final = ""
"""The root of files that are on no disk."""
_AS_UTF_8: Final = "save the file as UTF-8"
_LARGEST: Final = 4 * LIMITS.file_characters
"""Bytes of the largest file worth reading: a character takes four at most."""


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """A file that was asked for.

    `root` is the folder that `use` may not leave, with every link resolved; `path` leads from
    there to the file, with `/`; `shown` is the name it was given by.
    """

    root: str
    path: str
    shown: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's text, and what keeps it from being read as one."""

    source: Source
    problem: Diagnostic | None


Stamp = tuple[int, int, int]
"""When a file was changed last, in nanoseconds; its bytes; its number on the disk."""


@dataclass(slots=True)
class Loader:
    """Reads the files under one root, each once.

    `texts` go before the disk: by resolved path, or by path from the root where that is `""`,
    which is no folder on any disk. `disk` has what files held when they were read, and is kept: one
    with the same stamp is not read again.
    """

    root: str
    texts: Mapping[str, str | bytes]
    disk: dict[str, tuple[Stamp, bytes]] = field(default_factory=dict)
    loaded: dict[str, Loaded] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def file(self, path: str) -> Source | None:
        """The file at a path from the root; None where there is none, or none that may be read."""
        try:
            return self.load(path).source
        except OSError:
            self.missing.add(path)
            return None

    def load(self, path: str) -> Loaded:
        """The file at a path from the root; an OSError where it cannot be read.

        It is named by the place that links lead to, so that one file by any path is one file.
        """
        place = resolved(self.root, path)
        if self.root and _is_inside(place, self.root):
            path = os.path.relpath(place, self.root).replace(os.sep, "/")
        found = self.loaded.get(path)
        if found is None:
            found = self.loaded[path] = self._read(path)
        return found

    def _read(self, path: str) -> Loaded:
        place = resolved(self.root, path)
        text = self.texts.get(place)
        if text is not None:
            return decoded(path, text) if isinstance(text, bytes) else _loaded(path, text)
        # A link may lead out of the root.
        if not self.root or not _is_inside(place, self.root):
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT), path)
        return decoded(path, self._bytes(place))

    def _bytes(self, place: str) -> bytes:
        state = os.stat(place)
        stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        known = self.disk.get(place)
        if known is None or known[0] != stamp:
            known = self.disk[place] = (stamp, read_bytes(place))
        return known[1]


def resolved(root: str, path: str) -> str:
    """The place on the disk of a path from the root, every link resolved."""
    return os.path.realpath(os.path.join(root, *path.split("/"))) if root else path


def place_of(name: str) -> str:
    """Where a file is that people know by a name: one of the library's is where the library is."""
    return stdlib_path(name.removeprefix(STANDARD)) if name.startswith(STANDARD) else name


def read_bytes(path: str) -> bytes:
    """The bytes of a file, one more than `_LARGEST` of them at most."""
    if os.path.isdir(path):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), path)
    with open(path, "rb") as opened:
        return opened.read(_LARGEST + 1)


def decoded(name: str, content: bytes) -> Loaded:
    """The text of a file's bytes: UTF-8, a byte order mark left out; else what is wrong."""
    if len(content) > _LARGEST:
        return _unreadable(name, "CDS012", "the file is too large", "split it into several files")
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _unreadable(name, "CDS010", "the file is UTF-16, not UTF-8 text", _AS_UTF_8)
    content = content.removeprefix(BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start].decode()
        message = f"the file is not UTF-8 text: byte 0x{content[wrong.start]:02X}"
        return _unreadable(name, "CDS010", message, _AS_UTF_8, before)
    return _loaded(name, text)


def _loaded(name: str, text: str) -> Loaded:
    if "\0" in text:
        before = text[: text.index("\0")]
        message = "the file is not text: it has zero bytes"
        return _unreadable(name, "CDS010", message, _AS_UTF_8, before)
    return Loaded(Source(name, text), None)


def _unreadable(name: str, code: str, message: str, way_out: str, before: str = "") -> Loaded:
    """What there is before the place is shown; to be understood the file counts as empty."""
    shown = Source(name, before)
    span = Span(len(before), len(before))
    problem = Diagnostic(code, SEVERITIES[code], message, shown, span, help=way_out)
    return Loaded(Source(name, ""), problem)


# Which files ------------------------------------------------------------------------------------


def given(paths: Iterable[Path], texts: Mapping[str, str | bytes]) -> Iterator[str]:
    """The files that paths mean: a folder all `.cdsl` files in it, in order of path.

    Hidden files and folders in a folder are left out, links to folders are not followed. A path
    among `texts` need not be there.
    """
    for path in (os.fspath(path) for path in paths):
        if path in texts:
            yield path
        elif os.path.isdir(path):
            yield from sorted(files_in(path), key=lambda file: file.split(os.sep))
        else:
            os.stat(path)
            yield path


def files_in(folder: str) -> Iterator[str]:
    """The campaign files in a folder, hidden ones left out."""
    for found in folders_in(folder):
        yield from found


def folders_in(folder: str) -> Iterator[Sequence[str]]:
    """The campaign files of a folder, then of each folder in it, hidden ones left out."""
    for path, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield [
            os.path.join(path, name)
            for name in files
            if name.endswith(SUFFIX) and not name.startswith(".")
        ]


def _raise(problem: OSError) -> None:
    raise problem


def campaign_files(
    paths: Iterable[str], root: str | None, *, together: bool
) -> tuple[CampaignFile, ...]:
    """Each file once, with its root.

    That is the one given, else the nearest folder above that has a `cdsl.toml`, a `[tool.cdsl]`
    in its `pyproject.toml` or a `.git`, else the folder that the files have in common. `together`
    gives all files one root, as files of one program need.
    """
    if root == IN_MEMORY:
        return tuple(CampaignFile(root, path, path) for path in paths)
    places: dict[str, str] = {}
    for path in paths:
        places.setdefault(os.path.realpath(path), os.path.normpath(path))
    if not places:
        return ()
    common = _common_folder(places)
    forced = None if root is None else os.path.realpath(root)
    files = []
    for path, shown in places.items():
        start = common if together else os.path.dirname(path)
        folder = forced or marked_folder(start) or common
        if not _is_inside(path, folder):
            raise OSError(ENOENT, f"not inside of the project's root {folder}", shown)
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
        files.append(CampaignFile(folder, relative, shown))
    return tuple(files)


def _common_folder(paths: Iterable[str]) -> str:
    folders = [os.path.dirname(path) for path in paths]
    try:
        return os.path.commonpath(folders)
    except ValueError as apart:  # on different drives
        raise OSError(
            ENOENT, "has no folder in common with the other files", folders[-1]
        ) from apart


def marked_folder(folder: str) -> str | None:
    """The nearest folder, upwards, that is marked as the root of a project."""
    while True:
        if any(os.path.exists(os.path.join(folder, mark)) for mark in _MARKS):
            return folder
        if _is_configured(os.path.join(folder, "pyproject.toml")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _is_configured(pyproject: str) -> bool:
    try:
        with open(pyproject, encoding="utf-8-sig", errors="replace") as opened:
            return any(line.startswith(("[tool.cdsl]", "[tool.cdsl.")) for line in opened)
    except OSError:
        return False


def _is_inside(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def path_of(path: Path | None) -> str | None:
    """A path as text, None when there is none."""
    return None if path is None else os.fspath(path)


def paths_of(paths: Paths) -> tuple[str, ...]:
    """One path or several, as texts."""
    if isinstance(paths, str | os.PathLike):
        return (os.fspath(paths),)
    return tuple(os.fspath(path) for path in paths)
