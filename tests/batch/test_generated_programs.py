"""Made-up programs have every node of conditions, values and flows, so that no search lacks one."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from inspect import getmembers, isclass
from random import Random
from types import ModuleType
from typing import Any, Final

from cdsl.semantics import conditions, expressions, flow
from cdsl.semantics.time import TimeFrame, Unit
from tests.batch.generated import written
from tests.batch.generated_runs import project_of
from tests.batch.runs import meaning

PROGRAMS: Final = 60


def test_made_up_programs_have_every_construct() -> None:
    left = {one for module in (conditions, expressions, flow) for one in constructs(module)}
    left |= {named(one) for one in (*TimeFrame, *Unit)}
    for seed in range(PROGRAMS):
        program = meaning(project_of(written(Random(seed), 6)))
        left -= set(parts((program.campaigns, program.smart_lists)))
    assert not left, sorted(left)


def constructs(module: ModuleType) -> Iterator[str]:
    """The nodes that a module declares, and the members of its enumerations."""
    for name, found in getmembers(module, isclass):
        if found.__module__ != module.__name__:
            continue
        if issubclass(found, Enum):
            yield from map(named, found)
        else:
            yield name


def named(member: Enum) -> str:
    """A member of an enumeration; those of two may be equal."""
    return f"{type(member).__name__}.{member.name}"


def parts(found: Any) -> Iterator[str]:
    """What a value is made of: its nodes and members of enumerations."""
    if isinstance(found, Enum):
        yield named(found)
    elif isinstance(found, Mapping):
        yield from parts((*found, *found.values()))
    elif isinstance(found, (tuple, frozenset)):
        for one in found:
            yield from parts(one)
    elif is_dataclass(found):
        yield type(found).__name__
        for field in fields(found):
            yield from parts(getattr(found, field.name))
