"""What `integrity` finds wrong is made again from what it is derived from; what is lost is said to be lost.

A repair only ever writes what the stored texts give; it runs in transactions like any other change, so that others may
go on using the library.
"""

import logging
import uuid
from collections.abc import Callable

from corpus import ModelError, ReadError, Speech, parse
from index.analysis import minhash
from index.catalog import Catalog
from index.embedding.encoder import Encoder
from index.ingestion import encode_pending
from index.maintenance.integrity import Check, Name, check
from index.maintenance.reparse import known_vectors
from index.search.backend import SearchBackend
from index.storage import schema
from index.storage.corrections import corrected

logger = logging.getLogger(__name__)

_LISTS = ("enumerations", "listings", "list_names", "list_mentions", "list_letters")
_CHILDREN = ("sections", "facts", "utterances", *_LISTS, "set_aside", "shares", "chunks")


def mend(catalog: Catalog, dense: SearchBackend, load: Callable[[], Encoder | None]) -> list[Check]:
    """Repair what can be, and return what is still wrong.

    :param load: Loads the library's own embedding model, where vectors have to be made again; if there is none, they
        are dropped, and the next `add` makes them.
    """
    for _ in range(3):  # what one repair brings to light, such as a chunk without a vector, the next one mends
        found = {one.name: one for one in check(catalog, dense) if not one.ok}
        if all(problem.lost for one in found.values() for problem in one.problems):
            break
        for name, one in found.items():
            logger.warning("mending %s of %s: %s", name, catalog.directory, one)
        _mend_once(catalog, found)
        if catalog.count_pending() and {"texts", "spans", "vectors"} & found.keys():
            _encode(catalog, load)
        if "dense" in found or "vectors" in found:
            dense.forget()
        dense.save()
    return check(catalog, dense)


def _encode(catalog: Catalog, load: Callable[[], Encoder | None]) -> None:
    try:
        encoder = load()
    except ModelError as error:
        logger.warning("vectors are left to the next add: %s", error)
        return
    if encoder is not None and catalog.embedding() in (None, (encoder.name, encoder.dimension)):
        encode_pending(catalog, encoder)


def _mend_once(catalog: Catalog, found: dict[Name, Check]) -> None:
    if "file" in found:  # only when it is whole can the rest be looked at
        _mend_file(catalog)
        return
    wrong = [p for one in found.values() if one.name in ("texts", "spans") for p in one.problems]
    lost = {p.speech_id for p in wrong if p.lost}  # what a changed text gives would only look sound
    if "vectors" in found:
        _drop_vectors(catalog, found["vectors"])
    for speech_id in dict.fromkeys(p.speech_id for p in wrong if p.speech_id and p.speech_id not in lost):
        _parse_again(catalog, speech_id)
    if "terms" in found:
        with catalog.changing() as connection:
            schema.index_terms_again(connection)
    if "copies" in found:
        _enter_again(catalog)


def _mend_file(catalog: Catalog) -> None:
    """Make the indexes again, and take out rows that belong to nothing."""
    with catalog.changing() as connection:
        connection.execute("REINDEX")
        connection.execute("DELETE FROM speeches WHERE document_id NOT IN (SELECT id FROM documents)")
        for table in _CHILDREN:
            connection.execute(f"DELETE FROM {table} WHERE speech_id NOT IN (SELECT id FROM speeches)")
        for table in ("titles", "signatures", "copy_keys", "seals"):
            connection.execute(f"DELETE FROM {table} WHERE document_id NOT IN (SELECT id FROM documents)")
        connection.execute(
            "DELETE FROM copies WHERE a NOT IN (SELECT id FROM documents) OR b NOT IN (SELECT id FROM documents)"
        )
        schema.index_terms_again(connection)


def _parse_again(catalog: Catalog, speech_id: str) -> None:
    """Make everything of one document again from its text, its vectors kept where their words are the same."""
    document = catalog.document(speech_id)
    if document is None:
        return
    try:
        parsed = corrected(catalog, parse(document, speech_id=speech_id))
    except ReadError as error:
        logger.warning("%s cannot be parsed again: %s", document.path, error.reason)
        return
    speech: Speech = catalog.speech(speech_id)
    try:
        vectors = known_vectors(catalog, speech, parsed)
    except (ValueError, TypeError):  # its chunks cannot even be read
        vectors = [None] * len(parsed.chunks)
    with catalog.changing() as connection:
        row = connection.execute("SELECT document_id FROM speeches WHERE id = ?", (speech_id,)).fetchone()
        if row is None:
            connection.execute("ROLLBACK")
            return
        # not `schema.delete`: it tells the term index the terms of chunks that may not be what they were
        minhash.leave(connection, row[0])
        connection.execute("DELETE FROM documents WHERE id = ?", row)
        schema.insert(connection, document, parsed, speech_id, vectors)
        schema.index_terms_again(connection)


def _drop_vectors(catalog: Catalog, found: Check) -> None:
    """Forget the vectors of the speeches that have a wrong one, and name the set anew: FAISS must not keep them."""
    wrong = list(dict.fromkeys(problem.speech_id for problem in found.problems if problem.speech_id))
    with catalog.changing() as connection:
        if found.unreadable:
            connection.execute("UPDATE chunks SET embedding = NULL")
            connection.execute("DELETE FROM meta WHERE key = 'embedding'")
        connection.executemany("UPDATE chunks SET embedding = NULL WHERE speech_id = ?", [(one,) for one in wrong])
        schema.set_meta(connection, "vectors", uuid.uuid4().hex)


def _enter_again(catalog: Catalog) -> None:
    """Make all keys and pairs of near-duplicates again."""
    with catalog.changing() as connection:
        for table in ("copies", "copy_keys", "signatures"):
            connection.execute(f"DELETE FROM {table}")
        rows = connection.execute("SELECT id, folded FROM documents ORDER BY id").fetchall()
        # `enter` compares with every document that has keys: those that come later have none yet
        for document_id, folded in rows:
            minhash.enter(connection, document_id, folded)
