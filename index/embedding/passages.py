"""What of a passage is embedded, and the key by which passages of one wording are found. Knows nothing of models."""

import hashlib

from corpus import Chunk, Speech, fold


def passage(speech: Speech, chunk: Chunk) -> str:
    """Return what is embedded for a chunk: its text under what it belongs to, folded."""
    about = " ".join(filter(None, (speech.title, speech.speaker, speech.date)))
    return fold("\n".join((about, *chunk.heading_path[-1:], chunk.text)))


def passage_key(text: str) -> int:
    """Return what a passage is looked up by: 64 bits with a sign, as SQLite keeps them. Two wordings may share one."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big", signed=True)
