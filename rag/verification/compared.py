"""What of a sentence was compared with its evidence, so that a mark beside it can say what it stands for.

The checks run on every sentence; a sentence without a figure says nothing by the figures that agree in it.
"""

from collections.abc import Callable
from typing import Literal

from corpus.language.annotation import Annotated, annotate

Compared = Literal["wording", "figures", "dates", "names", "quotations", "titles", "words", "extracted", "kind"]
"""`wording`: it is the source's own words. `extracted`: taken out of the texts item by item, no model wrote it.
`kind`: it is of the kind of answer that was asked for. The others: what of it occurs in the passages it cites."""

_ITEMS: tuple[tuple[Compared, Callable[[Annotated], object]], ...] = (
    ("figures", lambda text: text.figures),
    ("dates", lambda text: text.dates or text.periods),
    ("names", lambda text: text.names or text.places or text.offices),
    ("quotations", lambda text: text.quotations),
    ("titles", lambda text: text.titles),
    ("words", lambda text: text.content_words),
)


def compared(sentence: str) -> tuple[Compared, ...]:
    """Return what of a sentence that passed was compared.

    >>> compared("2023年澜川市竹纸产值达到86亿元。")
    ('figures', 'dates', 'names', 'words')
    """
    text = annotate(sentence)
    return tuple(name for name, find in _ITEMS if find(text))
