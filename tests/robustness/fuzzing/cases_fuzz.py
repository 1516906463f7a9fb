"""The campaign of `tests.robustness.fuzzing.fuzz`, short; and that it would notice a crash, a hang and an invariant
broken."""

import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import ReadError
from corpus.readers.loading import read_bytes
from corpus.readers.pdf.scans import PICTURES
from corpus.readers.registry import FORMATS
from tests.robustness.fuzzing import fuzz

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

COUNT = int(os.environ.get("YINZHENG_FUZZ", "360"))


def test_every_parser_gives_documents_or_reasons(tmp_path: Path) -> None:
    figures = fuzz.run(COUNT, keep=tmp_path)
    assert set(figures) == set(fuzz.PARSERS)
    for parser, counts in figures.items():
        assert not any(counts.get(name) for name in ("crash", "hang", "wrong")), (parser, counts)
        assert counts.get("document") and (counts.get("error") or parser == fuzz.SIDE), (parser, counts)


@pytest.mark.parametrize(("fault", "name"), [("die", "crash"), ("raise", "crash"), ("sleep", "hang")])
def test_a_reader_that_fails_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str, name: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        if fault == "die":
            os.kill(os.getpid(), 11)
        if fault == "raise":
            raise ValueError("a fault")
        time.sleep(60)

    monkeypatch.setattr(fuzz, "HANG", 0.5)
    monkeypatch.setattr("corpus.workers.process.parse", broken)
    [counts] = fuzz.run(3, ".md", keep=tmp_path).values()
    assert counts[name] >= 1
    assert any(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", sorted(FORMATS.keys() - PICTURES.keys()))
@settings(max_examples=25, deadline=None)
@given(data=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_a_document_or_a_reason(suffix: str, data: bytes) -> None:
    try:
        document = read_bytes(f"a{suffix}", data)
    except ReadError as error:
        assert error.reason and "\n" not in str(error)
    else:
        assert document.text.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes: only Linux has them")
def test_hostile_names_are_read_and_shown_on_one_line(tmp_path: Path) -> None:
    from corpus.readers.sources import iter_sources

    names = [
        b"-rf.txt",
        b"a\nb.txt",
        b"\xff\xfe.txt",
        "\u202etxt.exe.txt".encode(),
        b"\x1b[31mred.txt",
        b"x" * 250 + b".txt",
    ]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write("竹纸产业的讲话。".encode())
    found = list(iter_sources([tmp_path]))
    assert len(found) == len(names) and not any(isinstance(one, ReadError) for one in found)
    missing = [one for one in iter_sources([tmp_path / ("y" * 300 + ".txt"), tmp_path / "a\0b.txt"])]
    assert all(isinstance(one, ReadError) and "\n" not in str(one) for one in missing) and len(missing) == 2
