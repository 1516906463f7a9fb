"""Questions that a library can answer, made from what it says."""

import re
from collections.abc import Sequence

from corpus import MEETING_NEWS, Speech, simplify
from corpus.language.lexicon import any_of, pattern, shapes
from corpus.language.segmentation import content_words
from index import Library

_FIGURE = pattern(
    r"(?:^|[，。；、,;])(?P<what>[\u4e00-\u9fff]{4,14}?)(?P<verb>{followups:reaches})"
    r"(?P<figure>\d[\d.,]*(?:多|余)?(?:万|亿|万亿)?{units})"
)
_VAGUE = pattern(r"^{phrases:no_measure}|[的了在是和与及]$")
_AT_HOME = pattern("^(?:[我全本][{level}]|目前|现在)")
_NEAR = 2  # speeches cited that are asked about next
_TITLE = 30  # characters of a title that a question names
_SCAN = 200  # speeches looked at: opening the page must not read a large library


def example_questions(library: Library, count: int) -> list[str]:
    """Return up to `count` questions: who chaired, what was asked for, how much; the same for the same library."""
    with library.consistent():  # one that is removed meanwhile has no chunks any more
        return _questions(library, count)


def _questions(library: Library, count: int) -> list[str]:
    by_kind: list[list[str]] = [[], [], []]
    for speech in library.speeches()[:_SCAN]:
        title = simplify(speech.title).strip()
        if speech.kind == MEETING_NEWS and speech.speaker and "会" in title and len(title) <= 30:
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


def next_questions(
    library: Library, speech_ids: Sequence[str], asked: str, count: int, *, counted: bool = False
) -> list[str]:
    """Return up to `count` questions about the speeches that an answer cites, but for what was asked.

    :param speech_ids: The first ones count most.
    :param counted: Ask first how often the library has what the question is about.
    :raises NotFoundError: If one is not there any more.
    """
    found: list[str] = []
    about = sorted((w for w in content_words(asked) if not re.search(r"[\d\W]", w)), key=len, reverse=True)
    if counted and (term := next((word for word in about if library.find(word)), None)):
        found.append(f"有几篇讲话提到“{simplify(term)}”？")
    with library.consistent():
        for speech in map(library.speech, speech_ids[:_NEAR]):
            title = simplify(speech.title).strip()
            if not counted and (figure := _figure_question(library, speech)):
                found.append(figure)
            if 4 <= len(title) <= _TITLE:
                found.append(f"《{title}》的提纲是什么？")
                if speech.kind in ("讲话", "文章", "报告"):
                    found.append(f"《{title}》提出了哪些要求？")
            found += [f"“{name}”是哪几个？" for name in _lists(library, speech)]
    known = _bare(asked)
    fresh = [question for question in dict.fromkeys(found) if _bare(question) not in known]
    return fresh[:count]


def _lists(library: Library, speech: Speech) -> list[str]:
    """Return the names of the lists that a speech gives in full, such as 五个坚持."""
    named = [one.name for one in library.enumerations(speech.id) if one.name and one.announced]
    return list(dict.fromkeys(simplify(name) for name in named if name[0] in shapes()["tens"].text))[:1]


def _bare(question: str) -> str:
    return re.sub(r"\W+", "", simplify(question))


def _event(title: str) -> str:
    event = re.sub(r"^[【\[].*?[】\]]", "", re.split(r"[:：]", title)[-1])
    return re.sub(rf"(?:{any_of('narration', 'held')}|{any_of('phrases', 'grand')})+$", "", event)


def _figure_question(library: Library, speech: Speech) -> str | None:
    for chunk in library.chunks(speech.id)[:40]:
        match = _FIGURE.search(simplify(chunk.text))
        if match and not _VAGUE.search(match["what"]):
            place = simplify(speech.place or "").split("省")[-1]
            year = f"{speech.date[:4]}年" if speech.date else ""
            what = _AT_HOME.sub("", match["what"])
            where = f"{place}的" if place and place not in what else ""
            return f"{where or year}{what}{match['verb']}了多少？"
    return None
