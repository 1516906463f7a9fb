"""Places and bodies of a sentence: named in the evidence, and in that sentence of it that says the rest.

A place known only from the document's header yields to one that the evidence sentence itself names: in a speech of
溪州市 the figure of 澜川市 stays that of 澜川市.
"""

import re
from collections.abc import Iterator, Sequence

from corpus import fold
from corpus.language.names.places import find_place
from corpus.language.segmentation import CLAUSE, content_words, coverage, tagged
from rag.datamodel import Evidence
from rag.verification.alignment import MARGIN, Place, most_alike

_NO_PLACE = re.compile(
    "所有|其他|县区|基层|社区|街区|小区|园区|每个|[了的由]|会议|听取|名[县市]|[百千万]多|[几哪]|多少|"
    "各|有关|部分|每|多个|全市|全县|全省|市县|区县"
)
_BODY = re.compile(
    "(?P<kept>[\u4e00-\u9fff]{2}(?:集团|公司|大学|学院|银行|研究院|医院|党校|法院|检察院|委员会|办公室|协会|中心|"
    "[教财公商农水文卫民交税环审统司体旅发监林科住建人社育政安务业利化健通境计法障革管]{2}[局厅委]))"
)
_JOINED = re.compile("(?<=[省市县区州])[和与及同]")  # 溪州市和澜川市 are two
_GENERAL = re.compile(
    "(?:各|全|我|该|本|有关|企业|上市|一家|所属|子|分|县级|市级|省级|和|与|及|等|的|了|为|在|由|到|向)"
)
_NEAR = 0.8  # an evidence sentence with so much of the best one's words says the same


def places(text: str) -> list[tuple[int, int]]:
    """Return the spans of places with an administrative suffix in folded text, clause by clause."""
    spans = []
    for clause in CLAUSE.finditer(_JOINED.sub("、", text)):
        start = clause.start()
        while found := find_place(text[start : clause.end()]):
            begin, end = start + found[0], start + found[1]
            begin += _led_in(text[begin:end])
            office = text[end : end + 1] == "长" and end - begin < 3  # 他当市长时
            if not office and not _NO_PLACE.search(text[begin:end]) and end - begin <= 12:
                spans.append((begin, end))
            start = end
    return spans


def _led_in(name: str) -> int:
    """Return how many characters before a place were taken for part of it: 要求青岑县 names 青岑县."""
    length = at = 0
    if len(name) > 2 and name[0] in "任赴到在是为由至" and tagged(name)[0][1] != "ns":
        return 1  # 任 is a surname, too
    for word, flag in tagged(name):
        at += len(word)
        if (flag[:1] in "vpdr" or flag.startswith("nr")) and len(name) - at >= 2:
            length = at
    return length


def misplaced(claim: str, words: frozenset[str], support: Sequence[Evidence]) -> Iterator[str]:
    """Yield the places and bodies of a folded sentence that its evidence does not have, or has elsewhere."""
    texts = [fold(item.text) for item in support]
    abouts = [fold(item.about) for item in support]
    runs = _runs(support)
    theirs = [(text, span) for text in texts for span in places(text)]
    mine = places(claim)
    named = {claim[start:end] for start, end in mine}
    for start, end in mine:
        name = claim[start:end]
        if any(name != other and name in other for other in named):
            continue
        if not _placed(claim, (start, end), words, runs):
            yield name
            continue
        here: Place = (claim, (start, end))
        same = [(text, span) for text, span in theirs if _one(text[slice(*span)], name)]
        others = [(text, span) for text, span in theirs if text[span[1] - 1] == name[-1] and (text, span) not in same]
        if same and most_alike(here, others) > most_alike(here, same) + MARGIN:
            yield name
        elif not same and not any(name in text for text in texts):
            # the header's place, but the words are of another one
            strange = [text[slice(*span)] for text, span in others]
            if strange and not any(other in claim for other in strange):
                yield name
    everything = "\n".join((*texts, *abouts))
    for body in _BODY.finditer(claim):
        if body["kept"] not in everything and not _GENERAL.match(body["kept"]):
            yield body["kept"]


def _one(one: str, other: str) -> bool:
    return one in other or other in one


def _runs(support: Sequence[Evidence]) -> list[tuple[str, str]]:
    """Return (text, what is known of it) of evidence sentences, those that stand side by side as one."""
    runs: list[tuple[str, str]] = []
    last: Evidence | None = None
    for item in sorted(support, key=lambda item: (item.speech.id, item.start)):
        if last is not None and last.speech.id == item.speech.id and item.start - last.end <= 2:
            runs[-1] = (runs[-1][0] + fold(item.text), runs[-1][1])
        else:
            runs.append((fold(item.text), fold(item.about)))
        last = item
    return runs


def _placed(claim: str, span: tuple[int, int], words: frozenset[str], runs: Sequence[tuple[str, str]]) -> bool:
    """Say whether what says the place's clause is of that place, by its words or its header."""
    name = claim[slice(*span)]
    clause = next((c.group() for c in CLAUSE.finditer(claim) if c.start() <= span[0] < c.end()), claim)
    rest = content_words(clause.replace(name, "")) or words
    shares = [coverage(rest, text) for text, _ in runs]
    stem = name[:-1] if len(name) > 2 else name
    return any(
        stem in text or stem in header
        for (text, header), share in zip(runs, shares, strict=True)
        if share >= _NEAR * max(shares)
    )
