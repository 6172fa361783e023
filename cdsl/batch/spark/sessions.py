"""Spark, as somebody has it: a session of a cluster, or of this machine.

Floor 4. A Spark that is here already (a notebook, `spark-submit`) is used and left as it is; one
that is started here is stopped again. It says nothing on the terminal: what went wrong is data.
"""

import logging
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from cdsl.batch.spark.cluster import session_of

_QUIET: Final = MappingProxyType(
    {
        "spark.app.name": "cdsl",
        "spark.log.level": "OFF",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
)
_LOCAL: Final = MappingProxyType(
    {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
)
"""Nobody outside has to reach a driver that is its own cluster."""
_PARTS: Final = "spark.sql.shuffle.partitions"
"""Of 200, which is what a cluster has, one machine sees the number alone."""
_SENT_WHOLE: Final = ("spark.sql.autoBroadcastJoinThreshold", "64m")
"""On one machine nothing is sent: what is joined is held once, and not sorted on both sides."""
_ENDING: Final = 30
"""Seconds that Java is given to end."""


class ClusterError(Exception):
    """Spark that is not there, cannot be reached, or gave up; the message is for people."""


@contextmanager
def cluster(master: str | None) -> Iterator[SparkSession]:
    """A session with the settings that plans need, of Spark at a master's URL.

    Without one that is Spark as it is set up here, else all cores of this machine. A Spark that
    is here already is taken whatever the URL. Raises ClusterError, also for what goes wrong inside.
    """
    with reported():
        there = SparkSession.getActiveSession()
        if there is not None:
            yield session_of(there)
            return
        # What Spark says is asked of Java, so before that has ended.
        with _started(master) as session, reported():
            yield session_of(session)


@contextmanager
def reported() -> Iterator[None]:
    """Make a ClusterError of what Spark says. Raises KeyboardInterrupt as it is."""
    try:
        with _interrupted():
            yield
    except PySparkException as failed:
        raise ClusterError(_first_line(failed.getMessage() or str(failed))) from failed
    except Py4JError as failed:
        # Its text is a trace of Java; that of the exception there says what is wrong.
        found = getattr(failed, "java_exception", None)
        raise ClusterError(_first_line(str(found) if found else str(failed))) from failed
    except OSError as failed:
        if isinstance(failed, ConnectionError):
            raise ClusterError("Java has ended") from failed
        raise


@contextmanager
def _interrupted() -> Iterator[None]:
    """Let an interrupt be one, where what was to be tidied up after it has failed.

    For whoever is interrupted while Java is asked has no way left to ask it.
    """
    try:
        yield
    except Exception as failed:
        before: BaseException | None = failed
        while before is not None and not isinstance(before, KeyboardInterrupt):
            before = before.__context__
        if before is not None:
            raise before from None
        raise


@contextmanager
def _started(master: str | None) -> Iterator[SparkSession]:
    is_submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    if not is_submitted and not _has_java():
        raise ClusterError("it needs Java, of which there is none")
    with _unlogged(), TemporaryDirectory(prefix="cdsl-") as folder:
        told = Path(folder) / "spark"
        gateway: Any = None
        context: SparkContext | None = None
        try:
            with told.open("wb") as aside:
                conf = _settings(master, Path(folder), is_submitted=is_submitted)
                gateway = launch_gateway(conf, {"stderr": aside, "stdout": aside})
            # Java's own settings (`spark-defaults.conf`, `spark-submit`) are there only now.
            known = SparkConf(_jvm=gateway.jvm)
            for name, value in conf.getAll():
                known.set(name, value)
            if not known.contains("spark.master"):
                known.setMaster("local[*]")
            # Nothing is kept there, unless tables of somebody's own catalog are.
            known.setIfMissing("spark.sql.warehouse.dir", str(Path(folder) / "warehouse"))
            if known.get("spark.master", "").startswith("local"):
                known.setIfMissing(_PARTS, str(2 * (os.cpu_count() or 1)))
                known.setIfMissing(*_SENT_WHOLE)
            context = _context(known, gateway)
            yield SparkSession(context)
        except PySparkException as failed:
            if gateway is None:
                raise ClusterError(f"Java has not started: {_why(told)}") from failed
            raise
        finally:
            _end(context, gateway)


def _context(conf: SparkConf, gateway: Any) -> SparkContext:
    """A context that leaves Ctrl-C as it was: it would ask Java while Java is being asked."""
    before = signal.getsignal(signal.SIGINT)
    context = SparkContext(conf=conf, gateway=gateway)
    if threading.current_thread() is threading.main_thread() and before is not None:
        signal.signal(signal.SIGINT, before)
    return context


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep what the bridge to Java logs of an interrupt off the terminal."""
    # Of a root without a handler Python makes one that writes there.
    nowhere = logging.NullHandler()
    logging.getLogger().addHandler(nowhere)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(nowhere)


def _settings(master: str | None, folder: Path, *, is_submitted: bool) -> SparkConf:
    conf = SparkConf(loadDefaults=False)
    for name, value in _QUIET.items():
        conf.set(name, value)
    if master is not None:
        conf.setMaster(master)
    if is_submitted:
        return conf
    if master is None or master.startswith("local"):
        for name, value in _LOCAL.items():
            conf.set(name, value)
    quiet = folder / "log4j2.properties"
    quiet.write_text("rootLogger.level = off\n", encoding="utf-8")
    conf.set("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile=file:{quiet}")
    return conf


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or (
        home is not None and shutil.which("java", path=str(Path(home) / "bin")) is not None
    )


def _end(context: SparkContext | None, gateway: Any) -> None:
    """End Spark and its Java, so that the next one starts from nothing."""
    with suppress(Exception):
        if context is not None:
            context.stop()
    if gateway is None or gateway.proc is None:
        return
    with suppress(Exception):
        gateway.shutdown()
    SparkContext._gateway = None
    SparkContext._jvm = None
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(_ENDING)
    except TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0] if lines else "it does not say what"


def _why(path: Path) -> str:
    """What Java said before it ended: the exception, or else its last words."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    told = [line.strip() for line in lines if line.strip()]
    found = [line for line in told if "Exception" in line or line.startswith("Error")]
    return (found or told[-1:] or ["it does not say why"])[0]
