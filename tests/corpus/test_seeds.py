"""The five real documents that the project starts from, where they are at hand. None of their text is kept here."""

import re
from bisect import bisect_left
from pathlib import Path

import pytest

from corpus import Document, ParsedSpeech, fold, iter_documents, parse
from corpus.language.cleaning import clean

SEEDS = Path(__file__).parents[2].parent / "shared" / "data" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not beside the project")

_GLOSS = re.compile(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+[)）]")


def parsed(number: int) -> tuple[Document, ParsedSpeech]:
    (document,) = iter_documents(sorted(SEEDS.glob(f"{number:03d}_*.txt")))
    assert isinstance(document, Document)
    return document, parse(document, speech_id="0" * 12)


@pytest.mark.parametrize(
    ("number", "kind", "date", "stated"),
    [
        (0, "文章", "2023-10-23", {"speaker", "role", "place", "publisher"}),
        (1, "文章", "2022-10-18", {"speaker", "role", "place", "publisher"}),
        (2, "会议新闻", "2022-03-31", {"speaker", "role", "place", "publisher", "occasion"}),
        (3, "讲话", "2024-12-26", {"speaker", "place", "publisher", "occasion"}),
        (4, "讲话", None, {"role", "occasion"}),
    ],
)
def test_what_is_stated_is_found_and_nothing_else(number: int, kind: str, date: str | None, stated: set[str]) -> None:
    document, speech = parsed(number)[0], parsed(number)[1].speech
    assert (speech.kind, speech.date) == (kind, date)
    values = {name: getattr(speech, name) for name in ("speaker", "role", "place", "publisher", "occasion")}
    assert {name for name, value in values.items() if value} == stated
    # in the script of the document, word for word
    assert all(value in document.text for value in values.values() if value)
    for fact in parsed(number)[1].facts:
        assert 0 <= fact.start < fact.end <= len(document.text)
        if fact.name in values:
            assert clean(document.text[fact.start : fact.end]).text.replace(" ", "") == fact.value.replace(" ", "")


def test_glosses_are_gone_from_the_search_text() -> None:
    document, speech = parsed(1)
    glosses = list(_GLOSS.finditer(document.text))
    assert len(glosses) == 205
    cleaned = clean(document.text)
    kept = set(cleaned.offsets)
    assert not _GLOSS.search(cleaned.text)
    for gloss in glosses:  # each is left out of the clean text as a whole, and the character that it reads is not
        assert not kept & set(range(*gloss.span()))
        assert gloss.start() - 1 in kept
        at = bisect_left(cleaned.offsets, gloss.start() - 1)
        start, end = cleaned.original_span(at, at + 2)
        assert gloss.group() in document.text[start:end]
    assert not _GLOSS.search("".join(chunk.text for chunk in speech.chunks))
    assert "航空产业营收突破270亿元" in fold("".join(chunk.text for chunk in speech.chunks))


@pytest.mark.parametrize("number", range(5))
def test_furniture_is_gone_and_the_text_is_whole(number: int) -> None:
    document, speech = parsed(number)
    text = fold("".join(chunk.text for chunk in speech.chunks))
    for furniture in ("当前位置", "copyright", "转到电脑端", "相关链接", "备案", "欢迎您", "四通八达", "编辑:"):
        assert furniture not in text
    lines = [line.strip() for line in document.text.splitlines() if len(line.strip()) > 80 and "四通八达" not in line]
    covered = [(chunk.start, chunk.end) for chunk in speech.chunks]
    for line in lines:
        at = document.text.index(line)
        assert sum(
            min(end, at + len(line)) - max(start, at) for start, end in covered if start < at + len(line) and end > at
        ) > 0.97 * len(line)


def test_the_outline_of_a_speech_is_found() -> None:
    sections = parsed(3)[1].sections
    assert [section.heading[:2] for section in sections] == ["一、", "二、", "三、", "四、"]
    assert len(parsed(0)[1].sections) == 3
