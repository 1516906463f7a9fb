"""The embedding model of a library: loaded when it is needed, and at work behind the terms, now or in a thread."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

import numpy as np

from corpus import SettingsError, YinzhengError, fold
from index.catalog import Catalog
from index.embedding.encoder import Encoder, Vectors, mismatch
from index.ingestion import Progress, encode_pending
from index.search.backend import SearchBackend

logger = logging.getLogger(__name__)

_NICE = 10  # of the thread: whoever asks a question meanwhile comes first


class _Stopped(Exception):  # noqa: N818  no error: the library is closed
    """Ends the thread between two batches of the model."""


class Encoding:
    """Makes the vectors of one library. Thread-safe.

    :param given: The embedding model, or what loads it; None: the library is searched by terms alone.
    """

    def __init__(self, catalog: Catalog, search: SearchBackend, given: Encoder | Callable[[], Encoder] | None) -> None:
        self._catalog = catalog
        self._search = search
        self._given = given
        self.loaded: Encoder | None = given if isinstance(given, Encoder) else None
        self._loading = threading.Lock()
        self._threads = threading.Lock()
        self._thread: threading.Thread | None = None
        self._again = False  # something came in since the thread last looked
        self._closed = threading.Event()
        self.failure = ""  # why the thread ended, if it did so before all was done

    def encoder(self, *, check: bool = True) -> Encoder | None:
        """Return the embedding model, loaded on first use.

        :raises EmbeddingMismatchError: If the library's vectors are another's, unless `check` is off.
        """
        with self._loading:
            if self.loaded is None and self._given is not None:
                self.loaded = self._given if isinstance(self._given, Encoder) else self._given()
        if check:
            self.check()
        return self.loaded

    def check(self) -> None:
        """Compare the model with the library's vectors, if it is in memory; it is not loaded for this.

        :raises EmbeddingMismatchError: If they are another's.
        """
        encoder, stored = self.loaded, self._catalog.embedding()
        if encoder is not None and stored is not None and stored != (encoder.name, encoder.dimension):
            raise mismatch(self._catalog.directory, stored, (encoder.name, encoder.dimension))

    def of_query(self, query: str | Vectors) -> Vectors | None:
        """Return a question's vector, or None while the library has none to compare it with.

        :param query: A question, or its vector of shape (dimension,).
        :raises EmbeddingMismatchError: If the library was indexed with another model.
        :raises SettingsError: If it was opened without a model and the query is a text, or the vector is not as long.
        """
        embedding = self._catalog.embedding()
        if isinstance(query, str):
            if self._given is None:
                raise SettingsError(
                    "{path!r} was opened without an embedding model; search by terms",
                    code="no_encoder",
                    path=str(self._catalog.directory),
                )
            if embedding is None:
                return None
            encoder = self.encoder()
            assert encoder is not None
            vector = encoder.encode_queries([fold(query)])[0]
        else:
            vector = query
        if embedding is not None and vector.shape != (embedding[1],):
            raise SettingsError(
                "a vector of shape {shape} where {wanted} is needed",
                code="vector_shape",
                shape=str(vector.shape),
                wanted=str((embedding[1],)),
            )
        return np.asarray(vector, np.float32)

    def complete(self, progress: Progress | None = None, *, speech_id: str | None = None) -> None:
        """Make the vectors that are missing, and return when there are none: others may have made some of them.

        :param progress: As of `ingestion.encode_pending`; called once, too, if there is something to do.
        :param speech_id: Of this speech alone.
        :raises ModelError: If the model is missing or fails: the rest stays as it is.
        """
        if self._given is not None and self._catalog.count_pending(speech_id):
            encoder = self.encoder()
            assert encoder is not None
            encode_pending(self._catalog, encoder, progress, speech_id=speech_id)
        if self._given is not None:
            self._search.save()

    def begin(self) -> None:
        """Make the vectors that are missing in a thread; one that is at it already takes what has come in since."""
        with self._threads:
            self._again = True
            if self._given is None or self._closed.is_set() or self._thread is not None:
                return
            self._thread = threading.Thread(target=self._work, name="vectors behind the terms", daemon=True)
            self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait for the thread, if there is one."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(seconds)

    def close(self) -> None:
        """End the thread: what it has not done, the next one who opens the library does."""
        self._closed.set()
        self.wait()

    def _work(self) -> None:
        if sys.platform == "linux":  # there a thread has a priority of its own, which those that it starts inherit
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        while True:
            with self._threads:
                if not self._again or self._closed.is_set():
                    self._thread = None
                    return
                self._again = False
            try:
                self.complete(self._alive)
                self.failure = ""
            except _Stopped:
                pass
            except YinzhengError as error:  # no model, another model, a full disk: said where it is asked
                self.failure = str(error)
                logger.warning("passages of %s stay without vectors: %s", self._catalog.directory, error)
            except Exception as error:  # in a thread of its own: nobody else would hear of it
                self.failure = f"{type(error).__name__}: {error}"
                logger.exception("passages of %s stay without vectors", self._catalog.directory)

    def _alive(self, _done: int, _total: int, _path: str) -> None:
        if self._closed.is_set():
            raise _Stopped
