"""A library: a directory that speeches are added to, removed from, read and searched. The facade over this folder."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from corpus import Chunk, LibraryError, Speech
from index import ingestion
from index.analysis.analyzer import query_terms
from index.annotated import Annotated
from index.backends.opening import open_backend
from index.catalog import Catalog
from index.embedding.encoder import Encoder, Vectors
from index.filters import Filters
from index.ingestion import AddReport, Columns, Paths, Progress
from index.maintenance.backup import back_up
from index.maintenance.correction import correct, put_back
from index.maintenance.derived import Derived
from index.maintenance.encoding import Encoding
from index.maintenance.integrity import Check, check
from index.maintenance.library_statistics import Statistics, statistics
from index.maintenance.repair import mend
from index.maintenance.reparse import upgrade
from index.search import chunk_context
from index.search.backend import SearchSettings
from index.search.chunk_context import Context
from index.search.hit import Hit
from index.search.near_duplicates import Copy, collapse
from index.search.running_text import RunningTexts
from index.storage import originals
from index.storage.durability import library_folder
from index.storage.schema import FOLLOWS

__all__ = ["AddReport", "Library", "Statistics"]


class Library(Annotated):
    """Speeches on disk, searchable. Safe to use from many threads, and from several processes at once.

    Open it with `Library.open`. What a call acknowledged by returning, or by reporting progress, survives a crash.
    """

    def __init__(
        self, catalog: Catalog, encoder: Encoder | Callable[[], Encoder] | None, search: SearchSettings | None = None
    ) -> None:
        self.directory = catalog.directory
        self._catalog = catalog
        self._running = RunningTexts()
        self._search = open_backend(catalog, search or SearchSettings())
        self._encoding = Encoding(catalog, self._search, encoder)

    @classmethod
    def open(
        cls,
        directory: str | Path,
        encoder: Encoder | Callable[[], Encoder] | None = None,
        search: SearchSettings | None = None,
    ) -> "Library":
        """Open a library directory, making an empty one if there is none.

        :param encoder: The embedding model, or what loads it when it is first needed: listing, showing, removing and
            searching by terms need none. Without one, documents are added to be searched by terms alone, and a later
            `add` with a model completes them.
        :param search: Where its chunks are searched; default: in this process.
        :raises LibraryError: If the directory cannot be made, opened or read.
        :raises LibraryFormatError: If another version wrote it.
        """
        catalog = Catalog(library_folder(directory))
        if catalog.meta(FOLLOWS) is not None:
            catalog.close()
            raise LibraryError(
                "{path!r} follows a journal; set YINZHENG_JOURNAL_URL to its address, or make it a library of its own "
                "with: yinzheng journal leave",
                code="library_follows",
                path=str(catalog.directory),
            )
        upgrade(catalog)
        return cls(catalog, encoder, search)

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files. The directory can be opened again."""
        self._encoding.close()
        self._search.close()
        self._catalog.close()

    def consistent(self) -> AbstractContextManager[None]:
        """Let this thread see one state of the library until the block ends, whatever others write meanwhile.

        Several reads then agree with each other: a chunk with its speech, a span with its text. Not for writing.
        """
        return self._catalog.pinned()

    def add(
        self,
        paths: Paths,
        *,
        progress: Progress | None = None,
        isolated: bool = False,
        columns: Columns = None,
        later: bool = False,
    ) -> AddReport:
        """Add files, folders and zip archives: what is new or has changed, one transaction per document.

        A document is searched by its terms as soon as it is on the disk; when all are, the vectors are made that the
        library lacks. A changed file keeps its speech's id. The same bytes under another path are added once.

        :param progress: Called with (documents done, documents in all, path) after each that is safe on the disk.
        :param isolated: Parse plain text too in a process with limits: half a second more, for what others send.
        :param columns: {field: column} for tables whose columns go by names that are not known: `{"text": "稿件"}`.
        :param later: Leave the vectors to `embed`, `embed_soon` or the next `add`: the model is not even loaded.
        :raises EmbeddingMismatchError: If the library was indexed with another model.
        :raises BusyError: If another process keeps the library locked for a minute.
        """
        self._encoding.check()
        self._catch_up()
        each = ingestion.resolved_paths(paths)
        report = ingestion.add_documents(self._catalog, each, progress, isolated=isolated, columns=columns)
        if not later:
            self._encoding.complete()
        return report

    def embed(self, progress: Progress | None = None) -> None:
        """Make the vectors that are missing; what is done is kept, whatever ends this.

        :param progress: Called with (passages done, passages in all, path).
        :raises EmbeddingMismatchError: If the library was indexed with another model.
        :raises ModelError: If the model is missing or fails.
        """
        self._encoding.complete(progress)

    def embed_soon(self) -> None:
        """Begin to make the vectors that are missing, in a thread that gives way to others and ends with `close`."""
        self._encoding.begin()

    def pending(self, ids: Iterable[int]) -> set[int]:
        """Return which of these chunks have no vector yet: only their terms find them."""
        return self._catalog.pending_among(ids)

    def count_pending(self) -> int:
        """Return how many chunks have no vector yet."""
        return self._catalog.count_pending()

    def rebuild(self, *, progress: Progress | None = None) -> AddReport:
        """Parse and index every document again from its stored text, with this library's embedding model.

        This is how to change the model. Interrupted, it leaves a whole library: documents not yet reached have no
        vectors until the next `add`. A document that can no longer be parsed stays as it was, and is reported.
        """
        encoder = self._encoding.encoder(check=False)
        if encoder is not None and self._catalog.embedding() not in (None, (encoder.name, encoder.dimension)):
            self._catalog.change_embedding((encoder.name, encoder.dimension))
        report = ingestion.parse_again(self._catalog, encoder, progress)
        if encoder is not None:
            self._search.save()
        return report

    def reindex(self, *, progress: Callable[[int, int], None] | None = None) -> None:
        """Make all that searches use anew from what the library holds; nothing is parsed or encoded again.

        Until it is done searches are answered from what there was.

        :param progress: Called with (chunks done, chunks in all).
        """
        self._search.rebuild(progress)

    def remove(self, speech_id: str) -> Speech:
        """Remove a speech with its document, and return what it was. The file it came from stays.

        :param speech_id: Its id, or the start of it that no other has.
        :raises NotFoundError: If there is none, or more than one.
        """
        removed = self._catalog.remove(speech_id)
        originals.forget(self.directory, removed.id)
        return removed

    def correct(
        self, speech_id: str, fields: Mapping[str, str | None] | None = None, *, forget: Sequence[str] = ()
    ) -> Speech:
        """Correct what was read of a speech, for good: corrections outlive `add`, `rebuild` and removal.

        :param fields: New values by field of Speech; None or "" for what is known to be unknown.
        :param forget: Fields that are to be as the text has them again.
        :raises InputError: If a field or its value cannot be one.
        :raises NotFoundError: If there is no such speech, or more than one.
        :raises BusyError: If another process keeps changing it.
        """
        return self._completed(correct(self._catalog, self.speech(speech_id).id, fields or {}, forget))

    def put_back(self, speech_id: str, starts: Collection[int] | None = None) -> Speech:
        """Make lines that were set aside part of a speech's text, for good.

        :param starts: Where they start, as `set_aside` says; None for all of them, nothing to undo all of it.
        :raises InputError: If no line that is set aside starts there.
        :raises NotFoundError: If there is no such speech, or more than one.
        """
        return self._completed(put_back(self._catalog, self.speech(speech_id).id, starts))

    def speeches(self, filters: Filters | None = None) -> list[Speech]:
        """Return the speeches that the filters accept, in order of date (undated last), then path."""
        filters = self.within(filters)
        return [s for s in self._catalog.speeches().values() if not filters or filters.accepts(s)]

    def source_text(self, speech_id: str) -> str:
        """Return the original text that the speech's offsets refer to.

        :raises NotFoundError: If there is no such speech.
        """
        return self._catalog.source_text(self.speech(speech_id).id)

    def page_of(self, speech_id: str, offset: int) -> int | None:
        """Return on which page of its file a character of a speech stands, from 1; None if the file has no pages."""
        document = self._catalog.document(self.speech(speech_id).id)
        return None if document is None else document.page_of(offset)

    def copies(self, speech_id: str) -> list[Copy]:
        """Return the other speeches that say the same, wholly or in part, the most similar first.

        :raises NotFoundError: If there is no such speech.
        """
        return self._catalog.copies_of(self.speech(speech_id).id)

    def preferred(self, speech_id: str) -> Speech:
        """Return the fullest of the speeches that this one is a copy, an excerpt or a report of; or itself.

        Of equally full ones it is the best described, then the earliest.

        :raises NotFoundError: If there is no such speech.
        """
        known = self.speech(speech_id)
        return self.speech(self._catalog.preferred_ids([known.id]).get(known.id, known.id))

    def preferences(self, speech_ids: Iterable[str]) -> dict[str, str]:
        """Return for each whole id that of its `preferred` speech, all at once; a removed speech is left out."""
        return self._catalog.preferred_ids(speech_ids)

    def neighbours(self, chunk: Chunk, before: int = 1, after: int = 1) -> list[Chunk]:
        """Return up to `before` chunks before this one and `after` behind it, in order, itself left out.

        :raises NotFoundError: If its speech was removed.
        """
        chunks = self.chunks(chunk.speech_id)
        spans = [(other.start, other.end) for other in chunks]
        if (chunk.start, chunk.end) not in spans:
            return []
        at = spans.index((chunk.start, chunk.end))
        return chunks[max(0, at - before) : at] + chunks[at + 1 : at + 1 + after]

    def statistics(self) -> Statistics:
        """Count speeches, chunks, characters and bytes."""
        with self._catalog.reading() as connection:
            return statistics(connection, self._catalog.directory)

    def search_terms(
        self, query: str | Sequence[str], k: int = 10, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """Return up to k (chunk id, BM25 score), higher is better, best first.

        :param query: Any text, or the terms that `query_terms` found in one.
        """
        terms = query_terms(query) if isinstance(query, str) else query
        return self._search.search_terms(terms, k, self.within(filters))

    def contexts(self, ids: Sequence[int]) -> dict[int, Context]:
        """Return each chunk with what stands around it, by its id; chunks that are gone are left out."""
        with self._catalog.reading() as connection:
            return chunk_context.contexts(connection, ids)

    def term_weights(self, wanted: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each of the terms that occur at all; higher tells more."""
        with self._catalog.reading() as connection:
            return chunk_context.term_weights(connection, wanted)

    def search_dense(
        self, query: str | Vectors, k: int = 10, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """Return up to k (chunk id, cosine), higher is better, best first.

        :param query: A question, or its vector of shape (dimension,).
        :raises EmbeddingMismatchError: If the library was indexed with another model.
        :raises SettingsError: If it was opened without a model and the query is a text, or the vector is not as long.
        """
        vector = self._encoding.of_query(query)
        return [] if vector is None else self._search.search_dense(vector, k, self.within(filters))

    def chunk_ids(self, filters: Filters) -> list[int]:
        """Return the ids of all chunks that a search with these filters may find, ascending."""
        return self._catalog.chunk_ids(self.within(filters) or filters)

    def searchable(self, filters: Filters | None = None) -> int:
        """Return how many chunks a search with these filters may find, as the search backend counts them."""
        return self._search.size(self.within(filters))

    def hits(self, found: Sequence[tuple[int, float, str]]) -> list[Hit]:
        """Return the Hits of (chunk id, score, how), in the order given; a chunk removed meanwhile is left out.

        Each `text` is cut from the source text.
        """
        hits = list[Hit]()
        with self._catalog.pinned():  # a document changed in between would give its new text to its old chunk
            chunks = self._catalog.chunks([chunk_id for chunk_id, _, _ in found])
            sources = {speech_id: self.source_text(speech_id) for speech_id in {c.speech_id for c in chunks.values()}}
            speeches = self._catalog.speeches()
        for chunk_id, score, how in found:
            chunk = chunks.get(chunk_id)
            if chunk is not None:
                text = sources[chunk.speech_id][chunk.start : chunk.end]
                hits.append(Hit(speeches[chunk.speech_id], chunk, text, score, how))
        return hits

    def collapse(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits without those whose passage a copy of their speech says among the others.

        The preferred copy's passage stands in at the best rank and with the best score of those that it replaces.
        """
        preferred = self._catalog.preferred_ids(hit.speech.id for hit in hits)
        return collapse(hits, preferred)

    def find(self, text: str, filters: Filters | None = None) -> list[tuple[Speech, int, int]]:
        """Return (speech, start, end) of every place that says exactly `text`; exhaustive, in order of date.

        Searched is all that stands between a speech's `start` and `end`, and its title where that stands outside them.
        Script, width, case, glosses, blanks and line breaks make no difference.
        """
        return self._catalog.find(text, self.within(filters))

    def count(self, text: str, filters: Filters | None = None) -> list[tuple[Speech, int]]:
        """Return (speech, how often it says `text`) of those that do, in order of date: what `find` finds, sooner."""
        return self._catalog.count(text, self.within(filters))

    def holding(self, texts: Iterable[str], filters: Filters | None = None, *, ignoring: str = "") -> list[Speech]:
        """Return the speeches in which `find` finds any of some texts, without the characters of `ignoring` in them."""
        return self._catalog.holding(texts, self.within(filters), ignoring)

    def saying(self, words: str) -> frozenset[str]:
        """Return the ids of the speeches that say some words of two characters or more: by the index, soon.

        Of words longer than two characters a few more may be returned, never fewer.
        """
        return self._search.saying(words)

    def derived(self, kind: str, version: str) -> Derived:
        """Return the store of what a program of some version derives from the speeches."""
        return Derived(self._catalog, kind, version)

    def check(self) -> list[Check]:
        """Check every invariant of the library; nothing is changed. See `index.maintenance.integrity`."""
        return check(self._catalog, self._search)

    def mend(self) -> list[Check]:
        """Make what is wrong again from what it is derived from, and check again. See `index.maintenance.repair`."""
        return mend(self._catalog, self._search, lambda: self._encoding.encoder(check=False))

    def back_up(self, file: str | Path, *, force: bool = False, originals: bool = True) -> Path:
        """Write the whole library, as it is at one moment, to one file, and return it. Others may go on writing.

        :param file: Where to; a folder gets a file named by the time.
        :param force: Replace a file that is there.
        :param originals: Whether the files of uploaded documents go with it.
        :raises LibraryError: If it is there, cannot be written, or what was written is not whole.
        """
        return back_up(self._catalog, Path(file).expanduser(), force=force, originals=originals)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found damaged and made again since the library was opened, one line each."""
        return tuple(self._search.notes)

    def load_encoder(self) -> None:
        """Load the embedding model now, if there is one to be loaded.

        :raises EmbeddingMismatchError: If the library was indexed with another model.
        """
        self._encoding.encoder()

    @property
    def has_encoder(self) -> bool:
        """Whether the embedding model is in memory."""
        return self._encoding.loaded is not None

    def _catch_up(self) -> None:
        """Take over what others wrote elsewhere; of a library of its own that is nothing."""

    def _completed(self, speech: Speech) -> Speech:
        self._encoding.complete(speech_id=speech.id)
        return speech
