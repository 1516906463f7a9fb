"""docs/architecture.md lists every module, and nothing that is not there."""

import re
import subprocess
import sys
from pathlib import Path

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


def test_files_named_on_the_page_exist() -> None:
    named = re.findall(r"`((?:corpus|index|rag|ui|tests)/[\w/]+\.py)`", PAGE)
    assert len(named) > 10
    for file in named:
        assert (ROOT / file).exists(), file
