"""Words of a text by their kind, as jieba's tagger sees them: content words, names, what a clause is about.

Everything is folded first. Tagging costs some 0.2 ms a sentence and is remembered.
"""

import logging
import os
import re
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

from corpus.language import lexicon
from corpus.language.normalization import fold

PERSON_FLAGS = ("nr", "nrt", "nrfg")
"""The tagger's flags for people."""
NAME_FLAGS = (*PERSON_FLAGS, "ns", "nt", "nz")
NOUNS = "njx"
"""First letters of the tagger's flags for nouns, abbreviations, and what it does not know."""
DEEDS_AS_NOUNS = ("vn", "an")
"""The tagger's flags for what may be a noun: 投资, 变化."""
FRAME = frozenset(lexicon.words("frame", "answer"))
"""Words about the answer itself, not about the subject."""
CLAUSE = re.compile(r"[^，。；！？、：\n,;!?:]+[，。；！？、：\n,;!?:]*")
_MARKS = re.compile(r"([，。；！？、：“”《》（）,;!?:]+)")
_NUMERAL = re.compile(r"\d")
_STRIP = re.compile(r"[^\w]|_")

_lock = threading.Lock()


@cache
def tokenizer() -> Any:
    """Return our own jieba tokenizer: anybody can add words to jieba's global one, and it caches in a shared folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's source has invalid escapes and asks for pkg_resources
        import jieba
    jieba.default_logger.setLevel(logging.WARNING)
    own = jieba.Tokenizer()
    folder = Path(user_cache_dir("yinzheng"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            own.tmp_dir = str(folder)
    except OSError:
        pass  # a home that cannot be written: jieba falls back to the temporary folder
    own.initialize()
    return own


@cache
def _tagger() -> Any:
    import jieba.posseg

    class Tagger(jieba.posseg.POSTokenizer):  # type: ignore[misc]
        """jieba's own, but for the search of the likeliest tags of unknown words: most of the time of tagging."""

        def _POSTokenizer__cut(self, text: str) -> Iterator[Any]:  # noqa: N802
            begin = done = 0
            tags = likeliest(text)
            for at, (place, flag) in enumerate(tags):
                if place == "B":
                    begin = at
                elif place in "ES":
                    yield jieba.posseg.pair(text[begin if place == "E" else at : at + 1], flag)
                    done = at + 1
            if done < len(text):
                yield jieba.posseg.pair(text[done:], tags[done][1])

    return Tagger(tokenizer())


State = tuple[str, str]
"""Where in a word a character stands, `B`, `M` or `E`, or that it is one, `S`; and the word's ICTCLAS flag."""


@cache
def _before() -> dict[State, dict[State, float]]:
    """Return for each state the states that may stand before it, each with its log-probability."""
    from jieba.posseg import trans_P

    return {state: {one: behind[state] for one, behind in trans_P.items() if state in behind} for state in trans_P}


@lru_cache(maxsize=8192)
def _states(char: str, *, every: bool = False) -> tuple[tuple[State, float], ...]:
    """Return the states that a character is known in, or every state, with the log-probability of it in each."""
    from jieba.posseg import char_state_tab_P, emit_P, trans_P
    from jieba.posseg.viterbi import MIN_FLOAT

    those = trans_P if every else char_state_tab_P.get(char, trans_P)
    return tuple((state, emit_P[state].get(char, MIN_FLOAT)) for state in those)


def likeliest(text: str) -> list[State]:
    """Return the likeliest states of the characters of unknown words, those that `jieba.posseg.viterbi` gives.

    That one asks of each two states in a row whether one may follow the other; here only those that may are tried.
    """
    from jieba.posseg import start_P

    best = {state: start_P[state] + own for state, own in _states(text[0])}
    ways: list[dict[State, State]] = []
    for char in text[1:]:
        reached = _step(best, _states(char)) or _step(best, _states(char, every=True))
        ways.append({state: last for state, (_, last) in reached.items()})
        best = {state: chance for state, (chance, _) in reached.items()}
    found = [max((chance, state) for state, chance in best.items())[1]]
    for way in reversed(ways):
        found.append(way[found[-1]])
    return found[::-1]


def _step(best: dict[State, float], states: Iterable[tuple[State, float]]) -> dict[State, tuple[float, State]]:
    """Return of each state that may follow its chance, and the state before it; of equal ones the greatest."""
    reached = {}
    for state, own in states:
        before = _before()[state]
        if len(before) < len(best):
            each = [(best[one] + change + own, one) for one, change in before.items() if one in best]
        else:
            each = [(chance + before[one] + own, one) for one, chance in best.items() if one in before]
        if each:
            reached[state] = max(each)
    return reached


def dictionary_flag(word: str) -> str | None:
    """Return the ICTCLAS flag that the dictionary has for a folded word; None for a word that it does not know."""
    flag = _tagger().word_tag_tab.get(word)
    return None if flag is None else str(flag)


def dictionary_count(word: str) -> int:
    """Return how often the dictionary's own corpus has a folded word; 0 of a word that it does not know."""
    return int(tokenizer().FREQ.get(word) or 0)


@lru_cache(maxsize=4096)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of folded text with their ICTCLAS flags."""
    # no word reaches over a mark: a clause alone has the words that it has in its sentence
    return tuple(chain.from_iterable(map(_tagged_clause, filter(None, _MARKS.split(text)))))


@lru_cache(maxsize=8192)
def _tagged_clause(text: str) -> tuple[tuple[str, str], ...]:
    with _lock:  # jieba's tagger loads its model lazily and not thread-safely
        return tuple((pair.word, pair.flag) for pair in _tagger().cut(text))


def content_words(text: str) -> frozenset[str]:
    """Return the folded words of two or more characters that carry content: nouns, verbs, adjectives, numerals."""
    return frozenset(
        word
        for word, flag in tagged(fold(text))
        if len(word) >= 2 and word not in FRAME and flag[:1] in "navmijlzegst" and not word.isspace()
    )


def names(text: str, flags: Sequence[str] = NAME_FLAGS) -> list[str]:
    """Return the proper names that the tagger sees, two characters or more.

    :param flags: Of ICTCLAS: `nr` people, `ns` places, `nt` bodies, `nz` others.
    """
    return [word for word, flag in tagged(fold(text)) if flag in flags and len(word) >= 2 and word not in FRAME]


def about(text: str) -> frozenset[str]:
    """Return what a clause is about: content words that are neither places nor figures."""
    return frozenset(
        word
        for word, flag in tagged(fold(text))
        if len(word) >= 2
        and word not in FRAME
        and flag[:1] in "nvaijl"
        and flag not in ("ns", "nrt")
        and not _NUMERAL.search(word)
    )


def coverage(words: Iterable[str], folded: str) -> float:
    """Return the share of words, by their characters, that occur in folded text; of no words it is 0."""
    found = total = 0
    for word in words:
        total += len(word)
        found += len(word) if word in folded else 0
    return found / (total or 1)


def bare(text: str) -> str:
    """Return the folded text without blanks and punctuation."""
    return _STRIP.sub("", fold(text))


def find(text: str, word: str) -> Iterator[int]:
    """Yield where a word begins in a text, overlapping places too."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
