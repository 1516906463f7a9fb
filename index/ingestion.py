"""Documents become rows of the catalog: parsed, written one by one, searched by their terms at once; vectors follow.

Knows nothing of searching. What has been reported as done is on the disk; an interruption loses only the document or
the batch of vectors in hand, which the next run makes.
"""

import os
import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus import Document, ModelError, ParsedSpeech, ReadError, Speech
from corpus.readers.loading import count_documents
from corpus.readers.sources import iter_sources
from corpus.workers.pool import parse_all
from corpus.workers.process import Job
from index.catalog import Catalog
from index.embedding.encoder import Encoder, Vectors
from index.embedding.passages import passage
from index.storage.corrections import corrected
from index.storage.line_rows import with_lines
from index.storage.schema import SomeVectors

# (documents done, documents in all, path of the last); the first number rises only when a document is on the disk
Progress = Callable[[int, int, str], None]
Paths = str | Path | Iterable[str | Path]
Columns = Mapping[str, str] | None  # {field: column} of tables

LITTLE = 1 / 3  # a document of which less is searched is a warning
_BATCH = 256  # chunks encoded together where documents are parsed again
_WINDOW = 1_024  # chunks whose vectors are made in order of length: the more, the less is padded
_COMMIT = 64  # vectors written together: 4 s of a small model on one core, the most that an interruption costs


