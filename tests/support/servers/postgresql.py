"""A PostgreSQL server of a test's own, from Debian's package: a fresh data directory, a socket in it, no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


@contextmanager
def running() -> Iterator[str]:
    """Run a server and yield an SQLAlchemy URL of an empty database."""
    folder = programs()
    assert folder is not None
    with tempfile.TemporaryDirectory(prefix="pg") as place:  # a socket's path must be short
        user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        as_user = {"user": user} if os.geteuid() == 0 else {}
        if as_user:
            shutil.chown(place, user)
        data = f"{place}/data"
        quiet = {"check": True, "capture_output": True, "timeout": 120, "cwd": place, **as_user}
        subprocess.run([folder / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"], **quiet)
        options = f"-k {place} -c listen_addresses='' -c max_connections=60"
        # its log is its own file: a pipe that it inherits would never end
        start = [folder / "pg_ctl", "-D", data, "-o", options, "-l", f"{place}/log", "-w", "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, timeout=120, cwd=place, **as_user)
        try:
            yield f"postgresql+psycopg://{user}@/postgres?host={quote(place, safe='')}"
        finally:
            subprocess.run([folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)
