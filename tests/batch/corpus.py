"""The programs of the corpus that both engines run, and which of them the set-based one refuses."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final

from cdsl.api import Project
from cdsl.semantics.program import Program
from cdsl.world.memory import MemoryStore
from cdsl.world.tables.load import Inputs as Paths
from cdsl.world.tables.load import load
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.write import Format
from tests.batch.runs import Inputs
from tests.cases import CORPUS, files_of

FILES: Final = (*files_of("batch/same", "*.cdsl"), *files_of("run", "*.cdsl"))
REFUSED: Final = Path(__file__).with_name("refused.txt")


def project_of(path: str) -> Project:
    """A file of the corpus, with its own folder for what it uses."""
    return Project.open(CORPUS / path, root=CORPUS / path.split("/")[0])


def format_of(path: str) -> Format:
    """As what a file's worlds are written, unless as every format; it is chosen by its name."""
    return list(Format)[len(path) % 2]


def judge_refused(part: str, found: Mapping[str, Collection[str]], accept: bool) -> None:
    """By which codes something of a file is refused; of files that are not named all is done.

    These are of the set-based engine; that two campaigns have one name (CDS105) both engines tell.
    """
    codes = {code for own in found.values() for code in own}
    assert all(code.startswith("CDS6") or code == "CDS105" for code in codes), codes
    head, *sections = REFUSED.read_text(encoding="utf-8").split("=== ")
    texts = dict(section.split("\n", 1) for section in sections)
    lines = (" ".join((path, *sorted(codes))) for path, codes in sorted(found.items()) if codes)
    text = "".join(f"{line}\n" for line in lines)
    if accept:
        texts[part] = text
        written = "".join(f"=== {name}\n{section}" for name, section in texts.items())
        REFUSED.write_text(head + written, encoding="utf-8")
    assert text == texts[part]


def loaded(inputs: Inputs, program: Program, zone: tzinfo) -> MemoryStore:
    """A world as the row engine reads it."""
    own: dict[str, Any] = {
        name: tuple(path) if isinstance(path, list) else path for name, path in inputs.items()
    }
    found = load(Paths(**own), program, Settings(zone))
    assert not found.has_errors, found.diagnostics
    return found.store


def without_defaults(program: Program) -> Program:
    """The program without defaults, which would fill what a flow has emptied as it is read."""
    schema = program.schema
    people, companies = (
        {name: replace(one, default=None) for name, one in fields.items()}
        for fields in (schema.person, schema.company)
    )
    programs = {
        key: replace(
            one,
            member_fields={
                name: replace(field, default=None) for name, field in one.member_fields.items()
            },
        )
        for key, one in program.programs.items()
    }
    return replace(
        program, schema=replace(schema, person=people, company=companies), programs=programs
    )
