"""Any sequence of writes, adds and removals leaves the library as if it had been made at once."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from index import Library
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech

NAMES = st.sampled_from(["a.txt", "b.txt", "c.txt", "d.txt"])


class Libraries(RuleBasedStateMachine):
    """A library against a plain dict from path to text."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.folder = self.root / "speeches"
        self.folder.mkdir()
        self.library = Library.open(self.root / "library", HashEncoder())
        self.model: dict[str, str] = {}
        self.ids: dict[str, str] = {}

    @rule(name=NAMES, number=st.integers(0, 5))
    def write(self, name: str, number: int) -> None:
        write_speech(self.folder, number, name)

    @rule()
    def add(self) -> None:
        report = self.library.add(self.folder)
        added, updated = [], []
        for path in sorted(map(str, self.folder.iterdir())):
            text = Path(path).read_text(encoding="utf-8")
            if path in self.model:
                if self.model[path] != text:
                    updated.append(path)
                    self.model[path] = text
            elif text not in self.model.values():
                added.append(path)
                self.model[path] = text
        assert [speech.path for speech in report.added] == added
        assert [speech.path for speech in report.updated] == updated
        assert all(self.ids[speech.path] == speech.id for speech in report.updated)
        self.ids |= {speech.path: speech.id for speech in report.added}

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.model)))
        assert self.library.remove(self.ids.pop(path)).path == path
        del self.model[path]

    @rule()
    def open_again(self) -> None:
        self.library.close()
        self.library = Library.open(self.root / "library", HashEncoder())

    @rule()
    def rebuild(self) -> None:
        self.library.rebuild()

    @rule()
    def lose_the_dense_file(self) -> None:
        (self.root / "library" / "dense.faiss").unlink(missing_ok=True)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        speeches = self.library.speeches()
        assert {s.path: self.library.source_text(s.id) for s in speeches} == self.model
        assert {s.path: s.id for s in speeches} == self.ids

    @precondition(lambda self: self.model)
    @rule(number=st.integers(0, 9))
    def searches_like_a_library_made_at_once(self, number: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for n, text in enumerate(self.model.values()):
                (Path(folder) / f"{n}.txt").write_text(text, encoding="utf-8")
            with Library.open(Path(folder) / "library", HashEncoder()) as fresh:
                for text in sorted(
                    Path(folder).glob("*.txt")
                ):  # one by one: equal texts count as often as in the model
                    fresh.add(text)
                query = speech_text(number).split("\n")[0]
                if len(set(self.model.values())) == len(self.model):
                    assert results(fresh, query) == results(self.library, query)

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.root)


def results(library: Library, query: str) -> tuple[list[tuple[str, int, float]], ...]:
    return tuple(
        sorted((hit.text, hit.start, round(hit.score, 6)) for hit in library.hits([(i, s, "x") for i, s in found]))
        for found in (library.search_terms(query, 1_000), library.search_dense(query, 1_000))
    )


Libraries.TestCase.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
TestLibraries = Libraries.TestCase
