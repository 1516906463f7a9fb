"""Title, speaker, role, date, place, occasion, publisher and kind, where the text states them. Never guessed.

`head` reads the lines before the body, `prose` what the body's own sentences state; here the title is read, and what
follows from all of it: the place, the day. Patterns are matched on folded text; values are taken from the
clean text, in the document's script.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from corpus.datamodel import Document
from corpus.language.cleaning import HAN, clean
from corpus.language.dates import find_date
from corpus.language.lexicon import fill, pattern
from corpus.language.names.persons import is_name
from corpus.language.names.places import find_places, find_zone
from corpus.language.normalization import fold
from corpus.metadata.body_text import (
    read_end,
    read_issuer,
    read_news,
    read_origin,
    read_run_in,
    read_signature,
    read_wire,
)
from corpus.metadata.days import find_day
from corpus.metadata.fields import CERTAIN, FALLBACK, INFERRED, NOWHERE, STATED, TOLD, Facts
from corpus.metadata.genre import is_opinion, is_spoken, read_kind
from corpus.metadata.header import read_head
from corpus.metadata.places import read_place
from corpus.metadata.titles import read_title, take
from corpus.structure.boilerplate import Mark
from corpus.structure.lines import Line, is_table_row

_NAMED_YEAR = pattern(r"(?<!\d){year}(?=年)")
_OPENING = 60  # lines of a body in which a place's name may stand by itself
_ADDRESS = re.compile(r"^[^。：:]{2,60}[：:]\s*")
_OWN_PLACE = pattern("[全我](?P<level>[{level}])(?!长|委)")
_WITH_SUFFIX = pattern("{place_suffix}")
_NEAR = 3  # lines at the end of the body in which its source may stand
_NATIONAL = fill("{genres:national}")


def read_metadata(document: Document, lines: Sequence[Line], marks: Sequence[Mark], facts: Facts) -> Facts:
    """Fill in what front matter (`facts`) leaves open; what stands nearest to the text wins.

    What a side file states (`override:title` and so on in `document.meta`) is over everything.
    """
    facts.override(document.meta)
    meta = dict(document.meta)
    head = [i for i, mark in enumerate(marks) if mark is Mark.HEAD]
    body = [line for line, mark in zip(lines, marks, strict=True) if mark is Mark.BODY]
    end = body[-1].end if body else 0
    tail = [line for line in lines if line.start >= end][:12]
    near = [line for line in lines if line.end <= end][-_NEAR:]  # a source line may stand before a site's name
    read_head(lines, head, meta, facts)
    read_title(facts)
    spoken = is_spoken(body)
    personal = spoken
    if body:
        read_end([*tail, *near], facts)
        if read_run_in(body[0], facts):
            personal = True
            read_title(facts)
        personal = read_origin([*tail, *body[-2:]], facts) or personal
        personal = read_signature(body, facts) or personal
        read_issuer(body, facts)
    told = not (personal or facts.byline or facts.kind or is_opinion(facts))
    news = read_news(body[:4], facts) if told else None
    facts.lead = news is not None
    wire = read_wire([*(lines[i] for i in head), *body[:2]], facts)
    news = news or (wire if told else None)
    facts.offer("publisher", meta.get("publisher"), NOWHERE, TOLD)
    if found := find_date(fold(meta.get("date", ""))):
        facts.offer("published", found[0], NOWHERE, TOLD)
    if is_name(fold(meta.get("author", ""))):
        facts.offer("author", meta["author"], NOWHERE, TOLD)
    if not facts.kind and (shown := read_kind(facts, body, tail, news=news, personal=personal or facts.byline)):
        facts.offer("kind", *shown)
    if facts.kind in ("文章", "讲话") and facts.author:
        facts.offer("speaker", facts.author, *_origin(facts, "author", STATED))
    if facts.published:
        # a speech is printed later than it is held: of one that its title or byline dates so, the day is its own
        dated = (facts.kind == "讲话" and facts.byline) or facts.published[:4] in years_in(facts.title or "")
        facts.offer("date", facts.published, *_origin(facts, "published", TOLD if dated else INFERRED))
    if (line := facts.heading) and (day := find_day(line.folded)) and not day.start and len(day.iso) == 10:
        facts.read_date("date", line, (day.iso, day.start, day.end), TOLD)  # 民国三十六年五月四日在…的演说词
    _read_place(document, facts, body)
    _read_own_place([*(lines[i] for i in head), *body[:_OPENING]], facts)
    if body:
        _name_by_first_sentence(body, facts)
    facts.offer("title", PurePosixPath(document.path.replace("\\", "/")).stem, NOWHERE, FALLBACK / 2)
    return facts


def years_in(text: str) -> frozenset[str]:
    """Return the years that a title names."""
    return frozenset(_NAMED_YEAR.findall(fold(text)))


def _origin(facts: Facts, name: str, most: float) -> tuple[tuple[int, int], float]:
    """Return the span that a fact was read from and its confidence, at most `most`."""
    start, end, confidence = facts.origins[name]
    return (start, end), confidence if confidence == CERTAIN else min(confidence, most)


def _name_by_first_sentence(body: Sequence[Line], facts: Facts) -> None:
    if facts.title or is_table_row(body, 0):  # a row of a table is no name
        return
    address = _ADDRESS.match(body[0].text[:200])
    line = body[0].part(address.end() if address else 0, 200)
    if line is None and len(body) > 1:
        line = body[1].part(0, 200)
    if line is not None:
        run_in = line.folded.find(fold(facts.speaker)) if facts.speaker else -1
        if 8 <= run_in <= 90 and not re.search("[。,，]", line.folded[:run_in]):
            facts.read("title", line, (0, run_in), INFERRED)
        cut = re.search(r"[。！？!?]", line.text)
        facts.read("title", line, (0, min(cut.start() if cut else 40, 40)), FALLBACK)


def _read_place(document: Document, facts: Facts, body: Sequence[Line]) -> None:
    """Read the place that title, occasion, role or publisher name; with its province where one of them has it."""
    stated = list(_stated(document, facts))
    whole = "\n".join(line.folded for line in [*(line for _, line in stated if line), *body[:_OPENING]])
    places = [(text, line, found) for text, line in stated if (found := read_place(fold(text), whole))]
    named = [fold(text[found[0] : found[1]]) for text, _, found in places]
    if named:
        agreeing = [i for i, name in enumerate(named) if name.endswith(named[0]) or named[0].endswith(name)]
        best = max((i for i in agreeing if named[i].endswith(named[0])), key=lambda i: len(named[i]))
        text, line, (start, end, confidence) = places[best]
        sources = {places[i][0] for i in agreeing}
        apart = [one for one in sources if not any(one != other and one in other for other in sources)]
        if facts.place and _WITH_SUFFIX.fullmatch(text[start:end].removeprefix(facts.place)):
            facts.place = None  # （2020年11月24日，澜川） under a title that names 澜川市
        take(facts, "place", text, line, (start, end), TOLD if len(apart) > 1 else confidence)
    _read_paper_place(facts, stated, body)
    for text, line in stated:
        if span := find_zone(fold(text)):
            take(facts, "place", text, line, span, TOLD)


def _read_own_place(lines: Sequence[Line], facts: Facts) -> None:
    """Read which place 全市 in the title means: that of its level, where the text names but one. A guess."""
    own = _OWN_PLACE.search(fold(facts.title or ""))
    if facts.place or own is None:
        return
    named = [
        (line.folded[start:end], line, (start, end))
        for line in lines
        for start, end in find_places(line.folded)
        if line.folded[start:end].endswith(own["level"]) and not _quoted(line.folded[:start])
    ]
    if named and len({name for name, _, _ in named}) == 1:
        facts.read("place", *named[0][1:], INFERRED)


def _quoted(before: str) -> bool:
    """Say whether what follows stands in quotation marks: somebody else's words."""
    return before.count("“") > before.count("”")


