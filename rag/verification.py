"""Does the evidence say what a sentence says? The sentence is checked by the items that small models get wrong.

    figures      value and unit occur in a clause of the cited sentences (三百二十亿 = 320亿) that shares a content word
                 with the clause they stand in; the date of an event may come from the document's header
    quotations   words between quotation marks occur in them, character for character
    names        people, places, bodies and Latin words occur in them, their headings or their document's header
    negation     what it negates they negate (未实现), and what they negate it does not assert
    content      its nouns, and most of its other content words, occur there too

A sentence that fails is not necessarily false. It is not shown as verified, which is all that is promised.
"""

import logging
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus import fold
from rag.evidence import Evidence
from rag.figures import Figure, figures

MIN_COVERAGE = 0.6
"""Least share of a sentence's content words that its evidence must contain."""
MAX_SUPPORT = 3
"""Most evidence sentences that one sentence may rest on."""

_QUOTED = re.compile(r"[“‘\"「『《]([^”’\"」』》]{2,})[”’\"」』》]")
_NEGATIONS = frozenset(
    """不 未 没 没有 没能 未能 尚未 从未 并未 并非 不是 不再 不能 不得 不会 无法 无 决不 绝不""".split()
)
_EVENT = re.compile(r"召开|举行|发表|发布|刊登|刊发|讲话|报告|报道|会上|视察|考察|调研|印发|指出|强调|提出|要求|表示")
_YEAR = re.compile(r"(?:\d{4}|[〇零一二三四五六七八九]{4})年|去年|上年|明年|来年|前年")
_CLAUSE = re.compile(r"[^，。；！？、：\n,;!?:]+[，。；！？、：\n,;!?:]*")
_NUMERAL = re.compile(r"\d")
_MASK = re.compile(r"[*＊]+")
_LATIN = re.compile(r"[a-z][a-z0-9+\-]+")
_NAME_FLAGS = ("nr", "nrt", "nrfg", "ns", "nt", "nz")
_DATE_UNITS = ("年", "月", "日", "号")
# words about the answer itself, not about the subject
_FRAME = frozenset(
    """资料 问题 答案 显示 提到 指出 表示 强调 认为 提出 要求 包括 分别 主要 其中 以及 可以 进行 相关 内容 情况 方面
    关于 讲话 会议 大会 文章 报告 发言 原文 作者 文中 中提 达到 突破 超过 实现 完成 成为 作为 具体 目前
    如下 以下 已经 总共 一共
    共有 数量 名称 时间 时候 日期 地点 全市 全县 全省 全区 我市 我县 本市 本县""".split()
)
_STRIP = re.compile(r"[^\w]|_")

_jieba_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome for one sentence.

    :param support: The evidence it rests on, best first; the best there is if it fails.
    :param missing: What the evidence does not contain; empty if the sentence passes.
    """

    support: tuple[Evidence, ...]
    missing: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the sentence may be shown as supported."""
        return bool(self.support) and not self.missing


def check(sentence: str, evidence: Sequence[Evidence]) -> Check:
    """Look for the fewest evidence sentences that contain all of a sentence's checkable items.

    :param sentence: One sentence of the model, without markers.
    :param evidence: What the model was given.
    """
    if not evidence:
        return Check((), ("no evidence",))
    words = content_words(sentence)
    ranked = sorted(evidence, key=lambda item: -_coverage(words, _searchable([item])))
    support: list[Evidence] = [ranked[0]]
    missing = _missing(sentence, words, support)
    for item in ranked[1:]:
        if not missing or len(support) == MAX_SUPPORT:
            break
        wider = [*support, item]
        still = _missing(sentence, words, wider)
        if len(still) < len(missing):
            support, missing = wider, still
    if len(support) > 1:  # the first choice may have become needless
        for item in tuple(support):
            rest = [other for other in support if other is not item]
            if rest and not _missing(sentence, words, rest) and not missing:
                support = rest
    return Check(tuple(support), tuple(missing))


def nearest(text: str, evidence: Sequence[Evidence]) -> Evidence:
    """Return the evidence sentence that shares the most content words with a text."""
    words = content_words(text)
    return max(evidence, key=lambda item: _coverage(words, fold(item.text)))


def answers_to(question: str, item: Evidence) -> bool:
    """Say whether an evidence sentence has half of a question's content words, places aside."""
    words = _about(question)
    return not words or _coverage(words, _searchable([item])) >= 0.5


def _missing(sentence: str, words: frozenset[str], support: Sequence[Evidence]) -> list[str]:
    body = "\n".join(item.text for item in support)
    headers = "\n".join({item.about: None for item in support})
    everything = fold(body + "\n" + headers)
    return [
        *_missing_figures(sentence, body, headers),
        *(quoted for quoted in _QUOTED.findall(sentence) if _bare(quoted) not in _bare(everything)),
        *(name for name in names(sentence) if fold(name) not in everything),
        *(word for word in _LATIN.findall(fold(sentence)) if word not in everything),
        *_missing_negation(sentence, support),
        *_missing_content(sentence, words, everything),
        *(_MASK.findall(sentence)),  # a masked name is unknown: it answers nothing
    ]


