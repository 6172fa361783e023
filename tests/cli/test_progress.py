"""The progress bar: when it is shown, and to whom."""

import io

import pytest

from cdsl.faces.cli.progress import Progress


class Terminal(io.StringIO):
    """What standard error is when somebody looks."""

    def isatty(self) -> bool:
        """Somebody does."""
        return True


@pytest.fixture
def clock(monkeypatch):
    """The seconds of a clock that a test sets."""
    seconds = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    monkeypatch.setenv("TERM", "xterm")
    return seconds


def test_a_bar_appears_after_a_second_and_goes_away(clock, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    progress = Progress()
    clock[0] += 0.99
    progress("running", 1, 4)
    assert terminal.getvalue() == ""
    clock[0] += 0.02
    progress("running", 2, 4)
    shown = terminal.getvalue()
    assert shown == f"\r\x1b[Krunning [{'━' * 15}{' ' * 15}]  50%"
    clock[0] += 0.05
    progress("running", 3, 4)
    assert terminal.getvalue() == shown
    clock[0] += 0.06
    progress("running", 3, 4)
    assert " 75%" in terminal.getvalue()
    progress.end()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_the_next_command_has_its_own_second(clock, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    progress = Progress()
    clock[0] += 60
    progress.begin()
    progress("running", 1, 4)
    assert terminal.getvalue() == ""
    clock[0] += 1.01
    progress("running", 2, 4)
    assert " 50%" in terminal.getvalue()


def test_a_short_command_shows_nothing(clock, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    progress = Progress()
    progress("running", 4, 4)
    progress.end()
    assert terminal.getvalue() == ""


def test_without_a_terminal_there_is_no_bar(clock, monkeypatch):
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    progress = Progress()
    clock[0] += 9
    progress("reading", 1, 2)
    progress.end()
    assert pipe.getvalue() == ""
