"""Markdown as its readers see it: tables become rows that name their columns, words lose the stars that make them bold.

Everything else of the text stays as it is.
"""

import re
from collections.abc import Sequence

from corpus.readers.tabular.grid import Cell, table_lines

_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BAR = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


def write_out_tables(text: str) -> str:
    """Return the text with its pipe tables written out row by row and without the stars of bold words.

    Code blocks stay.
    """
    lines = text.split("\n")
    found: list[str] = []
    at, fenced = 0, False
    while at < len(lines):
        fenced ^= bool(_FENCE.match(lines[at]))
        if not fenced and _begins(lines, at):
            end = at + 2
            while end < len(lines) and "|" in lines[end] and lines[end].strip():
                end += 1
            header = [Cell(text, header=True) for text in _cells(lines[at])]
            found.extend(
                table_lines([header, *([Cell(text) for text in _cells(line)] for line in lines[at + 2 : end])])
            )
            at = end
            continue
        found.append(lines[at] if fenced else _plain(lines[at]))
        at += 1
    return "\n".join(found)


def _plain(text: str) -> str:
    """Return a line without the stars of its bold words; stars that are no pairs, as of 顾**, stay."""
    parts = text.split("**")
    bold = parts[1::2]
    if len(parts) % 2 == 0 or not bold or any(not word or word != word.strip("* \t") for word in bold):
        return text
    return "".join(parts)


def _begins(lines: Sequence[str], at: int) -> bool:
    """Return whether a header and the rule below it stand here, of as many columns."""
    if at + 1 >= len(lines) or "|" not in lines[at] or "-" not in lines[at + 1]:
        return False
    rule = lines[at + 1].rstrip("\r")
    return "|" in rule and bool(_RULE.fullmatch(rule)) and len(_cells(lines[at])) == len(_cells(rule))


def _cells(line: str) -> list[str]:
    inner = line.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [re.sub(r"<br\s*/?>", "\n", _plain(cell.replace("\\|", "|"))).strip() for cell in _BAR.split(inner)]
