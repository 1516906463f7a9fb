"""Of which place a figure is: 全市 is the speech's own city, 全国 the nation, a place named before it that place."""

import re

from corpus import Speech, fold
from corpus.language import lexicon
from corpus.language.figures.vocabulary import either, words
from corpus.language.lexicon import any_of, pattern
from corpus.language.names.places import find_place, find_zone

NATION = "全国"
WORLD = "全球"
_UNIT = pattern(r"[\u4e00-\u9fff]{2,8}?(?!盟){place_suffix}")
_NATIONAL = pattern("{figure_phrases:nation}")
_NATIONAL_ROLE = re.compile(r"国务院总理|国家主席|总书记|国务院副总理")
_LEVELS = {
    "省": any_of("places", "administrative", level="省"),
    "市": "市|自治州|州",
    "县": "县|自治县|旗",
    "区": "区|自治区",
    "州": "州|自治州",
}
_SCOPE = re.compile(f"^(?:{either('lead.scope')})")
_WORLD = re.compile(f"^(?:{either('lead.world')})")
_PROVINCE = pattern(r"^{places:province}{province_suffix}?(?![省市])(?=[\u4e00-\u9fff\d])")
_NAMES = pattern("{figure_phrases:named_after}")
_NO_PLACE = pattern(
    "^(?:{act})|[省市县区州][级内外]$|{figure_phrases:no_district}区|{figure_phrases:no_place}|[的生业人留驻在赴与和]",
    act=either("verbs.act"),
)
_HONOURS = lexicon.words("figure_phrases", "honour")
_ENDS = lexicon.words("figure_phrases", "label_end")
_NO_SCOPE = frozenset(("省", "市"))


class Places:
    """The places that one speech speaks of."""

    def __init__(self, speech: Speech) -> None:
        place = fold(speech.place or "")
        self.units = _UNIT.findall(place)
        self.national = (
            bool(_NATIONAL.search(f"{speech.title}{speech.occasion or ''}") or _NATIONAL_ROLE.search(speech.role or ""))
            and not self.units
        )
        self.home: str | None = self.units[-1] if self.units else (place or None)
        if self.national or (place in ("中国", NATION, "北京") and _NATIONAL.search(speech.title)):
            self.home = NATION

    def scope(self, text: str) -> tuple[str | None, str]:
        """Return (place, rest) of words that begin with one; (None, text) of others."""
        if match := _SCOPE.match(text):
            word = match.group()
            rest = text[match.end() :]
            if word in _NO_SCOPE and not rest.startswith("域"):
                return None, text
            return self._own(word), rest
        if match := _WORLD.match(text):
            word = match.group()
            rest = text[match.end() :]
            if (word == "国内" and rest.startswith("生产总值")) or not rest or rest.startswith(_HONOURS):
                return None, text
            return (WORLD if word in ("全球", "世界", "全世界") else NATION), rest
        if match := _PROVINCE.match(text):
            rest = text[match.end() :]
            if not _NAMES.match(rest):
                return self.called(match.group()), rest
        found = find_place(text[:12])
        begun = text[: found[1] + 1].removesuffix("的") if found else ""  # 青岑县的竹纸产值
        if found and found[0] == 0 and len(text) > found[1] and not _NO_PLACE.search(begun):
            return self.called(text[: found[1]]), text[found[1] :]
        zone = find_zone(text[:12])
        if zone and zone[0] == 0 and len(text) > zone[1]:
            return text[: zone[1]], text[zone[1] :]
        return None, text

    def whole(self, text: str) -> str | None:
        """Return the place that a text is and nothing else, but for 方面 and its like; None of other texts."""
        bare = next((text.removesuffix(end) for end in _ENDS if text.endswith(end)), text)
        if is_scope(bare):
            return None if bare in _NO_SCOPE else self.scope(f"{bare}域")[0]
        province = _PROVINCE.match(f"{bare}地")
        known = (province and province.end() == len(bare)) or (
            find_place(bare) == (0, len(bare)) and not _NO_PLACE.search(bare)
        )
        return self.called(bare) if known else None

    def _own(self, word: str) -> str | None:
        """Return which of the speech's own places 全省 or 我市 is; the word itself if that is not known."""
        level = next((char for char in word[::-1] if char in _LEVELS), None)
        if level is None or word in ("全自治区", "全自治州", "全岛"):
            return self.home
        pattern = _LEVELS[level] if level != "区" else "区"
        for unit in self.units:
            if re.search(f"(?:{pattern})$", unit) and not (level == "区" and self.home != unit):
                return str(unit)
        if self.home and not self.units:
            return self.home
        return word

    def called(self, name: str) -> str:
        """Return a place by the name that the speech's metadata gives it: 吉林 -> 吉林省."""
        return next((unit for unit in self.units if unit.startswith(name) or name.startswith(unit)), name)


def is_scope(text: str) -> bool:
    """Say whether a whole text is a word of scope."""
    return text in words("lead", "scope") or text in words("lead", "world")
