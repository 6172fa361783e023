"""Whole sessions in a real terminal."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cdsl import __version__

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


class Terminal:
    """A terminal of 100 columns in which a session sits."""

    def __init__(self, tmux: list[str]) -> None:
        """A terminal of a tmux server."""
        self._tmux = tmux

    def send(self, *keys: str) -> None:
        """Press keys, as tmux calls them; other texts are typed."""
        subprocess.run([*self._tmux, "send-keys", *keys], check=True)

    def type(self, text: str) -> None:
        """Type a text as it is."""
        subprocess.run([*self._tmux, "send-keys", "-l", text], check=True)

    def paste(self, text: str) -> None:
        """Paste a text, in the brackets that the prompt asks for."""
        subprocess.run([*self._tmux, "set-buffer", text], check=True)
        subprocess.run([*self._tmux, "paste-buffer", "-p"], check=True)

    def interrupt(self) -> None:
        """Send the session the signal that Ctrl-C would be elsewhere."""
        found = [*self._tmux, "list-panes", "-F", "#{pane_pid}"]
        shell = subprocess.run(found, capture_output=True, text=True, check=True).stdout.strip()
        found = ["pgrep", "-P", shell, "-f", "cdsl repl"]
        session = subprocess.run(found, capture_output=True, text=True, check=True).stdout
        os.kill(int(session.split()[0]), signal.SIGINT)

    def screen(self) -> str:
        """What stands on the screen, and what has scrolled away."""
        command = [*self._tmux, "capture-pane", "-p", "-S", "-200"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def shows(self, *texts: str) -> str:
        """Wait until all texts stand there."""
        return self.until(lambda screen: all(text in screen for text in texts))

    def until(self, is_so: Callable[[str], bool]) -> str:
        """Wait until the screen is as it should be."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            screen = self.screen()
            if is_so(screen):
                return screen
            time.sleep(0.05)
        raise AssertionError(f"it does not come to\n{self.screen()}")


