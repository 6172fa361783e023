"""Names in a real session: where they are declared and used, what they mean, and their change."""

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.conftest import Editor

TEXT = """\
use "./shared.cdsl"
use "std/scoring"
tokens { points: score = +5 }
email "Hi" {
  subject: "a {{my.points}}"
  body: "b"
}
executable campaign "Child" {
  tokens { points: score = +1 }
  smart list { member of list "Shared" and score >= 3 }
  qualify every time
  flow {
    change score by {{my.points}}
    send email "Hi"
  }
}
batch campaign "Parent" {
  smart list { everyone }
  limit 10 people
  flow { execute campaign "Child" }
}
"""


def at(
    editor: Editor, text: str, more: int = 1
) -> tuple[types.TextDocumentIdentifier, types.Position]:
    return editor.identifier, editor.where(text, more)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    path = tmp_path / "shared.cdsl"
    path.write_text('list "Shared"\n')
    return path


@pytest.mark.asyncio
async def test_a_name_leads_to_its_declaration(editor: Editor, shared: Path) -> None:
    editor.open(TEXT)
    found = await editor.client.text_document_definition_async(
        types.DefinitionParams(*at(editor, '"Shared"'))
    )
    assert isinstance(found, list | tuple)
    (location,) = found
    assert isinstance(location, types.Location)
    assert (location.uri, location.range.start) == (shared.as_uri(), types.Position(0, 5))
    own = await editor.client.text_document_references_async(
        types.ReferenceParams(
            types.ReferenceContext(include_declaration=True), *at(editor, '"Child"')
        )
    )
    assert [one.range.start.line for one in own or ()] == [7, 19]


@pytest.mark.asyncio
async def test_a_token_tells_its_value_and_the_frame_that_gives_it(
    editor: Editor, shared: Path
) -> None:
    editor.open(TEXT)
    found = await editor.client.text_document_hover_async(
        types.HoverParams(*at(editor, "by {{my.points}}", 10))
    )
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert '= 1\n\nfrom the campaign "Child"' in found.contents.value
    assert 'hides 5 of the workspace "Default"' in found.contents.value
    operator = await editor.client.text_document_hover_async(types.HoverParams(*at(editor, ">= 3")))
    assert operator is not None
    assert isinstance(operator.contents, types.MarkupContent)
    assert "does not hold of an empty value" in operator.contents.value


@pytest.mark.asyncio
async def test_a_name_is_changed_in_every_file(editor: Editor, shared: Path) -> None:
    editor.open(TEXT)
    edit = await editor.client.text_document_rename_async(
        types.RenameParams(*at(editor, '"Shared"'), new_name='VIP "A"')
    )
    assert edit is not None
    assert edit.changes is not None
    assert {uri: [one.new_text for one in edits] for uri, edits in edit.changes.items()} == {
        shared.as_uri(): ['"VIP \\"A\\""'],
        editor.path.as_uri(): ['"VIP \\"A\\""'],
    }


@pytest.mark.asyncio
async def test_a_name_that_would_clash_is_refused(editor: Editor, shared: Path) -> None:
    editor.open(TEXT)
    with pytest.raises(JsonRpcException, match="would have errors"):
        await editor.client.text_document_rename_async(
            types.RenameParams(*at(editor, '"Child"'), new_name="Parent")
        )
    with pytest.raises(JsonRpcException, match="standard library"):
        await editor.client.text_document_rename_async(
            types.RenameParams(*at(editor, "score >= 3"), new_name="points")
        )


@pytest.mark.asyncio
async def test_who_executes_whom(editor: Editor, shared: Path) -> None:
    editor.open(TEXT)
    (item,) = (
        await editor.client.text_document_prepare_call_hierarchy_async(
            types.CallHierarchyPrepareParams(*at(editor, 'campaign "Child"', 12))
        )
        or ()
    )
    assert (item.name, item.detail) == ("Child", "executable campaign")
    calls = await editor.client.call_hierarchy_incoming_calls_async(
        types.CallHierarchyIncomingCallsParams(item)
    )
    assert [one.from_.name for one in calls or ()] == ["Parent"]


@pytest.mark.asyncio
async def test_files_that_are_used_are_links(editor: Editor, shared: Path) -> None:
    editor.open(TEXT)
    links = await editor.client.text_document_document_link_async(
        types.DocumentLinkParams(editor.identifier)
    )
    targets = [str(one.target) for one in links or ()]
    assert targets[0] == shared.as_uri()
    assert targets[1].endswith("scoring.cdsl")


@pytest.mark.asyncio
async def test_a_text_is_laid_out(editor: Editor) -> None:
    editor.open('smart list "A" {   everyone }\n')
    edits = await editor.client.text_document_formatting_async(
        types.DocumentFormattingParams(editor.identifier, types.FormattingOptions(2, True))
    )
    text = editor.text
    for one in reversed(edits or ()):
        start, end = one.range.start.character, one.range.end.character
        text = text[:start] + one.new_text + text[end:]
    assert text == 'smart list "A" { everyone }\n'
