"""Paths as URIs.

Ground floor.
"""

from typing import Final

_PLAIN: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")


def relative_uri(path: str) -> str:
    """A path with `/` as a URI without a scheme; a byte of a name that is no text stays one."""
    try:
        encoded = path.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        encoded = path.encode(errors="surrogatepass")
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in encoded)


def file_uri(path: str) -> str:
    """An absolute path with `/`, that of a drive included, as a `file:` URI."""
    return f"file:///{relative_uri(path.removeprefix('/'))}"


def is_absolute(path: str) -> bool:
    """Whether a path with `/` starts at a root or a drive."""
    return path.startswith("/") or path[1:3] == ":/"
