import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.offline import ReachedOutError, check, is_local


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", b"localhost", None, ""])
def test_this_machine_may_be_reached(host: object) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "93.184.216.34", "example.org", "::2", "fe80::1%eth0", b"example.org"])
def test_no_other_may(host: object) -> None:
    assert not is_local(host)
    with pytest.raises(ReachedOutError):
        check("socket.connect", (None, (host, 443)))
    with pytest.raises(ReachedOutError):
        check("socket.getaddrinfo", (host, 443))


def test_a_guarded_process_cannot_reach_out() -> None:
    code = (
        "from tests.support import offline; offline.guard(); import socket\n"
        "here = socket.create_server(('127.0.0.1', 0)); socket.create_connection(here.getsockname()).close()\n"
        "socket.create_connection(('192.0.2.1', 80), timeout=1)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert done.returncode == 1 and "ReachedOutError: socket.getaddrinfo of '192.0.2.1'" in done.stderr


def test_a_socket_of_this_machine_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        check("socket.connect", (None, server.getsockname()))
        check("socket.connect", (None, "/tmp/a.socket"))
