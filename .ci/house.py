"""How the code is housed, counted: `python .ci/house.py [FOLDER …]` prints a column for each checkout of the project.

Counts by the syntax tree, docstrings aside, tests and samples not counted. A fact counts as written in a module when
its own strings hold enough of what the fact is made of (`FACTS`): how many modules, not their worth. None: the fact
stands in the lexicon alone. `tests/project/test_house.py` holds that no count grows.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

PACKAGES = ("corpus", "index", "rag", "ui")
HAN = "[\u4e00-\u9fff]"
END = "[省市州县区旗盟]"
LIST = re.compile(rf"(?:{HAN}+\|){{4,}}{HAN}+|{HAN}+(?:\s+{HAN}+){{4,}}")
PARSES = {"fold", "content_words", "names", "find_periods", "recognise", "expected", "wants_list", "asks", "verbatim"}
PARSES |= {"annotate", "canonical", "filters_for", "find_places", "names_of_places", "numbers", "query_terms", "select"}
PARSES |= {"is_foreign", "parts", "task_asked", "list_asked", "figure_question", "desk_request"}
PATTERNS = "re.compile, with words of the lexicon, at once"
SEARCHES = {"search", "match", "fullmatch", "findall", "finditer", "split", "sub"}
HANDED = re.compile(r"(?:(?:self|task)\.)?(understood\.(?=text|asked|query|typed)|\w+)")
ASKED = {"question", "asked", "folded_question", "intent", "query", "typed", "understood."}

# the doubled facts of the audit: what the strings of a module must hold, and how many of them
FACTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "verbs of speech": (4, ("强调", "指出", "表示", "要求", "提出", "认为", "介绍")),
    "offices": (3, ("书记", "市长", "县长", "主席", "主任", "省长")),
    "conditions of a question": (1, (r"\[年月\]", r"年\(\?:\\d\{1,2\}月", r"年\(\?:\(\?P<month>")),
    "places by their suffix": (1, (r"省\|市", r"省\|自治区", r"自治区\|省")),
    # two of them in one class or alternation, or a set of them: 市 in 股市 alone is none
    "ends of places' names": (
        1,
        (rf"\[[^\[\]]*{END}[^\[\]]*{END}[^\[\]]*\]", rf"{END}\??\|(?:自治)?{END}(?!{HAN})", rf"^{END}{{3,}}$"),
    ),
    "years": (1, (r"19\|20", r"去年\|", r"\[去今", r"上年\|")),
    "numerals": (1, ("一二三四五六七八九",)),
    "labels of items": (1, (r"九十\]\+?(?:\{1,\d\})?[、.．是]", r"首先\|其次|^首先$", r"第\[一二三四五六七八九十")),
    "kinds of news": (1, ("^会议新闻$",)),
}
DEFINED: dict[str, str] = {
    "same person": r"^def same_person\(",
    "a text without blanks and punctuation": r"^def bare\(",
    "flags of people": r"=\s*\(\"nr\", ",
    "jieba": r"^\s*import jieba(?!\.posseg)|jieba\.(?:posseg\.)?(?:cut|lcut)",
    "length of a question": r"MAX_CHARACTERS = 2000|MAX_QUESTION\w* =|max_length=2000|> 2000",
}


def modules(root: Path, package: str) -> Iterator[tuple[Path, str]]:
    """Yield the modules of a package with their texts, samples aside."""
    for path in sorted((root / package).rglob("*.py")):
        if "samples" not in path.parts:
            yield path, path.read_text(encoding="utf-8")


@lru_cache(maxsize=2048)
def parsed(source: str) -> ast.Module:
    """Return the syntax tree of a module, made once."""
    return ast.parse(source)


@lru_cache(maxsize=2048)
def strings(source: str) -> list[str]:
    """Return the strings of a module without its docstrings; parts of an f-string are joined."""
    tree = parsed(source)
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = []
    for node in ast.walk(tree):
        if id(node) in skipped or id(node) in inner:
            continue
        if isinstance(node, ast.JoinedStr):
            found.append("".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found


def compiled(source: str) -> tuple[int, int, int]:
    """Return how many regular expressions a module compiles, has the lexicon compile, and uses at once."""
    calls = [node.func for node in ast.walk(parsed(source)) if isinstance(node, ast.Call)]
    own = [call.attr for call in calls if isinstance(call, ast.Attribute) and getattr(call.value, "id", "") == "re"]
    filled = sum(getattr(call, "id", "") == "pattern" for call in calls)
    return own.count("compile"), filled, sum(name in SEARCHES for name in own)


def parses_question(function: ast.AST) -> bool:
    """Say whether a function takes a question's text apart: what is named so goes into a parser or a pattern.

    A whole `Question` that is handed on is read already; `question.text` of it is text again.
    """
    read = {
        argument.arg
        for argument in ast.walk(function)
        if isinstance(argument, ast.arg) and argument.annotation and "Question" in ast.unparse(argument.annotation)
    }
    for call in ast.walk(function):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        handed = (ast.unparse(argument) for argument in call.args)
        words = [word[1] for text in handed if text not in read and (word := HANDED.match(text))]
        if name in PARSES | SEARCHES and ASKED.intersection(words):
            return True
    return False


def arrows(root: Path, package: str) -> tuple[int, int]:
    """Return the imports between modules of a package, and between its rooms."""
    found: set[tuple[str, str]] = set()
    for path, source in modules(root, package):
        own = ".".join(path.relative_to(root).with_suffix("").parts)
        for node in ast.walk(parsed(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package:
                found.add((own, node.module or ""))
    rooms = {tuple(".".join(name.split(".")[:2]) for name in pair) for pair in found}
    return len(found), len({pair for pair in rooms if pair[0] != pair[1]})


def measure(root: Path) -> dict[str, str]:
    """Return what is counted of one checkout, as text by the name of the count."""
    every = {package: list(modules(root, package)) for package in PACKAGES}
    rows: dict[str, str] = {}
    for package, those in every.items():
        folders: dict[Path, int] = {}
        for path, _ in those:
            folders[path.parent] = folders.get(path.parent, 0) + 1
        rows[f"{package}: modules, most in a folder"] = f"{len(those)}, {max(folders.values(), default=0)}"
        rows[f"{package}: lines"] = str(sum(source.count("\n") for _, source in those))
        every_pattern = zip(*(compiled(source) for _, source in those), strict=True)
        rows[f"{package}: {PATTERNS}"] = ", ".join(map(str, map(sum, every_pattern))) or "0, 0, 0"
        lists = [len(LIST.findall(text)) for _, source in those for text in strings(source)]
        rows[f"{package}: lists of five words and more in code"] = str(sum(lists))
        rows[f"{package}: imports between modules, between rooms"] = "{}, {}".format(*arrows(root, package))
    parsing = [
        path
        for path, source in every["rag"]
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.FunctionDef) and parses_question(node)
    ]
    outside = [path for path in parsing if path.parts[len(root.parts) + 1] != "question"]
    rows["rag: functions that parse a question, outside rag/question"] = f"{len(parsing)}, {len(outside)}"
    all_modules = [(path, source) for those in every.values() for path, source in those]
    for name, (least, marks) in FACTS.items():
        places = [
            path
            for path, source in all_modules
            if any(sum(bool(re.search(mark, text)) for mark in marks) >= least for text in strings(source))
        ]
        rows[f"written: {name}"] = str(len(places))
    for name, mark in DEFINED.items():
        rows[f"written: {name}"] = str(sum(len(re.findall(mark, source, re.M)) for _, source in all_modules))
    return rows


def main() -> None:
    """Print a table with a column for each checkout."""
    roots = [Path(name).resolve() for name in sys.argv[1:]] or [Path(__file__).resolve().parents[1]]
    columns = [measure(root) for root in roots]
    for name in columns[0]:
        print("| " + " | ".join([name, *(column[name] for column in columns)]) + " |")


if __name__ == "__main__":
    main()
