"""The files that ship: grammar, standard library, pages of codes, and a project to start from.

Ground floor, and the only module here that reads files, none but those. They stand in `_shipped`
inside an installed package, and at the top of a checkout. Plain paths keep it cheap to import.
"""

import os
from collections.abc import Mapping
from typing import Final

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_SHIPPED: Final = os.path.join(_PACKAGE, "_shipped")
_CHECKOUT: Final = os.path.dirname(_PACKAGE)

_SUFFIX: Final = ".cdsl"
_PAGE: Final = ".md"


def grammar_text() -> str | None:
    """The grammar, `cdsl.lark`."""
    return _text(_folder("grammar", "grammar"), "cdsl.lark")


def stdlib_names() -> tuple[str, ...]:
    """The names of the library's files as `use "std/NAME"` writes them, in order."""
    return _names(_folder("stdlib", "stdlib"), _SUFFIX)


def stdlib_text(name: str) -> str | None:
    """The text of a file of the library, or None if the library has none of that name."""
    if name not in stdlib_names():
        return None
    return _text(_folder("stdlib", "stdlib"), name + _SUFFIX)


def starter_files() -> Mapping[str, str]:
    """The files of a new project by path with `/`, in order."""
    top = _folder("starter", "starter")
    return {
        "/".join((*os.path.relpath(folder, top).split(os.sep), file)).removeprefix("./"): text
        for folder, _, files in sorted(os.walk(top))
        for file in sorted(files)
        if (text := _text(folder, file)) is not None
    }


def stdlib_path(name: str) -> str:
    """The absolute path of a file of the library."""
    return os.path.join(_folder("stdlib", "stdlib"), name + _SUFFIX)


def page_text(code: str) -> str | None:
    """The page of a diagnostic code, in Markdown, or None if it has none."""
    if code not in _names(_folder("codes", "docs/codes"), _PAGE):
        return None
    return _text(_folder("codes", "docs/codes"), code + _PAGE)


def page_path(code: str) -> str:
    """The absolute path of a code's page, with `/`."""
    return os.path.join(_folder("codes", "docs/codes"), code + _PAGE).replace(os.sep, "/")


def _names(folder: str, suffix: str) -> tuple[str, ...]:
    try:
        files = os.listdir(folder)
    except OSError:
        return ()
    return tuple(sorted(file.removesuffix(suffix) for file in files if file.endswith(suffix)))


def _folder(shipped: str, in_checkout: str) -> str:
    folder = os.path.join(_SHIPPED, shipped)
    return folder if os.path.isdir(folder) else os.path.join(_CHECKOUT, in_checkout)


def _text(folder: str, file: str) -> str | None:
    try:
        with open(os.path.join(folder, file), encoding="utf-8") as opened:
            return opened.read()
    except FileNotFoundError:
        return None
