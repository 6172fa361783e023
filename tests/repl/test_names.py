"""Assets that are called alike: every command takes each way of writing which one is meant."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from cdsl.api.prompt import arguments
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.completing import candidates
from cdsl.faces.repl.console import Console
from cdsl.semantics.assets import AssetKey
from cdsl.tools import asset_names
from cdsl.world.tables.names import Names, names_of

ALIKE = """\
list "Inv"
folder "A" {
  batch campaign "Dup" { smart list { score > 60 } flow { do nothing } }
  smart list "Hot" { score > 1 }
}
folder "B" {
  batch campaign "Dup" {
    tokens { points: score = +3 }
    smart list { score > 20 }
    flow { change score by {{my.points}} }
  }
  smart list "Hot" { score > 2 }
}
folder "Fair" { batch campaign "Same" { smart list { score > 30 } flow { do nothing } } }
program "Fair" {
  batch campaign "Same" { smart list { score > 40 } flow { do nothing } }
  trigger campaign "Inv" {
    on request_campaign
    smart list { score > 3 }
    qualify every time
    flow { do nothing }
  }
}
folder "C" {
  folder "D" { batch campaign "Deep" { smart list { score > 70 } flow { do nothing } } }
  batch campaign "Deep" { smart list { score > 80 } flow { do nothing } }
}
batch campaign "Re\\"q" { smart list { score > 90 } flow { do nothing } }
"""


@pytest.fixture
def alike(console: Console, folder: Path) -> Console:
    """A console with campaigns that share their names."""
    (folder / "alike.cdsl").write_text(ALIKE)
    assert carry_out(console, f".load {folder / 'alike.cdsl'}").is_good
    return console


B = ("B/Dup", '"B/Dup"', '"Dup" in folder "B"', 'Default/B/Dup')  # fmt: skip


@pytest.mark.parametrize(
    ("written", "score"),
    [
        *((one, 20) for one in B),
        ('  "Dup"  in   folder "B"', 20),
        ('"Same" in folder "Fair"', 30),
        ('"Same" in program "Fair"', 40),
        ('"Deep" in folder "D"', 70),
        ('"Deep" in folder "D" in folder "C"', 70),
        ('"Deep" in folder "C"', 80),
        ('"Re\\"q"', 90),
        ('Re"q', 90),
        ('"Re\\"q" at top', 90),
    ],
)
def test_each_way_of_writing_means_one_campaign(alike: Console, written: str, score: int) -> None:
    assert f"score > {score}" in carry_out(alike, f".whynot {written}").text
    assert f"score > {score}" in carry_out(alike, f".why {written}").text
    assert f"score > {score}" in carry_out(alike, f".source {written}").text
    assert carry_out(alike, f".tokens {written}").is_good


@pytest.mark.parametrize("written", B)
def test_tokens_may_stand_on_either_side_of_a_name(alike: Console, written: str) -> None:
    for said in (f".run {written} my.points=+4", f".run my.points=+4 {written}"):
        assert carry_out(alike, ".focus 3").is_good
        answer = carry_out(alike, said)
        assert "score: 50 → 54" in answer.text, answer.text
        assert 'batch campaign "Dup" in folder "B": audience 1 · entered 1' in answer.text
        assert carry_out(alike, ".undo").is_good


@pytest.mark.parametrize("written", ['"Inv"', "Inv", '"Inv" in program "Fair"', "Fair/Inv"])
def test_a_list_of_the_same_name_is_no_campaign(alike: Console, written: str) -> None:
    assert 'enter "Inv"' in carry_out(alike, f".why {written}").text
    assert 'enters "Fair/Inv"' in carry_out(alike, f".request {written}").text


@pytest.mark.parametrize("command", ["why", "whynot", "run", "request", "tokens"])
def test_an_ambiguous_name_says_how_to_write_each(alike: Console, command: str) -> None:
    for written in ("Dup", '"Dup"'):
        said = carry_out(alike, f".{command} {written}")
        assert not said.is_good
        assert "there are 2 campaigns `Dup`" in said.text
        assert "write which one: `A/Dup`, `B/Dup`" in said.text
    said = carry_out(alike, f".{command} Same")
    assert 'write which one: `"Same" in folder "Fair"`, `"Same" in program "Fair"`' in said.text
    said = carry_out(alike, f'.{command} "Dup" in folder "Q"')
    assert 'there is no campaign `"Dup" in folder "Q"`' in said.text
    assert "write which one: `A/Dup`, `B/Dup`" in said.text


def test_the_beginning_of_names_leads_to_them(alike: Console) -> None:
    assert "did you mean `C/D/Deep` or `C/Deep`?" in carry_out(alike, ".why dee").text
    assert "did you mean `Welcome`?" in carry_out(alike, '.run "Wel"').text


def test_the_texts_of_several_say_whose_they_are(alike: Console) -> None:
    said = carry_out(alike, ".source Hot").text
    assert said.startswith('# A/Hot\nsmart list "Hot" { score > 1 }\n\n# B/Hot\n'), said
    assert carry_out(alike, ".source Warm").text == 'smart list "Warm" { score > 10 }'
    assert "did you mean `Warm`?" in carry_out(alike, ".source Wram").text
    assert carry_out(alike, '.source "Hot" in folder "B"').text == 'smart list "Hot" { score > 2 }'


def test_answers_say_which_one_is_meant(alike: Console) -> None:
    assert '1 does not enter "Dup" in folder "B"' in carry_out(alike, ".why B/Dup").text
    said = carry_out(alike, ".request B/Dup").text
    assert said.startswith('"Dup" in folder "B" is a batch campaign')
    assert carry_out(alike, ".focus 3").is_good
    said = carry_out(alike, ".run").text
    assert 'batch campaign "Dup" in folder "B": audience 1' in said


@pytest.mark.parametrize("command", ["why", "whynot", "run", "tokens", "source"])
def test_whatever_is_offered_means_one(alike: Console, command: str) -> None:
    for begun in ("", '"'):
        offered = candidates(alike, f".{command} {begun}").offered
        kinds = ("batch", "trigger", "batch campaign", "trigger campaign")
        written = [one for one, _, about in offered if about in kinds]
        assert len(written) == len(set(written)) == 9
        for one in written:
            assert "which one" not in carry_out(alike, f".{command} {one}").text, one


@pytest.mark.parametrize("begun", [".run ", '.run "', ".why ", ".source ", '.source "'])
def test_names_are_not_gathered_anew_for_each_campaign(
    alike: Console, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    gathered: list[str] = []

    def counted(kind: str, keys: Iterable[AssetKey]) -> Names:
        gathered.append(kind)
        return names_of(kind, keys)

    for module in (arguments, asset_names):
        monkeypatch.setattr(module, "names_of", counted)
    assert candidates(alike, begun).offered
    assert len(gathered) <= 2, "what is typed is looked up once at most"


def test_what_two_workspaces_call_alike_is_offered_by_its_path(
    console: Console, folder: Path
) -> None:
    for workspace in ("A", "B"):
        text = 'batch campaign "Dup" { smart list { score > 60 } flow { do nothing } }'
        path = folder / f"{workspace}.cdsl"
        path.write_text(f'workspace "{workspace}"\n\n{text}\n')
    both = f"{folder / 'A.cdsl'} {folder / 'B.cdsl'}"
    assert carry_out(console, f".load {both}").is_good
    offered = [one for one, *_ in candidates(console, '.run "D').offered]
    assert offered == ['"A/Dup"', '"B/Dup"']
    for one in offered:
        assert carry_out(console, f".why {one}").is_good
