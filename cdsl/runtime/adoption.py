"""What becomes of a session that goes on with an edited program.

Floor 5. Pure. Runs under way keep the steps of the flow that they entered; what those refer to
stays known to them, also where the edited files no longer declare it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from cdsl.runtime.refusals import Refusals, columns_differ
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity, Field
from cdsl.source.quoting import quoted

K = TypeVar("K")
V = TypeVar("V")


def refused_for_columns(before: Program, after: Program) -> Refusals:
    """Why a world that was read by one program is none by another.

    Rows are read by column, activities by the order of their attributes, members by the names of
    their fields. New attributes may come behind, new fields of members and whole new activities.
    """
    old, new = before.schema, after.schema
    if _columns(old.person) != _columns(new.person):
        return (columns_differ("the fields of people"),)
    if _columns(old.company) != _columns(new.company):
        return (columns_differ("the fields of companies"),)
    for name, activity in old.activities.items():
        if not _goes_on(activity, new.activities.get(name)):
            return (columns_differ(f"the attributes of `{name}`"),)
    for key, program in before.programs.items():
        now = after.programs.get(key)
        if now is not None and not _still_there(program.member_fields, now.member_fields):
            return (columns_differ(f"the fields of members of {quoted(key.name)}"),)
    return ()


def _still_there(old: Mapping[str, Field], new: Mapping[str, Field]) -> bool:
    return all(name in new and new[name].type is field.type for name, field in old.items())


def _columns(fields: Mapping[str, Field]) -> list[tuple[int, str, object]]:
    return [(field.column, field.name, field.type) for field in fields.values()]


def _goes_on(old: Activity, new: Activity | None) -> bool:
    if new is None:
        return False
    before, now = ([(one.name, one.type) for one in kind.attributes] for kind in (old, new))
    return now[: len(before)] == before


def carried_over(old: Program, new: Program) -> Program:
    """The edited program, with what only the old one declared."""
    schema = replace(
        new.schema,
        actions=_both(old.schema.actions, new.schema.actions),
        channels=_both(old.schema.channels, new.schema.channels),
    )
    return Program(
        schema,
        _both(old.workspaces, new.workspaces),
        _both(old.programs, new.programs),
        _both(old.campaigns, new.campaigns),
        _both(old.lists, new.lists),
        _both(old.smart_lists, new.smart_lists),
        _both(old.emails, new.emails),
        _both(old.webhooks, new.webhooks),
        new.hole_tokens,
    )


def _both(old: Mapping[K, V], new: Mapping[K, V]) -> Mapping[K, V]:
    return {**old, **new}


def active_after(
    old: Program, new: Program, active: Mapping[AssetKey, bool]
) -> Mapping[AssetKey, bool]:
    """Which campaigns take entries: as declared where that is new, else as they did before.

    A campaign that is gone takes none, whatever still asks for it.
    """
    after = dict.fromkeys(active, False)
    for key, campaign in new.campaigns.items():
        before = old.campaigns.get(key)
        is_as_it_was = before is not None and (before.kind, before.active) == (
            campaign.kind,
            campaign.active,
        )
        after[key] = active[key] if is_as_it_was else campaign.active
    return after
