"""A figure of a text with what it measures, of where, of when, and whether it was reached or is only aimed at.

Spans are half-open character offsets into the original text of the speech: `source_text(speech_id)[start:end]` is the
figure as it was written, `[sentence_start:sentence_end]` the sentence that says it.
"""

from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from corpus import check_span
from corpus.language.figures.kinds import Bound, Change, Kind


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """One figure that a text states.

    :param measure: What is measured, by its canonical name where the table of synonyms has one: 地区生产总值.
    :param wording: The measure as the text words it: 经济总量.
    :param value: The number as written with its `unit`: 1286.5 with 亿元. Of a range its lower end.
    :param upper: The upper end of a range in the same unit, or None.
    :param unit: As written, scale included: 亿元, 万人, %.
    :param amount: The value in `base`, so that 1.2万亿元 and 12000亿元 are equal; a fall is negative.
    :param base: The unit of `amount`: 元, 人, %, 公斤.
    :param bound: How exact the text says it is.
    :param change: Whether it is the value itself, or how that differs from `against`.
    :param against: What a change is measured against as the text words it (上年, 2020年, 全国平均水平); None if unsaid.
    :param place: Of which place or body: 澜川市, 全国; None if the text does not tell.
    :param since: First year of the period, `YYYY`; None if the text does not tell.
    :param until: Last year.
    :param average: Whether it is a yearly average over the period.
    :param kind: Whether it was reached, is aimed at or is planned.
    :raises ValueError: If a span is not one, or the figure lies outside its sentence.
    """

    speech_id: str
    measure: str
    wording: str
    value: Decimal
    upper: Decimal | None
    unit: str
    amount: Decimal
    base: str
    bound: Bound
    change: Change
    against: str | None
    place: str | None
    since: str | None
    until: str | None
    average: bool
    kind: Kind
    start: int
    end: int
    sentence_start: int
    sentence_end: int

    def __post_init__(self) -> None:
        check_span(self.start, self.end)
        check_span(self.sentence_start, self.sentence_end)
        if not self.sentence_start <= self.start < self.end <= self.sentence_end:
            raise ValueError(
                f"figure [{self.start}:{self.end}] outside its sentence [{self.sentence_start}:{self.sentence_end}]"
            )

    @property
    def year(self) -> str | None:
        """The one year that it is a figure of; None of a period of several, of an average, or if unknown."""
        return self.since if self.since == self.until and not self.average else None

    @property
    def period(self) -> str:
        """The period in words: 2024, 2021–2025, 2021–2025年均; empty if unknown."""
        years = "–".join(dict.fromkeys(filter(None, (self.since, self.until))))
        return f"{years}年均" if self.average else years

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types; numbers as strings, so that none loses a digit."""
        values = asdict(self)
        for name in ("value", "upper", "amount"):
            values[name] = None if values[name] is None else plain(values[name])
        return {name: str(value) if isinstance(value, StrEnum) else value for name, value in values.items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "FigureRecord":
        """Return what `to_dict` was made of."""
        known = dict(values)
        for name in ("value", "upper", "amount"):
            known[name] = None if known[name] is None else Decimal(known[name])
        known |= {"bound": Bound(known["bound"]), "change": Change(known["change"]), "kind": Kind(known["kind"])}
        return cls(**{field.name: known[field.name] for field in fields(cls)})


def plain(number: Decimal) -> str:
    """Return a number without exponent or idle zeros: 1200, 7.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
