"""What an editor is offered to write, asked for and taken in a real session."""

from pathlib import Path

import pytest
from lsprotocol import types

from cdsl.source.span import Source
from tests.lsp.conftest import UNITS, Editor

TEXT = """\
use "./score.cdsl"

batch campaign "Ü" {
  smart list {
    title is "Ü" and score >= 50
    email is not empty
  }
  flow {
    change score by {{my.points}}
    execute campaign "Score" with tokens { extra: "x" }
  }
}
"""
SCORE = """\
executable campaign "Score" {
  smart list { everyone }
  qualify every time
  flow { do nothing }
}
"""


@pytest.fixture
def score(tmp_path: Path) -> Path:
    path = tmp_path / "score.cdsl"
    path.write_text(SCORE)
    return path


async def offered(
    editor: Editor, start: types.Position, end: types.Position, only: str
) -> list[types.CodeAction]:
    found = await editor.client.text_document_code_action_async(
        types.CodeActionParams(
            editor.identifier,
            types.Range(start, end),
            types.CodeActionContext([], only=[types.CodeActionKind(only)]),
        )
    )
    return [one for one in found or () if isinstance(one, types.CodeAction)]


def edits_of(action: types.CodeAction) -> dict[str, list[types.TextEdit]]:
    """The edits of an action by file, in either of the two ways of saying so."""
    assert action.edit is not None
    if action.edit.document_changes is None:
        return {uri: list(edits) for uri, edits in (action.edit.changes or {}).items()}
    found: dict[str, list[types.TextEdit]] = {}
    for change in action.edit.document_changes:
        assert isinstance(change, types.TextDocumentEdit)
        found[change.text_document.uri] = [
            one for one in change.edits if isinstance(one, types.TextEdit)
        ]
    return found


def taken(editor: Editor, text: str, edits: list[types.TextEdit]) -> str:
    """A text after edits, counted as the editor counts."""
    source, units = Source("", text), UNITS[editor.encoding]

    def offset(position: types.Position) -> int:
        start = source.line_starts[position.line]
        line = [*source.line(position.line + 1)] if position.line < len(source.line_starts) else []
        return start + next(
            n for n in range(len(line) + 1) if units("".join(line[:n])) >= position.character
        )

    for edit in sorted(edits, key=lambda one: offset(one.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


@pytest.mark.asyncio
async def test_a_missing_token_is_declared(editor: Editor, score: Path) -> None:
    editor.open(TEXT)
    here = editor.where("points")
    first, *others = await offered(editor, here, here, "quickfix")
    assert first.title == 'declare `points: score` in the campaign "Ü"'
    assert first.is_preferred
    assert [one.title for one in others] == ["declare `points: score` for the whole workspace"]
    text = taken(editor, TEXT, edits_of(first)[editor.path.as_uri()])
    assert '"Ü" {\n  tokens { points: score = ? }\n  smart list' in text
    editor.change(TEXT, text)
    assert (9, "CDS102") not in await editor.codes()


@pytest.mark.asyncio
async def test_a_token_is_declared_in_the_file_that_takes_it(editor: Editor, score: Path) -> None:
    editor.open(TEXT)
    here = editor.where("extra")
    first, *_ = await offered(editor, here, here, "quickfix")
    assert first.title == 'declare `extra: text` in the campaign "Score" of score.cdsl'
    text = taken(editor, SCORE, edits_of(first)[score.as_uri()])
    assert text.startswith('executable campaign "Score" {\n  tokens { extra: text = ? }\n')


@pytest.mark.asyncio
async def test_a_condition_becomes_a_smart_list(editor: Editor, score: Path) -> None:
    editor.open(TEXT)
    wanted = 'title is "Ü" and score >= 50'
    start, end = editor.where(wanted), editor.where(wanted, len(wanted))
    (action,) = await offered(editor, start, end, "refactor")
    assert action.title == 'extract into the smart list "Title Ü and score at least 50"'
    assert action.kind == types.CodeActionKind.RefactorExtract
    text = taken(editor, TEXT, edits_of(action)[editor.path.as_uri()])
    assert (
        'smart list "Title Ü and score at least 50" {\n  title is "Ü"\n  score >= 50\n}\n' in text
    )
    assert '    member of smart list "Title Ü and score at least 50"\n    email is' in text
    assert await offered(editor, editor.where("flow"), editor.where("flow"), "refactor") == []
