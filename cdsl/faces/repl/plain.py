"""A session over a pipe: lines in, answers out, no prompt.

Roof. An input goes on over several lines until it is complete. The exit code says whether
everything went well.
"""

from collections.abc import Callable, Iterable

from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console
from cdsl.faces.repl.inputs import inputs_in
from cdsl.faces.repl.watching import Watched


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
