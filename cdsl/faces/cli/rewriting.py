"""Putting files in their place that a tool has rewritten.

Roof.
"""

from cdsl.api.rewriting import Rewritten
from cdsl.faces.cli.terminal import say
from cdsl.source.excerpt import visible


def is_put(file: Rewritten) -> bool:
    """Write a file, or say why that cannot be done: one that cannot be written stops no other."""
    try:
        file.write()
    except OSError as problem:
        say(f"cdsl: {visible(file.shown)}: {problem.strerror or problem}")
        return False
    return True
