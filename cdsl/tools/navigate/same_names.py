"""Whether names mean what they meant: where they are declared, and what runs look up along calls.

Floor 6. What is found is told in the words of who renames.
"""

from itertools import zip_longest

from cdsl.semantics.definitions import definitions
from cdsl.semantics.program import Location
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import Role, Target, TokenTarget
from cdsl.source.span import Source, Span
from cdsl.tools.navigate.moves import Moves
from cdsl.tools.navigate.renaming import (
    UNKNOWN,
    Meaning,
    Renaming,
    declared,
    line_of,
    placed_in_words,
    written,
)
from cdsl.tools.token_lookups import Found, token_lookups

Place = tuple[str, Span]


def used(before: Meaning, after: Meaning, renaming: Renaming) -> str | None:
    """A name that would mean something else than it does, or be declared otherwise."""
    targets = _targets(before, after, renaming)
    if isinstance(targets, str):
        return targets
    was = _uses(before, renaming.moves)
    came = _uses(after, Moves({}))
    for place in sorted({(use[0], use[1]) for use in (was.keys() | came.keys())}):
        for role in Role:
            meant = was.get((*place, role), {})
            means = came.get((*place, role), {})
            if {targets.get(one, one) for one in meant} != set(means):
                source, span = next(iter((means or meant).values()))
                others = [one for one in means if one not in {targets.get(m, m) for m in meant}]
                return (
                    f"{written(source, span)} in {line_of(source, span, renaming)} would mean "
                    f"{declared(others, after, renaming)}"
                )
    return None


def _targets(before: Meaning, after: Meaning, renaming: Renaming) -> dict[Target, Target] | str:
    """What every target has become, told by where it is declared."""
    was, came = _definitions(before, renaming.moves), _definitions(after, Moves({}))
    found: dict[Target, Target] = {}
    taken: dict[Target, Target] = {}
    for key in dict.fromkeys((*was, *came)):
        pairs = zip_longest(was.get(key, ()), came.get(key, ()))
        for old, new in pairs:
            if old is None or new is None:
                return f"{placed_in_words(old, before, renaming)} would not be declared as it is"
            if found.setdefault(old, new) != new or taken.setdefault(new, old) != old:
                return _one(taken[new], old, before, renaming)
    return found


def _one(first: Target, second: Target, before: Meaning, renaming: Renaming) -> str:
    first_place, second_place = (declared((one,), before, renaming) for one in (first, second))
    return f"{first_place} and {second_place} would be one"


def _definitions(meaning: Meaning, moves: Moves) -> dict[tuple[object, ...], list[Target]]:
    found: dict[tuple[object, ...], list[Target]] = {}
    for one in definitions(meaning.analysis):
        clone = _clone(one.clone, meaning, moves)
        key = (type(one.target), *_place(one.source, one.span, meaning, moves), clone)
        found.setdefault(key, []).append(one.target)
    return found


def _clone(clone: Location | None, meaning: Meaning, moves: Moves) -> Place | None:
    return None if clone is None else _place(clone.source, clone.span, meaning, moves)


def _place(source: Source, span: Span, meaning: Meaning, moves: Moves) -> Place:
    shown, place = meaning.placed(source, span)
    return shown.name, moves.span(shown.name, place)


def _uses(
    meaning: Meaning, moves: Moves
) -> dict[tuple[str, Span, Role], dict[Target, tuple[Source, Span]]]:
    """What every name means and where it stands, by where it stands after the edits."""
    found: dict[tuple[str, Span, Role], dict[Target, tuple[Source, Span]]] = {}
    for use in meaning.analysis.uses:
        source, span = meaning.placed(use.source, use.span)
        key = (source.name, moves.span(source.name, span), use.role)
        found.setdefault(key, {})[use.target] = (source, span)
    return found


# What runs look up ------------------------------------------------------------------------------


def looked_up(before: Meaning, after: Meaning, renaming: Renaming) -> str | None:
    """A token that some run would look up elsewhere; asked once names are found to be the same."""
    if not any(isinstance(one, TokenTarget) for one in renaming.names):
        return None
    if before.has_errors:
        return _perhaps_looked_up(before, renaming)
    targets = _targets(before, after, renaming)
    assert not isinstance(targets, str), "uses are compared first"
    pairs = zip_longest(token_lookups(before.analysis), token_lookups(after.analysis))
    for was, came in pairs:
        if was is None or came is None:
            return "runs would look up other tokens"
        for old, new in zip_longest(was.found, came.found):
            if old is None or new is None:
                return f"{was.reader} would look up other tokens"
            meant = targets.get(old.target, old.target) if old.target is not None else None
            if (old.position, meant) != (new.position, new.target):
                return (
                    f"{was.reader} looks up `my.{new.name}`, and would find "
                    f"{_found(new, after, renaming)} instead of {_found(old, before, renaming)}"
                )
    return None


def _found(found: Found, meaning: Meaning, renaming: Renaming) -> str:
    if found.target is not None:
        return declared((found.target,), meaning, renaming)
    return "nothing" if found.position < 0 else "what a call passes"


def _perhaps_looked_up(before: Meaning, renaming: Renaming) -> str | None:
    """Calls of a program with errors are not followed: a token of another frame may be meant."""
    names = {canonical(renaming.name), *(canonical(name) for name in renaming.names.values())}
    for one in definitions(before.analysis):
        target = one.target
        if not isinstance(target, TokenTarget) or target in renaming.names:
            continue
        if target.name in names:
            source, span = before.placed(one.source, one.span)
            return f"{UNKNOWN} whether calls hand on the token of {line_of(source, span, renaming)}"
    return None
