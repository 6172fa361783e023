"""Completion and keys of the prompt, as prompt-toolkit calls them."""

from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from cdsl.faces.repl.commands import COMMANDS, Takes, carry_out
from cdsl.faces.repl.console import Console
from cdsl.faces.repl.prompt import LanguageCompleter, prompt_session, takes, toolbar

VISITS = """\
trigger campaign "Visits" {
  on request_campaign
  smart list { everyone }
  flow { do nothing }
}"""

COMPARED = """\
trigger campaign "Compared" {
  on fill_form where form is "Newsletter"
  smart list {
    country in ["FR"]
    did visit_page where page starts with "/compared"
  }
  flow { do nothing }
}"""
TEST = """\
test "It welcomes" {
  given person "ada" { email: "ada@example.com" }
  run campaign "Welcome"
  expect "ada": score is 10
}"""
SEEN = '.event visit_page { page: "/seen"  referrer: "https://seen.example" }'


def completions(console: Console, text: str) -> dict[str, int]:
    """What is offered behind a text, with how many characters it replaces."""
    found = LanguageCompleter(console).get_completions(Document(text), CompleteEvent())
    return {one.text: -one.start_position for one in found}


@pytest.mark.parametrize(
    ("text", "offered", "replaced"),
    [
        (".un", "undo", 2),
        (".", "help", 0),
        (".run Wel", "Welcome", 3),
        (".run ", "Welcome", 0),
        (".focus ", "1", 0),
        (".help wh", "why", 2),
        (".set k", "keys ", 1),
        (".source Wa", "Warm", 2),
        ("sco", "score", 3),
        ("chan", "change", 4),
        ("sma", "smart list", 3),
        ("score ", "is", 0),
        ("change ", "score", 0),
        ('add to list "', 'VIP"', 0),
        ('email is "bo', 'bob@example.com"', 2),
        ('member of smart list "W', 'Warm"', 1),
        (".event visit_", "visit_page", 6),
        (".change { ", "country: ", 0),
        (".change { cou", "country: ", 3),
        ('.run "', '"Welcome"', 1),
        ('.tokens "W', '"Welcome"', 2),
        ('.why "Wel', '"Welcome"', 4),
        ('.source "Wa', '"Warm"', 3),
        (".why ", "Welcome", 0),
        (".why ", "score", 0),
        (".why sco", "score", 3),
        ('.why country is "', 'IT"', 0),
        ('.why member of list "V', 'VIP"', 1),
        ('change country to "', 'IT"', 0),
        ('change email to "a', 'ada@example.com"', 1),
        (".focus a", "ada@example.com", 1),
        (".focus ADA@", "ada@example.com", 4),
        ('.person "b', '"bob@example.com"', 2),
        (".focus 3", "3", 1),
        (".help .wh", ".why", 3),
        (".set keys v", "keys vi", 6),
        (".request ", "Visits", 0),
        ('.request "', '"Visits"', 1),
        ("change country to ", '"IT"', 0),
        ("change city to ", '"', 0),
        ("change unsubscribed to ", "true", 0),
        ('.change { country: "i', 'IT"', 1),
        (".change { country: ", '"IT"', 0),
        (".change { unsubscribed: ", "false", 0),
        (".event visit_page { page: ", '"/seen"', 0),
        ('.event visit_page { page: "/', '/compared"', 1),
        ('.event visit_page { referrer: "', 'https://seen.example"', 0),
        ('.event fill_form { form: "New', 'Newsletter"', 3),
        ('country is "F', 'FR"', 1),
        ('.why "Welcome" ', "--all", 0),
        (".why Welcome --", "--all", 2),
        (".why score > 5 ", "--all", 0),
        (".why score > 5 ", "and", 0),
        (".save here.cdsl -", "--all", 1),
        (".save here.cdsl --n", "--no-test", 3),
        (".diff ", "mark", 0),
        (".watch ", "on", 0),
        (".pager o", "off", 1),
        (".test ", "It welcomes", 0),
        (".test wel", "It welcomes", 3),
        (".run Welcome ", "my.points=", 0),
        ('.run "Welcome" my.p', "my.points=", 4),
        (".advance ", "2026-11-25T09:00", 0),
        (".now 2026", "2026-11-25T09:00", 4),
        (".advance ", "3 days", 0),
        (".advance 3 ", "3 days", 2),
        (".source VI", "VIP", 2),
        (".source It", "It welcomes", 2),
        (".event visit_page ", "{ ", 0),
        (".event visit_page { } 3 ", "times", 0),
        (".change ", "{ ", 0),
    ],
)
def test_what_is_offered(console: Console, text: str, offered: str, replaced: int) -> None:
    assert carry_out(console, VISITS).is_good
    assert carry_out(console, 'change country to "IT"').is_good
    assert carry_out(console, COMPARED).is_good
    assert carry_out(console, SEEN).is_good
    assert carry_out(console, TEST).is_good
    assert carry_out(console, ".run Welcome").is_good
    found = completions(console, text)
    assert offered in found, sorted(found)[:40]
    assert found[offered] == replaced


def test_what_begins_as_what_is_typed_comes_first(console: Console) -> None:
    assert next(iter(completions(console, ".re"))).startswith("re")
    assert next(iter(completions(console, "sc"))) == "score"


def test_only_what_can_be_requested_is_offered_for_a_request(console: Console) -> None:
    assert carry_out(console, VISITS).is_good
    for name, line in (("Idle", "inactive on request_campaign"), ("Other", "on visit_page")):
        other = VISITS.replace("on request_campaign", line).replace("Visits", name)
        assert carry_out(console, other).is_good
    assert set(completions(console, ".request ")) == {"Visits"}


