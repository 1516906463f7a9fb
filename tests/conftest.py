import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

from corpus.samples import folder
from index import Library
from rag import Assistant, Settings
from rag.models.store import DEFAULT_EMBEDDING, DEFAULT_GENERATOR, ensure
from tests.support import offline

SEEDS = Path(__file__).parents[1].parent / "shared" / "data" / "seeds"


LARGE = ("tests/browser/", "tests/e2e/", "tests/index/embedding/", "tests/rag/models/")
"""Where the tests lie that drive the browser or run the real models."""


def open_on(documents: Path, directory: Path) -> Assistant:
    """An assistant on the real models, with a library of its own."""
    for name in (DEFAULT_GENERATOR, DEFAULT_EMBEDDING):
        ensure(name)
    assistant = Assistant.open(directory, settings=Settings())
    assistant.add(documents)
    return assistant


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample library, searched by terms alone: to be read."""
    with Library.open(tmp_path_factory.mktemp("sample") / "library") as library:
        library.add(folder())
        yield library


@pytest.fixture
def sample_copy(sample_library: Library, tmp_path: Path) -> Path:
    """The directory of a sample library of one's own, `library` in the test's folder: to be opened and changed."""
    return shutil.copytree(sample_library.directory, tmp_path / "library")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with open_on(folder(), tmp_path_factory.mktemp("samples")) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    if not SEEDS.is_dir():
        pytest.skip("the five seed documents are not beside the project (../shared/data/seeds)")
    with open_on(SEEDS, tmp_path_factory.mktemp("seeds")) as assistant:
        yield assistant


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out a file at a time, for what it opens once, and `LARGE` as one.

    The browser and each model are opened once in a process, and the models' own threads would take the cores from each
    other. pytest-xdist's own way to say so, the mark `xdist_group`, changes a test's name, which pytest 9.2 forbids.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "large" if nodeid.startswith(LARGE) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Return what hands out the tests where several processes run them: `make test`."""
    return ByFile(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Under YINZHENG_OFFLINE=1 (`make test-offline`) nothing but this machine can be reached, by anything here.

    What is compiled is kept whatever the environment says: the tests start some two hundred processes, and each of
    them would compile our modules again.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if os.environ.get("YINZHENG_OFFLINE") == "1":
        offline.guard()
        config.pluginmanager.register(offline.Witness())
