"""Tests and campaigns tried from within a text: the only thing here that runs anything.

Roof. Runs are dry, as those of the command line are; what came out is told in a message.
"""

import os
from collections.abc import Iterator
from typing import Final

from lsprotocol import types

from cdsl.api import Project
from cdsl.api.navigation import Entry, OutlineKind, outline
from cdsl.api.workspace import Document
from cdsl.faces.lsp.server import Server, path_of
from cdsl.source.quoting import quoted

_TEST: Final = "cdsl.runTest"
_RUN: Final = "cdsl.runCampaign"
_PEOPLE: Final = "people.csv"


def register(server: Server) -> None:
    """Offer to run what stands in a text, and run it."""
    server.answer(types.TEXT_DOCUMENT_CODE_LENS, _lenses, types.CodeLensOptions())

    @server.command(_TEST)
    def run_test(uri: str, name: str) -> str:
        return _tell(server, _tested(server, path_of(uri), name))

    @server.command(_RUN)
    def run_campaign(uri: str, name: str) -> str:
        return _tell(server, _run(server, path_of(uri), name))


def _lenses(
    server: Server, document: Document, asked: types.CodeLensParams
) -> list[types.CodeLens]:
    has_people = _people(document.path) is not None
    lenses = []
    for entry in _every(outline(server.texts, document.path)):
        if entry.kind is OutlineKind.TEST:
            title, command = "run this test", _TEST
        elif entry.kind is OutlineKind.CAMPAIGN and entry.detail == "batch" and has_people:
            title, command = f"run on {_PEOPLE}", _RUN
        else:
            continue
        arguments: list[object] = [asked.text_document.uri, entry.name]
        lenses.append(
            types.CodeLens(
                server.range(document.source, entry.name_span),
                types.Command(title, command, arguments=arguments),
            )
        )
    return lenses


def _every(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _every(entry.inner)


def _people(path: str) -> str | None:
    """The people beside a file, or in the folder above."""
    if not os.path.isabs(path):
        return None
    folder = os.path.dirname(path)
    places = (os.path.join(folder, _PEOPLE), os.path.join(os.path.dirname(folder), _PEOPLE))
    return next((place for place in places if os.path.isfile(place)), None)


def _project(server: Server, path: str) -> Project:
    texts = {other: document.source.text for other, document in server.texts.documents.items()}
    return Project.open(path, texts=texts)


def _tested(server: Server, path: str, name: str) -> str:
    results = [one for one in _project(server, path).test(text=name) if one.name == name]
    failures = [failure for one in results for failure in one.failures]
    if not results:
        return f"there is no test {quoted(name)}"
    if not failures:
        return f"{quoted(name)} has passed"
    return "\n".join(f"line {one.line}: {one.message}" for one in failures)


def _run(server: Server, path: str, name: str) -> str:
    people = _people(path)
    if people is None:
        return f"there is no {_PEOPLE} beside the file"
    result = _project(server, path).run(people=people, campaign=name, now=server.texts.now())
    errors = [found.message for found in result.diagnostics if found.severity == "error"]
    if errors:
        return errors[0]
    lines = [
        f"{quoted(one.name)}: audience {one.audience}, entered {one.entered}"
        for one in result.campaigns
    ]
    return "; ".join([*lines, *(f"{one.field} changed for {one.people}" for one in result.changes)])


def _tell(server: Server, text: str) -> str:
    server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
    return text
