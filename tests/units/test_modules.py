"""Which files a program is made of."""

from zoneinfo import ZoneInfo

from cdsl.semantics.analyse import analyse
from cdsl.semantics.surroundings import Surroundings
from cdsl.source.resources import stdlib_text
from cdsl.source.span import Source


def library(name: str) -> Source | None:
    text = stdlib_text(name)
    return None if text is None else Source(f"std/{name}", text)


def test_a_file_that_is_used_by_two_names_is_loaded_once() -> None:
    files = {
        "a.cdsl": Source("a.cdsl", 'use "./link.cdsl"\nuse "./b.cdsl"\n'),
        "b.cdsl": Source("b.cdsl", 'use "./real.cdsl"\nsmart list "S" { member of list "L" }\n'),
        "real.cdsl": Source("real.cdsl", 'list "L"\n'),
        "link.cdsl": Source("real.cdsl", 'list "L"\n'),
    }
    surroundings = Surroundings(files.get, library, ZoneInfo)
    analysis = analyse((files["a.cdsl"],), surroundings)
    assert analysis.diagnostics == ()
    assert len(analysis.program.lists) == 1
