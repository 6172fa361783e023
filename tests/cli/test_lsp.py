"""`cdsl lsp` where the extra that it needs is not installed."""

import subprocess
import sys

from tests.cli.conftest import ROOT, environment

INSTALLED = "`pip install '/path/to/cdsl[lsp]'` with the path of a checkout"
WITHOUT_PYGLS = """
import sys
sys.modules["pygls"] = None
from cdsl.faces.cli import main
sys.exit(main(sys.argv[1:]))
"""


def cdsl(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        (sys.executable, "-c", WITHOUT_PYGLS, *arguments),
        env=environment({"PYTHONPATH": str(ROOT), "COLUMNS": "200"}),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_it_says_how_to_install_what_is_missing() -> None:
    done = cdsl("lsp")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: the language server needs the extra `lsp` (pygls" in done.stderr
    assert INSTALLED in done.stderr
    assert INSTALLED in " ".join(cdsl("lsp", "--help").stdout.split())
