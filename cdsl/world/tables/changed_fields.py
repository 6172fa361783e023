"""The fields that activities tell a change of, as these activities name them.

Floor 3. `new_value` and `old_value` are read as values of the field that changed.
"""

from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.semantics.types import Type
from cdsl.world.tables.activity_columns import Plan
from cdsl.world.tables.cells import CellReader, reader_of
from cdsl.world.tables.columns import fields_by_name, folded
from cdsl.world.tables.names import Unfound, names_of
from cdsl.world.tables.settings import Settings


class ChangedFields:
    """What the values of a change are read as; remembers the readers."""

    def __init__(self, program: Program, bulk: bool, settings: Settings) -> None:
        """`bulk` is whether the table is an extract."""
        self._bulk = bulk
        self._people = fields_by_name(program.schema.person.values())
        self._members = {
            key: fields_by_name(found.member_fields.values())
            for key, found in program.programs.items()
        }
        self._programs = names_of("a program", program.programs)
        self._zone = settings.zone
        self._readers: dict[tuple[str, Type], CellReader] = {}

    def readers(self, plan: Plan, texts: list[str]) -> tuple[CellReader, ...]:
        """The readers for a change; the changed field's name becomes its identifier."""
        subject = plan.subject or 0
        fields = self._people
        if subject:
            program = self._programs.find(texts[0])
            fields = {} if isinstance(program, Unfound) else self._members[program]
        field = fields.get(folded(texts[subject]))
        if field is None:
            return plan.readers
        texts[subject] = field.name
        readers = list(plan.readers)
        for attribute in plan.changed:
            readers[attribute] = self._reader(field)
        return tuple(readers)

    def _reader(self, field: Field) -> CellReader:
        key = (field.name, field.type)
        if key not in self._readers:
            self._readers[key] = reader_of(field.type, self._zone, null_is_empty=self._bulk)
        return self._readers[key]
