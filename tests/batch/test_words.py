"""Every word of every dialect means what the core tree says, at every edge (`probes.py`)."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, product
from typing import Any
from unicodedata import category, combining, normalize

import pytest

from cdsl.batch.building import both, certain, compared, either, opposite, same
from cdsl.batch.duckdb.words import DUCKDB
from cdsl.batch.printing import Dialect
from cdsl.batch.relations import Select
from cdsl.batch.spark.words import SPARK
from cdsl.batch.tree import Call, Column, Expression, Kind, Literal, Operation
from cdsl.world.folding import fold
from tests.batch.engines import Engine, InDuckDB, table
from tests.batch.probes import GATHERED, GROUPS, NUMBERED, Gathered, Group, Numbered

NUMBER = Column("number", Kind.WHOLE)
SAMPLES = 12
FEW = 26


@dataclass
class Proving:
    """An engine, and what it has made of groups of probes, several of which it is asked at once."""

    engine: Engine
    found: dict[int, Sequence[Any]] = field(default_factory=dict)
    folded: dict[int, Sequence[Any]] = field(default_factory=dict)

    def of(self, group: Group) -> Sequence[Any]:
        """The results of a group, its arguments in columns."""
        if id(group) not in self.found:
            alike = [one for one in self._known() if (one.kinds, one.rows) == _shape(group)]
            calls = [_call(one, _columns(one)) for one in alike]
            for one, results in zip(alike, self._in_columns(group, calls), strict=True):
                self.found[id(one)] = results
        return self.found[id(group)]

    def of_literals(self, group: Group) -> Sequence[Any]:
        """The results of some rows of a group, its arguments as literals."""
        if id(group) not in self.folded:
            waiting = [one for one in self._known() if id(one) not in self.folded]
            near = waiting[waiting.index(group) :]
            calls = [_call(one, _literals(one, at)) for one in near for at in sampled(one)]
            (row,) = self._selected(calls, {"probes": table({"number": (Kind.WHOLE, [0])})})
            values = iter(row[1:])
            for one in near:
                self.folded[id(one)] = list(islice(values, len(sampled(one))))
        return self.folded[id(group)]

    def _known(self) -> list[Group]:
        return [one for one in GROUPS if one.operation in self.engine.dialect.words]

    def _in_columns(self, group: Group, calls: Sequence[Expression]) -> Iterable[Sequence[Any]]:
        columns = dict(zip(_names(group), zip(*group.rows, strict=True), strict=True))
        cells = {
            name: (kind, values)
            for kind, (name, values) in zip(group.kinds, columns.items(), strict=True)
        }
        numbers = (Kind.WHOLE, range(len(group.rows)))
        rows = self._selected(calls, {"probes": table({"number": numbers, **cells})})
        return list(zip(*sorted(rows, key=lambda row: row[0]), strict=True))[1:]

    def _selected(
        self, calls: Sequence[Expression], tables: Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        results = tuple((f"result {at}", call) for at, call in enumerate(calls))
        return self.engine.rows(Select("found", "probes", (("number", NUMBER), *results)), tables)


def _shape(group: Group) -> tuple[Any, ...]:
    return group.kinds, group.rows


def _names(group: Group) -> list[str]:
    return [f"argument {at}" for at in range(len(group.kinds))]


def _columns(group: Group) -> tuple[Expression, ...]:
    return tuple(Column(name, kind) for name, kind in zip(_names(group), group.kinds, strict=True))


def _literals(group: Group, at: int) -> tuple[Expression, ...]:
    return tuple(
        Literal(value, kind) for value, kind in zip(group.rows[at], group.kinds, strict=True)
    )


def _call(group: Group, arguments: tuple[Expression, ...]) -> Call:
    literals = (Literal(value, kind) for value, kind in group.literals)
    return Call(group.operation, (*arguments, *literals), group.kind)


def sampled(group: Group) -> range:
    """The rows of a group that are also tried as literals."""
    step = 1 if len(group.rows) <= FEW else len(group.rows) // SAMPLES
    return range(0, len(group.rows), step)


def unlike(arguments: Any, expected: Sequence[Any], found: Sequence[Any]) -> list[Any]:
    """Where something else came out, or something of another type: arguments, expected, found."""
    return [
        (given, was, came)
        for given, was, came in zip(arguments, expected, found, strict=True)
        if (was, type(was)) != (came, type(came))
    ]


def prove(group: Group, proving: Proving) -> None:
    assert unlike(group.rows, group.expected, proving.of(group)) == []


def prove_literals(group: Group, proving: Proving) -> None:
    rows = sampled(group)
    expected = [group.expected[at] for at in rows]
    given = [group.rows[at] for at in rows]
    assert unlike(given, expected, proving.of_literals(group)) == []


def prove_gathered(gathered: Gathered, engine: Engine) -> None:
    keys, values = zip(*gathered.rows, strict=True)
    rows = {"key": (Kind.TEXT, keys), "argument": (gathered.argument, values)}
    call = Call(gathered.operation, (Column("argument", gathered.argument),), gathered.kind)
    columns = (("key", Column("key", Kind.TEXT)), ("result", call))
    select = Select("found", "probes", columns, group=("key",))
    found = dict(engine.rows(select, {"probes": table(rows)}))
    assert unlike(found, [gathered.expected[key] for key in found], list(found.values())) == []
    assert found.keys() == gathered.expected.keys()


def prove_of_no_rows(engine: Engine) -> None:
    call = Call(Operation.COUNT, (Column("argument", Kind.BOOLEAN),), Kind.WHOLE)
    select = Select("found", "probes", (("result", call),))
    assert engine.rows(select, {"probes": table({"argument": (Kind.BOOLEAN, [])})}) == [(0,)]


def prove_numbered(numbered: Numbered, engine: Engine) -> None:
    names = [f"argument {at}" for at in range(len(numbered.kinds))]
    values: Iterable[Sequence[Any]] = zip(*numbered.rows, strict=True)
    arguments = tuple(Column(name, kind) for name, kind in zip(names, numbered.kinds, strict=True))
    call = Call(Operation.ROW_NUMBER, arguments, Kind.WHOLE)
    select = Select("found", "probes", (("number", NUMBER), ("result", call)))
    rows: dict[str, tuple[Kind, Sequence[Any]]] = {
        "number": (Kind.WHOLE, range(len(numbered.rows))),
        **dict(zip(names, zip(numbered.kinds, values, strict=True), strict=True)),
    }
    found = sorted(engine.rows(select, {"probes": table(rows)}))
    assert unlike(numbered.rows, numbered.expected, [number for _, number in found]) == []


def prove_characters(operation: Operation, texts: Sequence[str], engine: Engine) -> None:
    """Texts by the thousand; what differs is looked for in the database."""
    meaning = MEANINGS[operation]
    text, wanted = Column("text", Kind.TEXT), Column("wanted", Kind.TEXT)
    call = Call(operation, (text,), Kind.TEXT)
    columns: tuple[tuple[str, Expression], ...] = (("text", text), ("wanted", wanted), ("is", call))
    select = Select("found", "probes", columns, where=opposite(same(call, wanted)))
    for at in range(0, len(texts), AT_ONCE):
        some = texts[at : at + AT_ONCE]
        rows = {"text": (Kind.TEXT, some), "wanted": (Kind.TEXT, [meaning(one) for one in some])}
        assert engine.rows(select, {"probes": table(rows)}) == []


AT_ONCE = 100_000
"""So many texts are sent to a database: the Java of a test has one gigabyte for all tests."""


CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


def folded_texts() -> list[str]:
    """Every character by itself, and among others that look at their neighbours."""
    blocks = ("Σ".join(CHARACTERS[at : at + 64]) for at in range(0, len(CHARACTERS), 64))
    return [*CHARACTERS, *blocks]


def composed_texts() -> list[str]:
    """Every character that Python's Unicode knows, decomposed, before and behind marks.

    Of others nothing is promised: each version of Unicode composes more of them.
    """
    known = [one for one in CHARACTERS if category(one) != "Cn"]
    apart = [normalize("NFD", one) for one in known]
    made = [one for one, was in zip(apart, known, strict=True) if one != was]
    marks = [one for one in known if combining(one)]
    return [
        *known,
        *made,
        *(one + mark for one in made for mark in "\u0301\u0323\u0345"),
        *(f"a{mark}{other}" for mark in marks for other in "\u0301\u0327\u3099"),
        *(f"{one}{mark}" for one in "aΑ\u0928\u304b\u1100\u1025" for mark in marks),
    ]


MEANINGS: Mapping[Operation, Callable[[str], str]] = {
    Operation.FOLD: fold,
    Operation.NORMAL: lambda text: normalize("NFC", text),
}
BY_TITLE = pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.title)
BY_OPERATION = pytest.mark.parametrize(
    "gathered", GATHERED, ids=lambda one: f"{one.operation} {one.argument}"
)


# DuckDB -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_duckdb() -> Proving:
    return Proving(InDuckDB())


@BY_TITLE
def test_duckdb_agrees(group: Group, in_duckdb: Proving) -> None:
    prove(group, in_duckdb)


@BY_TITLE
def test_duckdb_agrees_on_literals(group: Group, in_duckdb: Proving) -> None:
    prove_literals(group, in_duckdb)


@BY_OPERATION
def test_duckdb_agrees_over_groups(gathered: Gathered, in_duckdb: Proving) -> None:
    prove_gathered(gathered, in_duckdb.engine)


def test_duckdb_counts_no_rows(in_duckdb: Proving) -> None:
    prove_of_no_rows(in_duckdb.engine)


@pytest.mark.parametrize("numbered", NUMBERED)
def test_duckdb_numbers_rows(numbered: Numbered, in_duckdb: Proving) -> None:
    prove_numbered(numbered, in_duckdb.engine)


def test_duckdb_folds_every_character(in_duckdb: Proving) -> None:
    prove_characters(Operation.FOLD, folded_texts(), in_duckdb.engine)


def test_duckdb_composes_every_character(in_duckdb: Proving) -> None:
    prove_characters(Operation.NORMAL, composed_texts(), in_duckdb.engine)


# Spark ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_spark(spark: Any) -> Proving:
    from tests.batch.sessions import InSpark

    return Proving(InSpark(spark))


IN_SPARK = [one for one in GROUPS if one.operation in SPARK.words]


@pytest.mark.spark
@pytest.mark.parametrize("group", IN_SPARK, ids=lambda group: group.title)
def test_spark_agrees(group: Group, in_spark: Proving) -> None:
    prove(group, in_spark)


@pytest.mark.spark
@pytest.mark.parametrize("group", IN_SPARK, ids=lambda group: group.title)
def test_spark_agrees_on_literals(group: Group, in_spark: Proving) -> None:
    prove_literals(group, in_spark)


@pytest.mark.spark
@BY_OPERATION
def test_spark_agrees_over_groups(gathered: Gathered, in_spark: Proving) -> None:
    prove_gathered(gathered, in_spark.engine)


@pytest.mark.spark
def test_spark_counts_no_rows(in_spark: Proving) -> None:
    prove_of_no_rows(in_spark.engine)


@pytest.mark.spark
@pytest.mark.parametrize("numbered", NUMBERED)
def test_spark_numbers_rows(numbered: Numbered, in_spark: Proving) -> None:
    prove_numbered(numbered, in_spark.engine)


@pytest.mark.spark
def test_spark_folds_every_character(in_spark: Proving) -> None:
    prove_characters(Operation.FOLD, folded_texts(), in_spark.engine)


@pytest.mark.spark
def test_spark_composes_every_character(in_spark: Proving) -> None:
    prove_characters(Operation.NORMAL, composed_texts(), in_spark.engine)


# The tables -------------------------------------------------------------------------------------


def test_duckdb_has_a_word_for_everything() -> None:
    assert DUCKDB.words.keys() == set(Operation)


@pytest.mark.parametrize("dialect", [DUCKDB, SPARK], ids=lambda dialect: dialect.name)
def test_every_word_has_a_probe(dialect: Dialect) -> None:
    probed = {one.operation for one in GROUPS} | {one.operation for one in GATHERED}
    probed.add(Operation.ROW_NUMBER)
    assert dialect.words.keys() <= probed
    assert dialect.types.keys() == set(Kind)


def test_rows_are_kept_of_which_a_loosened_condition_holds() -> None:
    """All conditions of three truth values, of some depth: NULL leaves out where false does."""
    letters = [Column(name, Kind.BOOLEAN) for name in "abc"]
    values = list(product((True, False, None), repeat=3))
    cells = {"number": (Kind.WHOLE, range(len(values)))} | {
        one.name: (Kind.BOOLEAN, [row[at] for row in values]) for at, one in enumerate(letters)
    }
    simple = [certain(one) for one in letters]
    alike = [compared(Operation.EQUAL, one, other) for one, other in pairwise(letters)]
    parts = [*simple, *map(opposite, simple), *alike, *map(opposite, alike)]
    joined = [make(*two) for make in (both, either) for two in product(parts, repeat=2)]
    joined += [make(one, part) for make in (both, either) for one in joined[::7] for part in parts]
    joined += [opposite(one) for one in joined[::5]]
    given, engine = {"rows": table(cells)}, InDuckDB()
    numbered = [(f"held {at}", one) for at, one in enumerate(joined)]
    columns = (("number", NUMBER), *numbered)
    rows = engine.rows(Select("all", "rows", columns), given)
    for at, condition in enumerate(joined[::11]):
        kept = engine.rows(Select("kept", "rows", (("number", NUMBER),), where=condition), given)
        held = [row[0] for row in rows if row[1 + at * 11]]
        assert sorted(number for (number,) in kept) == sorted(held), condition
