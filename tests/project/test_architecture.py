"""docs/architecture.md lists every module, and nothing that is not there."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SCRIPT = ROOT / ".ci" / "architecture.py"


def test_the_tree_is_the_real_one() -> None:
    found = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


def test_every_module_has_a_line_of_its_own_in_the_tree() -> None:
    listed = re.findall(r"^ *(\w+\.py) +\S", PAGE, re.MULTILINE)
    modules = [path for top in ("corpus", "index", "rag", "ui") for path in (ROOT / top).rglob("*.py")]
    assert sorted(listed) == sorted(path.name for path in modules if path.name != "__init__.py")


@pytest.mark.parametrize("package", ["corpus", "index", "rag", "ui"])
def test_the_layers_are_those_that_the_contracts_hold(package: str) -> None:
    block = re.split(r"\n(?=\w)|```", PAGE[PAGE.index(f"\n{package}    ") + 1 :])[0]
    rows = [re.split(r" {3,}", line.strip()) for line in block.removeprefix(package).strip().splitlines()]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("containers") == [package])
    assert [set(re.findall(r"\w+", row[0])) for row in rows] == [set(re.findall(r"\w+", one)) for one in layers[::-1]]


def test_files_named_on_the_page_exist() -> None:
    named = re.findall(r"`((?:corpus|index|rag|ui|tests)/[\w/]+\.py)`", PAGE)
    assert len(named) > 10
    for file in named:
        assert (ROOT / file).exists(), file