def _read_paper_place(facts: Facts, stated: Sequence[tuple[str, Line | None]], body: Sequence[Line]) -> None:
    """Read the place of a local newspaper: 大众日报 is no place; 澜川日报 is one if its text speaks of 澜川."""
    paper = re.match(rf"(?!{_NATIONAL})([{HAN}]{{2,4}})(?:日报|晚报|政协报)", fold(facts.publisher or ""))
    if paper is None or not facts.publisher:
        return
    whole = pattern("{name}{place_suffix}(?![场长委政直])", name=paper[1])
    for line in body[:20]:
        if match := whole.search(line.folded):
            facts.read("place", line, match.span(), INFERRED)
    text = "".join(line.folded for line in body[:20])
    if text.count(paper[1]) - text.count(paper[0]) >= 2:
        stater = next((line for text, line in stated if text == facts.publisher), None)
        take(facts, "place", facts.publisher, stater, paper.span(1), INFERRED)


def _stated(document: Document, facts: Facts) -> Iterator[tuple[str, Line | None]]:
    """Yield what names the place if anything does, best first, with the line of the document that states it."""
    for name in ("title", "occasion", "role", "publisher"):
        value = getattr(facts, name)
        if not value:
            continue
        start, end, _ = facts.origins[name]
        cleaned = clean(document.text, start, end)
        at = cleaned.text.find(value)
        if name == "title" and facts.heading and facts.heading.text == value:
            yield value, facts.heading
        elif end and at >= 0:
            yield value, Line(start, end, value, fold(value), cleaned.offsets[at : at + len(value)])
        else:
            yield value, None
    for line in facts.titles:
        yield line.text, line
    yield dict(document.meta).get("title", ""), None