@dataclass(frozen=True, slots=True)
class Left:
    """A line of a document that is not searched.

    :param reason: As in `corpus.SetAside`.
    """

    text: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Indexed:
    """How much of a document is searched.

    :param share: Of its visible characters, 0 to 1.
    :param left: The lines that are not searched.
    :param warnings: One line each for a person: of the file, or of how little is left of it.
    """

    speech_id: str
    path: str
    share: float
    left: tuple[Left, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each document.

    :param unchanged: The library had them already, at this path or another.
    :param failed: Could not be read; the others were added all the same.
    :param indexed: How much of each document that was added or updated is searched, and which of its lines are not.
    :param missing: Speeches whose files are gone from a folder or archive that was added again. They stay, until
        somebody removes them.
    """

    added: tuple[Speech, ...] = ()
    updated: tuple[Speech, ...] = ()
    unchanged: tuple[Speech, ...] = ()
    failed: tuple[ReadError, ...] = ()
    indexed: tuple["Indexed", ...] = ()
    missing: tuple[Speech, ...] = ()

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """(path, one line for a person) of what was added and may be other than it should be."""
        return tuple((one.path, warning) for one in self.indexed for warning in one.warnings)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "added": [speech.to_dict() for speech in self.added],
            "updated": [speech.to_dict() for speech in self.updated],
            "unchanged": [speech.to_dict() for speech in self.unchanged],
            "failed": [{"path": error.path, "reason": error.reason} for error in self.failed],
            "indexed": [asdict(one) for one in self.indexed],
            "missing": [speech.to_dict() for speech in self.missing],
        }


def add_documents(
    catalog: Catalog,
    paths: Sequence[str | Path],
    progress: Progress | None = None,
    *,
    isolated: bool = False,
    columns: Columns = None,
) -> AddReport:
    """Add what is new or changed in files, folders and archives, searchable by terms.

    Passages whose very words the library has a vector of get it at once; the others' are left to `encode_pending`.

    :param isolated: Parse no document in this process.
    :param columns: {field: column} for tables whose columns go by names that are not known.
    """
    run = _Run(catalog, None, count_documents(paths, columns=columns), progress, isolated=isolated)
    seen: set[str] = set()
    run.take_all(_plan(catalog, paths, seen, columns))
    report = run.report()
    return replace(report, missing=tuple(_missing(catalog, paths, seen)))


def parse_again(catalog: Catalog, encoder: Encoder | None, progress: Progress | None = None) -> AddReport:
    """Parse and encode every stored document again; the files it came from are not needed."""
    speech_ids = list(catalog.speeches())
    run = _Run(catalog, encoder, len(speech_ids), progress, again=True)
    documents = ((speech_id, catalog.document(speech_id)) for speech_id in speech_ids)
    run.take_all(Job(document, speech_id) for speech_id, document in documents if document is not None)
    return run.report()


def _missing(catalog: Catalog, paths: Sequence[str | Path], seen: Collection[str]) -> Iterator[Speech]:
    """Yield the speeches that came from these folders and archives and whose files are there no more."""
    folders = [f"{path}{os.sep}" for path in map(str, paths) if os.path.isdir(path)]
    packed = [f"{path}!/" for path in map(str, paths) if path.lower().endswith(".zip")]
    if starts := tuple(folders + packed):
        yield from (s for s in catalog.speeches().values() if s.path.startswith(starts) and s.path not in seen)


def _plan(
    catalog: Catalog, paths: Sequence[str | Path], seen: set[str], columns: Columns = None
) -> Iterator[Job | Speech | ReadError]:
    """Yield what is to be parsed, the speeches that are there unchanged, and what cannot be read.

    :param seen: Gets the paths of all of them, and of the speeches whose text was met elsewhere.
    """
    changing: set[str] = set()  # paths whose speeches get another text in this run: nothing is a copy of what they were
    for source in iter_sources(paths, columns):
        seen.add(source.path)
        if isinstance(source, ReadError):
            yield source
            continue
        digest = source.sha256
        outcome, known = catalog.foresee(source.path, digest)
        if outcome == "unchanged" and known is not None and known.path not in changing:
            seen.add(known.path)
            yield known
        else:
            if outcome == "updated":
                changing.add(source.path)
            # the id is provisional: an update keeps its own
            yield Job(source, known.id if known and outcome == "updated" else digest[:12])


def encode_pending(
    catalog: Catalog, encoder: Encoder, progress: Progress | None = None, *, speech_id: str | None = None
) -> None:
    """Give vectors to the chunks that have none, each batch in a transaction: whatever ends this loses one batch.

    Others may be at it, and change the library, at the same time.

    :param progress: Called with (chunks done, chunks in all, path) after each batch and while one is encoded; what it
        raises ends this.
    :param speech_id: Of this speech alone.
    :raises EmbeddingMismatchError: If the library's vectors are from another model.
    """
    done = 0

    def told(left: int, path: str) -> None:
        if progress is not None:
            progress(done, done + left, path)

    while window := catalog.pending(_WINDOW, speech_id):
        window.sort(key=lambda row: len(row[1].text))
        firsts = list(range(0, len(window), _COMMIT))
        random.shuffle(firsts)  # whoever is at the same passages at the same time begins with others
        for first in firsts:
            waiting = catalog.pending_among(row[0] for row in window[first : first + _COMMIT])
            speeches, left = catalog.speeches(), catalog.count_pending(speech_id)
            batch = [  # others have made vectors, or removed speeches, since
                (row_id, passage(speeches[chunk.speech_id], chunk), speeches[chunk.speech_id].path)
                for row_id, chunk in window[first : first + _COMMIT]
                if row_id in waiting and chunk.speech_id in speeches
            ]
            if not batch:
                continue
            path = batch[-1][2]
            told(left, path)
            texts = [text for _, text, _ in batch]
            vectors = _vectors_of(catalog, encoder, texts, lambda _d, _a, at=(left, path): told(*at))  # type: ignore[misc]
            catalog.put_vectors([row_id for row_id, _, _ in batch], vectors, (encoder.name, encoder.dimension))
            done += len(batch)
            told(max(0, left - len(batch)), path)


def _vectors_of(
    catalog: Catalog, encoder: Encoder, texts: Sequence[str], progress: Callable[[int, int], None]
) -> list[Vectors]:
    """Return the vector of each text: the library's, where it has one of these words from this model."""
    with catalog.pinned():
        own = catalog.embedding() in (None, (encoder.name, encoder.dimension))
        known = catalog.known_vectors(texts) if own else {}
    new = list(dict.fromkeys(text for text in texts if text not in known))
    if new:
        known |= dict(zip(new, encode(encoder, new, progress), strict=True))
    return [known[text] for text in texts]


def encode(encoder: Encoder, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> Vectors:
    """Return the encoder's vectors, checked.

    :raises ModelError: If they are not finite or not of the shape that it promises.
    """
    vectors = np.asarray(encoder.encode_passages(texts, progress), np.float32)
    if vectors.shape != (len(texts), encoder.dimension) or not np.isfinite(vectors).all():
        raise ModelError(
            "the embedding model {model!r} gave vectors of shape {shape}, or not finite ones, for "
            "{texts} texts; expected {wanted}; check it with: yinzheng doctor",
            code="embedding_wrong",
            model=encoder.name,
            shape=str(vectors.shape),
            texts=len(texts),
            wanted=str((len(texts), encoder.dimension)),
        )
    return vectors


def _indexed(document: Document, parsed: ParsedSpeech, speech: Speech) -> Indexed:
    left = tuple(Left(document.text[one.start : one.end], one.reason, one.confidence) for one in parsed.set_aside)
    warnings = list(document.warnings)
    if parsed.share < LITTLE:
        warnings.append(
            f"only {parsed.share:.0%} of its characters are searched; see: yinzheng show {speech.id} --aside"
        )
    return Indexed(speech.id, speech.path, parsed.share, left, tuple(warnings))


@dataclass(slots=True)
class _Run:
    """One call of add: the batch in hand and what was done so far."""

    catalog: Catalog
    encoder: Encoder | None
    total: int
    progress: Progress | None
    again: bool = False
    isolated: bool = False
    found: dict[str, list[Speech]] = field(default_factory=lambda: {"added": [], "updated": [], "unchanged": []})
    failed: list[ReadError] = field(default_factory=list)
    indexed: list[Indexed] = field(default_factory=list)
    done: int = 0
    _batch: list[tuple[Document, ParsedSpeech]] = field(default_factory=list)
    _chunks: int = 0

    def take_all(self, items: Iterable[Job | Speech | ReadError]) -> None:
        """Parse the jobs, in several processes if it is worth it, and add what comes of them in their order."""
        # closed at once when interrupted: it has processes to end
        with closing(parse_all(items, isolated=self.isolated)) as results:
            for result in results:
                if isinstance(result, ReadError):
                    self.fail(result)
                elif isinstance(result, tuple):
                    self.take(*result)
                elif isinstance(result, Speech):
                    self.finish("unchanged", result)

    def take(self, document: Document, parsed: ParsedSpeech) -> None:
        if not self.catalog.completes:  # what is embedded is what is written
            parsed = corrected(self.catalog, with_lines(self.catalog, document, parsed))
        self._batch.append((document, parsed))
        self._chunks += len(parsed.chunks)
        if self._chunks >= _BATCH or not self.again:
            self.flush()

    def report(self) -> AddReport:
        self.flush()
        found = self.found
        return AddReport(
            tuple(found["added"]),
            tuple(found["updated"]),
            tuple(found["unchanged"]),
            tuple(self.failed),
            tuple(self.indexed),
        )

    def flush(self) -> None:
        batch, self._batch, self._chunks = self._batch, [], 0
        for (document, parsed), (vectors, embedding) in zip(batch, self._vectors(batch), strict=True):
            try:
                if self.again:
                    outcome, speech = "updated", self.catalog.put_again(document, parsed, vectors, embedding)
                else:
                    outcome, speech = self.catalog.put(document, parsed, vectors, embedding)
            except UnicodeEncodeError:
                self.fail(
                    ReadError(document.path, "it holds lone surrogates; save it as UTF-8", code="lone_surrogates")
                )
            else:
                if speech is not None and outcome != "unchanged":
                    self.indexed.append(_indexed(document, parsed, speech))
                self.finish(outcome, speech)

    def finish(self, outcome: str, speech: Speech | None) -> None:
        if speech is not None:
            self.found[outcome].append(speech)
        self._step(speech.path if speech else "")

    def fail(self, error: ReadError) -> None:
        self.failed.append(error)
        self._step(error.path)

    def _step(self, what: str) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, max(self.total, self.done), what)

    def _vectors(
        self, batch: list[tuple[Document, ParsedSpeech]]
    ) -> Iterator[tuple[SomeVectors, tuple[str, int] | None]]:
        """Yield the vectors of each document's chunks with the model that they are of."""
        texts = [[passage(parsed.speech, chunk) for chunk in parsed.chunks] for _, parsed in batch]
        encoder = self.encoder
        if encoder is None:
            for each in texts:
                with self.catalog.pinned():
                    known, embedding = self.catalog.known_vectors(each), self.catalog.embedding()
                yield [known.get(text) for text in each], embedding
            return

        def alive(_done: int, _all: int) -> None:  # a long document is encoded for minutes before it counts as done
            if self.progress is not None:
                self.progress(self.done, max(self.total, self.done), batch[0][0].path)

        vectors = encode(encoder, [text for each in texts for text in each], alive)
        at = 0
        for each in texts:
            yield vectors[at : at + len(each)], (encoder.name, encoder.dimension)
            at += len(each)


def resolved_paths(paths: Paths) -> list[Path]:
    """Return absolute paths, so that a file is known again from another working directory."""
    each = [paths] if isinstance(paths, (str, Path)) else list(paths)
    return [Path(path).expanduser().absolute() for path in each]
