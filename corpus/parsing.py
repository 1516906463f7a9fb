"""A Document becomes a ParsedSpeech: body, metadata, outline, sentences, chunks."""

import re
from collections.abc import Collection, Sequence

from corpus.attribution.utterances import find_utterances
from corpus.datamodel import Chunk, Document, ParsedSpeech, Sentence, SetAside, Speech
from corpus.errors import ReadError
from corpus.language.dates import find_date
from corpus.language.lexicon import pattern
from corpus.language.normalization import fold
from corpus.language.sentences import split_sentences
from corpus.metadata.extraction import read_metadata
from corpus.metadata.fields import CERTAIN, FIELDS, Facts, read_front_matter
from corpus.structure.boilerplate import Judgement, Mark, judge_lines
from corpus.structure.chunking import Paragraph, build_chunks
from corpus.structure.enumerations import find_enumerations
from corpus.structure.furniture_lines import SURE, look_of
from corpus.structure.lines import Line, split_lines
from corpus.structure.list_mentions import find_list_mentions
from corpus.structure.listings import find_listings
from corpus.structure.outline import HAN_LETTER, find_sections
from corpus.structure.parallel_lists import Units, letters_in_rows

_MARKER = re.compile(r"(?:#{1,6}|[-*+>•])\s+(?=\S)")  # Markdown's, not words of the text
_SAYS = re.compile(r"[，。！？；!?;,]|[：:][^：:]*(?:[\u4e00-\u9fff][^：:]*){8}")  # no mere title
# a question that the next line answers: it stands with its answer, as a heading with what is under it
_ASKS = pattern("[^。，,:：]{0,16}{genres:asker}[:：][^。]{4,}[？?]")
_OF_PAGE = 0.8  # how sure a line is furniture by its look that says nothing of a text which has no sentence
_TITLE = 60  # characters of a title, at most


def parse(document: Document, *, speech_id: str, keep: Collection[str] = ()) -> ParsedSpeech:
    """Return what a document says and how it is built. Linear in the length of its text.

    :param keep: Folded lines that a person put back: they are text, whatever they look like.
    :raises ReadError: If it holds no Chinese prose, or only a title is left of it.
    """
    front, begin = read_front_matter(document.text)
    lines = split_lines(document.text, begin)
    judged = judge_lines(lines)
    marks = [judgement.mark for judgement in judged]
    facts = read_metadata(document, lines, marks, front)
    aside = {i: found for i in range(len(lines)) if lines[i].folded not in keep and (found := _aside(i, judged, facts))}
    titled = {i for i in range(len(lines)) if _in_title(lines[i], facts) and marks[i] is Mark.HEAD}
    kept = [i for i in range(len(lines)) if i not in aside and i not in titled]
    body = [lines[i] for i in kept if marks[i] is Mark.BODY]
    cuts = {i: _spans(lines[i]) for i in kept}
    sentences = [cuts[i] for i in kept if marks[i] is Mark.BODY]
    if not any(HAN_LETTER.search(line.folded) for line in body):
        raise ReadError(document.path, "it holds no Chinese prose", code="no_chinese_prose")
    if _is_bare(body, facts):
        raise ReadError(
            document.path,
            "only a title is left of it; open the page, wait for its text, and save it complete or as text",
            code="only_title",
        )
    sections, headings = find_sections(body)
    paragraphs = [
        Paragraph(
            _sentences(lines[i], cuts[i]),
            heading=lines[i].start in headings or _ASKS.fullmatch(lines[i].folded) is not None,
            joined=number > 0 and kept[number - 1] == i - 1 and _go_together(judged[i - 1], judged[i]),
        )
        for number, i in enumerate(kept)
    ]
    # a feature tells between quotations, where news of a meeting go on with what was said
    narrated = facts.kind == "新闻" and not facts.lead
    utterances = find_utterances(body, sentences, kind=None if narrated else facts.kind)
    enumerations = find_enumerations(body, sentences)
    chunks = build_chunks(paragraphs, sections, enumerations, speech_id=speech_id)
    speech = Speech(
        id=speech_id,
        path=document.path,
        start=lines[kept[0]].start,
        end=lines[kept[-1]].end,
        **{name: getattr(facts, name) for name in FIELDS},
    )
    out = [SetAside(line.start, line.end, "front matter", CERTAIN) for line in split_lines(document.text, 0, begin)]
    out += [SetAside(lines[i].start, lines[i].end, *found) for i, found in aside.items()]
    units = Units.read(body)
    return ParsedSpeech(
        speech,
        sections,
        chunks,
        facts.listed(),
        utterances,
        enumerations,
        tuple(out),
        find_listings(document.text, speech.start, body, units, sections, enumerations),
        _share(document.text, out),
        find_list_mentions([lines[i] for i in range(len(lines)) if i not in aside], enumerations),
        letters_in_rows(units),
    )


