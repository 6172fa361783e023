"""Everything declared in a program's files, as data.

Floor 2. Whoever looks on may read it; only this room makes it.
"""

from collections.abc import Mapping, Sequence

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.modules import Modules
from cdsl.semantics.places import AssetKind, Declared, Place, ProgramParts, TokenLine
from cdsl.source.data import dataclass
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    FieldsOf,
)

SharedDeclaration = FieldsOf | ActivityDeclaration | ActionDeclaration | ChannelDeclaration


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything declared in a program's files.

    `assets` are in order of loading and text. `named` finds them by kind and name. `tokens` are
    the token lines by the holder's key, `programs` the parts of each program with its template's.
    `shared` are the declarations that are one set for all workspaces.
    """

    modules: Modules
    assets: Mapping[AssetKind, Mapping[AssetKey, Declared]]
    named: Mapping[tuple[AssetKind, str], Sequence[Declared]]
    tokens: Mapping[AssetKey, Sequence[TokenLine]]
    programs: Mapping[AssetKey, ProgramParts]
    shared: Sequence[tuple[SharedDeclaration, Place]]
    tests: Sequence[tuple[Test, Place]]
