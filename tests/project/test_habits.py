"""What contributors read is true: named files are there, each benchmark has its line, lint is the same everywhere."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/evaluation.md",
    "tests/benchmarks/README.md",
    "tests/robustness/README.md",
]
NAMED = re.compile(r"`((?:corpus|index|rag|ui|tests|docs|\.ci)/[\w./-]*[\w/])`")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_are_there(page: str) -> None:
    named = NAMED.findall(_read(page))
    assert named or page.startswith("tests/")
    assert not [file for file in named if not (ROOT / file).exists()]


def test_every_benchmark_has_a_line() -> None:
    folder = ROOT / "tests/benchmarks"
    commands = [
        path.relative_to(folder)
        for path in folder.rglob("*.py")
        if '__name__ == "__main__"' in path.read_text(encoding="utf-8") and "workers" not in path.parts
    ]
    page = _read("tests/benchmarks/README.md")
    sections = dict(re.findall(r"^## (\w+)/\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    names = {path: path.parent.name if path.stem == "__main__" else path.stem for path in commands}
    missing = [str(path) for path, name in names.items() if f"`{name}" not in sections.get(path.parts[0], "")]
    assert len(commands) > 20
    assert not missing


def test_the_citation_is_of_this_version() -> None:
    citation = _read("CITATION.cff")
    assert re.search(rf"^version: {re.escape(PROJECT['version'])}$", citation, re.M)
    assert re.search(rf"^license: {re.escape(PROJECT['license'])}$", citation, re.M)


def test_a_commit_is_checked_by_what_make_lint_checks() -> None:
    hooks = re.findall(r"^ +entry: (.+)$", _read(".pre-commit-config.yaml"), re.M)
    lint = re.search(r"^lint: .*\n((?:\t.*\n)+)", MAKEFILE, re.M)
    assert lint is not None
    tools = set(re.findall(r"\$\(BIN\)/([\w-]+(?: check| format| \.ci/\w+\.py)?)", lint[1]))
    assert tools == {"ruff check", "ruff format", "mypy", "lint-imports", "python .ci/architecture.py"}
    for tool in tools:
        assert any(tool in hook for hook in hooks), tool
    assert any("make lint-web" in hook for hook in hooks)


def test_scripts_and_styles_are_linted_by_one_version() -> None:
    (version,) = re.findall(r"^BIOME := (\S+)$", MAKEFILE, re.M)
    assert f"/schemas/{version}/" in _read("biome.jsonc")


def test_pictures_are_small() -> None:
    pictures = [*(ROOT / "docs").rglob("*.png"), *(ROOT / "docs").rglob("*.webp")]
    assert pictures
    assert not [picture.name for picture in pictures if picture.stat().st_size > 200_000]  # bytes
