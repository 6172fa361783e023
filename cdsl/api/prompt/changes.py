"""What an edited program means otherwise: which assets, and for whom.

Floor 7. Asks of everybody who is in the world; changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cdsl.api.prompt.meaning import meaning
from cdsl.interpreter.lower import lower
from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import Environment, own_scope, scene_of
from cdsl.runtime.watch import Watch, in_portions
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Program, SmartList
from cdsl.source.data import dataclass
from cdsl.tools.spelling import reference

_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Changed:
    """An asset that is new, changed or gone, and of how many people its condition holds.

    `named` is it in quotes, with where it stands if others are called so. Counts are None where it
    has no condition then or now, or where counting was broken off. `joined` and `left` are the
    first of those of whom it holds now and did not, or did and does not.
    """

    kind: str
    named: str
    what: str
    was: int | None = None
    now: int | None = None
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def changes_between(
    before: Program, after: Program, environment: Environment, watch: Watch
) -> tuple[Changed, ...]:
    """What differs between two programs in the same world."""
    return tuple(_changes(before, after, environment, watch))


def _changes(
    before: Program, after: Program, environment: Environment, watch: Watch
) -> Iterator[Changed]:
    kinds: tuple[tuple[str, Mapping[AssetKey, object], Mapping[AssetKey, object]], ...] = (
        ("smart list", before.smart_lists, after.smart_lists),
        ("campaign", before.campaigns, after.campaigns),
        ("list", before.lists, after.lists),
        ("email", before.emails, after.emails),
        ("webhook", before.webhooks, after.webhooks),
        ("program", before.programs, after.programs),
    )
    for kind, was, now in kinds:
        for key in dict.fromkeys((*was, *now)):
            old, new = was.get(key), now.get(key)
            if meaning(old, before) == meaning(new, after):
                continue
            what = "new" if old is None else "gone" if new is None else "changed"
            yield _counted(
                Changed(kind, reference(key, was if new is None else now), what),
                _people(old, replace(environment, program=before), watch),
                _people(new, replace(environment, program=after), watch),
            )


def _people(asset: object, environment: Environment, watch: Watch) -> list[str] | None:
    """Of whom an asset's condition holds; None for one without, or when broken off."""
    match asset:
        case SmartList(key=key, condition=condition):
            scope = TokenScope(asset.tokens, None, asset.program, None)
        case Campaign(key=key, smart_list=condition):
            scope = own_scope(asset)
        case _:
            return None
    holds = lower(condition, scene_of(environment, scope, key.workspace))
    rows = environment.store.person

    def held(people: Sequence[str]) -> list[str]:
        return [one for one in people if (row := rows(one)) is not None and holds(row, one)]

    return in_portions(environment.store.people(), held, watch)


def _counted(changed: Changed, was: list[str] | None, now: list[str] | None) -> Changed:
    before, after = set(was or ()), set(now or ())
    return replace(
        changed,
        was=None if was is None else len(was),
        now=None if now is None else len(now),
        joined=_named([one for one in now or () if one not in before]),
        left=_named([one for one in was or () if one not in after]),
    )


def _named(people: Sequence[str]) -> tuple[str, ...]:
    """The first of some people, and a sign that there are more."""
    more = ("…",) if len(people) > _NAMED else ()
    return (*people[:_NAMED], *more)
