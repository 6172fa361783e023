"""`examples/generate.py`: the same arguments, the same files; the committed ones among them."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
GENERATOR = EXAMPLES / "generate.py"
FILES = ("people.csv", "companies.csv", "activities.csv")

COMMANDS = {
    path.parent.name: found.group(1)
    for path in sorted(EXAMPLES.glob("*/README.md"))
    if (found := re.search(r"python examples/generate\.py (.+) --out examples/", path.read_text()))
}


def generate(out: Path, arguments: str, hash_seed: int = 0) -> dict[str, bytes]:
    subprocess.run(
        [sys.executable, GENERATOR, *shlex.split(arguments), "--out", out],
        env={"PYTHONHASHSEED": str(hash_seed)},
        check=True,
    )
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_a_seed_says_everything(tmp_path):
    small = "--people 30 --activities 100 --seed"
    once = generate(tmp_path / "a", f"{small} 3")
    assert set(once) == set(FILES)
    assert once == generate(tmp_path / "b", f"{small} 3", hash_seed=1)
    other = generate(tmp_path / "c", f"{small} 4")
    assert all(once[name] != other[name] for name in FILES)


def test_more_activities_leave_the_people_as_they_are(tmp_path):
    few = generate(tmp_path / "few", "--people 30 --activities 10 --seed 3")
    many = generate(tmp_path / "many", "--people 30 --activities 100 --seed 3")
    assert few["people.csv"] == many["people.csv"]
    assert len(many["activities.csv"].splitlines()) == 101


def test_some_examples_are_generated():
    assert len(COMMANDS) >= 2


@pytest.mark.parametrize("name", COMMANDS)
def test_the_committed_files_are_what_it_makes(name, tmp_path):
    made = generate(tmp_path / "out", COMMANDS[name])
    for file in FILES:
        committed = (EXAMPLES / name / file).read_bytes()
        assert made[file].decode() == committed.decode(), f"{name}/{file}"