def chunk_text(text: str, *, speech_id: str) -> tuple[Chunk, ...]:
    """Return the chunks of a text that is all prose: nothing is taken for furniture, a title or a heading."""
    lines = [line for line in split_lines(text, 0) if _sentences(line)]
    paragraphs = [Paragraph(_sentences(line), heading=False, joined=False) for line in lines]
    return build_chunks(paragraphs, (), speech_id=speech_id)


def parse_prose(text: str, speech: Speech) -> ParsedSpeech:
    """Return what a text that is all prose holds: chunks as `chunk_text`, and its lists. No metadata are read.

    :param speech: What the text is called; it is all of it.
    """
    lines = split_lines(text, 0)
    sections, _ = find_sections(lines)
    enumerations = find_enumerations(lines, [_spans(line) for line in lines])
    listings = find_listings(text, 0, lines, Units.read(lines), sections, enumerations)
    chunks = chunk_text(text, speech_id=speech.id)
    return ParsedSpeech(speech, sections, chunks, enumerations=enumerations, listings=listings)


def _spans(line: Line) -> list[tuple[int, int]]:
    """Return the spans of a line's sentences in its clean text, without a Markdown marker before them."""
    begin = len(marker[0]) if (marker := _MARKER.match(line.text)) else 0
    return [(begin + start, begin + end) for start, end in split_sentences(line.text[begin:])]


def _sentences(line: Line, spans: Sequence[tuple[int, int]] | None = None) -> tuple[Sentence, ...]:
    spans = _spans(line) if spans is None else spans
    return tuple(Sentence(*line.span(start, end), line.text[start:end]) for start, end in spans)


def _aside(index: int, judged: Sequence[Judgement], facts: Facts) -> tuple[str, float] | None:
    """Return (reason, confidence) if a line is to be in no passage."""
    judgement = judged[index]
    if judgement.mark is Mark.FURNITURE:
        return judgement.reason, judgement.confidence
    if index in facts.repeated:
        return "title", SURE
    # over a site's menu, and nothing was read from it
    if judgement.mark is Mark.HEAD and judgement.confidence >= SURE and index not in facts.cited:
        return judgement.reason, judgement.confidence
    return None


def _in_title(line: Line, facts: Facts) -> bool:
    heading = facts.heading
    return (
        heading is not None
        and heading.start < line.end
        and line.start < heading.end
        and fold(heading.text) in fold(facts.title or "")
    )


def _go_together(before: Judgement, judgement: Judgement) -> bool:
    """Say whether two lines may share a passage: what may be furniture stands alone."""
    doubtful = any(
        one.confidence > 0 and one.reason not in ("source", "contact", "menu") for one in (before, judgement)
    )
    return before.mark is judgement.mark and not (doubtful and judgement.mark is Mark.BODY)


def _is_bare(body: Sequence[Line], facts: Facts) -> bool:
    """Say whether a text is nothing but its title, with a date or a name under it at most."""
    body = [line for line in body if (look := look_of(line.folded)) is None or look.confidence < _OF_PAGE]
    if any(_SAYS.search(line.folded) or len(line.folded) > _TITLE for line in body):
        return False
    said = [line for line in body if find_date(line.folded) is None and line.text != facts.title]
    return len(body) - len(said) > 0 and len(said) <= 1 and len(body) <= 3


def _share(text: str, out: Sequence[SetAside]) -> float:
    whole = _visible(text)
    left = sum(_visible(text[one.start : one.end]) for one in out)
    return 1 - left / whole if whole else 0.0


def _visible(text: str) -> int:
    return sum(map(len, text.split()))
