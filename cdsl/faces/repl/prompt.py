"""The prompt: several lines, completion, colours, history, keys, a toolbar.

Roof; with `ahead` the only module that knows prompt-toolkit.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, ThreadedCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import emacs_mode, has_focus, vi_insert_mode, vi_replace_mode
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import Lexer, PygmentsLexer

from cdsl import __version__
from cdsl.api.prompt.asking import depth
from cdsl.faces.cli.progress import Progress
from cdsl.faces.cli.terminal import emit, width
from cdsl.faces.repl.ahead import is_cancelled
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.completing import candidates
from cdsl.faces.repl.console import BROKEN_OFF, Console, Said
from cdsl.faces.repl.inputs import inputs_of, is_whole
from cdsl.faces.repl.interrupts import Interrupts
from cdsl.faces.repl.watching import Watched
from cdsl.source.excerpt import visible

_INDENT = "  "
_PAUSE = 0.3
"""Seconds between two looks at the files, while the prompt waits."""


def sit(console: Console, interrupts: Interrupts, progress: Progress) -> None:
    """Welcome somebody, then read and answer until they leave."""
    emit(f"cdsl {__version__}; `.help` says what there is, Ctrl-D leaves")
    with interrupts.heard():
        _sit(console, interrupts, progress)


def _sit(console: Console, interrupts: Interrupts, progress: Progress) -> None:
    session = prompt_session(console)
    watched = Watched(console)

    def reload() -> None:
        """Reload under a watch, where a file has changed, and say so."""
        progress.begin()
        try:
            said = watched.reloaded()
        finally:
            progress.end()
        if said is not None:
            emit(said.text)

    def look_on() -> None:
        """Look for changed files while the prompt waits; what is being typed stays."""
        _ = session.app.create_background_task(_looking(session, watched, reload, interrupts))

    def answer(text: str) -> Said:
        """Carry an input out, unless Ctrl-C came before it has begun."""
        if interrupts.is_wanted():
            return BROKEN_OFF
        progress.begin()
        try:
            return carry_out(console, text)
        finally:
            progress.end()

    while not console.is_over:
        session.editing_mode = (
            EditingMode.VI if console.settings["keys"] == "vi" else EditingMode.EMACS
        )
        interrupts.forget()
        try:
            text = session.prompt(pre_run=look_on, handle_sigint=False)
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
        if is_cancelled(session.input):
            interrupts.want()
        console.window = console.width = width(sys.stdout)
        left = inputs_of(text)
        is_good = True
        while left and is_good and not console.is_over:
            reload()
            said = answer(left[0])
            if said.text:
                _show(said.text, console)
            left, is_good = left[1:], said.is_good and not interrupts.is_wanted()
        if left and not console.is_over:
            emit(undone_text(left))


def undone_text(inputs: Sequence[str]) -> str:
    """What to say of inputs that were pasted behind one that failed: they are not done."""
    return "\n".join(
        ("not done:", *(f"  {visible(line)}" for line in "\n".join(inputs).split("\n")))
    )


async def _looking(
    session: PromptSession[str],
    watched: Watched,
    reload: Callable[[], None],
    interrupts: Interrupts,
) -> None:
    """Look again and again, and print above the prompt what reloading says.

    A signal from outside, or one that came before the terminal was the prompt's, cancels the line.
    """
    while True:
        await asyncio.sleep(_PAUSE)
        if watched.has_changed() and watched.has_settled():
            await run_in_terminal(reload)
            interrupts.forget()
        if interrupts.is_wanted() and not session.app.is_done:
            session.app.exit(exception=KeyboardInterrupt())


def prompt_session(console: Console) -> PromptSession[str]:
    """The prompt of a console."""
    return PromptSession(
        "cdsl> ",
        multiline=True,
        prompt_continuation="  ... ",
        completer=ThreadedCompleter(LanguageCompleter(console)),
        complete_while_typing=False,
        lexer=_lexer(),
        auto_suggest=AutoSuggestFromHistory(),
        history=_history(),
        enable_history_search=True,
        key_bindings=key_bindings(),
        bottom_toolbar=lambda: toolbar(console),
        tempfile_suffix=".cdsl",
    )


class LanguageCompleter(Completer):
    """What could be written at the cursor: the answer of an editor, and commands."""

    def __init__(self, console: Console) -> None:
        """A completer of a console."""
        self._console = console

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """See prompt-toolkit."""
        found = candidates(self._console, document.text_before_cursor)
        is_closed = document.text_after_cursor.startswith('"')
        for text, shown, about in found.offered:
            written = text.removesuffix('"') if is_closed else text
            yield Completion(
                written, start_position=-found.length, display=shown, display_meta=about
            )


def key_bindings() -> KeyBindings:
    """Enter goes on while a text is incomplete, and indents; Alt-Enter takes it as it is.

    In a search of the history, and in vi where nothing is inserted, the keys are those of
    prompt-toolkit: there Enter takes what was found, and here the text as it is.
    """
    bindings = KeyBindings()
    is_input = has_focus(DEFAULT_BUFFER)

    @bindings.add("enter", filter=is_input & (emacs_mode | vi_insert_mode | vi_replace_mode))
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state is not None and buffer.complete_state.current_completion:
            buffer.complete_state = None
            return
        text = buffer.text
        is_inside = "\n" in text.strip() and buffer.document.text_after_cursor.strip()
        if takes(text) and not is_inside:
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n" + _INDENT * depth(buffer.document.text_before_cursor))

    @bindings.add("escape", "enter", filter=is_input)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @bindings.add("}", filter=is_input & (emacs_mode | vi_insert_mode))
    def _(event: KeyPressEvent) -> None:
        """A closing brace alone on its line stands below what it closes."""
        buffer = event.current_buffer
        before = buffer.document.current_line_before_cursor
        if before.endswith(_INDENT) and not before.strip():
            buffer.delete_before_cursor(len(_INDENT))
        buffer.insert_text("}")

    return bindings


def takes(text: str) -> bool:
    """Whether Enter takes a text as it is: the last of its inputs needs no more lines."""
    return text.endswith("\n\n") or all(map(is_whole, inputs_of(text)[-1:]))


def toolbar(console: Console) -> HTML:
    """Focus, clock, what waits, people, files, seed, keys: a narrow window cuts the last ones."""
    sitting = console.sitting
    files = len(sitting.texts.paths)
    typed = f"+{len(sitting.texts.typed)}" if sitting.texts.typed else ""
    clock = sitting.now.astimezone(sitting.zone).strftime("%Y-%m-%d %H:%M")
    parts = (
        f"focus <b>{_escaped(sitting.focus or 'nobody')}</b>",
        f"clock <b>{clock}</b>",
        f"waiting <b>{sitting.waiting:,}</b>",
        f"people <b>{len(sitting.world.store.people()):,}</b>",
        f"files <b>{files}{typed}</b>",
        f"seed <b>{sitting.world.origin.seed}</b>",
        f"keys <b>{console.settings['keys']}</b>",
    )
    return HTML("  ".join(parts))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _lexer() -> Lexer | None:
    """Colours of the project's own lexer, where Pygments is installed."""
    try:
        from cdsl.faces.highlight.pygments import CdslLexer
    except ImportError:
        return None
    return PygmentsLexer(CdslLexer)


def _history() -> History:
    """What was typed in earlier sessions; kept in memory where the folder cannot be written."""
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(Path.home(), ".local", "state")
    folder = Path(base) / "cdsl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / "history"
        place.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(place))


def _show(text: str, console: Console) -> None:
    """An answer; page by page where it is longer than the terminal, if that is wanted."""
    if console.settings["pager"] == "on" and text.count("\n") + 2 > _rows():
        click.echo_via_pager(f"{text}\n", color=None if console.color else False)
    else:
        emit(text)


def _rows() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines
    except (OSError, ValueError):
        return 24
