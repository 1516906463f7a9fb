"""A Document becomes a ParsedSpeech: body, metadata, outline, sentences, chunks."""

import re
from collections.abc import Sequence

from corpus.attribution.utterances import find_utterances
from corpus.datamodel import Chunk, Document, ParsedSpeech, Sentence, Speech
from corpus.errors import ReadError
from corpus.language.cleaning import HAN
from corpus.language.sentences import split_sentences
from corpus.metadata.extraction import read_metadata
from corpus.metadata.fields import FIELDS, read_front_matter
from corpus.structure.boilerplate import Mark, mark_lines
from corpus.structure.chunking import Paragraph, build_chunks
from corpus.structure.enumerations import find_enumerations
from corpus.structure.lines import Line, split_lines
from corpus.structure.outline import find_sections

_MARKER = re.compile(r"(?:#{1,6}|[-*+>•])\s+(?=\S)")  # Markdown's, not words of the text
_HAN = re.compile(f"[{HAN}]")


def parse(document: Document, *, speech_id: str) -> ParsedSpeech:
    """Return what a document says and how it is built. Linear in the length of its text.

    :raises ReadError: If it holds no Chinese prose.
    """
    front, begin = read_front_matter(document.text)
    lines = split_lines(document.text, begin)
    marks = mark_lines(lines)
    facts = read_metadata(document, lines, marks, front)
    kept = [i for i, mark in enumerate(marks) if mark is Mark.BODY or i in facts.cited]
    body = [lines[i] for i in kept if marks[i] is Mark.BODY]
    cuts = {i: _spans(lines[i]) for i in kept}
    sentences = [cuts[i] for i in kept if marks[i] is Mark.BODY]
    if not any(_HAN.search(line.folded) for line in body):
        raise ReadError(document.path, "it holds no Chinese prose", code="no_chinese_prose")
    sections, headings = find_sections(body)
    paragraphs = [
        Paragraph(
            _sentences(lines[i], cuts[i]),
            heading=lines[i].start in headings,
            joined=number > 0 and kept[number - 1] == i - 1 and marks[i - 1] is marks[i],
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
    return ParsedSpeech(speech, sections, chunks, facts.listed(), utterances, enumerations)


def chunk_text(text: str, *, speech_id: str) -> tuple[Chunk, ...]:
    """Return the chunks of a text that is all prose: nothing is taken for furniture, a title or a heading."""
    lines = [line for line in split_lines(text, 0) if _sentences(line)]
    paragraphs = [Paragraph(_sentences(line), heading=False, joined=False) for line in lines]
    return build_chunks(paragraphs, (), speech_id=speech_id)


def _spans(line: Line) -> list[tuple[int, int]]:
    """Return the spans of a line's sentences in its clean text, without a Markdown marker before them."""
    begin = len(marker[0]) if (marker := _MARKER.match(line.text)) else 0
    return [(begin + start, begin + end) for start, end in split_sentences(line.text[begin:])]


def _sentences(line: Line, spans: Sequence[tuple[int, int]] | None = None) -> tuple[Sentence, ...]:
    spans = _spans(line) if spans is None else spans
    return tuple(Sentence(*line.span(start, end), line.text[start:end]) for start, end in spans)
