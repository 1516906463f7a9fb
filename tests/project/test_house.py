"""The house does not grow untidy again: what `.ci/house.py` counts may become less, never more.

Whoever makes a count smaller makes its limit smaller; whoever would make one larger has doubled a fact, and finds its
home instead: `corpus/language/lexicon/`, `corpus/language/`, or the analysis of a question.
"""

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
# in how many modules each doubled fact of the audit is written; none: it stands in the lexicon alone
WRITTEN = {
    "verbs of speech": 1,
    "offices": 0,
    "conditions of a question": 1,
    "places by their suffix": 0,
    "ends of places' names": 1,  # which unit of a speech's own place a figure's 全市, 全县 is: levels of another kind
    "years": 0,
    "numerals": 0,
    "labels of items": 1,
    "kinds of news": 1,
    "same person": 1,
    "a text without blanks and punctuation": 1,
    "flags of people": 1,
    "jieba": 1,
    "length of a question": 1,
}
PATTERNS = 438  # regular expressions compiled in modules; those of the lexicon's words are not held
LISTS = {"corpus": 0, "index": 0, "rag": 0, "ui": 0}
READS = {"startswith", "endswith", "removeprefix", "removesuffix", "split", "partition", "rpartition", "find", "index"}
HAN = re.compile("[\u4e00-\u9fff]")
PARSING = (53, 0)  # functions that parse a question, and those outside rag/question


def _house() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house", ROOT / ".ci/house.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def counted() -> dict[str, str]:
    found: dict[str, str] = _house().measure(ROOT)
    return found


@pytest.mark.parametrize("fact", WRITTEN)
def test_a_fact_is_written_in_one_place(counted: dict[str, str], fact: str) -> None:
    assert int(counted[f"written: {fact}"]) <= WRITTEN[fact]


@pytest.mark.parametrize("package", LISTS)
def test_lists_of_words_stand_in_the_lexicon(counted: dict[str, str], package: str) -> None:
    assert int(counted[f"{package}: lists of five words and more in code"]) <= LISTS[package]


def test_no_more_patterns_stand_in_modules(counted: dict[str, str]) -> None:
    rows = [value.split(", ")[0] for name, value in counted.items() if name.endswith(_house().PATTERNS)]
    assert len(rows) == len(LISTS)
    assert sum(map(int, rows)) <= PATTERNS


def test_no_more_functions_parse_a_question(counted: dict[str, str]) -> None:
    parsing = tuple(map(int, counted["rag: functions that parse a question, outside rag/question"].split(", ")))
    assert parsing[0] <= PARSING[0]
    assert parsing[1] <= PARSING[1]


def test_ui_reads_no_words_back() -> None:
    """What a text of ours says is a field of what it was made of: nothing in `ui` looks for Chinese words in one."""
    found = []
    for path, source in _house().modules(ROOT, "ui"):
        for node in ast.walk(ast.parse(source)):
            asked: list[ast.expr] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS:
                asked = node.args
            elif isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
                asked = [node.left]
            words = [one.value for one in asked if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            found += [f"{path.name}:{node.lineno} {word}" for word in words if HAN.search(word)]
    assert not found


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ('X = re.compile("[全本][市县]")', 1),
        ('X = "市|自治州"', 1),
        ('X = {"a": "省市县区"}', 1),
        ('X = re.compile("[股超]市|贫困县$")', 0),
        ('X = pattern("[{level}]委")', 0),
    ],
)
def test_ends_of_names_of_places_are_seen_in_classes_and_alternations(tmp_path: Path, source: str, seen: int) -> None:
    for package in ("corpus", "index", "rag", "ui"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "rag/one.py").write_text(source + "\n", encoding="utf-8")
    assert _house().measure(tmp_path)["written: ends of places' names"] == str(seen)


def test_a_doubled_fact_is_seen(tmp_path: Path) -> None:
    for package in ("corpus", "index", "rag", "ui"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "rag/one.py").write_text('import re\nX = re.compile(r"(?:19|20)\\d{2}年")\n', encoding="utf-8")
    (tmp_path / "rag/two.py").write_text('Y = "(?:19|20)[0-9]{2}"\n', encoding="utf-8")
    assert _house().measure(tmp_path)["written: years"] == "2"
