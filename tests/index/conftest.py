from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(20):
        write_speech(tmp_path / "speeches", number)
    return tmp_path / "speeches"


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        library.add(folder)
        yield library
