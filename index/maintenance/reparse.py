"""A library whose documents were parsed by an older version is parsed again, from its stored texts, when it is opened.

One transaction per document: interrupted, it starts over at the next opening. Chunks that stay as they were keep their
vectors; the others get theirs with the next `add`.
"""

import logging

from corpus import ParsedSpeech, ReadError, Speech, parse
from index.catalog import Catalog
from index.embedding.encoder import Vectors
from index.embedding.passages import passage
from index.filters import Filters
from index.storage.corrections import corrected
from index.storage.line_rows import with_lines

logger = logging.getLogger(__name__)

PARSING = "15"  # raise it when `corpus.parse` finds more, or a table is to hold more of what it finds


def upgrade(catalog: Catalog) -> None:
    """Parse every document again if the library was not filled by this version. One that fails stays as it was."""
    if catalog.parsing() == PARSING:
        return
    speeches = list(catalog.speeches().values())
    if speeches:
        logger.info("parsing the %d documents of %s again", len(speeches), catalog.directory)
    embedding = catalog.embedding()
    for speech in speeches:
        document = catalog.document(speech.id)
        if document is None:
            continue
        try:
            parsed = corrected(catalog, with_lines(catalog, document, parse(document, speech_id=speech.id)))
        except ReadError as error:
            logger.warning("%s stays as it was: %s", document.path, error.reason)
            continue
        catalog.put_again(document, parsed, known_vectors(catalog, speech, parsed), embedding)
    catalog.set_parsing(PARSING)


def known_vectors(catalog: Catalog, speech: Speech, parsed: ParsedSpeech) -> list[Vectors | None]:
    """Return for each chunk that was parsed again the vector that the library has of its words, or None."""
    known = _vectors(catalog, speech)
    return [known.get(passage(parsed.speech, chunk)) for chunk in parsed.chunks]


def _vectors(catalog: Catalog, speech: Speech) -> dict[str, Vectors]:
    """Return the vectors of a speech's chunks by what was embedded."""
    ids = catalog.chunk_ids(Filters(ids=[speech.id]))
    chunks = catalog.chunks(ids)
    found, vectors = catalog.vectors(ids)
    return {passage(speech, chunks[i]): vector for i, vector in zip(found, vectors, strict=True) if i in chunks}
