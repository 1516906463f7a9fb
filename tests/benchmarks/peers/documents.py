"""The documents as every system gets them: one plain text each, as our readers decode it. Reading is not compared.

What is known of them, for the judge: which speech a text is, and which speakers and places there are.
"""

import hashlib
from pathlib import Path

from corpus import Speech, fold
from index import Library


class Documents:
    """A folder of plain texts made of a folder of documents.

    :param source: The documents.
    :param place: A folder that is to be made.
    :ivar folder: The texts, `NAME.txt` of each document NAME.
    :ivar names: Speakers and places.
    :ivar digest: Changes with any of the texts.
    """

    def __init__(self, source: Path, place: Path) -> None:
        self.folder = place / "documents"
        self.folder.mkdir(parents=True)
        with Library.open(place / "originals") as originals:
            originals.add([source])
            texts = {Path(speech.path).name: originals.source_text(speech.id) for speech in originals.speeches()}
        for name, text in texts.items():
            (self.folder / (name if name.endswith(".txt") else f"{name}.txt")).write_text(text, encoding="utf-8")
        self.characters = sum(map(len, texts.values()))
        self.digest = hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:16]
        self._library = Library.open(place / "texts")
        self._library.add([self.folder])
        speeches = self._library.speeches()
        self._by_name = {Path(speech.path).name: speech for speech in speeches}
        self.names = sorted({name for speech in speeches for name in (speech.speaker, speech.place) if name})

    def speech(self, name: str) -> Speech:
        """Return the speech that a text is, with its speaker, date and place as our parser reads them.

        What a system cites by a name that is none of the texts has none of these.
        """
        name = Path(name).name
        return self._by_name.get(name) or Speech(fold(name), name, "")

    def close(self) -> None:
        """Close what the texts are known by."""
        self._library.close()
