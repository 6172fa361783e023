"""No message shows a name of the grammar: the corpus and the fuzzed parser ask this of each one."""

import pytest

from cdsl.source.diagnostic import Diagnostic, Edit, Fix, Related, Severity
from cdsl.source.span import Source, Span
from cdsl.syntax.tables import NONTERMINALS, TERMINALS
from tests.grammar_names import NAMES, names_shown

SOURCE = Source("a.cdsl", "")
PLACE = Span(0, 0)


def test_every_terminal_is_such_a_name():
    assert {"HEAD", "SHIFT", "QUOTED_KEY", "COMMENT"} <= NAMES
    assert {name for name in TERMINALS if name.isupper() and name.isidentifier()} <= NAMES
    assert "given_when" in NAMES & set(NONTERMINALS)


@pytest.mark.parametrize(
    "parts",
    [
        {"message": "expected QUOTED_KEY"},
        {"label": "one of: `QUOTED_KEY`, `NAME`"},
        {"help": "write (QUOTED_KEY)"},
        {"related": (Related("QUOTED_KEY here", SOURCE, PLACE),)},
        {"fix": Fix("put QUOTED_KEY there", (Edit(PLACE, ""),))},
        {"fix": Fix("put it there", (Edit(PLACE, "QUOTED_KEY"),))},
    ],
)
def test_it_is_found_wherever_it_is_said(parts):
    wrong = Diagnostic(
        "CDS001", Severity.ERROR, **{"message": "", **parts}, source=SOURCE, span=PLACE
    )
    assert "QUOTED_KEY" in names_shown(wrong, "")
    assert not names_shown(wrong, 'list QUOTED_KEY NAME "x"')
