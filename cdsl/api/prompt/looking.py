"""Tables of what there is in a session: people, one person, fields, activities, tokens, campaigns.

Floor 7. Looks only. A cell is text or a whole number; a table has a head.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from cdsl.api.prompt.declaring import keys_in
from cdsl.api.prompt.sitting import Sitting
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, MarketingProgram
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.tools.asset_names import find, shortest
from cdsl.tools.spelling import condition, expression, value
from cdsl.world.store import Membership
from cdsl.world.tables.names import Unfound
from cdsl.world.values import Value, text_of

_RECENT: Final = 10
_FEW: Final = 20
_LONGEST: Final = 40
"""Characters of a cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; `title` says what they are, `more` how many are left out.

    `whole` says how a row is seen that does not fit into a window; without it none is cut.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    more: int = 0
    whole: str = ""


def people(sitting: Sitting, count: int = _FEW) -> Table:
    """The first people, with the fields that any of them has."""
    store = sitting.world.store
    every = store.people()
    shown = tuple(islice(every, count))
    rows = [(person, store.person(person) or ()) for person in shown]
    fields = [
        field
        for field in sitting.program.schema.person.values()
        if any(row[field.column] is not None for _, row in rows)
    ]
    return Table(
        f"{len(every):,} people",
        ("id", *(field.name for field in fields)),
        tuple(
            (person, *(_cell(row[field.column], field.type, sitting) for field in fields))
            for person, row in rows
        ),
        len(every) - len(shown),
        "`.person ID` shows all of one",
    )


def person(sitting: Sitting, name: str) -> tuple[Table, ...]:
    """Everything about a person: fields, lists, memberships, entries, what they did last."""
    return tuple(table for table in _person(sitting, name) if table.rows)


def _person(sitting: Sitting, name: str) -> Iterator[Table]:
    store, program = sitting.world.store, sitting.program
    row = store.person(name)
    if row is None:
        return
    fields = [
        (field.name, str(field.type), _cell(row[field.column], field.type, sitting))
        for field in program.schema.person.values()
        if row[field.column] is not None
    ]
    yield Table(f"person {name}", ("field", "type", "value"), tuple(fields))
    lists = [(key.joined,) for key in program.lists if store.in_list(key, name)]
    yield Table("lists", ("list",), tuple(lists))
    members = [
        (key.joined, found.status, _member_fields(found, marketing, sitting))
        for key, marketing in program.programs.items()
        if (found := store.membership(key, name)) is not None
    ]
    yield Table("programs", ("program", "status", "fields"), tuple(members))
    entries = [
        (key.joined, value(at, Type.DATETIME, sitting.zone))
        for key in program.campaigns
        if (at := store.entered(key, name)) is not None
    ]
    yield Table("entries", ("campaign", "last entered"), tuple(entries))
    yield activities(sitting, name)


def _member_fields(found: Membership, program: MarketingProgram, sitting: Sitting) -> str:
    return "  ".join(
        f"{name}: {value(found.fields[name], field.type, sitting.zone)}"
        for name, field in program.member_fields.items()
        if name in found.fields
    )


def activities(sitting: Sitting, name: str, count: int = _RECENT) -> Table:
    """What a person did last, the newest first."""
    declared = sitting.program.schema.activities
    every = sitting.world.store.all_activities(name)
    records = [record for record in every if record.activity.name in declared]
    rows = []
    for record in islice(reversed(records), count):
        values = "  ".join(
            f"{attribute.name}: {value(seen, attribute.type, sitting.zone)}"
            for attribute, seen in zip(record.activity.attributes, record.values, strict=False)
            if seen is not None
        )
        rows.append((value(record.at, Type.DATETIME, sitting.zone), record.activity.name, values))
    return Table(
        "activities", ("at", "activity", "attributes"), tuple(rows), len(records) - len(rows)
    )


def fields(sitting: Sitting) -> Table:
    """The fields of people, companies and members."""
    schema = sitting.program.schema
    rows = [
        (f"{owner}{field.name}", str(field.type), field.label)
        for owner, every in (("", schema.person), ("company.", schema.company))
        for field in every.values()
    ]
    rows += [
        (f"member.{field.name}", str(field.type), f"{field.label}, of {quoted(key.joined)}")
        for key, program in sitting.program.programs.items()
        for field in program.member_fields.values()
    ]
    return Table("fields", ("field", "type", "label"), tuple(rows))


def tokens(sitting: Sitting, campaign: Campaign | None) -> Table:
    """The tokens of `my` that a campaign sees, or those of every campaign: value and frame."""
    rows = []
    chosen = (campaign,) if campaign is not None else sitting.program.campaigns.values()
    for one in chosen:
        hidden: set[str] = set()
        for frame in one.tokens.frames:
            for name, definition in frame.bindings.items():
                shown = (
                    "empty"
                    if definition.value is None
                    else expression(definition.value, sitting.zone)
                )
                by = "hidden" if name in hidden else ""
                rows.append(
                    (
                        one.key.joined,
                        f"my.{name}",
                        str(definition.type),
                        shown,
                        f"{frame.kind} {quoted(frame.owner)}",
                        by,
                    )
                )
            hidden.update(frame.bindings)
    head = ("campaign", "token", "type", "value", "from", "")
    return Table("tokens", head, tuple(rows))


def campaigns(sitting: Sitting) -> Table:
    """Every campaign, whom it is for, and how often."""
    rows = [
        (
            key.joined,
            str(one.kind),
            condition(one.smart_list, sitting.zone),
            "" if one.kind != "trigger" or sitting.environment.is_active(key) else "inactive",
        )
        for key, one in sitting.program.campaigns.items()
    ]
    head = ("campaign", "kind", "smart list", "")
    return Table("campaigns", head, tuple(rows), whole="`.source NAME` shows all of one")


def _cell(seen: Value, type: Type, sitting: Sitting) -> str | int:
    """A value in a table: texts without quotes, empty as nothing."""
    if isinstance(seen, int) and not isinstance(seen, bool):
        return seen
    text = text_of(seen, type, sitting.zone).replace("\n", " ")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def declarations(sitting: Sitting, *, library: bool) -> Iterator[tuple[AssetKey, str]]:
    """What has a name, in the order of texts, with its text as the session has it."""
    for module in sitting.world.understood.analysis.declarations.modules.modules.values():
        text = module.source.text
        if library or not module.library:
            for key, span in keys_in(text, module.workspace):
                yield key, text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Declaration:
    """The text of a declaration, and how a command takes the name of this one alone."""

    written: str
    text: str


def sources(sitting: Sitting, written: str) -> tuple[Declaration, ...] | Unfound:
    """The declarations that are written so, whatever their kind; or why there is none."""
    every = tuple(declarations(sitting, library=True))
    keys = tuple(dict.fromkeys(key for key, _ in every))
    found = find("a name", keys, written)
    if isinstance(found, Unfound) and not found.several:
        return found
    meant = found.several if isinstance(found, Unfound) else (found,)
    return tuple(
        Declaration(shortest("a name", keys, key), text) for key, text in every if key in meant
    )
