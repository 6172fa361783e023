"""Writes the highlighting of every editor from the table in `cdsl.syntax.words`.

A developer's program: `python -m editors.generate` after the table has changed. With `--check` it
only says which files are older than the table; the gates and a test do so.
"""

import sys
from pathlib import Path
from typing import Final

from editors.dialects import emacs, sublime, textmate, vim

EDITORS: Final = Path(__file__).parent


def generate() -> dict[str, str]:
    """Each file's text, by its path below `editors/`."""
    return {
        "vscode/syntaxes/cdsl.tmLanguage.json": textmate.grammar(),
        "vscode/language-configuration.json": textmate.language_configuration(),
        "sublime/cdsl.sublime-syntax": sublime.syntax(),
        "vim/syntax/cdsl.vim": vim.syntax(),
        "emacs/cdsl-font-lock.el": emacs.font_lock(),
    }


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` name those that are not up to date."""
    old = 0
    for name, text in generate().items():
        path = EDITORS / name
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            sys.stderr.write(f"editors/{name} is older than cdsl/syntax/words.py\n")
            old = 1
    return old


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
