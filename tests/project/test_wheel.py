"""A wheel is built, installed into a fresh environment, and answers there: no file of the sources is missed."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import THREADS

ROOT = Path(__file__).parents[2]
BIN = "Scripts" if sys.platform == "win32" else "bin"
PAGE = """
from starlette.testclient import TestClient
import ui, corpus.samples
from rag import Assistant
from ui import create_app
assert "site-packages" in ui.__file__, ui.__file__
assert len(list(corpus.samples.folder().iterdir())) > 16
with Assistant.open("library") as assistant, TestClient(create_app(assistant), base_url="http://127.0.0.1") as client:
    for path in ("/", "/healthz", "/library", "/api/docs", "/api/openapi.json", "/page/chat/app.js", "/page/theme.css"):
        assert client.get(path).status_code == 200, path
print("served")
"""


def run(*command: object, where: Path, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(list(map(str, command)), cwd=where, env=kept | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The programs of an environment with the wheel; what it depends on is that of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    sources = folder / "sources"
    sources.mkdir()
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        if name.partition("/")[0] in ("corpus", "index", "rag", "ui") or "/" not in name:
            (sources / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, sources / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, sources, where=folder)
    run(sys.executable, "-m", "venv", "--without-pip", folder / "fresh", where=folder)
    python = folder / "fresh" / BIN / "python"
    [wheel] = folder.glob("*.whl")
    run(*pip, "--python", python, "install", "--no-deps", "--no-index", wheel, where=folder)
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", where=folder).strip()
    Path(own, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    yield folder / "fresh" / BIN


def test_installed_wheel_has_the_command_and_every_page(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "yinzheng", "--version", where=tmp_path).startswith("yinzheng")
    assert run(installed / "yinzheng", "list", "--json", "--library", tmp_path / "empty", where=tmp_path) == "[]\n"
    assert run(installed / "python", "-c", PAGE, where=tmp_path).endswith("served\n")


@pytest.mark.models
@pytest.mark.skipif(sys.platform == "win32", reason="interrupts another process by a signal")
def test_installed_wheel_starts_and_answers(installed: Path, tmp_path: Path) -> None:
    data = {"XDG_DATA_HOME": str(tmp_path), "YINZHENG_CONFIG": str(tmp_path / "none.toml")}
    data["YINZHENG_THREADS"] = str(THREADS)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    from rag.models.store import models_dir

    data["YINZHENG_MODELS"] = str(models_dir())
    command = [installed / "yinzheng", "start", "--port", "0", "--json"]
    with subprocess.Popen(command, cwd=tmp_path, env=kept | data, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = json.loads(process.stdout.readline())["address"]
            assert httpx.get(f"{address}healthz").json()["library"]["speeches"] >= 16
            # the same library, by the same models: asked without naming it
            asked = [installed / "yinzheng", "ask", "云水先行区规划面积多大？", "--json"]
            answer = json.loads(run(*asked, where=tmp_path, **data))
            assert answer["citations"] and not answer["refused"]
        finally:
            process.terminate()
