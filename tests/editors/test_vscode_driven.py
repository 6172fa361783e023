"""The extension in a real VS Code, and packed: `pytest --vscode` after `editors/vscode/install`.

With `--accept` the picture in the documentation is taken again.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.tools import absent, run, tool

HERE = Path(__file__).with_name("vscode")
SERVER = HERE / "node_modules" / "code-server" / "out" / "node" / "entry.js"
EXTENSION = ROOT / "editors" / "vscode"
PICTURE = ROOT / "docs" / "editors" / "vscode.png"
SECONDS = 60
CAMPAIGN = """\
# Welcomes everybody who asks for the newsletter.

email "Welcome" {
  subject: "Welcome, {{lead.First Name:default=friend}}"
  body: "Good to have you here: {{system.unsubscribe_link}}"
}

trigger campaign "Welcome New Readers" {
  tokens {
    ## The points of somebody who reads the welcome.
    points: score = +10
  }
  on fill_form where form is "Newsletter"
  smart list {
    emal is not empty
    unsubscribed is not true
  }
  qualify once
  flow {
    send email "Welcome"
    wait 3 days ending on weekday at 09:00
    if did open_email where email is "Welcome" in past 3 days {
      change score by {{my.points}}
    } else {
      change lead_status to ?
    }
  }
}
"""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a VS Code with the extension, in a folder that is opened."""
    extensions = folder.parent / "extensions"
    shutil.copytree(EXTENSION, extensions / "cdsl.cdsl-0.1.0")
    settings = {
        "cdsl.path": str(Path(sys.executable).with_name("cdsl")),
        "workbench.startupEditor": "none",
        "editor.minimap.enabled": False,
    }
    user = folder.parent / "user" / "User"
    user.mkdir(parents=True)
    (user / "settings.json").write_text(json.dumps(settings))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = (
        *("--auth", "none", "--bind-addr", f"127.0.0.1:{port}"),
        *("--user-data-dir", str(user.parent), "--extensions-dir", str(extensions)),
        *("--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"),
    )
    command = (tool("node"), str(SERVER), *options, str(folder))
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(server, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers at its port."""
    end = time.monotonic() + SECONDS
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < end, "VS Code does not answer"
            time.sleep(0.2)
    pytest.fail(f"VS Code ended with {server.returncode}")


@pytest.mark.vscode
def test_it_shows_what_the_server_finds(tmp_path: Path, accept: bool) -> None:
    if not SERVER.is_file() or not (EXTENSION / "node_modules").is_dir():
        absent("code-server")
    folder = tmp_path / "spring-fair"
    folder.mkdir()
    (folder / "welcome.cdsl").write_text(CAMPAIGN)
    picture = tmp_path / "vscode.png"
    drive = (tool("node"), str(HERE / "drive.js"))
    with serving(folder) as address:
        found = json.loads(run((*drive, address, str(folder), "welcome.cdsl", str(picture))))
    assert found["errors"] == found["warnings"] == 1
    shown = [row.split("\n")[:4] for row in found["rows"][1:]]
    assert shown == [
        ["unknown field `emal`", "cdsl", "CDS101", "[Ln 15, Col 5]"],
        ["a hole", "cdsl", "CDS311", "[Ln 25, Col 29]"],
    ]
    if accept:
        shutil.copyfile(picture, PICTURE)
    assert os.path.getsize(picture) > 10_000


@pytest.mark.vscode
def test_it_is_packed_with_what_it_needs(tmp_path: Path) -> None:
    vsce = HERE / "node_modules" / ".bin" / "vsce"
    if not vsce.is_file() or not (EXTENSION / "node_modules").is_dir():
        absent("vsce")
    extension = shutil.copytree(EXTENSION, tmp_path / "editors" / "vscode")
    shutil.copy(ROOT / "LICENSE", tmp_path)
    package = tmp_path / "cdsl.vsix"
    command = (str(vsce), "package", "--allow-missing-repository", "--out", str(package))
    run(command, folder=extension)
    with zipfile.ZipFile(package) as packed:
        names = {name.removeprefix("extension/") for name in packed.namelist()}
    assert {name for name in names if not name.startswith("node_modules/")} == {
        *("[Content_Types].xml", "extension.vsixmanifest", "package.json", "extension.js"),
        *("LICENSE.txt", "readme.md", "icon.png", "language-configuration.json"),
        *("snippets/cdsl.json", "syntaxes/cdsl.tmLanguage.json"),
    }
    assert "node_modules/vscode-languageclient/node.js" in names
