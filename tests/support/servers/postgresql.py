"""A PostgreSQL server of a test's own, from Debian's package: a fresh data directory, a socket in it, no network."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote


def programs() -> Path | None:
    """Return the folder of `initdb` and `pg_ctl`, the newest version's, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("pg_ctl")
    return Path(on_path).resolve().parent if on_path else None


def missing() -> str | None:
    """Return why no server can be started here, or None."""
    if programs() is None:
        return "PostgreSQL is not installed: apt-get install postgresql"
    if os.geteuid() == 0:  # the server refuses to run as root
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "there is no user postgres to run the server as"
    return None


class Server:
    """A server in a data directory of its own, which can be killed and started again.

    :param place: An empty folder; short, for the path of a socket must be.
    :ivar url: SQLAlchemy's, of an empty database.
    """

    def __init__(self, place: str, connections: int = 60) -> None:
        folder = programs()
        assert folder is not None
        self._programs = folder
        user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        as_user = {"user": user} if os.geteuid() == 0 else {}
        if as_user:
            shutil.chown(place, user)
        self._data, self._place = f"{place}/data", place
        self._options = f"-k {place} -c listen_addresses='' -c max_connections={connections}"
        self._as_user: dict[str, Any] = {"check": True, "timeout": 120, "cwd": place, **as_user}
        self.url = f"postgresql+psycopg://{user}@/postgres?host={quote(place, safe='')}"
        initdb = [folder / "initdb", "-D", self._data, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
        subprocess.run(initdb, capture_output=True, **self._as_user)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        # its log is its own file: a pipe that it inherits would never end
        command = [self._programs / "pg_ctl", "-D", self._data, "-o", self._options, "-l", f"{self._place}/log", "-w"]
        subprocess.run([*command, "start"], stdout=subprocess.DEVNULL, **self._as_user)

    def kill(self) -> None:
        """Kill it as a fault would, its children too, and wait until none of them is left."""
        parent = int(Path(self._data, "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["ps", "--ppid", str(parent), "-o", "pid="], capture_output=True, check=False).stdout
        for process in (parent, *map(int, children.split())):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while Path(f"/proc/{parent}").exists():
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it for good."""
        command = [self._programs / "pg_ctl", "-D", self._data, "-m", "immediate", "stop"]
        subprocess.run(command, capture_output=True, **self._as_user)


@contextmanager
def running() -> Iterator[str]:
    """Run a server and yield an SQLAlchemy URL of an empty database."""
    with tempfile.TemporaryDirectory(prefix="pg") as place:
        server = Server(place)
        server.start()
        try:
            yield server.url
        finally:
            server.stop()
