"""The identity of assets.

Floor 2.
"""

from typing import NamedTuple


class AssetKey(NamedTuple):
    """What identifies an asset of one kind: its workspace and its path from the outermost folder.

    A static list "L" in program "P" of folder "F" has the path `("F", "P", "L")`.
    """

    workspace: str
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """The asset's own name."""
        return self.path[-1]

    @property
    def joined(self) -> str:
        """The path joined by `/`, as draws and messages show it."""
        return "/".join(self.path)
