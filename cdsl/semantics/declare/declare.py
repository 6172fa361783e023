"""All files of a program walked: the project's, then the library's for each workspace.

Floor 2. Clones come last, since a template may stand anywhere.
"""

from collections.abc import Iterator

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.declare.clones import fill_in_clones
from cdsl.semantics.declare.collecting import Collecting
from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.findings import Findings
from cdsl.semantics.modules import Modules
from cdsl.semantics.places import Holder, Place
from cdsl.semantics.uses import Uses


def declare(modules: Modules, findings: Findings, uses: Uses) -> Declarations:
    """Collect the declarations of all files."""
    collecting = Collecting(modules, findings, uses)
    for name, module in modules.modules.items():
        if not module.library:
            top = Holder(AssetKey(module.workspace, ()), False, None)
            collecting.items(module.file.items, Place(name, module, top, None))
    for workspace, name in _library_places(modules):
        module = modules.modules[name]
        top = Holder(AssetKey(workspace, ()), False, None)
        collecting.items(module.file.items, Place(name, module, top, None))
    fill_in_clones(collecting)
    order = {name: number for number, name in enumerate(modules.modules)}
    return Declarations(
        modules,
        collecting.assets,
        collecting.named,
        collecting.tokens,
        collecting.programs,
        tuple(sorted(collecting.shared.values(), key=lambda shared: order[shared[1].file])),
        tuple(collecting.tests),
    )


def _library_places(modules: Modules) -> Iterator[tuple[str, str]]:
    """Each workspace of the project with each library file that its files see."""
    seen: set[tuple[str, str]] = set()
    for name, module in modules.modules.items():
        if module.library:
            continue
        for other in modules.modules:
            place = (module.workspace, other)
            is_seen = modules.modules[other].library and other in modules.sees[name]
            if is_seen and place not in seen:
                seen.add(place)
                yield place
    if not any(not module.library for module in modules.modules.values()):
        for name, module in modules.modules.items():
            yield module.workspace, name
