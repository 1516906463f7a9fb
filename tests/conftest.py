import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from xdist.scheduler.loadscope import LoadScopeScheduling

from corpus.samples import folder
from index import Library
from rag import Assistant, Settings
from rag.models.store import DEFAULT_EMBEDDING, DEFAULT_GENERATOR, ensure
from tests.support import offline
from tests.support.servers import postgresql

SEEDS = Path(__file__).parents[1].parent / "shared" / "data" / "seeds"


MODELS = ("tests/browser/test_real_models.py", "tests/e2e/", "tests/index/embedding/", "tests/rag/models/")
"""Where the tests lie that run the real models."""
BROWSER = "tests/browser/"
"""Where the other tests lie that drive the browser."""
THREADS = 1 if "PYTEST_XDIST_WORKER" in os.environ else 0
"""Of a model beside another process with tests: a second thread mostly spins, waiting for a core; 0: one a core."""
PATIENCE = 120.0
"""Seconds that a client waits who says nothing else: httpx's five are soon over where a machine has other work."""


def open_on(documents: Path, directory: Path) -> Assistant:
    """An assistant on the real models, with a library of its own."""
    for name in (DEFAULT_GENERATOR, DEFAULT_EMBEDDING):
        ensure(name)
    assistant = Assistant.open(directory, settings=Settings(threads=THREADS))
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
def server() -> Iterator[str]:
    """The SQLAlchemy URL of a PostgreSQL server of the tests' own, with a database for whoever empties it first."""
    if (why := postgresql.missing()) is not None:
        pytest.skip(why)
    with postgresql.running() as url:
        yield url


@pytest.fixture
def journal_url(server: str) -> str:
    """The URL of an empty database of a test's own."""
    name = f"journal_{uuid.uuid4().hex}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return str(sa.make_url(server).set(database=name).render_as_string(hide_password=False))


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
    """Hands out a file at a time, for what it opens once; `MODELS` as one, and the rest of `BROWSER` as one.

    The browser and each model are opened once in a process. Both are begun with, one on each of two cores: whatever
    else there is fills up what is left. pytest-xdist's own way to say so, the mark `xdist_group`, changes a test's
    name, which pytest 9.2 forbids.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(MODELS):
            return "models"
        return "browser" if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Return what hands out the tests where several processes run them: `make test`."""
    return ByFile(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Under YINZHENG_OFFLINE=1 (`make test-offline`) nothing but this machine can be reached, by anything here.

    What is compiled is kept whatever the environment says: the tests start some two hundred processes, and each of
    them would compile our modules again. Where several processes run the tests, what computes with OpenMP in one of
    them, and in the programs that it starts, has one thread.
    """
    if config.getoption("numprocesses", None):
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    usual = httpx._config.DEFAULT_TIMEOUT_CONFIG
    usual.connect = usual.read = usual.write = usual.pool = PATIENCE
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if os.environ.get("YINZHENG_OFFLINE") == "1":
        offline.guard()
        config.pluginmanager.register(offline.Witness())
