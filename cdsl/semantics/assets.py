"""The identity of assets.

Floor 2.
"""

from typing import NamedTuple


class AssetKey(NamedTuple):
    """What identifies an asset of one kind: its workspace and its path from the outermost folder.

    A static list "L" in program "P" of folder "F" has the path `("F", "P", "L")`. `folders` are
    the positions of folders in it, since a program may have the name of a folder beside it.
    """

    workspace: str
    path: tuple[str, ...]
    folders: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The asset's own name."""
        return self.path[-1]

    @property
    def joined(self) -> str:
        """The path joined by `/`, as draws and messages show it."""
        return "/".join(self.path)

    def inside(self, name: str, *, is_folder: bool = False) -> "AssetKey":
        """The key of what stands in this folder, program or top."""
        folders = (*self.folders, len(self.path)) if is_folder else self.folders
        return AssetKey(self.workspace, (*self.path, name), folders)
