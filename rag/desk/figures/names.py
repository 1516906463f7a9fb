"""What the figures of a library are called, for whoever reads a question for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index import Library
from rag.desk.figures.related_measures import related, without_subject
from rag.desk.figures.store import measured, records


@dataclass(frozen=True, slots=True)
class Names:
    """What the figures of a library are called: `rag.question.desk.compared_measures.MeasureNames`."""

    library: Library

    def measured(self, names: Collection[str]) -> Collection[str]:
        """Return those of some canonical names that there are figures of."""
        return measured(self.library, names).keys()

    def places(self, measure: str) -> Collection[str]:
        """Return the places that figures of a measure are of, and those of all speeches."""
        found = {figure.place for figure in records(self.library, [measure]) if figure.place}
        return found | {speech.place for speech in self.library.speeches() if speech.place}

    def related(self, name: str) -> Sequence[str]:
        """Return the measures that a name is a part of."""
        return related(self.library, name)

    def within(self, name: str) -> Sequence[str]:
        """Return the measures whose names are a name without some of its words, which stand before their figures."""
        return without_subject(self.library, name)

    def beginning(self, start: str) -> Collection[str]:
        """Return the measures whose names begin so."""
        return [name for name in measured(self.library) if name.startswith(start)]

    def of_things(self, thing: str, end: str) -> Sequence[str]:
        """Return the measures whose names have a word in them and end so."""
        return sorted(name for name in measured(self.library) if thing in name and name.endswith(end))
