"""Headings and numbered levels: which lines are headings, and what each governs."""

import re
from collections.abc import Sequence

from corpus.datamodel import Section
from corpus.language.cleaning import HAN
from corpus.language.lexicon import pattern
from corpus.structure.lines import Line

# outermost first; a style seen inside another lies below it
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", pattern(r"第[{ordinal}两\d]{1,4}(?:部分|篇|编|章)")),
    ("section", pattern(r"第[{ordinal}两\d]{1,4}节")),
    ("一、", pattern(r"[{ordinal}]{1,4}\s?[、.．]")),
    ("（一）", pattern(r"[（(][{ordinal}]{1,4}[）)]\s?、?")),
    ("1.", pattern("{label_point}")),
    ("（1）", pattern(r"[（(]\d{1,2}[）)]|{label_circle}")),
    ("第一", pattern("{nth}[，,、]|{list_labels:ordinal}[，,]")),
    ("一是", pattern("{label_is}(?!{list_labels:no_label})")),
)
_MARKDOWN = re.compile(r"(#{1,6})\s+(?=\S)")
_STANDALONE = "standalone"
_PARALLEL = "parallel"
_RANK = {name: rank for rank, name in enumerate((*(name for name, _ in _STYLES), _STANDALONE, _PARALLEL))}
_RUN_IN = ("一是", "第一")  # such a line is a paragraph that begins with its heading

MAX_HEADING = 50  # characters of a numbered heading line
_MAX_STANDALONE = 30
_FINAL = "。！？!?；;…，,：:、.”’"
HAN_LETTER = re.compile(f"[{HAN}]")
_CLAUSE_END = re.compile(r"[。！？!?；;：:]")
_COMMA = re.compile("[，,]")
_CELLS = re.compile(r"\d\S*\s\S*\d")
_RUN_IN_SENTENCE = re.compile(rf"(?P<first>[{HAN}]{{2}}[^。,:;!?“《]{{2,24}}),(?P<second>[^。;!?:]{{4,30}})。")
_CITES = pattern("{genres:cites}$|^(?:{genres:opens_sentence}|[一-十]+年)")
_ALIKE = 3  # paragraphs that begin in one form make their beginnings headings
_SALUTATION = pattern("^(?:尊敬的)?{genres:greets}")


def find_sections(lines: Sequence[Line]) -> tuple[tuple[Section, ...], frozenset[int]]:
    """Return (sections in order, starts of the lines that are nothing but a heading).

    A section reaches from its heading to the next heading of its level or above. Sections nest or are apart.
    """
    opened: list[tuple[str, int, int, str]] = []  # style, level, first line, heading
    found: list[tuple[int, Section]] = []
    pure: set[int] = set()

    def close(keep: int, last: int) -> None:
        while len(opened) > keep:
            _, level, first, heading = opened.pop()
            found.append((first, Section(lines[first].start, lines[last].end, level, heading)))

    parallel = _parallel(lines)
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if (heading := _heading(line, following) or parallel.get(index)) is None:
            continue
        style, text, whole = heading
        if whole:
            pure.add(line.start)
        keep = _keep([name for name, *_ in opened], style)
        close(keep, index - 1)
        opened.append((style, len(opened) + 1, index, text))
    close(0, len(lines) - 1)
    found.sort(key=lambda item: (item[0], item[1].level))
    return tuple(section for _, section in found), frozenset(pure)


def heading_paths(sections: Sequence[Section], offsets: Sequence[int]) -> list[tuple[str, ...]]:
    """Return for each offset the headings over it, outermost first. Sections and offsets must be sorted."""
    paths: list[tuple[str, ...]] = []
    opened: list[Section] = []
    coming = 0
    for offset in offsets:
        while coming < len(sections) and sections[coming].start <= offset:
            opened.append(sections[coming])
            coming += 1
        opened = [section for section in opened if offset < section.end]
        paths.append(tuple(section.heading for section in opened))
    return paths


def starts_item(text: str) -> bool:
    """Say whether folded text begins an item of a list: 一是, 第一，, （一）, 1., ①, 首先，."""
    return any(pattern.match(text) for _, pattern in _STYLES)


def _keep(opened: list[str], style: str) -> int:
    """Return how many of the open styles stay open over a new heading."""
    if style in opened:
        return opened.index(style)
    if style.startswith("#"):
        return sum(1 for name in opened if name.startswith("#") and len(name) < len(style))
    # Markdown headings govern all others
    rank = _RANK[style]
    return next((i for i, name in enumerate(opened) if not name.startswith("#") and _RANK[name] > rank), len(opened))


def _heading(line: Line, following: Line | None) -> tuple[str, str, bool] | None:
    """Return (style, heading, whether the line is nothing else), or None if the line has no heading."""
    folded = line.folded
    if match := _MARKDOWN.match(folded):
        return match[1], _bare(line.text[match.end() :].rstrip("# ")), True
    for style, form in _STYLES:
        if (match := form.match(folded)) is None:
            continue
        if style not in _RUN_IN and len(folded) <= MAX_HEADING and folded[-1] not in "。；;，,":
            return style, _bare(line.text), True
        end = _CLAUSE_END.search(folded, match.end(), match.end() + MAX_HEADING) or _COMMA.search(
            folded, match.end(), match.end() + _MAX_STANDALONE
        )
        stop = end.start() if end else min(len(folded), match.end() + _MAX_STANDALONE)
        return style, _bare(line.text[:stop]), stop >= len(folded) - 1
    if following is not None and _is_standalone(line, following):
        return _STANDALONE, _bare(line.text), True
    return None


def _parallel(lines: Sequence[Line]) -> dict[int, tuple[str, str, bool]]:
    """Return headings by line of paragraphs that begin alike: 坚持…不动摇，在…上再突破。 three times or more."""
    alike: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for index, line in enumerate(lines):
        match = _RUN_IN_SENTENCE.match(line.folded)
        if match is None or _CITES.search(match["first"]) or starts_item(line.folded):
            continue
        first, second = match["first"], match["second"]
        for form in ("^" + second[:2], "$" + second[-2:]):
            alike.setdefault((first[:2], form), []).append((index, match.end()))
    return {
        index: (_PARALLEL, _bare(lines[index].text[:end]), end == len(lines[index].text))
        for found in alike.values()
        if len(found) >= _ALIKE
        for index, end in found
    }


def _is_standalone(line: Line, following: Line) -> bool:
    return (
        4 <= len(line.folded) <= _MAX_STANDALONE
        and (line.folded[-1] not in _FINAL or _ends_in_quotation(line.folded))
        and len(HAN_LETTER.findall(line.folded)) >= 4
        and not _SALUTATION.match(line.folded)
        and not _CELLS.search(line.folded)
        and len(following.folded) >= 2 * len(line.folded)
        and len(following.folded) >= 40
        and following.folded[-1] in "。！？!?；;：:…”’）)"
    )


def _ends_in_quotation(text: str) -> bool:
    return text[-1] in "”’" and text[-2] not in "。！？!?"


def _bare(text: str) -> str:
    return re.sub(r"\*\*|__", "", text).strip().rstrip("。；;，,：:、 ")
