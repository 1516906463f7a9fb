"""What a person checks when something does not work: settings, models, library."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus import YinzhengError
from rag import Assistant, Settings
from rag.models.store import MODELS, models_dir, status

_PACKAGES = ("torch", "transformers", "sentence-transformers", "faiss-cpu", "xllamacpp", "jieba", "gradio")
_SPARE = 2 << 30  # bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One check.

    :param ok: Whether it passed.
    :param detail: What was found and, if it failed, the command that mends it.
    """

    check: str
    ok: bool
    detail: str


def examine(settings: Settings, library: Path, *, repair: bool = False) -> Iterator[Finding]:
    """Run every check; none of them changes anything.

    :param repair: Make again what is derived in the library and found wrong; what is still wrong then is lost.
    """
    yield Finding("python", sys.version_info >= (3, 11), sys.version.split()[0])
    for package in _PACKAGES:
        yield _package(package)
    path = Settings.config_path()
    yield Finding("settings", True, f"{path} ({'read' if path.is_file() else 'absent: defaults'})")
    for name in (settings.generator, settings.embedding):
        yield _model(name, settings)
    free = shutil.disk_usage(_existing(models_dir())).free
    yield Finding("disk", free > _SPARE, f"{free / 1e9:.1f} GB free at {models_dir()}")
    if not library.exists():
        yield Finding("library", True, f"{library} (none yet; make one with: yinzheng add PATH)")
        return
    try:
        with Assistant.open(library, settings=settings) as assistant:
            yield from _library(assistant, library, repair=repair)
    except YinzhengError as error:
        yield Finding("library", False, str(error))


def _library(assistant: Assistant, path: Path, *, repair: bool) -> Iterator[Finding]:
    numbers = assistant.statistics()
    yield Finding("library", True, f"{path}: {numbers['speeches']} speeches, {numbers['chunks']} chunks")
    yield _vectors(assistant, repair=repair)
    for check in assistant.library.mend() if repair else assistant.library.check():
        lost = any(problem.lost for problem in check.problems)
        fix = ""
        if check.problems and not repair:
            fix = "; mend with: yinzheng doctor --repair"
        elif lost:
            fix = "; take a backup: yinzheng restore FILE --force; or add the file again after: yinzheng remove ID"
        yield Finding(check.name, check.ok, f"{check}{fix}")
    for note in assistant.library.notes:
        yield Finding("mended", True, note)


def _vectors(assistant: Assistant, *, repair: bool) -> Finding:
    """Say which passages are found by their words alone; that they wait for their vectors is no fault."""
    library, problem = assistant.library, ""
    if repair:
        try:
            library.embed()
        except YinzhengError as error:
            problem = f": {error}"
    waiting, total = library.count_pending(), library.searchable()
    if not waiting:
        return Finding("meaning", True, f"all {total} passages are searched by meaning")
    way = "a running service makes them, and so does: yinzheng reindex"
    return Finding("meaning", not problem, f"{waiting} of {total} passages are searched by words alone; {way}{problem}")


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, f"not installed; install it with: pip install {name}")


def _model(name: str, settings: Settings) -> Finding:
    if name not in MODELS:
        if settings.engine == "openai" and name == settings.generator:
            return Finding("model", True, f"{name} at {settings.openai_base_url}")
        return Finding("model", True, f"{name} (not one of ours: not checked)")
    state = status(name)
    return Finding(
        "model",
        state.present,
        f"{name}: {state.path}" if state.present else f"{name} is not on disk; fetch it with: yinzheng models --fetch",
    )


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
