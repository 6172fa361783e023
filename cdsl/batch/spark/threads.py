"""Work for Spark side by side: while one part is planned, or has few tasks left, others go on.

Floor 4. Spark does the jobs of one thread one after another, whatever the cluster could do at once.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final, TypeVar

from pyspark.sql import SparkSession
from pyspark.util import inheritable_thread_target

Result = TypeVar("Result")


def side_by_side(session: SparkSession, parts: Iterable[Callable[[], Result]]) -> list[Result]:
    """What some parts of work come to, in their order; each begins as soon as it is known.

    Raises what the first of them raises that fails, once all have ended; and KeyboardInterrupt,
    once all have been broken off.
    """
    # What is said of a thread, such as the group of its jobs, is said of these as well.
    as_here = inheritable_thread_target(session)
    with ThreadPoolExecutor() as threads:
        running = [threads.submit(as_here(part)) for part in parts]
        try:
            return [one.result() for one in running]
        except KeyboardInterrupt:
            _break_off(session, running)
            raise


def _break_off(session: SparkSession, running: Iterable[Future[Result]]) -> None:
    """End what is under way in this thread's group of jobs."""
    left = [one for one in running if not one.cancel()]
    group = session.sparkContext.getLocalProperty("spark.jobGroup.id")
    while left:
        if group is not None:
            # Again and again: a part that was being planned has its job only later.
            session.sparkContext.cancelJobGroup(group)
        left = list(wait(left, _PAUSE).not_done)


_PAUSE: Final = 0.2
"""Seconds between two looks at what has not ended."""
