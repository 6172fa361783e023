"""Defaults of fields that are the same for everybody (language.md 2).

Floor 3. Those that use tokens are worked out by whoever reads a table.
"""

from datetime import tzinfo

from cdsl.semantics.expressions import Constant
from cdsl.semantics.schema import Field
from cdsl.world.values import Unreadable, Value, convert


def constant_default(field: Field, zone: tzinfo) -> Value:
    """A default that is a constant as a value of the field; none where there is no such."""
    if not isinstance(field.default, Constant):
        return None
    value = convert(field.default.value, field.default.type, field.type, zone)
    return None if isinstance(value, Unreadable) else value
