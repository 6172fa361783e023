"""Names in a real session: where they are declared and used, what they mean, and their change."""

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.conftest import ROOT, Editor

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
async def test_a_name_of_the_library_leads_to_its_file(editor: Editor, shared: Path) -> None:
    editor.open(TEXT)
    found = await editor.client.text_document_definition_async(
        types.DefinitionParams(*at(editor, "change score", 8))
    )
    assert isinstance(found, list | tuple)
    (location,) = found
    assert isinstance(location, types.Location)
    assert location.uri == (ROOT / "stdlib" / "prelude.cdsl").as_uri()


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
async def test_what_would_change_a_meaning_is_refused_in_words(
    editor: Editor, shared: Path
) -> None:
    editor.open(TEXT)

    async def refused(place: str, name: str) -> str:
        with pytest.raises(JsonRpcException) as failed:
            await editor.client.text_document_rename_async(
                types.RenameParams(*at(editor, place), new_name=name)
            )
        assert failed.value.code == types.LSPErrorCodes.RequestFailed
        return str(failed.value)

    assert await refused('"Child"', "Parent") == (
        'with the name "Parent", line 17 would be wrong: the campaign "Parent" is declared twice'
    )
    assert await refused("score >= 3", "points") == "it belongs to the standard library"


@pytest.mark.asyncio
async def test_an_editor_asks_beforehand_what_can_be_renamed(editor: Editor, shared: Path) -> None:
    editor.open(TEXT)

    async def prepared(place: str) -> types.PrepareRenameResult | None:
        return await editor.client.text_document_prepare_rename_async(
            types.PrepareRenameParams(*at(editor, place))
        )

    found = await prepared('"Child"')
    assert isinstance(found, types.PrepareRenamePlaceholder)
    assert found.placeholder == "Child"
    assert found.range == types.Range(editor.where('"Child"'), editor.where('"Child"', 7))
    assert await prepared("everyone") is None
    with pytest.raises(JsonRpcException, match="it belongs to the standard library"):
        await prepared("score >= 3")


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


@pytest.mark.asyncio
async def test_names_have_colours_by_what_they_mean(editor: Editor, shared: Path) -> None:
    editor.open(TEXT)
    found = await editor.client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(editor.identifier)
    )
    assert found is not None
    numbers = list(found.data)
    steps = [numbers[at : at + 5] for at in range(0, len(numbers), 5)]
    assert steps[0] == [2, 9, 6, 5, 1]  # `points` in the third line: a token, declared
    assert len(steps) == 12


@pytest.mark.asyncio
async def test_tokens_show_their_values(editor: Editor, shared: Path) -> None:
    editor.open(TEXT)
    found = await editor.client.text_document_inlay_hint_async(
        types.InlayHintParams(editor.identifier, types.Range(editor.at(0), editor.at(len(TEXT))))
    )
    assert [(one.label, one.position.line) for one in found or ()] == [("= 5", 4), ("= 1", 12)]


@pytest.mark.asyncio
async def test_a_call_says_what_it_takes(editor: Editor, shared: Path) -> None:
    editor.open(
        TEXT.replace('execute campaign "Child"', 'execute campaign "Child" with tokens { }')
    )
    found = await editor.client.text_document_signature_help_async(
        types.SignatureHelpParams(*at(editor, "tokens { }", 9))
    )
    assert found is not None
    assert [one.label for one in found.signatures[0].parameters or ()] == ["points"]


@pytest.mark.asyncio
async def test_a_test_and_a_campaign_are_run_from_the_text(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,email\n1,ada@example.com\n")
    editor.open(
        'batch campaign "B" {\n  smart list { everyone }\n  flow { change score by 2 }\n}\n'
        'test "two" {\n  given person "ada" { }\n  run campaign "B"\n'
        '  expect "ada": score is 3\n}\n'
    )
    lenses = await editor.client.text_document_code_lens_async(
        types.CodeLensParams(editor.identifier)
    )
    commands = [one.command for one in lenses or () if one.command is not None]
    assert [one.title for one in commands] == ["run on people.csv", "run this test"]
    said = [
        await editor.client.workspace_execute_command_async(
            types.ExecuteCommandParams(one.command, arguments=one.arguments)
        )
        for one in commands
    ]
    assert said[0] == '"B": audience 1, entered 1; score changed for 1'
    assert str(said[1]).startswith("line 8: ")
