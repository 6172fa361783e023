"""What is refused is told to the editor, and nowhere else: its log has no traceback of it."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

TEXT = 'list "A"\nlist "B"\n'


def message(method: str, params: dict[str, Any], number: int | None = None) -> bytes:
    said: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
    if number is not None:
        said["id"] = number
    content = json.dumps(said).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(content), content)


def test_a_refusal_leaves_the_log_empty(tmp_path: Path) -> None:
    uri = (tmp_path / "a.cdsl").as_uri()
    opened = {"uri": uri, "languageId": "cdsl", "version": 1, "text": TEXT}
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 6}}
    with subprocess.Popen(
        [sys.executable, "-m", "cdsl", "lsp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(message("initialize", {"capabilities": {}, "processId": None}, 1))
        server.stdin.write(message("initialized", {}))
        server.stdin.write(message("textDocument/didOpen", {"textDocument": opened}))
        server.stdin.write(message("textDocument/rename", {**place, "newName": "B"}, 2))
        server.stdin.flush()
        said = b""
        while b"declared twice" not in said:
            read = server.stdout.read(1)
            assert read, said
            said += read
        server.stdin.write(message("shutdown", {}, 3) + message("exit", {}))
        server.stdin.close()
        server.wait(timeout=30)
        assert server.stderr is not None
        assert server.stderr.read() == b""


def test_ctrl_c_ends_the_server() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "cdsl", "lsp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(message("initialize", {"capabilities": {}, "processId": None}, 1))
        server.stdin.flush()
        assert server.stdout.readline().startswith(b"Content-Length")
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=30) == 130
        assert server.stderr is not None
        assert server.stderr.read() == b""