@pytest.mark.parametrize(
    "text", ["change country to ", ".change { country: ", ".event fill_form { form: "]
)
def test_a_text_is_neither_true_nor_false(console: Console, text: str) -> None:
    assert not {"true", "false"} & set(completions(console, text))


def test_all_is_not_offered_behind_what_is_not_whole(console: Console) -> None:
    for text in (".why ", ".why Wel", ".why score ", '.whynot "Welcome" ', ".save "):
        assert "--all" not in completions(console, text), text


def test_a_quote_that_stands_there_is_not_written_again(console: Console) -> None:
    document = Document('.run "Wel"', len('.run "Wel'))
    (found,) = LanguageCompleter(console).get_completions(document, CompleteEvent())
    assert found.text == '"Welcome'


def test_what_is_offered_in_quotes_is_taken(console: Console, folder: Path) -> None:
    name = 'A "quoted" \\\\ name'
    written = name.replace('"', '\\"')
    declared = f'smart list "{written}" {{ everyone }}'
    assert carry_out(console, declared).is_good
    found = next(iter(completions(console, '.source "A')))
    assert carry_out(console, f".source {found}").text == declared
    (folder / "my files").mkdir()
    (folder / "my files" / "more.cdsl").write_text('list "More"\n')
    for begun in (f"{folder}/my", f'"{folder}/my'):
        (inside,) = completions(console, f".load {begun}")
        assert inside == f'"{folder}/my files/'
        (file,) = completions(console, f".load {inside}")
        assert carry_out(console, f".load {file}").is_good


def test_every_command_has_help_and_completion(console: Console) -> None:
    assert carry_out(console, VISITS).is_good
    assert carry_out(console, TEST).is_good
    for name, command in COMMANDS.items():
        said = carry_out(console, f".help {name}")
        assert command.help in said.text
        if command.takes not in (Takes.NOTHING, Takes.FILE):
            assert completions(console, f".{name} "), name


def typed(console: Console, keys: str, mode: EditingMode = EditingMode.EMACS) -> str:
    """What the prompt takes of some keys."""
    with create_pipe_input() as pipe:
        pipe.send_text(keys)
        with create_app_session(input=pipe, output=DummyOutput()):
            session = prompt_session(console)
            session.editing_mode = mode
            return session.prompt()


def test_enter_goes_on_while_a_block_is_open_and_indents(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    text = typed(console, 'smart list "A" {\rscore > 5\r}\r')
    assert text == 'smart list "A" {\n  score > 5\n}'


def test_enter_takes_a_command_and_a_complete_text(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert typed(console, ".people\r") == ".people"
    assert typed(console, "score > 5\r") == "score > 5"
    assert typed(console, "score >\x1b\r") == "score >"
    assert typed(console, "score > 5\x01\r") == "score > 5"
    assert typed(console, ".people\x01\r") == ".people"


def test_enter_in_the_middle_of_several_lines_begins_another(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    begun = 'smart list "A" {\rscore > 5\r}'
    up, end = "\x1b[A", "\x05"
    text = typed(console, f"{begun}{up}{end}\rscore < 9\x1b\r")
    assert text == 'smart list "A" {\n  score > 5\n  score < 9\n}'


@pytest.mark.parametrize("keys", ["d}", "v}d"])
def test_a_brace_in_vi_is_a_motion_where_nothing_is_inserted(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: object, keys: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert typed(console, f"score > 5\x1b0{keys}iscore > 6\r", EditingMode.VI) == "score > 6"


def test_ctrl_d_leaves_and_ctrl_c_cancels(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with pytest.raises(EOFError):
        typed(console, "\x04")
    with pytest.raises(KeyboardInterrupt):
        typed(console, "score > 5\x03")


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("score > 5", True),
        ("score >", False),
        (".run", True),
        (".event visit_page {", False),
        (".event visit_page {\n} 2 times", True),
        (".change {", False),
        (".load {", True),
        ('list "', False),
        ("x {\n\n", True),
        (".focus 1\nscore > 5\n", True),
        (".focus 1\nscore >", False),
        ("score > 5\nx {", False),
        ("  1. change score by 5", True),
        ("  and then .run", True),
    ],
)
def test_when_enter_takes_a_text(text: str, is_taken: bool) -> None:
    assert takes(text) is is_taken


def test_the_toolbar_tells_how_things_stand(console: Console) -> None:
    carry_out(console, ".run Welcome")
    shown = toolbar(console).value
    for part in ("people <b>3</b>", "focus <b>1</b>", "waiting <b>2</b>", "2026-11-23 09:00"):
        assert part in shown


def test_the_page_names_every_command() -> None:
    page = (Path(__file__).parents[2] / "docs" / "repl.md").read_text()
    assert [name for name in COMMANDS if f"`.{name}" not in page] == []


def test_every_command_stands_in_a_transcript() -> None:
    corpus = Path(__file__).parents[1] / "corpus" / "command"
    typed = "".join(path.read_text() for path in corpus.glob("repl_*.txt"))
    assert [name for name in COMMANDS if f"\n.{name}" not in typed] == []


@pytest.mark.parametrize("text", [".event visit_page ", ".event visit_page { } ", ".change { } "])
def test_the_steps_of_a_test_are_not_offered_behind_an_event(console: Console, text: str) -> None:
    assert "expect" not in completions(console, text)


def test_an_overview_is_cut_to_the_window_and_says_so(console: Console) -> None:
    whole = carry_out(console, ".people").text
    console.window = 20
    shown = carry_out(console, ".people").text.splitlines()
    assert shown == [
        "3 people",
        "id  email…",
        "1   ada@example.com…",
        "2…",
        "3   bob@example.com…",
        "cut to the window; `.person ID` shows all of one",
    ]
    console.window = 80
    assert carry_out(console, ".people").text == whole
