"""What webhooks answer in turn, in a session that is taken back."""

import json
from pathlib import Path

from cdsl.api.loading import Reading, make_ready, nobody_looks
from cdsl.api.starting import Order
from cdsl.api.workspace import Workspace
from cdsl.runtime.session import Session
from cdsl.world.journaled import JournaledStore
from cdsl.world.tables.load import Inputs
from tests.units.small_world import NOW

TEXT = """\
webhook "Asks" { url: "https://example.com"  reply { score: "score" } }
trigger campaign "Calls" {
  on visit_page
  smart list { everyone }
  qualify every time
  flow { call webhook "Asks" }
}
"""


def test_the_next_answer_after_an_undone_call_is_that_of_the_call(tmp_path: Path) -> None:
    people, answers = tmp_path / "people.csv", tmp_path / "answers.json"
    people.write_text("id,email\n1,ada@example.com\n")
    answers.write_text(json.dumps({"Asks": [{"score": number} for number in (1, 2, 3)]}))
    workspace = Workspace(lambda: NOW)
    workspace.change("calls.cdsl", TEXT, 1)
    ready = make_ready(
        lambda inferred: workspace.understood("calls.cdsl"),
        Order(NOW, webhook_answers=str(answers)),
        Reading(Inputs(people=str(people))),
        nobody_looks,
    )
    assert ready.loaded is not None, ready.found
    store = JournaledStore(ready.loaded.store)
    session = Session(ready.program, store, NOW, outside=ready.outside(store))
    schema = ready.program.schema

    def next_answer() -> object:
        session.happen("1", schema.activities["visit_page"], ())
        row = store.person("1")
        assert row is not None
        return row[schema.person["score"].column]

    assert next_answer() == 1
    before = session.checkpoint()
    assert next_answer() == 2
    session.restore(before)
    assert next_answer() == 2
    session.restore(before)
    assert next_answer() == 2
    assert next_answer() == 3
