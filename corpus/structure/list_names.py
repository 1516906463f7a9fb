"""The name of a list: how many of what, 三个坚持, in every way that it is written. Knows no list."""

from dataclasses import dataclass
from functools import lru_cache

from corpus.language.lexicon import pattern, words
from corpus.language.normalization import fold
from corpus.language.numerals import chinese, numeral
from corpus.structure.list_announcements import NAME

_UNITS = "".join(words("list_labels", "name_unit"))
_LONG = 2  # characters of nouns of which one may be the end of the other: 突破, 重点突破
_EVERY = pattern("[{tens}两]")
_SUMMED = pattern(r"(?:[{tens}两][\u4e00-\u9fff]{1,3}?){2,}")
_ENDS = pattern("(?<=..){list_labels:ends}$")


def total(name: str) -> int:
    """Return how many things a name that counts more than once is short for; 0 if it counts once or nothing.

    >>> total("三渠一桥"), total("四园一馆"), total("三个坚持")
    (4, 5, 0)
    """
    folded = fold(name)
    counts = [numeral(match[0].replace("两", "二")) for match in _EVERY.finditer(folded)]
    return sum(counts) if _SUMMED.fullmatch(folded) else 0


@dataclass(frozen=True, slots=True)
class ListName:
    """A name that counts.

    :param text: The whole name, folded.
    """

    text: str
    number: int
    unit: str
    noun: str

    @staticmethod
    @lru_cache(maxsize=4096)
    def read(text: str) -> "ListName | None":
        """Return the name that a text is, either script; None if it is no number of something.

        >>> ListName.read("三个坚持"), ListName.read("小康")
        (ListName(text='三个坚持', number=3, unit='个', noun='坚持'), None)
        """
        match = NAME.fullmatch(fold(text))
        return ListName(match[0], numeral(match["number"]), match["unit"], match["noun"]) if match else None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Itself, and with its number in Arabic and in Chinese digits.

        >>> ListName.read("两个维护").spellings
        ('两个维护', '2个维护')
        """
        rest = self.unit + self.noun
        written = "两" if self.number == 2 else chinese(self.number)
        return tuple(dict.fromkeys((self.text, f"{self.number}{rest}", f"{written}{rest}")))

    @property
    def is_a_name(self) -> bool:
        """Whether it may be the name of a list, 四个自觉, and no mere number of things, 三篇."""
        return self.unit in _UNITS and len(self.noun) >= _LONG

    @property
    def own_noun(self) -> str:
        """Its noun without what many such names end with.

        >>> ListName.read("四大护竹工程").own_noun, ListName.read("四大工程").own_noun
        ('护竹', '工程')
        """
        return _ENDS.sub("", self.noun) if len(self.noun) > _LONG + 1 else self.noun

    @property
    def written(self) -> tuple[str, ...]:
        """The ways to write it where it is meant as a name: “四个自觉”, 四个“自觉”, and without marks as well.

        >>> ListName.read("四个自觉").written[:3]
        ('“四个自觉”', '四个“自觉”', '四个自觉')
        """
        found: list[str] = []
        for way in self.spellings:
            found.append(f"“{way}”")
            if self.unit in _UNITS:
                found += [f"{way.removesuffix(self.noun)}“{self.noun}”", way]
        return tuple(found)

    def same_as(self, other: "ListName") -> bool:
        """Say whether two names are one list's: the same number of the same things."""
        nouns = self.noun, other.noun
        ends = min(map(len, nouns)) >= _LONG and (nouns[0].endswith(nouns[1]) or nouns[1].endswith(nouns[0]))
        return (self.number, self.unit) == (other.number, other.unit) and (nouns[0] == nouns[1] or ends)
