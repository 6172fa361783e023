"""A session over a pipe: lines in, answers out, no prompt.

Roof. An input goes on over several lines until it is complete. The exit code says whether
everything went well.
"""

from collections.abc import Callable, Iterable

from cdsl.api.prompt.asking import depth, is_complete
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console
from cdsl.faces.repl.watching import Watched


def inputs_in(lines: Iterable[str]) -> Iterable[str]:
    """Lines put together to inputs.

    A command is one line, a text of the language as many as it needs. A comment or an empty line
    between two inputs is none.
    """
    held = ""
    for line in lines:
        text = line.rstrip("\n")
        if not held and (not text.strip() or text.lstrip().startswith("#")):
            continue
        if held and text.startswith(".") and not depth(held):
            yield held  # a command does not go on with what is before it
            held = ""
        held = f"{held}\n{text}" if held else text
        if held.lstrip().startswith(".") or is_complete(held):
            yield held
            held = ""
    if held:
        yield held


def read_all(console: Console, lines: Iterable[str], emit: Callable[[str], None]) -> bool:
    """Carry out every input; whether all went well. `.watch` looks before each."""
    is_good, watched = True, Watched(console)
    for text in inputs_in(lines):
        for said in (watched.reloaded(), carry_out(console, text)):
            if said is not None and said.text:
                emit(said.text)
            is_good = is_good and (said is None or said.is_good)
        if console.is_over:
            break
    return is_good
