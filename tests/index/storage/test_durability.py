"""kill -9 in the middle of an add: what was acknowledged is there, whole and searchable."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import Library
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech

# each starts a process; `tests.robustness.durability.kills` is the campaign
KILLS = int(os.environ.get("YINZHENG_KILLS", "4"))

CODE = """
import sys
from index import Library
from tests.support.fakes import HashEncoder
reported = 0
def progress(done, total, what):
    global reported
    if done > reported:
        reported = done
        print(what, flush=True)
with Library.open(sys.argv[1], HashEncoder()) as library:
    library.add(sys.argv[2], progress=progress)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_what_was_acknowledged_survives_being_killed(tmp_path: Path) -> None:
    chance = random.Random(20240305)
    numbers = range(60)
    for number in numbers:
        write_speech(tmp_path / "speeches", number)
    directory = tmp_path / "library"
    acknowledged: set[str] = set()
    killed = 0
    for _ in range(KILLS):
        command = [sys.executable, "-c", CODE, str(directory), str(tmp_path / "speeches")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            for line in worker.stdout:
                acknowledged.add(line.strip())
                if chance.random() < 0.3 and len(acknowledged) < len(numbers):
                    time.sleep(chance.random() * 0.01)
                    worker.send_signal(signal.SIGKILL)
                    killed += 1
                    break
            acknowledged.update(line.strip() for line in worker.stdout)
        check(directory, acknowledged)
        if killed < KILLS and len(acknowledged) == len(numbers):
            with Library.open(directory) as library:  # start over, on the same files
                for speech in library.speeches():
                    library.remove(speech.id)
            acknowledged.clear()
    assert killed >= KILLS // 2
    with Library.open(directory, HashEncoder()) as library:
        library.add(tmp_path / "speeches")
        assert len(library.speeches()) == len(numbers)


def check(directory: Path, acknowledged: set[str]) -> None:
    with Library.open(directory, HashEncoder()) as library:
        speeches = {speech.path: speech for speech in library.speeches()}
        assert acknowledged <= set(speeches)
        library.embed()  # what was killed before its vectors were made
        assert len(library.search_dense("产值", 5_000)) == library.statistics().chunks
        for path in acknowledged:
            number = int(Path(path).stem)
            assert library.source_text(speeches[path].id) == speech_text(number)
            found = library.search_terms(f"第{number}次专题研究", 3)
            hits = library.hits([(i, s, "terms") for i, s in found])
            assert any(hit.speech.path == path and f"第{number}次" in hit.text for hit in hits)
        with library._catalog._database.reading() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
