"""A real cluster of Spark on this machine: a master and workers, each a process of its own."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = "127.0.0.1"
PATIENCE = 120
"""Seconds in which a process must have come up."""


@contextmanager
def standalone(folder: Path, workers: int) -> Iterator[str]:
    """The URL of a master with so many workers; all processes are ended afterwards."""
    with ExitStack() as stack:
        log = folder / "master.log"
        master = ("master.Master", "--host", HERE, "--port", "0", "--webui-port", "0")
        stack.enter_context(_process(master, log))
        url = _wait(log, r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            place = folder / f"worker-{number}"
            place.mkdir()
            options = ("--host", HERE, "--port", "0", "--webui-port", "0", "--cores", "1")
            sized = ("--memory", "1g", "--work-dir", str(place), url)
            log = folder / f"worker-{number}.log"
            stack.enter_context(_process(("worker.Worker", *options, *sized), log))
            _wait(log, r"(Successfully registered with master)")
        yield url


@contextmanager
def _process(command: tuple[str, ...], log: Path) -> Iterator[None]:
    import pyspark

    home = Path(pyspark.__file__).parent
    name, *arguments = command
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HERE,
        "SPARK_SCALA_VERSION": "2.13",
    }
    java = ("java", "-Xmx512m", "-cp", f"{home}/jars/*", f"org.apache.spark.deploy.{name}")
    with log.open("wb") as told:
        running = subprocess.Popen(
            (*java, *arguments), stdout=told, stderr=told, env=environment, cwd=log.parent
        )
    try:
        yield
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _wait(log: Path, said: str) -> str:
    """What a process says in its log, once it has said it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = re.search(said, log.read_text(encoding="utf-8", errors="replace"))
        if found is not None:
            return found[1]
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-2000:])
