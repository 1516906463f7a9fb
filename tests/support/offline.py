"""The whole test run with no network but loopback: `make test-offline`, or

    python -m tests.support.offline [arguments of pytest]

Where the system allows it (Linux, root or user namespaces) everything runs in a network namespace of its own with no
interface but loopback: Python, its child processes, the engine and the browser. The kernel counts what finds no route
there, and each test is told what it has to answer for. Besides, and alone where no namespace can be made, every
connection and look-up by Python in the tests' process raises and is counted, even if what tried swallows the error.
"""

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LOCAL_NAMES = frozenset(("localhost", "localhost.localdomain", "", "testserver", "ip6-localhost"))
_OUTSIDE = ("192.0.2.1", 80)  # RFC 5737: an address for examples

attempts: list[str] = []  # what this process tried, since `guard`


class ReachedOutError(AssertionError):
    """Something tried to reach another machine."""


def is_local(host: object) -> bool:
    """Whether an address or a name is of this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is None or name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(name).split("%")[0]).is_loopback
    except ValueError:
        return False


def check(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise if an audit event is a connection to another machine, or a look-up of its name."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise ReachedOutError(f"{event} to {address!r}: the tests run without a network")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not is_local(arguments[0]):
        raise ReachedOutError(f"{event} of {arguments[0]!r}: the tests run without a network")


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    try:
        check(event, arguments)
    except ReachedOutError as error:
        attempts.append(str(error))
        raise


def guard() -> None:
    """Check from now on, for as long as this process lives: a hook cannot be taken out again."""
    sys.addaudithook(_hook)


def unroutable() -> int | None:
    """How many times anything in this network namespace tried an address that it has no way to; None if untold."""
    try:
        v4 = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:")]
        v6 = [line.split() for line in Path("/proc/net/snmp6").read_text().splitlines()]
    except OSError:
        return None
    return int(dict(zip(*v4, strict=True))["OutNoRoutes"]) + int(dict(v6).get("Ip6OutNoRoutes", 0))


class Witness:
    """A pytest plugin that says of each test what it tried to reach, and fails the run if Python tried."""

    def __init__(self) -> None:
        self.outside: dict[str, int] = {}  # test -> attempts of any process, as the kernel counted

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        before = unroutable() or 0
        try:
            return (yield)
        finally:
            if tried := (unroutable() or 0) - before:
                self.outside[item.nodeid] = tried

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if attempts:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("without a network")
        terminalreporter.line(
            f"network namespace      {'of its own' if alone() else 'NONE: only Python was held back'}"
        )
        terminalreporter.line(f"Python reached out     {len(attempts)} times")
        for attempt in attempts:
            terminalreporter.line(f"  {attempt}")
        terminalreporter.line(f"any process, unroutable {sum(self.outside.values())} times, all of them refused")
        for test, tried in self.outside.items():
            terminalreporter.line(f"  {tried} in {test}")


def alone() -> bool:
    """Whether nothing but loopback is there, so that no process here can reach another machine."""
    try:
        interfaces = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
    except OSError:
        return False
    return interfaces == ["lo"]


def namespace() -> list[str]:
    """Return the command that runs another in a network namespace of its own; empty if none can be made."""
    unshare = shutil.which("unshare")
    for flags in (["-n"], ["-rn"]):  # as root, or as a user where the kernel allows it
        if unshare and subprocess.run([unshare, *flags, "true"], capture_output=True).returncode == 0:
            return [unshare, *flags]
    return []


def loopback_up() -> None:
    """Switch on the one interface of a new namespace."""
    import fcntl
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        flags = struct.unpack("16sh", fcntl.ioctl(one, 0x8913, struct.pack("16sh", b"lo", 0)))[1]  # SIOCGIFFLAGS
        fcntl.ioctl(one, 0x8914, struct.pack("16sh", b"lo", flags | 1))  # SIOCSIFFLAGS, IFF_UP


def prove() -> None:
    """Fail unless this machine can be reached and no other, and unless the kernel counts who tries.

    :raises SystemExit: If so.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
    before = unroutable() or 0
    try:
        socket.create_connection(_OUTSIDE, timeout=5).close()
    except OSError:
        pass
    else:
        raise SystemExit("offline: another machine could be reached from the namespace")
    if not alone() or (unroutable() or 0) <= before:
        raise SystemExit("offline: the namespace has more than loopback, or nobody counts who tries to leave it")


def main() -> int:
    """Run pytest with no network; return its exit status."""
    given = sys.argv[1:]
    if given[:1] == ["--inside"]:
        loopback_up()
        prove()
        given = given[1:]
    elif command := namespace():
        return subprocess.run([*command, sys.executable, "-m", "tests.support.offline", "--inside", *given]).returncode
    else:
        print("offline: no network namespace can be made here; only Python's own connections are held back")
    os.environ["YINZHENG_OFFLINE"] = "1"
    return subprocess.run([sys.executable, "-m", "pytest", *given]).returncode


if __name__ == "__main__":
    sys.exit(main())
