"""English counts: one is one, and no text of the pages puts a plural behind a number that may be one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ui
from ui.i18n import refusals
from ui.i18n.plurals import counted
from ui.rendering.markup import filled

HAN = re.compile("[\u4e00-\u9fff]")
# what the pages count; a bare placeholder before one of them says "1 speeches" one day. A constant never is one
BARE = re.compile(
    r"\{(?!_?[A-Z])[^{}|]*\} (?:[a-z]+ )?"
    r"(?:speeches|texts|uses|figures|passages|lines|sentences|phrases|rows|places|others|ones|parts|matches|match|agree|sources|questions|files|documents)\b"
)


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 uses were"), (1, "1 use was"), (2, "2 uses were"), (1234, "1,234 uses were")]
)
def test_a_word_follows_its_number(number: int, said: str) -> None:
    assert counted("{0:use|uses} {0:~was|were}", number) == said
    assert filled(("{0} 处", "{0:use|uses} {0:~was|were}"), number) == (f"{number} 处", said)


def test_other_values_are_formatted_as_ever() -> None:
    assert counted("{name}: {:,} of {:.0%}", 1234, 0.5, name="竹纸") == "竹纸: 1,234 of 50%"


def english() -> Iterator[tuple[str, str]]:
    for path in Path(ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Tuple) and len(node.elts) == 2:
                zh, en = (ast.unparse(one) for one in node.elts)
                if HAN.search(zh) and not HAN.search(re.sub("\\{.*?\\}", "", en)):
                    yield f"{path.name}:{node.lineno}", en
    for texts in refusals.catalogue().values():
        yield from texts.items()


def test_no_text_counts_in_the_plural_alone() -> None:
    known = list(english())
    assert len(known) > 400
    assert [(where, text) for where, text in known if BARE.search(text)] == []
