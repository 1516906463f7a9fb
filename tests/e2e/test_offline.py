"""No network at run time: the command line answers in a network namespace without any interface but loopback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.samples import folder
from rag.models.store import DEFAULT_EMBEDDING, DEFAULT_GENERATOR, ensure
from tests.conftest import THREADS

pytestmark = pytest.mark.models

# Run in the namespace: switch loopback on (the engine listens there), note every address that Python connects to, ask.
PROGRAM = """
import fcntl, json, socket, struct, sys
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
flags = struct.unpack("16sh", fcntl.ioctl(sock, 0x8913, struct.pack("16sh", b"lo", 0)))[1]  # SIOCGIFFLAGS
fcntl.ioctl(sock, 0x8914, struct.pack("16sh", b"lo", flags | 1))  # SIOCSIFFLAGS, IFF_UP
routes = open("/proc/net/route").read().splitlines()[1:]
reached = []
def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        reached.append(repr(arguments[1:]))
sys.addaudithook(note)
from rag import ask
answer = ask("云水先行区规划面积多大？", corpus=sys.argv[1])
print(json.dumps({"routes": routes, "reached": reached, "text": answer.text}))
"""


def namespace() -> list[str]:
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no unshare on this machine: a network namespace cannot be made")
    for flags in (["-n"], ["-rn"]):  # as root, or as a user where the kernel allows it
        if subprocess.run([unshare, *flags, "true"], capture_output=True).returncode == 0:
            return [unshare, *flags]
    pytest.skip("this machine does not allow network namespaces")


def test_ask_works_without_a_network(tmp_path: Path) -> None:
    for name in (DEFAULT_GENERATOR, DEFAULT_EMBEDDING):
        ensure(name)
    corpus = tmp_path / "讲话"  # enough to search in; `test_wheel` adds all of the samples
    corpus.mkdir()
    for sample in folder().glob("yunshui_*.txt"):
        shutil.copy(sample, corpus)
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(tmp_path),
        "YINZHENG_THREADS": str(THREADS),
        "YINZHENG_MODELS": str(ensure(DEFAULT_GENERATOR).parent),
    }
    done = subprocess.run(
        [*namespace(), sys.executable, "-c", PROGRAM, str(corpus)],
        cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["routes"] == []  # nothing but loopback could have been reached
    assert "68.5平方公里" in told["text"]
    assert told["reached"] == []
