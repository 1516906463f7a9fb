"""One search of the running text finds what a search of each text by itself does."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.samples import folder
from index import Library
from index.search.running_text import RunningText

LETTERS = st.text(alphabet="竹纸业", max_size=12)


@settings(deadline=None)
@given(st.lists(LETTERS, max_size=6), st.lists(LETTERS.filter(bool), min_size=1, max_size=3))
def test_places_are_those_of_each_text_by_itself(texts: list[str], wanted: list[str]) -> None:
    pieces = [f"{text}\n" for text in texts]
    starts = np.cumsum([0, *map(len, pieces)])[:-1].astype(np.int64)
    running = RunningText("".join(pieces), tuple(map(str, range(len(texts)))), starts, {})
    places = running.places(wanted)
    expected = []
    for number, text in enumerate(texts):
        at = 0
        while at < len(text):
            length = max((len(word) for word in wanted if text.startswith(word, at)), default=0)
            if length:
                expected.append((number, at))
            at += length or 1
    owners = running.owners(places)
    found = [(int(owner), int(place - starts[owner])) for owner, place in zip(owners, places, strict=True)]
    assert found == expected


def test_it_is_read_again_when_the_library_has_changed(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add(folder() / "zhuzhi_speech_2023.txt")
        first = library.running_text()
        assert library.running_text() is first and len(first.ids) == 1
        library.add(folder() / "zhuzhi_speech_2024.txt")
        second = library.running_text()
        assert len(second.ids) == 2 and first.text.strip() in second.text
        assert library.running_text(ignoring="“”").text == second.text.replace("“", "").replace("”", "")
        library.remove(second.ids[0])
        assert library.running_text().ids == second.ids[1:]
