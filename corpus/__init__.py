"""Documents become Speeches with metadata, outline, sentences and chunks. Knows nothing of search or of models."""

from corpus.datamodel import Chunk, Document, Enumeration, Fact, ParsedSpeech, Section, Sentence, Speech, Utterance
from corpus.errors import (
    BusyError,
    EmbeddingMismatchError,
    GenerationError,
    HashMismatchError,
    InputError,
    LibraryError,
    LibraryFormatError,
    ModelError,
    ModelMissingError,
    NotFoundError,
    ReadError,
    SettingsError,
    TimeLimitError,
    YinzhengError,
)
from corpus.language.normalization import fold, simplify
from corpus.parsing import chunk_text, parse
from corpus.readers.loading import iter_documents

__all__ = [
    "BusyError",
    "Chunk",
    "Document",
    "EmbeddingMismatchError",
    "Enumeration",
    "Fact",
    "GenerationError",
    "HashMismatchError",
    "InputError",
    "LibraryError",
    "LibraryFormatError",
    "ModelError",
    "ModelMissingError",
    "NotFoundError",
    "ParsedSpeech",
    "ReadError",
    "Section",
    "Sentence",
    "SettingsError",
    "Speech",
    "TimeLimitError",
    "Utterance",
    "YinzhengError",
    "chunk_text",
    "fold",
    "iter_documents",
    "parse",
    "simplify",
]
