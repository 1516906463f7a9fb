"""Files, folders, archives and tables become Documents. One bad file never stops the rest."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corpus.datamodel import Document
from corpus.errors import ReadError, UnreadableError
from corpus.readers.registry import FORMATS, suffix_of, why_unsupported
from corpus.readers.sources import Source, count_sources, iter_sources


def iter_documents(
    paths: Iterable[str | Path], *, columns: Mapping[str, str] | None = None
) -> Iterator[Document | ReadError]:
    """Yield each document in the files, folder trees, archives and tables named, or why it cannot be read.

    Folders are walked in sorted order; hidden files, pictures, styles and scripts in them are passed over, files of
    other types are reported. Everything is read in this process: `corpus.workers.pool` has limits of time and memory.

    :param columns: {field: column} for tables whose columns go by names that are not known: `{"text": "稿件"}`.
    """
    for source in iter_sources(paths, columns):
        if isinstance(source, ReadError):
            yield source
            continue
        try:
            yield read_source(source)
        except ReadError as error:
            yield error


def count_documents(paths: Iterable[str | Path], *, columns: Mapping[str, str] | None = None) -> int:
    """Return how many items `iter_documents` will yield."""
    return count_sources(paths, columns)


def read_source(source: Source) -> Document:
    """Return the document that a source holds.

    :raises ReadError: If its bytes are empty, binary, damaged or of an unsupported type, or hold no text.
    """
    form = FORMATS.get(source.suffix)
    if form is None:
        raise ReadError(source.path, why_unsupported(source.suffix) or "")
    if not source.data.strip():
        raise ReadError(source.path, "the file is empty", code="file_empty")
    try:
        content = form.read(source.data)
    except UnreadableError as error:
        raise ReadError(source.path, error.message) from None
    if not content.text.strip():
        raise ReadError(source.path, "it holds no text", code="no_text")
    return Document(
        source.path,
        content.text,
        content.encoding,
        form.media_type,
        source.sha256,
        content.warnings,
        content.meta + source.given,
        content.pages,
    )


def read_bytes(path: str, data: bytes) -> Document:
    """Return the document that these bytes of a file named `path` are.

    :raises ReadError: If they are empty, binary, damaged or of an unsupported type, or hold no text.
    """
    return read_source(Source(path, suffix_of(path), data))