def _missing_figures(sentence: str, body: str, headers: str) -> Iterable[str]:
    known = [(figure, _around(body, figure)) for figure in figures(body)]
    dates = {figure.value.normalize() for figure in figures(headers)}
    for figure in figures(sentence):
        about = _around(sentence, figure)
        places = [words for other, words in known if _same_figure(figure, other)]
        # 500亿元 of another industry in the evidence does not support 500亿元 of this one
        if any(not about or not words or about & words for words in places):
            continue
        is_date = figure.unit in _DATE_UNITS and figure.value.normalize() in dates
        # 2024年 for what a speech of 2024 says, in just these words, without naming a year
        undated = (
            figure.unit == "年" and not _YEAR.search(fold(body)) and all(word in fold(body + headers) for word in about)
        )
        if is_date and (_EVENT.search(sentence) or undated):
            continue
        yield sentence[figure.start : figure.end]


def _same_figure(one: Figure, other: Figure) -> bool:
    # a unit read on one side only (254项 / 254 of them) still names the same figure
    return one.value == other.value and (one.unit == other.unit or not one.unit or not other.unit)


def _around(text: str, figure: Figure) -> frozenset[str]:
    """Return the content words of a figure's clause and, if it has none, of the clause before."""
    clauses = list(_CLAUSE.finditer(text))
    at = next(i for i, clause in enumerate(clauses) if figure.start < clause.end())
    for i in range(at, -1, -1):
        words = _about(clauses[i].group())
        if words or i == at - 1 or text[clauses[i].start() - 1 : clauses[i].start()] in "。！？\n":
            return words
    return frozenset()


def _about(text: str) -> frozenset[str]:
    """Return what a clause is about: content words that are neither places nor figures."""
    return frozenset(
        word
        for word, flag in _tagged(fold(text))
        if len(word) >= 2
        and word not in _FRAME
        and flag[:1] in "nvaijl"
        and flag not in ("ns", "nrt")
        and not _NUMERAL.search(word)
    )


def _missing_negation(sentence: str, support: Sequence[Evidence]) -> Iterable[str]:
    said = negated(sentence)
    in_evidence = [negated(item.text) for item in support]
    for word in sorted(said):
        if not any(word in words for words in in_evidence):
            yield f"不{word}"
    asserted = fold(sentence)
    for word in sorted(in_evidence[0] - said):
        # the sentence that it chiefly rests on says the contrary
        if word in asserted and not any(word in _positive(item.text) for item in support):
            yield f"不{word}"


def negated(text: str) -> frozenset[str]:
    """Return the verbs, adjectives and nouns of two or more characters right after a negation word."""
    words, after = set(), False
    for word, flag in _tagged(fold(text)):
        if after and flag[:1] in "vanil" and len(word) >= 2:
            words.add(word)
        after = word in _NEGATIONS or (after and flag[:1] in "dpu")
    return frozenset(words)


def _positive(text: str) -> str:
    """Return the text without its negated words."""
    folded = fold(text)
    for word in negated(text):
        folded = folded.replace(word, "", 1)
    return folded


def _missing_content(sentence: str, words: frozenset[str], everything: str) -> Iterable[str]:
    for word, flag in _tagged(fold(sentence)):
        if flag[:1] == "n" and word in words and not _said(word, everything):
            yield word
    if not words and not figures(sentence):
        yield sentence  # 令: nothing in it can be checked
    if words and _coverage(words, everything) < MIN_COVERAGE:
        yield from sorted(word for word in words if word not in everything)[:3]


def _said(word: str, everything: str) -> bool:
    """Say whether a noun occurs, whole or as its parts: 产业产值 in 产业实现产值."""
    if word in everything:
        return True
    return len(word) >= 4 and all(word[i : i + 2] in everything for i in range(0, len(word) - 1, 2))


def _coverage(words: frozenset[str], folded: str) -> float:
    return sum(len(word) for word in words if word in folded) / (sum(map(len, words)) or 1)


def _searchable(items: Sequence[Evidence]) -> str:
    # the header counts too, so that a passage of the right document ranks before an equal one of another
    return fold("\n".join(item.text + "\n" + item.about for item in items))


def _bare(text: str) -> str:
    return _STRIP.sub("", fold(text))


@lru_cache(maxsize=4096)
def _tagged(text: str) -> tuple[tuple[str, str], ...]:
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    with _jieba_lock:  # jieba's tagger loads its model lazily and not thread-safely
        return tuple((pair.word, pair.flag) for pair in jieba.posseg.cut(text))


def content_words(text: str) -> frozenset[str]:
    """Return the folded words of two or more characters that carry content: nouns, verbs, adjectives, numerals."""
    return frozenset(
        word
        for word, flag in _tagged(fold(text))
        if len(word) >= 2 and word not in _FRAME and flag[:1] in "navmijlzegst" and not word.isspace()
    )


def names(text: str, flags: Sequence[str] = _NAME_FLAGS) -> list[str]:
    """Return the proper names that the tagger sees, two characters or more.

    :param flags: Of ICTCLAS: `nr` people, `ns` places, `nt` bodies, `nz` others.
    """
    return [word for word, flag in _tagged(fold(text)) if flag in flags and len(word) >= 2 and word not in _FRAME]
