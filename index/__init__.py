"""Chunks become a searchable library on disk. Knows nothing of questions or of language models."""

from index.embedding.encoder import Encoder, SentenceEncoder
from index.filters import Filters
from index.hit import Hit
from index.library import AddReport, Library

__all__ = ["AddReport", "Encoder", "Filters", "Hit", "Library", "SentenceEncoder"]
