"""The processes of a run: the engine's and one for each system, with what each takes of processor and memory."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import IO, Any

ROOT = Path(__file__).parents[3]
WORKERS = Path(__file__).with_name("workers")
# nothing is fetched or told by any of them
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "TOKENIZERS_PARALLELISM": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}


class WorkerError(Exception):
    """A system that gave no answer."""


class Measured:
    """A process whose use of the processor and of memory is read from the system."""

    _process: "subprocess.Popen[Any]"

    @property
    def cpu_seconds(self) -> float:
        """Of the processor, with the children that it waited for."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    @property
    def peak_mb(self) -> float:
        """Most resident memory so far."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return 0.0


class Engine(Measured):
    """One language model, served by HTTP as OpenAI's API, to one caller at a time.

    :param model: The .gguf file.
    :param log: What it prints.
    :ivar window: Tokens of a prompt and its reply.
    """

    window = 4096

    def __init__(self, model: Path, log: Path) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1"
        self._log = log.open("wb")
        serve = ("-m", "tests.benchmarks.peers.workers.engine", model, str(port), str(self.window))
        command: list[str | Path] = [sys.executable, *serve]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=self._log, stderr=self._log, cwd=ROOT)
        end = time.monotonic() + 300
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                if self._process.poll() is not None or time.monotonic() > end:
                    self.close()
                    raise SystemExit(f"the engine does not answer: {log.read_text(errors='replace')[-500:]}") from None
                time.sleep(0.2)

    def __enter__(self) -> "Engine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._log.close()


class Worker(Measured):
    """A system in a process of its own, which is asked by lines of JSON.

    :param python: The interpreter.
    :param script: One of `workers/`.
    :param place: A folder to be made, for what it keeps.
    """

    def __init__(self, python: str, script: str, place: Path) -> None:
        place.mkdir()
        self.log = place / "log"
        self._out = self.log.open("wb")
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [python, WORKERS / script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._out,
            cwd=place,
            env={**os.environ, **QUIET, "PYTHONPATH": str(ROOT) if script == "own.py" else ""},
        )

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return what it says.

        :raises WorkerError: If it says that it failed.
        :raises SystemExit: If it has ended.
        """
        asked, said = self._pipes()
        try:
            asked.write(json.dumps(request).encode() + b"\n")
            asked.flush()
            line = said.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            raise SystemExit(f"{self.log.parent.name} has ended: {self.log.read_text(errors='replace')[-2000:]}")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise WorkerError(reply["error"])
        return reply

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._out.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin is not None and self._process.stdout is not None
        return self._process.stdin, self._process.stdout
