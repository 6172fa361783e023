"""Diagnostics come once, by the way that the editor asks for, and follow the text."""

import asyncio

import pytest
from lsprotocol import types

from tests.lsp.conftest import CAMPAIGN, Editor


@pytest.mark.asyncio
async def test_findings_of_checker_and_linter_come_with_the_text(editor: Editor) -> None:
    editor.open(CAMPAIGN)
    assert await editor.codes() == [(2, "CDS410"), (5, "CDS101")]
    editor.change("emal", "email")
    assert await editor.codes() == [(2, "CDS410")]
    editor.change("birthday before", "")
    assert [code for _, code in await editor.codes()] == ["CDS001"]


@pytest.mark.asyncio
async def test_nothing_is_pushed_to_who_pulls(editor: Editor) -> None:
    editor.open(CAMPAIGN)
    await editor.codes()
    await asyncio.sleep(0.1)
    pushed = editor.client.diagnostics.get(editor.path.as_uri(), [])
    assert len(pushed) == (0 if editor.pulls else 2)


@pytest.mark.asyncio
async def test_what_another_text_changes_is_told(editor: Editor) -> None:
    lists = Editor(editor.client, editor.path.with_name("lists.cdsl"))
    lists.open('list "VIP"\n')
    editor.open('use "./lists.cdsl"\nsmart list "A" { member of list "VIP" }\n')
    told = editor.client.diagnostics
    if editor.pulls:
        assert await editor.codes() == []
    lists.change('"VIP"', '"Guests"')
    async with asyncio.timeout(10):
        if editor.pulls:
            while not editor.client.diagnostic_refresh_count:
                await asyncio.sleep(0.05)
            assert await editor.codes() == [(1, "CDS101")]
        while not (editor.pulls or told.get(editor.path.as_uri())):
            await asyncio.sleep(0.05)


@pytest.mark.asyncio
async def test_the_outline_is_that_of_the_text(editor: Editor) -> None:
    editor.open(CAMPAIGN)
    symbols = await editor.client.text_document_document_symbol_async(
        types.DocumentSymbolParams(editor.identifier)
    )
    assert [symbol.name for symbol in symbols or ()] == ["Old", "Known"]


@pytest.mark.asyncio
async def test_a_fix_is_offered_where_the_finding_is(editor: Editor) -> None:
    editor.open(CAMPAIGN)
    where = types.Range(editor.where("emal"), editor.where("emal", 4))
    actions = await editor.client.text_document_code_action_async(
        types.CodeActionParams(editor.identifier, where, types.CodeActionContext([]))
    )
    titles = [action.title for action in actions or ()]
    assert titles == ["write `email`"]


@pytest.mark.asyncio
async def test_places_are_counted_as_the_editor_counts(editor: Editor) -> None:
    editor.open('smart list "😀😀" { emal is "é😀" or emial is empty }\n')
    starts = [one.range.start for one in await editor.diagnostics()]
    assert starts == [editor.where("emal"), editor.where("emial")]


@pytest.mark.asyncio
async def test_what_could_be_written_replaces_what_is_typed(editor: Editor) -> None:
    editor.open(CAMPAIGN)
    found = await editor.client.text_document_completion_async(
        types.CompletionParams(editor.identifier, editor.where("emal", 2))
    )
    assert isinstance(found, types.CompletionList)
    (item,) = [item for item in found.items if item.label == "email"]
    assert isinstance(item.text_edit, types.TextEdit)
    assert item.text_edit.range == types.Range(editor.where("emal"), editor.where("emal", 2))
    assert (item.text_edit.new_text, item.detail) == ("email", "email · Email Address")
