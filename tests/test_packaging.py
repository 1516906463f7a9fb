import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LAYERS = ("corpus", "index", "rag", "ui")


def test_every_package_on_disk_is_shipped() -> None:
    on_disk = {
        str(path.parent.relative_to(ROOT)).replace("/", ".")
        for layer in LAYERS
        for path in (ROOT / layer).rglob("__init__.py")
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == on_disk


def test_every_data_file_is_shipped() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]
    for layer in LAYERS:
        for path in (ROOT / layer).rglob("*"):
            if path.is_dir() or path.suffix in (".py", ".pyc"):
                continue
            package = next(p for p in path.parents if (p / "__init__.py").exists())
            name = str(package.relative_to(ROOT)).replace("/", ".")
            globs = [*patterns["*"], *patterns.get(name, ())]
            assert any(path.relative_to(package).match(glob) for glob in globs), path


def test_lock_pins_every_dependency_exactly() -> None:
    locked = dict(
        line.lower().split("==")
        for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    named = [
        *PROJECT["project"]["dependencies"],
        *(d for group in PROJECT["project"]["optional-dependencies"].values() for d in group),
    ]
    for requirement in named:
        name = re.split(r"[<>=\[ ;]", requirement)[0].lower()
        assert name == "yinzheng" or name in locked, name
    assert locked["torch"] == "2.13.0"


def test_version_is_in_the_changelog() -> None:
    assert f"## {PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
