"""A model's name in the settings becomes a path."""

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from corpus import NotFoundError
from rag.models.resolver import resolve
from rag.models.store import MODELS, import_file
from tests.support.toy_model import CONTENT, toy

ROOT = Path(__file__).parents[3]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {"config.json": b"{}", "1_Pooling/config.json": b'{"a": 1}', "pytorch_model.bin": b"never wanted"}


class Hub(http.server.BaseHTTPRequestHandler):
    """As much of the hub's protocol as a download takes, for the repository org/name."""

    asked: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        self.asked.append(path)
        name = path.removeprefix(f"/org/name/resolve/{COMMIT}/").removeprefix("/org/name/resolve/main/")
        if path in ("/api/models/org/name/revision/main", "/api/models/org/name"):
            files = [{"rfilename": name} for name in FILES]
            self.answer(json.dumps({"id": "org/name", "sha": COMMIT, "siblings": files}).encode())
        elif path == f"/api/models/org/name/tree/{COMMIT}":
            entries = [{"type": "file", "path": k, "size": len(v), "oid": COMMIT} for k, v in FILES.items()]
            self.answer(json.dumps(entries).encode())
        elif name in FILES:
            self.answer(FILES[name])
        else:
            self.send_error(404)

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hash(body)}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[str]:
    Hub.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def resolve_in_a_process(model: str, endpoint: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The hub's library reads its settings once, when it is imported."""
    code = (
        "import sys\nfrom corpus import ModelError\nfrom rag.models.resolver import resolve\n"
        "try:\n    print(resolve(sys.argv[1]))\nexcept ModelError as error:\n    print('refused:', error)"
    )
    environment = {
        "HF_ENDPOINT": endpoint,
        "HF_HOME": str(home),
        "PATH": "",
        "HOME": str(home),
        "HF_HUB_ETAG_TIMEOUT": "2",
    }
    return subprocess.run(
        [sys.executable, "-c", code, model], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )


def test_a_path_that_exists_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.gguf").write_bytes(b"GGUF")
    (tmp_path / "org" / "name").mkdir(parents=True)
    assert resolve(str(tmp_path / "own.gguf")) == tmp_path / "own.gguf"
    monkeypatch.chdir(tmp_path)
    assert resolve("org/name") == Path("org/name")  # before any hub is asked


def test_a_known_name_is_the_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINZHENG_MODELS", str(tmp_path / "models"))
    monkeypatch.setitem(MODELS, "toy", toy())
    (tmp_path / "brought").write_bytes(CONTENT)
    import_file(tmp_path / "brought")
    assert resolve("toy") == tmp_path / "models" / "toy.gguf"


@pytest.mark.parametrize("name", ["gpt", "./absent/model", "/absent/model.gguf", "~/absent", "", "C:\\absent.gguf"])
def test_what_is_neither_is_refused(name: str) -> None:
    with pytest.raises(NotFoundError, match="neither known"):
        resolve(name)


def test_a_repository_is_fetched_once_without_other_formats(hub: str, tmp_path: Path) -> None:
    folder = Path(resolve_in_a_process("org/name", hub, tmp_path).stdout.strip())
    assert (folder / "1_Pooling" / "config.json").read_bytes() == b'{"a": 1}'
    assert not (folder / "pytorch_model.bin").exists()
    asked = len(Hub.asked)
    assert asked > 0
    assert Path(resolve_in_a_process("org/name", hub, tmp_path).stdout.strip()) == folder
    assert len(Hub.asked) == asked


def test_one_file_of_a_repository(hub: str, tmp_path: Path) -> None:
    path = Path(resolve_in_a_process("org/name:pytorch_model.bin", hub, tmp_path).stdout.strip())
    assert path.read_bytes() == b"never wanted"


def test_a_repository_that_the_hub_lacks_is_said(hub: str, tmp_path: Path) -> None:
    said = resolve_in_a_process("org/other", hub, tmp_path).stdout
    assert said.startswith("refused: cannot get 'org/other' from the hub")
    assert said.count("\n") == 1


def test_a_hub_that_does_not_answer_is_said(tmp_path: Path) -> None:
    said = resolve_in_a_process("org/name", "http://127.0.0.1:9", tmp_path).stdout
    assert said.startswith("refused: cannot get 'org/name' from the hub")
    assert "HF_ENDPOINT" in said
