"""The campaign of `tests.robustness.durability.power`, short; and that it would notice what it is there for."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.robustness.durability import power
from tests.robustness.durability.disks import Disk, File, Record, records

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("cc") or shutil.which("gcc")),
    reason="no C compiler here, or not Linux: what is done to files cannot be recorded",
)


def test_nothing_acknowledged_is_lost_when_the_power_fails() -> None:
    result = power.run(16, seed=7, rounds=20, report=lambda _: None)
    assert result["lost"] == [] and result["corrupt"] == []
    assert result["cuts"] == 16 and result["acknowledged"] > 0 and result["in_flight"] > 0


@pytest.mark.parametrize("how", ["OFF", "folders"])
def test_what_is_not_synced_is_found_out(how: str) -> None:
    assert power.run(15, seed=7, rounds=8, weaken=how, enough=True, report=lambda _: None)["lost"] != []


def test_every_call_is_recorded(tmp_path: Path) -> None:
    code = """
import os, sys
root = sys.argv[1]
os.mkdir(root + "/a")
with open(root + "/a/b", "wb") as file:
    file.write(b"first ")
    file.flush()
    os.fsync(file.fileno())
    os.pwrite(file.fileno(), b"again", 6)
    os.ftruncate(file.fileno(), 9)
os.link(root + "/a/b", root + "/c")
os.rename(root + "/a/b", root + "/d")
os.unlink(root + "/c")
os.rmdir(root + "/a")
handle = os.open(root, os.O_RDONLY)
os.fsync(handle)
"""
    root = tmp_path / "root"
    root.mkdir()
    environment = {
        "LD_PRELOAD": str(power.shim(tmp_path)),
        "POWER_FOLDER": str(root),
        "POWER_LOG": str(tmp_path / "log"),
    }
    subprocess.run([sys.executable, "-c", code, str(root)], env=environment, check=True)
    told = list(records(tmp_path / "log"))
    assert [one.what for one in told] == list("MCWSWTLRUXD")
    disk = Disk(str(root))
    for one in told:
        disk.take(one)
    assert disk.whole() == {str(root): None, str(root / "d"): b"first aga"}
    assert {path.name: path.read_bytes() for path in root.iterdir()} == {"d": b"first aga"}


def test_only_what_was_synced_is_certain() -> None:
    disk = Disk("/r")
    for what, path, data in [("C", "/r/a", b""), ("W", "/r/a", b"x" * 9_000), ("S", "/r/a", b""), ("D", "/r", b"")]:
        disk.take(Record(what, path, "", 0, data))
    disk.take(Record("W", "/r/a", "", 8_000, b"y" * 9_000))
    disk.take(Record("C", "/r/b", "", 0, b""))
    found = [disk.after(random.Random(n)) for n in range(200)]
    assert all(one["/r/a"][:8_000] == b"x" * 8_000 for one in found)  # type: ignore[index]
    assert {len(one["/r/a"] or b"") for one in found} >= {9_000, 17_000}
    assert {"/r/b" in one for one in found} == {True, False}
    torn = {bytes(set(File(bytearray(4_096), [(0, b"z" * 4_096)]).after(random.Random(n)))) for n in range(50)}
    assert torn == {b"\0", b"z", b"\0z"}
