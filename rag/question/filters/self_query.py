"""What a question implies of its speeches becomes a filter before the search. Where mentioned and library meet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from corpus import Speech, fold
from index import Filters, Library
from rag.datamodel import Implied
from rag.question.filters.conditions import conditions
from rag.question.filters.gazetteer import gazetteer, spans_of_places, unknown_places

_OVERRIDDEN = {"speaker": ("speakers",), "office": ("speakers",), "place": ("places",), "date": ("since", "until")}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which speeches a question may be answered from.

    :param filters: For the search; None if every speech may be drawn on.
    :param implied: The conditions of the question that narrowed it beyond what was asked for explicitly.
    :param unknown_places: Provinces, cities and counties it names that the library never does: nothing here is of them.
    """

    filters: Filters | None
    implied: tuple[Implied, ...] = ()
    unknown_places: tuple[str, ...] = ()


def _without_weak(speeches: Sequence[Speech], weak: Mapping[str, frozenset[str]]) -> Sequence[Speech]:
    """Return the speeches as they are known surely: without the fields that only a weak source states."""
    if not weak:
        return speeches
    return [replace(speech, **_unknown(weak[speech.id])) if speech.id in weak else speech for speech in speeches]


@cache
def _unknown(names: frozenset[str]) -> dict[str, Any]:
    return dict.fromkeys(names)


def names_of_places(library: Library, question: str) -> list[str]:
    """Return the places of the library that a question names, as it writes them."""
    spans = spans_of_places(fold(question), gazetteer(library.speeches()))
    return [question[start:end] for _, start, end in spans]


def filters_for(
    library: Library, question: str, filters: Filters | None = None, *, ignore: Collection[str] = ()
) -> Narrowed:
    """Add what a question implies to the filters given; these always win.

    A condition that no remaining speech meets is dropped: then the passages themselves must decide.

    :param ignore: Names of implied conditions (`speaker`, `place` …) that are not to be applied.
    """
    speeches = library.speeches(filters)
    sure = _without_weak(speeches, library.weak_facts())

    @cache
    def says(words: str) -> frozenset[str]:
        return library.saying(words)

    @cache
    def utterers(speech_id: str) -> frozenset[str]:
        return frozenset(fold(said.speaker) for said in library.utterances(speech_id) if said.speaker)

    kept, implied = frozenset(speech.id for speech in speeches), list[Implied]()
    # what one weak source says of a speech does not exclude it, and makes no condition; but it meets one
    raised = {(one.name, one.value): one.ids for one in conditions(question, speeches, says, utterers)}
    for condition in conditions(question, sure, says, utterers):
        met = condition.ids | raised.get((condition.name, condition.value), frozenset())
        given = filters and any(getattr(filters, field) for field in _OVERRIDDEN.get(condition.name, ()))
        remaining = kept & met
        if condition.name in ignore or given or not remaining or remaining == kept:
            continue
        kept = remaining
        implied.append(Implied(condition.name, condition.value, condition.words, len(met)))  # type: ignore[arg-type]
    unknown = unknown_places(question, speeches, says)
    if not implied:
        return Narrowed(filters, (), unknown)
    return Narrowed(replace(filters or Filters(), ids=sorted(kept)), tuple(implied), unknown)
