"""Words that rules are made of stand in `corpus/language/lexicon/`: no long list of them stands in code."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("corpus", "index", "rag", "ui")
COLUMNS = ROOT / "corpus/readers/sidecar.py"  # names of columns, no words of texts
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if path != COLUMNS)
_HAN = "[\u4e00-\u9fff]"
_LIST = re.compile(rf"(?:{_HAN}+\|){{4,}}{_HAN}+|{_HAN}+(?:\s+{_HAN}+){{4,}}")


def lists_of_words(source: str) -> list[str]:
    """The lists of more than four Chinese words in the strings of a module, its docstrings aside."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    skipped = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, documented)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found: list[str] = []
    for node in ast.walk(tree):
        if id(node) in skipped or id(node) in parts:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        found += [match.group() for match in _LIST.finditer(text)]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_long_list_of_words_stands_in_code(path: Path) -> None:
    found = lists_of_words(path.read_text(encoding="utf-8"))
    assert not found, "move these words to corpus/language/lexicon/, each with an example"


def test_a_list_is_seen_in_a_pattern_and_in_words_to_be_split() -> None:
    assert lists_of_words('X = re.compile("(?:修路|架桥|通水|植树|育苗)")') == ["修路|架桥|通水|植树|育苗"]
    assert lists_of_words('X = f"修路|架桥{y}"\nZ = "修路 架桥 通水 植树 育苗".split()') == ["修路 架桥 通水 植树 育苗"]
    assert lists_of_words('"""修路 架桥 通水 植树 育苗"""\nX = "修路|架桥|通水|植树"') == []
