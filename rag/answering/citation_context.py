"""Where the rest of a claim is written: its year, who spoke, a heading, when the sentences that it rests on lack it.

    document  2024年，是爬坡过坎的一年。……竹纸企业1043家。        claim  2024年竹纸企业1043家
    cites     竹纸企业1043家  and, for the year,  2024年，是爬坡过坎的一年

The verifier has passed the claim before; this only finds the characters that a reader needs to see it for himself.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from corpus import fold, simplify
from corpus.language.annotation import annotate
from corpus.language.cleaning import clean
from corpus.language.periods import resolve_years
from rag.datamodel import Evidence, span_of
from rag.verification.evidence_dates import header_day

_REACH = 4_000
"""So many characters before a sentence its year is looked for: a time holds until another is told, but not for ever."""
_JOINED = 120
"""Two spans that touch are cited as one up to so many characters."""
_LONGEST = 160  # characters of a line that is cited
_CLAUSE = 5  # characters of a clause of a claim that only a heading has
_CUTS = re.compile(r"[，,。；;：:！？!?]")
_ENDS = re.compile(r"[。！？!?；;\n]")


def grounded(claim: str, support: Sequence[Evidence], source_text: Callable[[str], str]) -> tuple[Evidence, ...]:
    """Return what a claim rests on together with what states its years and its other clauses, where that does not.

    The verifier takes a passage's headings for known, so that a clause may stand in one of them alone.

    :param support: As `rag.verification.verifier.check` found it.
    :param source_text: Original text of a speech by id.
    """
    text, result = annotate(claim).folded, list(support)
    for year in dict.fromkeys(day.year for day in annotate(claim).dates if day.year):
        if any(_tells(item, year) or _known_by_header(item, year) for item in result):
            continue
        for item in result:
            if (place := _before(item, year, source_text(item.speech.id))) is not None:
                _add(result, item, place, source_text)
                break
    return _headings(text, support, result, source_text)


def _headings(
    claim: str, support: Sequence[Evidence], known: Sequence[Evidence], source_text: Callable[[str], str]
) -> tuple[Evidence, ...]:
    """Return what is known with the headings that have what the support has not; alone, if one has all of the claim."""
    clauses = [clause for part in _CUTS.split(claim) if len(clause := part.strip()) >= _CLAUSE]
    lacking = [clause for clause in clauses if not any(clause in item.annotated.folded for item in support)]
    result = list(known)
    for clause in lacking:
        for item in support if not any(clause in other.annotated.folded for other in result) else ():
            if clause in annotate(item.heading).folded and (
                place := _heading(item, clause, source_text(item.speech.id))
            ):
                _add(result, item, place, source_text)
                break
    whole = [item for item in result if all(clause in item.annotated.folded for clause in clauses)]
    return (whole[0],) if lacking and lacking == clauses and whole else tuple(result)


def _heading(item: Evidence, clause: str, source: str) -> tuple[int, int] | None:
    """Return the nearest line or sentence before an evidence sentence that has a clause of its headings."""
    for start, end in _backwards(source, item.speech.start, item.start):
        if clause in fold(simplify(clean(source[start:end]).text)):
            return start, end
    return None


def _add(result: list[Evidence], item: Evidence, place: tuple[int, int], source_text: Callable[[str], str]) -> None:
    """Cite a place too: as one with the sentence that it stands right before, else for itself."""
    start, end = place
    source = source_text(item.speech.id)
    touches = end <= item.start and not source[end : item.start].strip() and item.end - start <= _JOINED
    if touches and "\n" not in source[start : item.end]:
        result[result.index(item)] = span_of(item.speech, start, item.end, source, item.heading)
    elif not any(other.speech.id == item.speech.id and other.start <= start and end <= other.end for other in result):
        result.append(span_of(item.speech, start, end, source, item.heading))


def _tells(item: Evidence, year: int) -> bool:
    return _names_year(item.text, item.speech.told, year)


def _names_year(text: str, speech_date: str | None, year: int) -> bool:
    annotated = annotate(text)
    return any(day.year == year for day in annotated.dates) or any(
        own == year for _, _, own in resolve_years(annotated.folded, speech_date)
    )


def _known_by_header(item: Evidence, year: int) -> bool:
    """Say whether the reference that every citation shows has the year: in the title or as the document's date."""
    header = header_day(item)
    return (header is not None and header.year == year) or any(
        day.year == year for day in annotate(item.speech.title).dates
    )


def _before(item: Evidence, year: int, source: str) -> tuple[int, int] | None:
    """Return the nearest place before an evidence sentence that tells the year."""
    for start, end in _backwards(source, item.speech.start, item.start):
        if _names_year(source[start:end], item.speech.told, year):
            return start, end
    return None


def _backwards(source: str, first: int, before: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences and lines between two offsets, the last first, without blanks around them."""
    floor, end = min(max(first, before - _REACH), before), before
    stops = [match.end() for match in _ENDS.finditer(source, floor, before)]
    for stop in reversed([floor, *stops]):
        body = source[stop:end]
        start, last = stop + len(body) - len(body.lstrip()), stop + len(body.rstrip())
        end = stop
        if 0 < last - start <= _LONGEST:
            yield start, last
