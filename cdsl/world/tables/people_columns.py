"""Which columns of people and of companies are fields, and which one is the key.

Floor 3. A person is known by the column `id` (also spelled `person_id`, `lead_id`, `Lead ID` …), a
company by its name. Columns are fields by identifier, label or the names of exports, without case;
others pass through. A header with a name of the REST interface (`firstName`) makes it a bulk
extract (language.md 10).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from cdsl.semantics.schema import Field
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.columns import (
    ID_NAMES,
    fields_by_name,
    first_column,
    folded,
    is_misspelt,
    match_columns,
    plain,
    required_column,
    undeclared_columns,
)
from cdsl.world.tables.problems import Problems

_NO_FIELD: Final = (
    "a column is called like a field or its label, and `,`, `;` or a tab stands between two; "
    "`--infer` declares the others"
)


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why columns are no plain fields: no engine reads a header that `is_broken`."""

    reason: str
    is_broken: bool


def columns_of_people(
    header: tuple[str, ...], fields: Mapping[str, Field]
) -> tuple[str | None, Mapping[str, Field]] | Unfit:
    """The column of the ids, if there is one, and the field of each column that holds one."""
    key = id_column(header, fields)
    named = _plainly_named(header, fields, key, Problems("", bad_cells_empty=False))
    if isinstance(named, Unfit):
        return named
    return None if key is None else header[key], named


def columns_of_companies(
    header: tuple[str, ...], fields: Mapping[str, Field]
) -> Mapping[str, Field] | Unfit:
    """The field of each column that holds one, among them the name's."""
    problems = Problems("", bad_cells_empty=False)
    named = _plainly_named(header, fields, None, problems)
    if isinstance(named, Unfit):
        return named
    name_column(header, [one.name for one in named.values()], problems)
    return Unfit(problems.first(), is_broken=True) if problems else named


def name_column(header: Sequence[str], found: Sequence[str | None], problems: Problems) -> int:
    """The column of a company's name, among the names of the fields that columns hold."""
    return found.index("name") if "name" in found else required_column(header, ("name",), problems)


def _plainly_named(
    header: tuple[str, ...], fields: Mapping[str, Field], key: int | None, problems: Problems
) -> Mapping[str, Field] | Unfit:
    """The field of each column that holds one."""
    found, rest_name = fields_of_columns(header, fields, key, problems)
    if problems:
        return Unfit(problems.first(), is_broken=True)
    if rest_name is not None:
        return Unfit(f"it is an extract, as `{rest_name}` says", is_broken=False)
    return {name: field for name, field in zip(header, found, strict=True) if field is not None}


def known_to_people(fields: Mapping[str, Field]) -> Callable[[str], bool]:
    """What a column of people may be called."""
    return _known(fields, ID_NAMES)


def known_to_companies(fields: Mapping[str, Field]) -> Callable[[str], bool]:
    """What a column of companies may be called."""
    return _known(fields, ())


def _known(fields: Mapping[str, Field], others: Sequence[str]) -> Callable[[str], bool]:
    names = frozenset(fields_by_name(fields.values())) | frozenset(map(folded, others))
    return lambda name: folded(name) in names


def id_column(header: Sequence[str], fields: Mapping[str, Field]) -> int | None:
    """The column of the ids; a declared field that is called like one stays a field."""
    declared = fields_by_name(fields.values())
    names = [name for name in ID_NAMES if name == "id" or folded(name) not in declared]
    return first_column(header, names)


def fields_of_columns(
    header: Sequence[str], fields: Mapping[str, Field], key: int | None, problems: Problems
) -> tuple[Sequence[Field | None], str | None]:
    """The field of each column, and a column that only an extract of the REST interface has."""
    if key is not None:
        # It reports a second column of the same name.
        required_column(header, (header[key],), problems)
    taken = () if key is None else (key,)
    names = fields_by_name(fields.values())
    found = match_columns(header, names, taken, problems, lambda field: f"`{field.name}`")
    names_of_rest = (
        name
        for name, field in zip(header, found, strict=True)
        if field is not None and _is_rest_name(name, field)
    )
    return found, next(names_of_rest, None)


def undeclared_of_people(
    name: str,
    header: Sequence[str],
    key: str | None,
    found: Collection[str],
    fields: Mapping[str, Field],
) -> tuple[Diagnostic, ...]:
    """The warning about columns that are misspelt, or about all where none is known (CDS717).

    `found` are the columns that hold fields. Others may well be meant to pass through; and what
    has a column of its own is not meant.
    """
    unknown = [column for column in header if column != key and column not in found]
    by_name = fields_by_name(fields.values())
    held = {by_name[folded(column)].name for column in found}
    missing = [field for field in fields.values() if field.name not in held]
    names = [name for field in missing for name in (field.name, field.label, *field.aliases)]
    if key is not None or found:
        unknown = [column for column in unknown if is_misspelt(column, names)]
    # What holds another separator is a whole header, and near to anything.
    meant = () if "|" in "".join(unknown) else names
    return undeclared_columns(name, unknown, meant, _NO_FIELD)


def without_ids(name: str, columns: Sequence[str], *, are_named: bool) -> tuple[Diagnostic, ...]:
    """The warning that people are known by the number of their row, where ids are meant (CDS720).

    They are where other tables name people, or where one of the columns that are no fields is
    called nearly as a column of ids.
    """
    ids = {plain(one) for one in ID_NAMES}
    near = next((one for one in columns if plain(one) in ids), None)
    if near is None and not are_named:
        return ()
    message = f"{name}: no column has ids, so that people are known by the number of their row"
    help = "call the column of ids `id`, `person_id` or `lead_id`; other tables name people by it"
    if near is not None:
        help = f"`{near}` is not read as ids: call it `id`, `person_id` or `lead_id`"
    return (Diagnostic("CDS720", SEVERITIES["CDS720"], message, None, None, help=help),)


def _is_rest_name(name: str, field: Field) -> bool:
    """Whether a column is spelled as only the REST interface does."""
    return name in field.aliases and " " not in name and folded(name) != folded(field.name)
