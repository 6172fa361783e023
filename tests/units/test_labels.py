"""The labels of the library, written without quotes, lead to its fields."""

import re
from pathlib import Path

import pytest

from cdsl.api import Project
from tests.cases import ROOT

PRELUDE = (ROOT / "stdlib" / "prelude.cdsl").read_text(encoding="utf-8")
FIELDS = re.findall(r'^  \w+: \w+ "(\w+(?: \w+)+)"$', PRELUDE.split("\nactivity")[0], re.MULTILINE)


@pytest.mark.parametrize("label", sorted({field.lower() for field in FIELDS}))
def test_label_in_small_letters(label: str, tmp_path: Path) -> None:
    path = tmp_path / "a.cdsl"
    text = f'smart list "A" {{\n  {label} is empty\n}}\n'
    found = Project.open(path, root=tmp_path, texts={str(path): text}).check()
    assert [one.code for one in found] == ["CDS001"]
