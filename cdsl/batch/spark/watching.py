"""How far Spark is, told while it works.

Floor 4. As `cdsl.batch.duckdb.watching` asks DuckDB: a thread asks and tells.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from threading import Event, Thread
from typing import Final
from uuid import uuid4

from py4j.protocol import Py4JError
from pyspark import SparkContext
from pyspark.sql import SparkSession

Tell = Callable[[str, int, int], None]
"""Told what is under way, how much of it is done, and how much there is."""
_GROUP: Final = ("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel")
"""What a group of jobs is told by."""
_PAUSE: Final = 0.2
"""Seconds between two questions."""


@contextmanager
def watched(tell: Tell) -> Iterator[Callable[[SparkSession], AbstractContextManager[None]]]:
    """Tell several times a second that Spark starts, and then how far its work is.

    What is yielded takes the session once there is one, and is left before that ends; its jobs are
    those of this thread, and of threads that inherit what is said of it.
    """
    has_ended = Event()
    group = f"cdsl {uuid4()}"
    found: list[SparkContext] = []

    def ask() -> None:
        while not has_ended.wait(_PAUSE):
            if not found:
                tell("starting Spark", 0, 1)
                continue
            # Java may have ended, and then tells nothing more.
            with suppress(Py4JError, OSError):
                tell(*_state(found[0], group))

    asking = Thread(target=ask, name="progress", daemon=True)

    def end() -> None:
        has_ended.set()
        asking.join()

    @contextmanager
    def following(session: SparkSession) -> Iterator[None]:
        context = session.sparkContext
        before = {name: context.getLocalProperty(name) for name in _GROUP}
        context.setJobGroup(group, "cdsl", interruptOnCancel=True)
        found.append(context)
        try:
            yield
        finally:
            end()
            # Spark may have been somebody's before, and may have ended.
            with suppress(Py4JError, OSError):
                for name, value in before.items():
                    context.setLocalProperty(name, value)  # type: ignore[arg-type]

    asking.start()
    try:
        yield following
    finally:
        end()


def _state(context: SparkContext, group: str) -> tuple[str, int, int]:
    """Which job of a group is done, and how many tasks of its stages are, of those under way."""
    tracker = context.statusTracker()
    jobs = set(tracker.getJobIdsForGroup(group))
    done = total = 0
    for job in jobs.intersection(tracker.getActiveJobsIds()):
        known = tracker.getJobInfo(job)
        for stage in () if known is None else known.stageIds:
            info = tracker.getStageInfo(stage)
            if info is not None and info.numActiveTasks:
                done += info.numCompletedTasks
                total += info.numTasks
    return f"running, job {len(jobs)}" if jobs else "running", done, total
