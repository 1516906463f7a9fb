"""The reports of a kind that a question means together: 国务院报告, 十五份省级报告, 今年各省的报告; and of which years.

A report's year is the one that it tells, in its date or in its title.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus import Speech, fold
from corpus.language.lexicon import pattern
from corpus.language.names.place_levels import level_of, same_place
from corpus.language.periods import find_periods

REPORT = "报告"
_NATION = pattern("{figure_phrases:nation}")
_OF = "(?:{reports:all_of}|[{tens}]|\\d{1,2}(?![\\d年])|[这那]个?|[，,]|政府)*"
_NAMED = pattern(
    f"{_OF}(?:(?P<nation>{{reports:nation}})|(?P<provinces>{{reports:provinces}})){_OF}{{reports:report}}(?:当?中|里面?|上)?"
)
_WHICH = pattern("{reports:which_province}(?:的?{reports:report}里?)?")
_PLAIN = pattern(f"{_OF}{{reports:report}}(?:当?中|里面?|上)?")
_LATELY = pattern("{reports:lately}")
_PLACE = "\ue100"
_OF_PLACES = pattern(
    f"{_PLACE}(?:[{{level}}、,和与及跟同]|{_PLACE})*(?:[{{tens}}两]?(?:[{{level}}]|[家个地])|{{reports:all_of}}|的|政府)*{{reports:report}}(?:当?中|里面?|上)?"
)
PROVINCE = "省"
NATION = "全国"


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports that a question means.

    :param nation: Whether those of the nation are meant, else those of provinces; None: of either.
    :param years: `YYYY`, of which alone; none: of all.
    :param newest: Whether those of the newest year alone are meant.
    :param rest: The question without the words that say so, as many blanks in their place.
    :param open: Whether provinces are asked for, not reports: 哪些省.
    :param places: Whose alone, as the question calls them.
    """

    nation: bool | None
    years: tuple[str, ...] = ()
    newest: bool = False
    rest: str = ""
    open: bool = False
    places: tuple[str, ...] = ()

    def among(self, speeches: Sequence[Speech]) -> list[Speech]:
        """Return the reports that are meant, in the order of their years."""
        found = [one for one in speeches if one.kind == REPORT and one.told and self._is_of(one)]
        years = set(self.years) or ({max((year_of(one) for one in found), default="")} if self.newest else set())
        kept = [one for one in found if not years or year_of(one) in years]
        return sorted(kept, key=lambda one: one.told or "")

    def _is_of(self, speech: Speech) -> bool:
        if self.places:
            return any(same_place(speech.place or "", place) for place in self.places)
        of_province = level_of(speech.place or "") == PROVINCE
        of_nation = not speech.place and bool(_NATION.search(fold(f"{speech.title}\n{speech.role or ''}")))
        return of_province or of_nation if self.nation is None else of_nation if self.nation else of_province


def year_of(speech: Speech) -> str:
    """Return the year that a speech tells; empty if it tells none."""
    return (speech.told or "")[:4]


def scope_of(folded: str) -> tuple[int, int, bool | None] | None:
    """Return where a question names reports of a kind, and whether those of the nation; None if it names none."""
    match = next((found for form in (_NAMED, _WHICH, _PLAIN) if (found := form.search(folded))), None)
    if match is None:
        return None
    nation = True if match.groupdict().get("nation") else None if match.re is _PLAIN else False
    return match.start(), match.end(), nation


def reports_meant(folded: str, places: Collection[str] = ()) -> Reports | None:
    """Return the reports of a kind that a question means together, or None if it means none so.

    :param places: That there are reports of, as they may be called.

    >>> found = reports_meant("今年省级报告里写到以竹代塑的有几份")
    >>> found and (found.nation, found.newest, found.rest.strip())
    (False, True, '写到以竹代塑的有几份')
    """
    masked, called = folded, list[str]()
    for name in sorted(places, key=len, reverse=True):
        if len(name) > 1 and name in masked:
            called.append(name)
            masked = masked.replace(name, _PLACE * len(name))
    own = _OF_PLACES.search(masked)
    match = own or next((found for form in (_NAMED, _WHICH, _PLAIN) if (found := form.search(folded))), None)
    if match is None:
        return None
    called = [name for name in called if own and name in folded[own.start() : own.end()]]
    named = match.groupdict()
    nation = True if named.get("nation") else None if match.re is _PLAIN else False
    lately = bool(_LATELY.search(folded))
    rest = folded[: match.start()] + " " * len(match.group()) + folded[match.end() :]
    years: list[str] = []
    for period in find_periods(rest):
        if not period.since or period.since != period.until or len(period.since) != len("2024"):
            return None
        years.append(period.since)
        rest = rest[: period.start] + " " * (period.end - period.start) + rest[period.end :]
    for found in _LATELY.finditer(rest):
        rest = rest[: found.start()] + " " * len(found.group()) + rest[found.end() :]
    return Reports(nation, tuple(dict.fromkeys(years)), lately, rest, match.re is _WHICH, tuple(called))
