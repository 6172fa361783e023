"""The files of editors are what the generator writes now."""

import re

import pytest

from editors.dialects.regex import to_emacs, to_vim
from editors.generate import EDITORS, generate, main


@pytest.mark.parametrize("name", generate())
def test_a_file_is_up_to_date(name: str) -> None:
    assert (EDITORS / name).read_text(encoding="utf-8") == generate()[name]


def test_the_check_tells_what_is_old(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("editors.generate.EDITORS", tmp_path)
    assert main(["--check"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == len(generate())
    assert main([]) == 0
    assert main(["--check"]) == 0
    (tmp_path / "vim/syntax/cdsl.vim").write_text("")
    assert main(["--check"]) == 1
    assert (
        capsys.readouterr().err
        == "editors/vim/syntax/cdsl.vim is older than cdsl/syntax/words.py\n"
    )


def test_shapes_in_other_dialects() -> None:
    shape = r'(?:[+-][ \t]*)?[0-9]{2,}\.\{[^{}"\\\n]+|#[^\n]*'
    assert to_vim(shape) == r'%([+-][ \t]*)?[0-9]{2,}\.\{[^{}"\\]+|#.*'
    assert to_emacs(shape) == '\\(?:[+-][ \t]*\\)?[0-9]\\{2,\\}\\.{[^{}"\\\n]+\\|#[^\n]*'


@pytest.mark.parametrize("beyond", [r"(?=a)", r"\w", r"[a", "^a", "(a)"])
def test_what_is_no_shape_is_refused(beyond: str) -> None:
    with pytest.raises(ValueError, match=re.escape("no shape: ")):
        to_vim(beyond)
