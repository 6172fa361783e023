"""How files, declarations and the parts of campaigns break over lines.

Floor 6. Declarations of a file are divided by empty lines, save for one-liners that stand together.
"""

from functools import partial
from itertools import pairwise
from typing import assert_never

from cdsl.source.span import Span
from cdsl.syntax.campaigns import (
    Campaign,
    CampaignPart,
    FlowPart,
    Inactive,
    LimitPart,
    OnActivity,
    OnChange,
    OnReaches,
    Qualify,
    RespectLimits,
    ScheduleEvery,
    ScheduleOnce,
    SmartListPart,
)
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    ChannelPart,
    Description,
    EmailDeclaration,
    FieldDeclaration,
    FieldsOf,
    ListDeclaration,
    MappingDeclaration,
    SmartListDeclaration,
    StatusDeclaration,
    Tokens,
    WebhookDeclaration,
)
from cdsl.syntax.files import File, Folder, Program, ProgramItem, Use, Workspace
from cdsl.syntax.nodes import Argument
from cdsl.syntax.tables import LBRACE, RBRACE
from cdsl.tools.format.blocks import (
    gap,
    grouped,
    last_comments,
    line,
    one_part,
    phrase,
)
from cdsl.tools.format.cases import arrange_test_part
from cdsl.tools.format.conditions import arrange_condition, arrange_where
from cdsl.tools.format.document import WIDTH, Document
from cdsl.tools.format.steps import (
    arrange_argument,
    arrange_entry,
    arrange_step,
    table_parts,
    with_block,
)
from cdsl.tools.format.written import Clause, Parts, Written

Declaration = Clause | Workspace | Use | ProgramItem


# Files ------------------------------------------------------------------------------------------


def arrange_file(written: Written, file: File) -> Document:
    """A whole file."""
    found: list[Document] = []
    before: type[Declaration] | None = None
    parts = _declarations(written, file)
    for number, part in enumerate(parts):
        comments = written.comments()
        begin, breaks = written.at, written.breaks
        arranged = one_part(written, part, arrange_declaration)
        flat = written.flat(begin, breaks)
        is_one_line = isinstance(arranged, str) or (flat is not None and len(flat.strip()) <= WIDTH)
        kind = type(part) if is_one_line else None
        together = kind is not None and kind is before and not any(comments.blanks)
        found.extend(gap(comments, first=number == 0, apart=not together))
        found.append(arranged)
        before = kind
    found.extend(last_comments(written, first=not parts))
    end = written.lexemes.starts[written.at]
    written.blocks.append(Parts(0, end, tuple(part.span for part in parts)))
    return tuple(found)


def _declarations(written: Written, file: File) -> list[Declaration]:
    """All that stands in a file, in the order of the text."""
    parts: list[Declaration] = [*file.uses, *file.items]
    if file.workspace is not None:
        parts.append(file.workspace)
    if file.language is not None:
        parts.append(Clause(Span(written.lexemes.starts[0], written.lexemes.ends[1])))
    parts.sort(key=lambda part: part.span)
    return parts


# Declarations -----------------------------------------------------------------------------------


def arrange_declaration(written: Written, item: Declaration) -> Document:
    """A declaration of a file, folder or program."""
    end = written.index(item.span.end)
    match item:
        case Workspace():
            return with_block(written, _limits(written, end), _clause, end)
        case Tokens(tokens=fields) | FieldsOf(fields=fields):
            return with_block(written, fields, _field, end)
        case ActivityDeclaration(attributes=fields) | ActionDeclaration(parameters=fields):
            return with_block(written, fields, _field, end)
        case Folder(_, items) | Program(items=items):
            return with_block(written, items, arrange_declaration, end)
        case ChannelDeclaration(_, statuses):
            return with_block(written, statuses, _status, end)
        case SmartListDeclaration(_, conditions):
            return with_block(written, conditions, arrange_condition, end)
        case MappingDeclaration(_, table):
            return with_block(written, table_parts(written, table), arrange_entry, end)
        case EmailDeclaration(_, arguments):
            return with_block(written, arguments, arrange_argument, end)
        case WebhookDeclaration():
            return _webhook(written, item, end)
        case Campaign(parts=parts):
            return with_block(written, parts, arrange_part, end)
        case Test(_, test_parts):
            return with_block(written, test_parts, arrange_test_part, end)
        case Clause() | Use() | ListDeclaration() | ChannelPart() | Description():
            return line(written, end)
        case _:
            assert_never(item)


def _clause(written: Written, clause: Clause) -> Document:
    return line(written, written.index(clause.span.end))


def _field(written: Written, field: FieldDeclaration) -> Document:
    return phrase(written, written.index(field.span.end))


def _status(written: Written, status: StatusDeclaration) -> Document:
    return line(written, written.index(status.span.end))


def _limits(written: Written, end: int) -> list[Clause]:
    """Each `communication limit …` of a workspace."""
    texts, starts, ends = written.lexemes.texts, written.lexemes.starts, written.lexemes.ends
    begins = [at for at in range(written.at, end) if texts[at] == "communication"]
    return [
        Clause(Span(starts[begin], ends[after - 1]))
        for begin, after in pairwise((*begins, end - 1))
    ]


def _webhook(written: Written, webhook: WebhookDeclaration, end: int) -> Document:
    parts: list[Argument | Clause] = [*webhook.arguments]
    reply = webhook.reply
    if reply is not None:
        lexemes = written.lexemes
        opening = lexemes.kinds.index(LBRACE, written.find(LBRACE) + 1)
        closing = lexemes.kinds.index(RBRACE, opening)
        parts.append(Clause(Span(lexemes.starts[opening - 1], lexemes.ends[closing])))
        parts.sort(key=lambda part: part.span)

    def arrange(written: Written, part: Argument | Clause) -> Document:
        if isinstance(part, Argument):
            return arrange_argument(written, part)
        return with_block(written, reply or (), arrange_argument, written.index(part.span.end))

    return with_block(written, parts, arrange, end)


# Parts of campaigns -----------------------------------------------------------------------------


def arrange_part(written: Written, part: CampaignPart) -> Document:
    """A part of a campaign."""
    end = written.index(part.span.end)
    match part:
        case Tokens() | Description():
            return arrange_declaration(written, part)
        case SmartListPart(conditions):
            return with_block(written, conditions, arrange_condition, end)
        case FlowPart(steps):
            return with_block(written, steps, arrange_step, end)
        case OnActivity(_, where) if where:
            return grouped(written, partial(arrange_where, written, where, end))
        case ScheduleEvery(zone=zone, first=first, last=last):
            values = (value for value in (zone, first, last) if value is not None)
            return line(written, end, [written.index(value.span.start) - 1 for value in values])
        case (
            OnActivity()
            | OnChange()
            | OnReaches()
            | ScheduleOnce()
            | LimitPart()
            | RespectLimits()
            | Inactive()
            | Qualify()
        ):
            return line(written, end)
        case _:
            assert_never(part)
