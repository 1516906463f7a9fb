"""A draft as text, and its sentences with whom it gives them to. Knows nothing of the library."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from corpus import InputError, ReadError, Utterance
from corpus.attribution.utterances import find_utterances
from corpus.language.sentences import split_sentences
from corpus.readers.encoding import decode
from corpus.readers.office.docx import read_docx
from corpus.structure.lines import Line, split_lines

MAX_DRAFT = 200_000
"""Characters of a draft that is checked at once."""
_MARKER = re.compile(r"(?:#{1,6}|[-*+>•]|\d{1,2}[.)])\s+(?=\S)")
_LEAST = 4  # characters of a quotation that is compared by itself


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that was read.

    :param text: What all offsets refer to.
    :param word: The Word document that it came from, to put comments into; None of other formats.
    """

    name: str
    text: str
    word: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is compared with the library.

    :param start: Span in the draft: a sentence, or what somebody is said to have said in it.
    :param said_by: As the draft names them; None if it gives the words to nobody.
    :param direct: Whether they stand in quotation marks.
    """

    start: int
    end: int
    said_by: str | None = None
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the draft.

    :param units: What in it is given to somebody; empty if nothing is.
    """

    start: int
    end: int
    units: tuple[Unit, ...]


def read_draft(source: str | Path | bytes, name: str = "") -> Draft:
    """Read a draft.

    :param source: A file, or a file's bytes.
    :param name: What it is called; its suffix says what bytes are, text if it has none.
    :raises InputError: If it is empty or too long, or of a format that is not read.
    :raises ReadError: If the file cannot be read.
    """
    if isinstance(source, bytes):
        data, name = source, name or "draft.txt"
    else:
        path = Path(source)
        name = name or path.name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ReadError(str(path), error.strerror or str(error)) from None
    suffix = Path(name).suffix.lower()
    if suffix == ".docx":
        return _checked(Draft(name, word_text(data, name), data))
    if suffix not in ("", ".txt", ".md", ".markdown", ".text"):
        raise InputError(
            "a draft cannot be {suffix!r}: {name!r}; save it as .docx, .md or .txt",
            code="draft_format",
            suffix=suffix,
            name=name,
        )
    try:
        text, _, _ = decode(data)
    except ValueError as error:  # undecodable, or no text at all
        raise ReadError(name, str(error)) from None
    return _checked(Draft(name, text))


def draft_of_text(text: str, name: str = "draft.txt") -> Draft:
    """Return a text as a draft.

    :raises InputError: If it is empty or too long.
    """
    return _checked(Draft(name, text))


def _checked(draft: Draft) -> Draft:
    if not draft.text.strip():
        raise InputError("the draft {name!r} is empty; give a text to check", code="draft_empty", name=draft.name)
    if len(draft.text) > MAX_DRAFT:
        raise InputError(
            "the draft {name!r} has {length} characters; check {limit} at once",
            code="draft_long",
            name=draft.name,
            length=len(draft.text),
            limit=MAX_DRAFT,
        )
    return draft


def word_text(data: bytes, name: str) -> str:
    """Return the text of a Word document, one line a paragraph, those in tables too.

    :raises ReadError: If it is damaged or no Word document.
    """
    try:
        read_docx(data)  # refuses bombs, passwords and damage with reasons
    except ValueError as error:
        raise ReadError(name, str(error)) from None
    document = docx.Document(io.BytesIO(data))
    return "\n".join("".join(run.text for run in runs).replace("\n", " ") for runs in runs_by_paragraph(document))


def runs_by_paragraph(document: Any) -> Iterator[list[Run]]:
    """Yield the runs of each paragraph of a Word document, those of links and tracked insertions too."""
    for element in document.element.body.iter(qn("w:p")):
        paragraph = Paragraph(element, document)
        yield [
            Run(run, paragraph)
            for run in element.iter(qn("w:r"))
            if next(run.iterancestors(qn("w:p"))) is element and not any(run.iterancestors(qn("w:del")))
        ]


def passages(draft: Draft) -> list[Passage]:
    """Return the sentences of a draft in order; blank lines and Markdown's markers are in none."""
    lines = split_lines(draft.text)
    cuts = [_cuts(line) for line in lines]
    said = find_utterances(lines, cuts, kind=None)
    found: list[Passage] = []
    for line, spans in zip(lines, cuts, strict=True):
        for start, end in spans:
            first, last = line.span(start, end)
            found.append(Passage(first, last, tuple(_units(first, last, said))))
    return found


def _cuts(line: Line) -> list[tuple[int, int]]:
    begin = len(marker[0]) if (marker := _MARKER.match(line.text)) else 0
    return [(begin + start, begin + end) for start, end in split_sentences(line.text[begin:])]


def _units(start: int, end: int, said: tuple[Utterance, ...]) -> Iterator[Unit]:
    """Yield what is given to somebody in a sentence: the innermost of what nests, and reported words outside quotes."""
    inside = [item for item in said if item.start < end and start < item.end]
    direct = [item for item in inside if item.direct]
    for item in inside:
        holds = [other for other in direct if other is not item and item.start <= other.start and other.end <= item.end]
        first, last = max(start, item.start), min(end, item.end)
        if not holds and last - first >= _LEAST:
            yield Unit(first, last, item.speaker, item.direct)
