"""A PostgreSQL server of the tests' own: on loopback, in a folder that is gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PASSWORD = "let me/in"
OWNER = "postgres"
"""The user of the system that the server runs as where the tests run as root, which it refuses."""


def programs() -> Path | None:
    """The folder with the newest server's programs, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(named).parent if named else None


@contextmanager
def server(where: Path) -> Iterator[str]:
    """A server that runs, as a URI without a database; everybody needs the password there."""
    with tempfile.TemporaryDirectory(prefix="cdsl-postgresql-") as name:
        folder = Path(name)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if os.getuid() == 0:
            shutil.chown(folder, OWNER)
            shutil.chown(secret, OWNER)
        data, port = folder / "data", free_port()
        initdb = ("-A", "scram-sha-256", "-U", OWNER, f"--pwfile={secret}", "-N", "-E", "UTF8")
        run([str(where / "initdb"), "-D", str(data), "--locale=C.UTF-8", *initdb])
        settings = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c timezone=Asia/Tokyo"
        pg_ctl = [str(where / "pg_ctl"), "-D", str(data), "-w"]
        run([*pg_ctl, "-l", str(folder / "log"), "-o", settings, "start"])
        try:
            yield f"postgresql://{OWNER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"
        finally:
            run([*pg_ctl, "-m", "immediate", "stop"])


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def run(command: Sequence[str]) -> None:
    """Run a program of the server as somebody who may."""
    user = OWNER if os.getuid() == 0 else None
    done = subprocess.run(
        command, user=user, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120
    )
    assert done.returncode == 0, done.stdout.decode()
