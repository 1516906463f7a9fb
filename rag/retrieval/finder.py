"""Everything that an answer to one question may rest on: hits, passages for the model, and the lists it may mean.

Question -> filters it implies -> hits -> what may be trusted -> Passages, ranked lists
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus import NotFoundError, Speech, Utterance
from index import Encoder, Filters, Hit, Library
from rag.datamodel import Evidence, Passage
from rag.models.cross_encoder import Reranker
from rag.question.analysis import Question, read_alone
from rag.question.filters.self_query import Narrowed
from rag.retrieval import in_memory
from rag.retrieval.document_cards import card
from rag.retrieval.evidence_selection import gather
from rag.retrieval.fusion import chances, continued, either
from rag.retrieval.injection_filter import trusted
from rag.retrieval.outline_nodes import LIKELY, LISTS, Ranked, passage, rank_nodes
from rag.retrieval.reranking import rerank
from rag.retrieval.retriever import retrieve, with_lists
from rag.settings import LIST_BUDGET, Settings

HITS = 10
"""How many hits an answer carries."""
_OF_CONVERSATION = 30  # hits of which those are taken that what was said before speaks for


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one question.

    :param near: The hits that an answer may rest on, and what stands around them.
    :param lists: The lists that it may mean, best first; empty if it asks for none.
    """

    hits: list[Hit]
    near: list[Hit]
    evidence: tuple[Passage, ...]
    narrowed: Narrowed
    lists: tuple[Ranked, ...] = ()

    @property
    def ranked(self) -> list[tuple[str, int, int, float]]:
        """Spans of the hits with the chance of each to hold the answer: (speech, start, end, chance)."""
        likely = chances([hit.score for hit in self.hits])
        return [(hit.speech.id, hit.start, hit.end, float(c)) for hit, c in zip(self.hits, likely, strict=True)]


class Finder:
    """Finds in a library, or in texts that were given with a question.

    :param encoder: Loads the embedding model, the library's own.
    :param reranker: Loads the cross-encoder, or returns None if there is none.
    """

    def __init__(
        self,
        library: Library,
        encoder: Callable[[], Encoder],
        reranker: Callable[[], Reranker | None],
        settings: Settings,
    ) -> None:
        self._library = library
        self._encoder = encoder
        self._reranker = reranker
        self._settings = settings

    def find(
        self,
        question: Question,
        texts: in_memory.Texts | None = None,
        filters: Filters | None = None,
    ) -> Found:
        """Search for one question.

        :param question: If it is narrowed, only what it may be answered from is searched.
        :param texts: Search these alone, not the library.
        """
        narrowed = question.narrowed or Narrowed(filters)
        if texts is not None:
            depth = self._depth(HITS)
            hits = in_memory.rank(texts, question, self._encoder(), k=depth, settings=self._settings)
            hits = self._reranked(question, hits)[:HITS]
        else:
            count = _OF_CONVERSATION if question.exchange else HITS
            hits = self.search(question, count, narrowed.filters)
            if (other := question.otherwise) is not None:
                hits = either(hits, self.search(other, count, (other.narrowed or narrowed).filters))
            if question.exchange:
                hits = continued(hits, self.search(read_alone(question.exchange), HITS, filters))
            hits = hits[:HITS]
        near = with_lists(self._library, hits) if question.wants_list and texts is None else hits
        source_text = texts.source_text if texts is not None else self._library.source_text
        near = trusted(near, source_text)
        evidence = self._gather(near, question, texts)
        lists: tuple[Ranked, ...] = ()
        if question.list_asked is not None:
            lists = tuple(rank_nodes(self._library if texts is None else texts, question, near))
            likely = [item.node for item in lists if item.node.told and item.hits and item.score >= LIKELY][:LISTS]
            shown = [passage(node, source_text(node.speech.id)) for node in likely]
            evidence = tuple(dict.fromkeys((*shown, *evidence)))[: max(len(evidence), len(shown))]
        return Found(hits, near, evidence, narrowed, lists)

    def search(self, question: Question, k: int, filters: Filters | None) -> list[Hit]:
        """Return the k best hits of the library, best first."""
        hits = retrieve(self._library, question, k=self._depth(k), settings=self._settings, filters=filters)
        return self._reranked(question, hits)[:k]

    def _depth(self, k: int) -> int:
        """Return how many hits are to be found so that k are left."""
        return max(k, self._settings.reranked) if self._settings.reranker else k

    def _reranked(self, question: Question, hits: list[Hit]) -> list[Hit]:
        reranker = self._reranker()
        return rerank(reranker, question.query, hits) if reranker else hits

    def _utterances(self, speech_id: str) -> Sequence[Utterance]:
        try:
            return self._library.utterances(speech_id)
        except NotFoundError:  # removed since it was found
            return ()

    def _card(self, speech: Speech) -> tuple[Evidence, ...]:
        try:
            return card(speech, self._library.source_text(speech.id), self._library.facts(speech.id))
        except NotFoundError:  # removed since it was found
            return ()

    def _gather(self, hits: Sequence[Hit], question: Question, texts: in_memory.Texts | None) -> tuple[Passage, ...]:
        times = LIST_BUDGET if question.wants_list else 1
        return gather(
            hits,
            passages=self._settings.passages * times,
            characters=self._settings.evidence_characters * times,
            # items of a list, and what is compared, stand apart
            mass=1.0 if question.wants_list or question.intent else self._settings.evidence_mass,
            utterances=None if texts is not None else self._utterances,
            source_text=texts.source_text if texts is not None else self._library.source_text,
            cards=None if texts is not None else self._card,
        )
