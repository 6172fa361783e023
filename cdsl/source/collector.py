"""Keeps the cyclic collector out of work that makes many objects and no cycles.

Ground floor. The collector looks at all of them again and again, and finds nothing: that is a third
of the time of a parse, and most of that of formatting a large file.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Switch the collector off inside, if it is on."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
