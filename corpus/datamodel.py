"""The values that flow through `corpus`: Content -> Document -> Speech with Sentences and Sections -> Chunks.

Every `start` and `end` is a half-open character offset into `Document.text`, the text as it was
decoded, before any cleaning. `text` fields of Sentence and Chunk are *clean* text (glosses and odd
blanks removed, script kept): they are for searching and for prompts, never for showing as a quotation.
A quotation is always `document.text[start:end]`.
"""

from bisect import bisect_right
from dataclasses import asdict, dataclass
from typing import Any, Literal

from corpus.language.periods import year_of_report


def check_span(start: int, end: int, length: int | None = None) -> None:
    """Assert that a half-open span is well formed.

    :raises ValueError: If `0 <= start < end` does not hold, or `end` is past `length`.
    """
    if not 0 <= start < end or (length is not None and end > length):
        raise ValueError(f"bad span [{start}:{end}] in a text of {length} characters")


OVERRIDE = "override:"
"""Before a field's name in `Document.meta`: what a side file or a table's column states."""


MEETING_NEWS = "会议新闻"
NEWS = ("新闻", MEETING_NEWS)
"""Kinds of text that tell what others said."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a format's reader makes of a file's bytes: its text, and what its markup says outside the text.

    :param encoding: The encoding it was decoded from, as Python names it.
    :param warnings: One line each for a person.
    :param meta: (name, value) pairs as in `Document.meta`.
    :param pages: Where each page begins in the text, as in `Document.pages`.
    """

    text: str
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it was read.

    :param path: The file; a member of an archive is `archive.zip!/member.txt`, a row of a table `table.csv!/12`.
    :param text: The decoded text. All offsets refer to it.
    :param encoding: The encoding it was decoded from, as Python names it.
    :param media_type: `text/plain`, `text/markdown`, `text/html`, `application/pdf` or that of Word documents.
    :param sha256: Of the file's bytes, and of what a side file says of it, in hexadecimal.
    :param warnings: One line each for a person, such as undecodable bytes.
    :param meta: What markup says outside the text, (name, value); names are `title author date publisher site`,
        `override:title` and so on for what a side file or a table's column states, and `file.author file.date
        file.title` for what an office program noted of the file, which is nobody's statement about the text.
    :param pages: Where each page of the file begins in the text, ascending; empty for what has no pages.
    """

    path: str
    text: str
    encoding: str
    media_type: str
    sha256: str
    warnings: tuple[str, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    pages: tuple[int, ...] = ()

    def page_of(self, offset: int) -> int | None:
        """Return the number, from 1, of the page on which a character stands; None if the file has no pages."""
        return bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Speech:
    """What is known of one speech or news text. A field that the text does not state is None.

    :param id: Twelve hexadecimal digits, stable across restarts and updates.
    :param path: The file it came from.
    :param date: When it was spoken or, failing that, published: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    :param publisher: Who put it out (来源).
    :param kind: `讲话`, `报告`, `会议新闻`, `新闻`, `文章` or `文件`.
    :param start: Where its body begins in the document, after page furniture.
    :param end: Where its body ends.
    """

    id: str
    path: str
    title: str
    speaker: str | None = None
    role: str | None = None
    date: str | None = None
    place: str | None = None
    occasion: str | None = None
    publisher: str | None = None
    kind: str | None = None
    start: int = 0
    end: int = 0

    @property
    def told(self) -> str | None:
        """When its words were said, as 去年 in it is meant: its date, or of a work report the year in its title."""
        return self.date or year_of_report(self.title)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the span it governs, its own line included.

    :param level: 1 for the outermost.
    :param heading: The heading's clean text, without trailing punctuation.
    """

    start: int
    end: int
    level: int
    heading: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or one clause of an overlong sentence).

    :param text: Clean text of the span.
    """

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        check_span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit of retrieval: consecutive sentences of one section.

    :param heading_path: Headings from the outermost in, clean text.
    :param text: Clean text of the span; the concatenation of its sentences' texts.
    """

    speech_id: str
    start: int
    end: int
    heading_path: tuple[str, ...]
    text: str
    sentences: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        check_span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Fact:
    """One metadata field, where it was read and how sure that is.

    :param name: A field of Speech.
    :param start: Span of the document that states it; both 0 if it came from elsewhere (a side file, the file's name).
    :param confidence: 0 to 1; 1 for what a side file says.
    """

    name: str
    value: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words that the text gives as somebody's: quoted or reported.

    :param start: Span of the words themselves, without quotation marks and without "he stressed".
    :param speaker: Who says them, as the text names them; a pronoun is resolved; None if that is unknown.
    :param direct: Whether they stand in quotation marks.
    """

    start: int
    end: int
    speaker: str | None
    direct: bool

    def __post_init__(self) -> None:
        check_span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list in the text with all its items.

    :param start: Span from its announcement, or its first item, to the end of its last item.
    :param name: What it is called (五个坚持), clean text; None if nothing announces it.
    :param announced: The number that announces it (5); None if there is none.
    :param items: Spans of the items in order, labels (一是) included.
    """

    start: int
    end: int
    name: str | None
    announced: int | None
    items: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        check_span(self.start, self.end)

    @property
    def complete(self) -> bool:
        """Whether as many items were found as announced; True if no number was announced."""
        return self.announced is None or self.announced == len(self.items)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of the text as somebody may ask for it, with what leads to it and the short form of each item.

    :param kind: `enumeration`: labelled or announced; `dashed`: dashes begin its items, and nothing announces it.
        `headings`: those under one heading; `outline`: the outermost.
        `behind` and `before`: items in such a place beside their name, and nothing else tells that they are a list.
        `paragraphs`, `sentences`, `clauses`: alike by their form alone; its forms are its names, `坚持…`, `…不松劲`.
    :param start: Span from its name, the heading above it or its first item to the end of its last item.
    :param items: Spans of the items in order, labels included; of headings without the text below them.
    :param heads: Their headings or first sentences, without labels, clean.
    :param labelled: Of headings whether a label, 一、, stands before each.
    :param names: What it is called, if anything; the same words as far as they may belong to the name.
    :param announced: How many items the text says there are; None if it does not.
    :param lead: Span of the sentence right before its first item; None if there is none, and beside a name.
    :param context: The headings above it, its name and its lead, each where there is one: clean and Simplified.
    """

    kind: Literal[
        "enumeration", "dashed", "headings", "outline", "behind", "before", "paragraphs", "sentences", "clauses"
    ]
    start: int
    end: int
    items: tuple[tuple[int, int], ...]
    heads: tuple[str, ...]
    names: tuple[str, ...] = ()
    announced: int | None = None
    lead: tuple[int, int] | None = None
    context: tuple[str, ...] = ()
    labelled: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        check_span(self.start, self.end)
        for span in (*self.items, *filter(None, (self.lead,))):
            check_span(*span)

    @property
    def complete(self) -> bool:
        """Whether no item is known to be missing."""
        return self.announced is None or self.announced == len(self.items)


@dataclass(frozen=True, slots=True)
class ListMention:
    """A place that says what may be the name of a list: a number and what it counts, 四个自觉, “五新”.

    :param start: Span of the name, without quotation marks around it.
    :param name: Folded, without quotation marks in it. Of one place there may be several, a longer one each.
    :param quoted: Whether it, or what it counts, stands in quotation marks.
    :param told: Whether its items may stand around it; if not, the place says the name and nothing more.
    """

    start: int
    end: int
    name: str
    quoted: bool
    told: bool

    def __post_init__(self) -> None:
        check_span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line of the document that no passage holds: page furniture, or the title once more.

    :param start: Span of its visible characters.
    :param reason: Why, as `corpus.structure.boilerplate` names it; `title` for the title written again.
    :param confidence: 0 to 1, that it is no part of the text.
    """

    start: int
    end: int
    reason: str
    confidence: float

    def __post_init__(self) -> None:
        check_span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class ParsedSpeech:
    """Everything `corpus` finds in one document.

    :param facts: Where each metadata field was read.
    :param utterances: In order of their starts; they may nest.
    :param enumerations: In order of their starts; they may nest.
    :param listings: The lists as they may be asked for, in order of their first items.
    :param list_mentions: The places that name a list, in order.
    :param letters_in_rows: (letter, n): n units in a row begin or end with it; see `corpus.structure.parallel_lists`.
    :param set_aside: The lines that are in no passage, in order: with the title and the passages they are all there is.
    :param share: Of the document's visible characters, those in a passage or in the title; 0 to 1.
    """

    speech: Speech
    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]
    facts: tuple[Fact, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    enumerations: tuple[Enumeration, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    listings: tuple[Listing, ...] = ()
    share: float = 1.0
    list_mentions: tuple[ListMention, ...] = ()
    letters_in_rows: tuple[tuple[str, int], ...] = ()
