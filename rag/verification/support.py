"""The evidence sentences that one claim is compared with: their texts, what is known of their documents, their dates.

Computed once for each of them, whatever number of checks asks.
"""

from dataclasses import dataclass
from functools import cached_property

from corpus.language.annotation import Annotated, annotate
from corpus.language.dates import Day
from corpus.language.segmentation import bare
from rag.datamodel import Evidence
from rag.verification.evidence_dates import dates_of, header_day

_NEAR = 2  # characters between evidence sentences that follow one another


@dataclass(frozen=True)  # no slots: what is computed is kept in the instance
class Support:
    """One evidence sentence, or several that are taken together.

    :param others: What else was read; it supports nothing, and may speak against.
    """

    items: tuple[Evidence, ...]
    others: tuple[Evidence, ...] = ()

    @cached_property
    def annotated(self) -> tuple[Annotated, ...]:
        """The texts of the items, in their order."""
        return tuple(item.annotated for item in self.items)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Their search forms."""
        return tuple(text.folded for text in self.annotated)

    @cached_property
    def headers(self) -> str:
        """What is known of their documents and headings, folded."""
        return "\n".join(dict.fromkeys(annotate(item.about).folded for item in self.items))

    @cached_property
    def with_headers(self) -> tuple[Annotated, ...]:
        """Their texts and what is known of their documents."""
        return (*self.annotated, *map(annotate, dict.fromkeys(item.about for item in self.items)))

    @cached_property
    def everything(self) -> str:
        """Their texts, what is known of their documents and who speaks in them, folded."""
        return "\n".join(item.searchable for item in self.items)

    @cached_property
    def bare(self) -> str:
        """Everything without blanks and punctuation."""
        return bare(self.everything)

    @cached_property
    def dates(self) -> tuple[tuple[Day, ...], ...]:
        """The dates of each item, 去年 resolved."""
        return tuple(dates_of(item) for item in self.items)

    @cached_property
    def header_days(self) -> tuple[Day | None, ...]:
        """The date of each item's document."""
        return tuple(header_day(item) for item in self.items)

    @cached_property
    def runs(self) -> tuple[tuple[Evidence, ...], ...]:
        """The items in document order, those that follow one another as one text."""
        runs: list[list[Evidence]] = []
        for item in sorted(self.items, key=lambda item: (item.speech.id, item.start)):
            last = runs[-1][-1] if runs else None
            if last is not None and last.speech.id == item.speech.id and item.start - last.end <= _NEAR:
                runs[-1].append(item)
            else:
                runs.append([item])
        return tuple(map(tuple, runs))


def beside(one: Evidence, other: Evidence) -> bool:
    """Say whether two evidence sentences of one document stand side by side or overlap."""
    gap = max(one.start, other.start) - min(one.end, other.end)
    return one.speech.id == other.speech.id and gap <= _NEAR
