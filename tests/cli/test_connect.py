"""`cdsl run --connect`: real webhooks and installed handlers, and nothing without it."""

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from cdsl.faces.cli import main

PROGRAM = """\
action page_owner "Page Owner" {{ text: text  loud: boolean }}
webhook "Enrich" {{
  url: "{url}/{{{{lead.Email Address}}}}"  method: "POST"  payload: "{{{{lead.Email Address}}}}"
  reply {{ city: "address.city" }}
}}
trigger campaign "Ask" {{
  on request_campaign
  smart list {{ everyone }}
  flow {{
    call webhook "Enrich"
    do page_owner with text: "Hi {{{{lead.Email Address}}}}", loud: true
  }}
}}
"""


class Answers(BaseHTTPRequestHandler):
    """Answers by the path, and remembers what it was asked."""

    asked: ClassVar[list[tuple[str, str]]] = []

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.path, content))
        status, body = 200, b'{"address": {"city": "Rome"}}'
        if "bob" in self.path:
            status, body = 503, b"{}"
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Tests are silent."""


@pytest.fixture
def url(monkeypatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(Answers, "asked", [])
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Installed:
    """An entry point of an installed package."""

    name = "page_owner"

    def __init__(self, loaded: object) -> None:
        self.loaded = loaded

    def load(self) -> object:
        if isinstance(self.loaded, Exception):
            raise self.loaded
        return self.loaded


@pytest.fixture
def run(folder, capsys, monkeypatch):
    """Requests the campaign for both who have an address, with these handlers installed."""

    def run(url: str, *arguments: str, handlers: tuple[object, ...] = ()):
        installed = [Installed(handler) for handler in handlers]
        monkeypatch.setattr("cdsl.api.outside.entry_points", lambda group: installed)
        (folder / "ask.cdsl").write_text(PROGRAM.format(url=url))
        code = main(
            [
                *("run", "ask.cdsl", "--people", "people.csv", "--now", "2026-11-23"),
                *("--campaign", "Ask", "--for", "1,3", "--out", "out", "--format", "json"),
                *arguments,
            ]
        )
        return code, json.loads(capsys.readouterr().out)

    return run


def test_nothing_reaches_outside_by_itself(run, url, folder):
    called: list[object] = []
    code, _ = run(url, handlers=(lambda *arguments: called.append(arguments),))
    assert (code, called, Answers.asked) == (0, [], [])
    assert "Rome" not in (folder / "out" / "people.csv").read_text()


def test_connected(run, url, folder):
    called: list[tuple[object, ...]] = []
    code, document = run(url, "--connect", handlers=(lambda *given: called.append(given),))
    assert (code, document["diagnostics"]) == (0, [])
    assert Answers.asked == [
        ("/ada@example.com", "ada@example.com"),
        ("/bob@example.com", "bob@example.com"),
    ]
    assert (folder / "out" / "people.csv").read_text().count("Rome") == 1
    assert "http_503" in (folder / "out" / "activities.csv").read_text()
    person, values, at = called[0]
    assert isinstance(person, dict)
    assert (person["id"], person["email"], person["city"]) == ("1", "ada@example.com", "Rome")
    assert values == {"text": "Hi ada@example.com", "loud": True}
    assert str(at) == "2026-11-23 00:00:00+00:00"


def test_a_prepared_answer_is_not_asked_for(run, url, folder):
    (folder / "answers.json").write_text('{"Enrich": {"fails": "timeout"}}')
    code, _ = run(url, "--connect", "--webhook-answers", "answers.json")
    assert (code, Answers.asked) == (0, [])
    assert "timeout" in (folder / "out" / "activities.csv").read_text()


def test_a_handler_that_fails_skips_the_step(run, url):
    def handler(*given: object) -> None:
        raise RuntimeError("no line")

    code, document = run(url, "--connect", handlers=(handler,))
    assert code == 0
    assert document["campaigns"][0]["steps"][1]["skipped"] == {"handler_failed": 2}
    (found,) = document["diagnostics"]
    assert (found["code"], found["severity"]) == ("CDS712", "warning")
    assert "no line" in found["message"]


def test_a_missing_handler_is_told(run, url):
    code, document = run(url, "--connect")
    assert [found["code"] for found in document["diagnostics"]] == ["CDS712"]
    assert code == 0


@pytest.mark.parametrize("handlers", [(ImportError("gone"),), ("no callable",), (print, print)])
def test_a_handler_that_cannot_be_used_stops_the_run(run, url, handlers):
    code, document = run(url, "--connect", handlers=handlers)
    assert [found["code"] for found in document["diagnostics"]] == ["CDS712"]
    assert (code, document["campaigns"], Answers.asked) == (1, [], [])


def test_only_http_is_called(run, folder):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
        for url, reason in ((nobody, "unreachable"), ("file:///etc", "not_http")):
            assert run(url, "--connect")[0] == 0
            assert reason in (folder / "out" / "activities.csv").read_text()
