"""Work for Spark side by side: while one part is planned, or has few tasks left, others go on.

Floor 4. Spark does the jobs of one thread one after another, whatever the cluster could do at once.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pyspark.sql import SparkSession
from pyspark.util import inheritable_thread_target

Result = TypeVar("Result")


def side_by_side(session: SparkSession, parts: Iterable[Callable[[], Result]]) -> list[Result]:
    """What some parts of work come to, in their order; each begins as soon as it is known.

    Raises what the first of them raises that fails, once all have ended.
    """
    # What is said of a thread, such as the group of its jobs, is said of these as well.
    as_here = inheritable_thread_target(session)
    with ThreadPoolExecutor() as threads:
        running = [threads.submit(as_here(part)) for part in parts]
        return [one.result() for one in running]
