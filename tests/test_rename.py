"""What comes of a renaming: `corpus/rename/*.txt`.

A case is a file with the cursor at `¦`, the files beside it, and the new name in `=== to`.
`=== out` has each file that is edited as it is then, after `--- NAME`, or why nothing is renamed.
Files are those of a workspace that is open in an editor.
"""

from typing import Final

import pytest

from cdsl.api.renaming import NotRenamed, rename
from cdsl.api.workspace import Workspace
from cdsl.source.diagnostic import edited
from tests.cases import NOW, case_of, files_of, judge

CURSOR: Final = "¦"
TO: Final = "to"


@pytest.mark.parametrize("path", files_of("rename", "*.txt"))
def test_rename(path: str, accept: bool) -> None:
    case = case_of(path)
    workspace = Workspace(lambda: NOW)
    texts = {name: text for name, text in case.files.items() if name != TO}
    for name, text in reversed(texts.items()):
        workspace.change(name, text.replace(CURSOR, ""), 1)
    cursor = texts[case.first].index(CURSOR)
    found = rename(workspace, case.first, cursor, case.files[TO].removesuffix("\n"))
    if isinstance(found, NotRenamed):
        judge(path, case, f"not renamed: {found.reason}\n", accept)
        return
    after = (f"--- {source.name}\n{edited(source.text, edits)}" for source, edits in found)
    judge(path, case, "".join(after), accept)