@pytest.fixture
def terminal(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A terminal in which `cdsl repl` waits for input."""
    state = tmp_path_factory.mktemp("state")
    tmux = ["tmux", "-L", f"cdsl-repl-{os.getpid()}-{folder.name}", "-f", os.devnull]
    command = (
        f"XDG_STATE_HOME={state} TERM=screen {sys.executable} -m cdsl repl campaign.cdsl "
        "--people people.csv --now 2026-11-23T09:00; echo left $?; exec cat"
    )
    new = [*tmux, "new-session", "-d", "-x", "100", "-y", "30", "-c", str(folder), command]
    if subprocess.run(new, capture_output=True, check=False).returncode:
        pytest.skip("tmux cannot start here")
    try:
        found = Terminal(tmux)
        found.shows("cdsl>", "people 3")
        yield found
    finally:
        subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)


def test_a_session(terminal: Terminal) -> None:
    terminal.shows(f"cdsl {__version__}; `.help` says what there is, Ctrl-D leaves\ncdsl>")
    terminal.shows("files 1", "clock 2026-11-23 09:00", "seed 0", "focus 1", "waiting 0")
    terminal.type("score > 3")
    terminal.send("Enter")
    terminal.shows("✓ score > 3 (seen 5)", "3 of 3 people")
    terminal.type('smart list "Hot" {')
    terminal.send("Enter")
    terminal.shows("\n  ...")
    terminal.type("score > 40")
    terminal.send("Enter")
    terminal.type("}")
    terminal.send("Enter")
    terminal.shows('smart list "Hot" is new: 1 person', "files 1+1")
    terminal.type(".run Welcome")
    terminal.send("Enter")
    terminal.shows("score: 5 → 15", "waiting 2")
    terminal.type(".advance 3 days")
    terminal.send("Enter")
    terminal.shows('country: empty → "IT"', "clock 2026-11-26 09:00", "waiting 0")
    terminal.type(".undo")
    terminal.send("Enter")
    terminal.shows("undone: .advance 3 days", "waiting 2")
    terminal.send("C-d")
    terminal.shows("left 0")


def test_the_menu_offers_what_fits(terminal: Terminal) -> None:
    terminal.type(".fo")
    terminal.send("Tab")
    terminal.shows(".focus")
    terminal.type(" 3")
    terminal.send("Enter")
    terminal.shows("3 is in focus", "focus 3")
    terminal.type("member of smart list ")
    terminal.type('"')
    terminal.send("Tab")
    terminal.shows("Warm")


def test_tab_closes_the_quote_that_was_opened(terminal: Terminal) -> None:
    for begun, whole, answer in (
        ('.run "W', '.run "Welcome"', "score: 5 → 15"),
        (".focus b", ".focus bob@example.com", "3 is in focus"),
        ('change email to "ad', 'change email to "ada@example.com"', '→ "ada@example.com"'),
        ('.why email is "ad', '.why email is "ada@example.com"', "2 of 3 people"),
    ):
        terminal.until(lambda screen: not typed_last(screen))
        terminal.type(begun)
        terminal.send("Tab")
        terminal.shows(f"cdsl> {whole}\n")
        terminal.send("Enter")
        terminal.shows(answer)


def typed_last(screen: str) -> str:
    """What stands behind the last prompt."""
    lines = [line for line in screen.splitlines() if line.startswith("cdsl>")]
    return lines[-1].removeprefix("cdsl>").strip() if lines else ""


def test_ctrl_c_cancels_a_line_and_history_brings_it_back(terminal: Terminal) -> None:
    answer = "✓ score > 4 (seen 5)"
    terminal.type("score > 4")
    terminal.send("Enter")
    terminal.until(lambda screen: answer in screen and not typed_last(screen))
    terminal.type("nonsense that is not meant")
    terminal.until(lambda screen: typed_last(screen).startswith("nonsense"))
    terminal.send("C-c")
    before = terminal.until(lambda screen: not typed_last(screen)).count(answer)
    terminal.send("Up")
    terminal.until(lambda screen: typed_last(screen) == "score > 4")
    terminal.send("Enter")
    screen = terminal.until(lambda screen: screen.count(answer) > before)
    assert "error" not in screen


def test_ctrl_c_breaks_a_long_run_off(folder: Path, terminal: Terminal) -> None:
    lines = [f"{number},p{number}@example.com,5" for number in range(100_000)]
    (folder / "many.csv").write_text("id,email,score\n" + "\n".join(lines) + "\n")
    terminal.type(".people many.csv")
    terminal.send("Enter")
    terminal.shows("people 100,000")
    terminal.type(".run Welcome")
    terminal.send("Enter")
    terminal.shows("running [")
    terminal.send("C-c")
    terminal.shows("broken off: everything is as it was", "waiting 0")
    terminal.type(".diff")
    terminal.send("Enter")
    terminal.shows("differences: none")


def test_ctrl_c_right_behind_enter_is_not_lost(folder: Path, terminal: Terminal) -> None:
    lines = [f"{number},p{number}@example.com,5" for number in range(20_000)]
    (folder / "many.csv").write_text("id,email,score\n" + "\n".join(lines) + "\n")
    answered(terminal, ".people many.csv", "people 20,000")
    for number, pause in enumerate((None, 0, 0.005, 0.01, 0.02, 0.03, 0.05), 1):
        terminal.type(".run Welcome")
        terminal.until(lambda screen: typed_last(screen) == ".run Welcome")
        if pause is None:
            terminal.send("Enter", "C-c")
        else:
            terminal.send("Enter")
            time.sleep(pause)
            terminal.send("C-c")
        terminal.until(has_broken_off(number))
    assert "entered" not in terminal.shows("waiting 0")


def has_broken_off(times: int) -> Callable[[str], bool]:
    """Whether so many commands were broken off, and the prompt waits."""
    said = "broken off: everything is as it was"
    return lambda screen: screen.count(said) == times and not typed_last(screen)


def test_ctrl_c_behind_the_next_line_cancels_that_one(terminal: Terminal) -> None:
    terminal.send(".seed", "Enter", "nonsense", "C-c", "score > 4", "Enter")
    screen = terminal.shows("cdsl> .seed\n0\n", "3 of 3 people")
    assert "error" not in screen
    assert "broken off" not in screen


def test_a_signal_cancels_a_line(terminal: Terminal) -> None:
    terminal.type("nonsense")
    terminal.until(lambda screen: typed_last(screen) == "nonsense")
    terminal.interrupt()
    terminal.until(lambda screen: not typed_last(screen))
    answered(terminal, "score > 4", "3 of 3 people")


def test_a_watch_sees_changes_while_something_is_typed(folder: Path, terminal: Terminal) -> None:
    terminal.type(".watch on")
    terminal.send("Enter")
    terminal.shows("watch on")
    terminal.type('smart list "Half" {')
    terminal.send("Enter")
    terminal.type("score >")
    terminal.until(lambda screen: screen.rstrip().count("score >") == 1)
    file = folder / "campaign.cdsl"
    text = file.read_text()
    file.write_text(f'{text}list "New"\n')
    terminal.shows("campaign.cdsl has changed\n1 campaign, 3 people\ncdsl> smart list")
    file.write_text(f'{text}list "New\n')
    terminal.shows("this text is not closed")
    terminal.type(" 40")
    terminal.send("Enter")
    terminal.type("}")
    terminal.send("Enter")
    terminal.shows('smart list "Half" is new: 1 person', "files 1+1")
    terminal.type('add to list "New"')
    terminal.send("Enter")
    terminal.shows('joins the list "New"')


def answered(terminal: Terminal, text: str, *answers: str) -> None:
    """Type a text, run it, and wait for what it answers and the next prompt."""
    terminal.type(text)
    run(terminal, *answers)


def run(terminal: Terminal, *answers: str) -> None:
    """Run what is typed, and wait for what it answers and the next prompt."""
    terminal.send("Enter")
    terminal.until(
        lambda screen: all(answer in screen for answer in answers) and not typed_last(screen)
    )


@pytest.mark.parametrize(("keys", "search"), [("emacs", ("C-r",)), ("vi", ("Escape", "/"))])
def test_enter_in_a_search_takes_the_found_line(
    terminal: Terminal, keys: str, search: tuple[str, ...]
) -> None:
    answered(terminal, "score > 4", "3 of 3 people")
    answered(terminal, "score > 8", "1 of 3 people")
    answered(terminal, f".set keys {keys}", f"keys {keys}\ncdsl>")
    for key in search:
        terminal.send(key)
    terminal.shows("search backward:")
    terminal.type("> 4")
    terminal.shows("search backward: > 4")
    terminal.send("Enter")
    terminal.until(
        lambda screen: "search backward" not in screen and typed_last(screen) == "score > 4"
    )
    terminal.send("Enter")
    terminal.until(lambda screen: screen.count("3 of 3 people") == 2 and not typed_last(screen))


def test_enter_runs_a_line_wherever_the_cursor_is(terminal: Terminal) -> None:
    terminal.type("score > 4")
    terminal.send("C-a", "Enter")
    terminal.shows("3 of 3 people")
    answered(terminal, ".set keys vi", "keys vi\ncdsl>")
    terminal.type("score > 8")
    terminal.send("Escape")
    time.sleep(1.5)  # apart from Alt-Enter
    terminal.send("0", "Enter")
    terminal.shows("1 of 3 people")


def test_a_mistyped_input_leaves_the_exit_code_alone(terminal: Terminal) -> None:
    answered(terminal, ".nonsense", "there is no command")
    terminal.send("C-d")
    terminal.shows("left 0")


def test_inputs_that_are_pasted_are_done_one_after_the_other(terminal: Terminal) -> None:
    for pasted, answers in (
        ('change country to "IT"\nscore > 4', ('country: empty → "IT"', "✓ score > 4 (seen 5)")),
        ('.focus 3\n\n.whynot "Welcome"\n', ("3 is in focus", '"3" enters "Welcome"')),
        (
            'smart list "Hot" {\n  score > 40\n}\nmember of smart list "Hot"',
            ('smart list "Hot" is new: 1 person', '✓ member of smart list "Hot"'),
        ),
        ("  1. change score by 5\n  and then .now\n", ("score: 50 → 55", "2026-11-23T09:00")),
        ("score > 60\n  or score is 55", ("✓ score is 55 (seen 55)",)),
    ):
        terminal.paste(pasted)
        terminal.shows(pasted.strip().rpartition("\n")[2])
        run(terminal, *answers)


def test_what_was_pasted_behind_a_failure_is_not_done(terminal: Terminal) -> None:
    terminal.paste('.focus 9\nchange score by 5\nsmart list "Hot" {\n  score > 4\n}')
    terminal.send("Enter")
    terminal.shows(
        '\nnot done:\n  change score by 5\n  smart list "Hot" {\n    score > 4\n  }\ncdsl>',
        "files 1 ",
    )
