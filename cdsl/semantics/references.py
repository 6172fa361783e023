"""Finding the asset that a reference means (language.md 2, "Names of assets").

Floor 2. A reference looks in the program at hand, then each folder outwards, then the top; if none
is there and exactly one exists in the workspace it is that one.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.modules import Modules
from cdsl.semantics.places import AssetKind, Declared, Place
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import AssetTarget, Role, Uses
from cdsl.source.diagnostic import Diagnostic, Edit, Fix, Related
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.source.suggest import nearest
from cdsl.syntax.nodes import Name, Qualifier, Reference, Within

Named = Mapping[tuple[AssetKind, str], Sequence[Declared]]


class Collected(NamedTuple):
    """Where it is kept what is wrong with a reference, and what it means."""

    findings: Findings
    uses: Uses


def find_asset(
    kind: AssetKind,
    reference: Reference,
    place: Place,
    modules: Modules,
    named: Named,
    collected: Collected,
    role: Role,
) -> Declared | None:
    """The asset meant, None after reporting why there is none; the use of its name is kept."""
    found = _find(kind, reference, place, modules, named, collected)
    if found is not None:
        target = AssetTarget(kind, found.key)
        collected.uses.add(place, reference.name.span, target, role)
    return found


def _find(
    kind: AssetKind,
    reference: Reference,
    place: Place,
    modules: Modules,
    named: Named,
    collected: Collected,
) -> Declared | None:
    seen = modules.sees[place.standpoint]
    name = reference.name.text
    collected.uses.asked.add((kind, canonical(name)))
    visible = [found for found in named.get((kind, name), ()) if found.place.file in seen]
    here = [found for found in visible if found.key.workspace == place.workspace]
    if reference.qualifiers:
        prefix = _prefix(reference.qualifiers, place, modules, named, collected)
        if prefix is None:
            return None
        direct = [found for found in here if found.place.holder.key == prefix]
        inside = [found for found in here if _stands_in(found, prefix)]
        here = direct or (inside if prefix.path else [])
    else:
        for holder in place.holder.outwards():
            for found in here:
                if found.place.holder.key == holder.key:
                    return found
    # One that is declared twice has one key.
    if len({found.key for found in here}) == 1:
        return here[0]
    if here:
        problem = _several(kind, reference, here, place)
    elif visible and not reference.qualifiers:
        problem = _elsewhere(kind, reference.name, visible[0], place)
    else:
        _tell_unknown(kind, reference.name, place, modules, named, collected)
        return None
    collected.findings.add(problem, place.clone)
    return None


def _tell_unknown(
    kind: AssetKind,
    name: Name,
    place: Place,
    modules: Modules,
    named: Named,
    collected: Collected,
) -> None:
    """Report that nothing is called so, unless a missing file may have declared it."""
    close = nearest(name.text, [other.name.text for other in _all(kind, named, place, modules)])
    if close is not None or modules.sees_all(place.standpoint):
        collected.findings.add(_unknown(kind, name, close, place), place.clone)


def _all(kind: AssetKind, named: Named, place: Place, modules: Modules) -> Sequence[Declared]:
    seen = modules.sees[place.standpoint]
    return [
        found
        for (other, _), declared in named.items()
        if other is kind
        for found in declared
        if found.place.file in seen and found.key.workspace == place.workspace
    ]


def _prefix(
    qualifiers: Sequence[Qualifier],
    place: Place,
    modules: Modules,
    named: Named,
    collected: Collected,
) -> AssetKey | None:
    """The holder that qualifiers name, the outermost of them written last."""
    prefix: AssetKey | None = None
    for qualifier in reversed(qualifiers):
        match qualifier.within:
            case Within.TOP:
                prefix = AssetKey(place.workspace, ())
            case Within.THIS_PROGRAM:
                if place.program is None:
                    message = "`this program` stands outside of a program"
                    found = finding("CDS113", message, place.source, qualifier.span)
                    collected.findings.add(found, place.clone)
                    return None
                prefix = place.program
            case Within.PROGRAM | Within.FOLDER:
                prefix = _holder(qualifier, prefix, place, modules, named, collected)
                if prefix is None:
                    return None
    return prefix


def _stands_in(found: Declared, holder: AssetKey) -> bool:
    """Whether an asset stands in a holder, at any depth."""
    return any(outer.key == holder for outer in found.place.holder.outwards())


def _holder(
    qualifier: Qualifier,
    prefix: AssetKey | None,
    place: Place,
    modules: Modules,
    named: Named,
    collected: Collected,
) -> AssetKey | None:
    kind = AssetKind.PROGRAM if qualifier.within is Within.PROGRAM else AssetKind.FOLDER
    name = qualifier.name
    assert name is not None, "only `in this program` and `at top` name nothing"
    if prefix is None and kind is AssetKind.PROGRAM:
        reference = Reference(name, (), name.span)
        found = find_asset(kind, reference, place, modules, named, collected, Role.NARROWS)
        return found.key if found is not None else None
    holders = {
        found.key: found
        for found in _all(kind, named, place, modules)
        if found.name.text == name.text and (prefix is None or _stands_in(found, prefix))
    }
    looked_in = [holder.key for holder in place.holder.outwards()] if prefix is None else [prefix]
    for outer in looked_in:
        for key, found in holders.items():
            if found.place.holder.key == outer:
                return _narrowed(kind, key, name, place, collected)
    if len(holders) == 1:
        return _narrowed(kind, next(iter(holders)), name, place, collected)
    if holders:
        several = _several(kind, Reference(name, (), name.span), list(holders.values()), place)
        collected.findings.add(several, place.clone)
        return None
    _tell_unknown(kind, name, place, modules, named, collected)
    return None


def _narrowed(
    kind: AssetKind, key: AssetKey, name: Name, place: Place, collected: Collected
) -> AssetKey:
    collected.uses.add(place, name.span, AssetTarget(kind, key), Role.NARROWS)
    return key


def _unknown(kind: AssetKind, name: Name, close: str | None, place: Place) -> Diagnostic:
    help = f"did you mean {quoted(close)}?" if close else "declare it, or `use` the file that does"
    fix = Fix(f"write {quoted(close)}", (Edit(name.span, quoted(close)),)) if close else None
    message = f"unknown {kind} {quoted(name.text)}"
    return finding("CDS101", message, place.source, name.span, help=help, fix=fix)


def _elsewhere(kind: AssetKind, name: Name, found: Declared, place: Place) -> Diagnostic:
    return finding(
        "CDS104",
        f"the {kind} {quoted(name.text)} is in another workspace, {quoted(found.key.workspace)}",
        place.source,
        name.span,
        help=f"a reference looks only in its own workspace, {quoted(place.workspace)}",
        related=(Related("declared here", found.place.source, found.name.span),),
    )


def _several(
    kind: AssetKind, reference: Reference, candidates: Sequence[Declared], place: Place
) -> Diagnostic:
    name = reference.name
    forms = [_qualified(found) for found in candidates]
    end = Span(name.span.end, reference.span.end)
    return finding(
        "CDS105",
        f"there are {len(candidates)} {kind}s {quoted(name.text)}",
        place.source,
        name.span,
        help="say which: " + ", or ".join(f"`{form}`" for form in forms),
        related=tuple(
            Related("one is here", found.place.source, found.name.span) for found in candidates
        ),
        fix=Fix(f"write `{forms[0]}`", (Edit(name.span.to(end), forms[0]),)),
    )


def _qualified(found: Declared) -> str:
    text = quoted(found.name.text)
    if len(found.key.path) == 1:
        return text + " at top"
    for holder in found.place.holder.outwards():
        if holder.key.path:
            text += f" in {'program' if holder.is_program else 'folder'} {quoted(holder.key.name)}"
    return text
