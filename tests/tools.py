"""Programs that tests drive: skipped where they are absent, but never in CI."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import pytest

from tests.docs.pages import ROOT

SECONDS = 60
"""How long a program may take; the slowest needs about ten."""


def tool(name: str) -> str:
    """The path of a program."""
    return shutil.which(name) or absent(name)


def absent(what: str) -> NoReturn:
    """Skip the test; in CI, where everything is installed, it fails."""
    if os.environ.get("CI", "") not in ("", "0", "false"):
        pytest.fail(f"{what} is not there, and .ci/run installs it")
    pytest.skip(f"{what} is not installed")


def run(
    command: Sequence[str],
    given: str = "",
    folder: Path = ROOT,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """What a program prints; it must end well. `environment` is added to the test's own."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environment,
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
