"""The assets that people name outside of files: by name, by path, or as the language does.

Floor 6. Pure. `Invite`, `"Invite"`, `Fair/Invite` and `"Invite" in program "Fair"` say the same;
the last of them is how answers tell apart what is called alike.
"""

import shlex
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.source.span import Source
from cdsl.syntax.conditions import MemberOf
from cdsl.syntax.nodes import Reference, Within
from cdsl.syntax.parse import parse_condition
from cdsl.tools import spelling
from cdsl.world.tables.names import Names, Unfound, names_of

_BEFORE: Final = "member of campaign "
"""What a reference can be read behind, whatever it refers to."""
_SHOWN: Final = 5
"""How many a message names."""


def find(kind: str, keys: Collection[AssetKey], written: str) -> AssetKey | Unfound:
    """The asset of a kind, which is written with its article: `a campaign`."""
    names = names_of(kind, keys)
    found = names.find(written)
    if isinstance(found, Unfound) and not found.several:
        reference = reference_in(written)
        if reference is None:
            found = names.find(_unquoted(written))
        elif reference.qualifiers:
            found = _narrowed(kind, keys, reference, written.strip())
        else:
            found = names.find(reference.name.text)
    if isinstance(found, Unfound):
        if found.several:
            return replace(found, help=_ways(kind, keys, found.several))
        begun = _beginning(keys, _unquoted(written))
        if begun:
            return replace(found, help=f"did you mean {_listed(kind, keys, begun, ' or ')}?")
    return found


def _beginning(keys: Iterable[AssetKey], typed: str) -> Sequence[AssetKey]:
    """Those whose names begin as what is typed, case aside."""
    wanted = typed.strip().casefold()
    return [key for key in keys if wanted and key.name.casefold().startswith(wanted)]


def _narrowed(
    kind: str, keys: Collection[AssetKey], reference: Reference, text: str
) -> AssetKey | Unfound:
    meant = tuple(_meant(keys, reference))
    if len(meant) == 1:
        return meant[0]
    noun = kind.split(" ", 1)[1]
    if meant:
        return Unfound(f"there are {len(meant)} {noun}s `{text}`", "", meant)
    by_name = names_of(kind, keys).find(reference.name.text)
    alike = by_name.several if isinstance(by_name, Unfound) else (by_name,)
    help = by_name.help if isinstance(by_name, Unfound) else ""
    return Unfound(f"there is no {noun} `{text}`", _ways(kind, keys, alike) if alike else help)


def shortest(kind: str, keys: Collection[AssetKey], key: AssetKey) -> str:
    """The shortest way of writing an asset by which `find` finds it: its name, or where it is."""
    return shortest_in(names_of(kind, keys), key)


def shortest_in(names: Names, key: AssetKey) -> str:
    """The same among names that were gathered before, for whoever writes many."""
    spelled = names.spelled(key)
    # A program and a folder beside each other may be called alike, and so are their paths.
    return spelled if names.find_exactly(spelled) == key else reference_in_full(names, key)


def reference_in_full(names: Names, key: AssetKey) -> str:
    """An asset as the language writes it, compared with none but those that are called so."""
    by_name, *_ = names.ways
    return spelling.reference(key, by_name.get(key.name, ()))


def as_word(kind: str, keys: Collection[AssetKey], key: AssetKey) -> str:
    """The same as a command takes it, a name or a path in quotes."""
    written = shortest(kind, keys, key)
    is_spelled_out = reference_in(written) is not None and written != key.name
    return written if is_spelled_out else spelling.word(written)


def reference_in(text: str) -> Reference | None:
    """An asset as the language writes it: in quotes, where it stands behind them or not."""
    if not text.lstrip().startswith('"'):
        return None
    read = parse_condition(Source("", f"{_BEFORE}{text.strip()}"))
    if read.diagnostics or not isinstance(read.node, MemberOf) or read.node.where:
        return None
    return read.node.of if isinstance(read.node.of, Reference) else None


def _unquoted(written: str) -> str:
    try:
        return " ".join(shlex.split(written))
    except ValueError:
        return written


def _meant(keys: Iterable[AssetKey], reference: Reference) -> Sequence[AssetKey]:
    """Those that a reference can mean, seen from the top; what stands right there goes first."""
    alike = [key for key in keys if key.name == reference.name.text]
    wanted = [
        (qualifier.name.text, qualifier.within is Within.FOLDER)
        for qualifier in reference.qualifiers
        if qualifier.name is not None
    ]
    if any(one.within is Within.THIS_PROGRAM for one in reference.qualifiers):
        return ()
    if not wanted:
        return [key for key in alike if len(key.path) == 1]
    right_there = [key for key in alike if _holders(key)[: len(wanted)] == wanted]
    return right_there or [key for key in alike if _are_in_order(wanted, _holders(key))]


def _holders(key: AssetKey) -> list[tuple[str, bool]]:
    """What an asset stands in, from the inside out, and whether that is a folder."""
    outer = enumerate(key.path[:-1])
    return [(name, number in key.folders) for number, name in reversed(list(outer))]


def _are_in_order(wanted: Iterable[object], holders: Iterable[object]) -> bool:
    left = iter(holders)
    return all(any(one == holder for holder in left) for one in wanted)


def _ways(kind: str, keys: Collection[AssetKey], several: Sequence[AssetKey]) -> str:
    """How each of those is written that could be meant."""
    return f"write which one: {_listed(kind, keys, several, ', ')}"


def _listed(
    kind: str, keys: Collection[AssetKey], several: Sequence[AssetKey], between: str
) -> str:
    listed = between.join(f"`{shortest(kind, keys, key)}`" for key in several[:_SHOWN])
    rest = len(several) - _SHOWN
    return f"{listed} or one of {rest:,} more" if rest > 0 else listed
