"""Named smart lists: no circle, and which of them hold nobody because of a hole.

Floor 2 (language.md 2 and 3).
"""

from collections.abc import Mapping
from dataclasses import replace

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.check.holes import uses_hole
from cdsl.semantics.conditions import HoleCondition, InSmartList
from cdsl.semantics.findings import finding
from cdsl.semantics.known import Known
from cdsl.semantics.places import AssetKind
from cdsl.semantics.program import SmartList
from cdsl.semantics.walk import conditions_in
from cdsl.source.quoting import quoted

SmartLists = Mapping[AssetKey, SmartList]


def check_smart_lists(smart_lists: SmartLists, known: Known) -> SmartLists:
    """Report circles (CDS106); give every list that contains a hole, also through another, one."""
    refers = {
        key: [part for part in conditions_in(found.condition) if isinstance(part, InSmartList)]
        for key, found in smart_lists.items()
    }
    _check_circles(refers, known)
    invalid = {
        key for key, found in smart_lists.items() if uses_hole(found.condition, found.tokens)
    }
    grew = True
    while grew:
        more = {
            key
            for key, parts in refers.items()
            if key not in invalid and any(part.smart_list in invalid for part in parts)
        }
        invalid |= more
        grew = bool(more)
    return {
        key: replace(found, condition=HoleCondition(found.location.span))
        if key in invalid
        else found
        for key, found in smart_lists.items()
    }


def invalid_lists(smart_lists: SmartLists) -> frozenset[AssetKey]:
    """The lists that hold nobody because of a hole."""
    return frozenset(
        key for key, found in smart_lists.items() if isinstance(found.condition, HoleCondition)
    )


def _check_circles(refers: Mapping[AssetKey, list[InSmartList]], known: Known) -> None:
    finished: set[AssetKey] = set()
    for start in refers:
        path: list[tuple[AssetKey, int]] = [] if start in finished else [(start, 0)]
        while path:
            key, index = path[-1]
            if index == len(refers[key]):
                finished.add(key)
                path.pop()
                continue
            path[-1] = (key, index + 1)
            part = refers[key][index]
            keys = [step for step, _ in path]
            if part.smart_list in keys:
                circle = keys[keys.index(part.smart_list) :]
                chain = " → ".join(quoted(step.name) for step in (*circle, circle[0]))
                first = circle[0]
                following = (circle * 2)[1]
                part = next(found for found in refers[first] if found.smart_list == following)
                place = known.declarations.assets[AssetKind.SMART_LIST][first].place
                message = f"smart lists refer to each other in a circle: {chain}"
                help = "put what both need into a list of its own"
                found = finding("CDS106", message, place.source, part.span, help=help)
                known.findings.add(found, place.clone)
            elif part.smart_list in refers and part.smart_list not in finished:
                path.append((part.smart_list, 0))
