"""Questions that a library can answer, made from what it says."""

import re

from corpus import Speech, simplify
from corpus.language.lexicon import any_of, pattern
from index import Library

_FIGURE = pattern(
    r"(?:^|[，。；、,;])(?P<what>[\u4e00-\u9fff]{4,14}?)(?P<verb>{followups:reaches})"
    r"(?P<figure>\d[\d.,]*(?:多|余)?(?:万|亿|万亿)?{units})"
)
_VAGUE = pattern(r"^{phrases:no_measure}|[的了在是和与及]$")
_SCAN = 200  # speeches looked at: opening the page must not read a large library


def example_questions(library: Library, count: int) -> list[str]:
    """Return up to `count` questions: who chaired, what was asked for, how much; the same for the same library."""
    with library.consistent():  # one that is removed meanwhile has no chunks any more
        return _questions(library, count)


def _questions(library: Library, count: int) -> list[str]:
    by_kind: list[list[str]] = [[], [], []]
    for speech in library.speeches()[:_SCAN]:
        title = simplify(speech.title).strip()
        if speech.kind == "会议新闻" and speech.speaker and "会" in title and len(title) <= 30:
            by_kind[0].append(f"{_event(title)}由谁主持？")
        figure = _figure_question(library, speech)
        if figure:
            by_kind[1].append(figure)
        if speech.speaker and speech.kind in ("讲话", "文章", "报告") and 6 <= len(title) <= 26:
            who = simplify(speech.speaker)
            where = f"《{title}》" if title.startswith(who) else f"{who}在《{title}》中"
            by_kind[2].append(f"{where}提出了哪些要求？")
        if all(len(questions) >= count for questions in by_kind):
            break
    mixed = [
        questions[i] for i in range(count) for questions in (by_kind[1], by_kind[0], by_kind[2]) if i < len(questions)
    ]
    return list(dict.fromkeys(mixed))[:count]


def _event(title: str) -> str:
    event = re.sub(r"^[【\[].*?[】\]]", "", re.split(r"[:：]", title)[-1])
    return re.sub(rf"(?:{any_of('narration', 'held')}|{any_of('phrases', 'grand')})+$", "", event)


def _figure_question(library: Library, speech: Speech) -> str | None:
    for chunk in library.chunks(speech.id)[:40]:
        match = _FIGURE.search(simplify(chunk.text))
        if match and not _VAGUE.search(match["what"]):
            place = simplify(speech.place or "").split("省")[-1]
            year = f"{speech.date[:4]}年" if speech.date else ""
            what = re.sub(r"^(?:[我全本][省市县区]|目前|现在)", "", match["what"])
            where = f"{place}的" if place and place not in what else ""
            return f"{where or year}{what}{match['verb']}了多少？"
    return None
