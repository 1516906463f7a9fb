"""The kinds of things that questions ask for, and a question taken apart. Knows nothing of how either is recognised."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.language.segmentation import content_words
from corpus.structure.list_names import ListName


class Kind(StrEnum):
    """What is asked for."""

    LIST = "list"  # “五个坚持”是哪五个
    QUOTATION = "quotation"  # “……”是谁说的
    WORDING = "wording"  # 某人关于某事的原话是什么
    BESIDE = "beside"  # “……”的下一句是什么
    MENTIONS = "mentions"  # 哪些讲话提到了某词
    EARLIEST = "earliest"  # 谁最早提出某词
    LATEST = "latest"  # 最近一次提到某词是什么时候
    ABSENT = "absent"  # 哪些讲话没有提到某词
    CATALOGUE = "catalogue"  # 某人有几篇讲话
    COMPARISON = "comparison"  # 两次讲话有什么不同


FIRST = "first"
"""Detail of a quotation: who was the first to say it is asked."""
WHERE = "where"
BEFORE = "before"
"""Detail of what stands beside quoted words: what stands before them is asked for."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A question taken apart.

    :param phrase: The exact words asked about: the name of the list, the quoted words, the term, the subject.
    :param rest: The other words, which say whose, where and when; without what asks.
    :param number: Of a list how many items the question counts; 0 if it counts none.
    :param quoted: Whether the phrase is surely meant word for word: it stands in quotation marks, or the number of a
        list is asked again (五个坚持是哪五个).
    :param claimed: Of a quotation whose words the question takes it for: 这句话是某人说的吗.
    :param without: Who is left out: 除了某人，还有谁提到.
    :param detail: What of the mentions is wanted beside them: `years`, `people` or `most`. `WHERE` of a quotation: not
        whether it is theirs who is `claimed`, but in which text of theirs: 某人在哪次会上讲“……”. `BEFORE`: see there.
    """

    kind: Kind
    phrase: str
    rest: str = ""
    number: int = 0
    quoted: bool = False
    claimed: str = ""
    without: str = ""
    detail: str = ""

    @property
    def name(self) -> ListName | None:
        """The phrase as the name of a list; None if it counts nothing."""
        return ListName.read(self.phrase)

    @property
    def spellings(self) -> tuple[str, ...]:
        """The ways to write the phrase: the number of a list's name in Chinese and in Arabic digits."""
        return self.name.spellings if self.name else (self.phrase,)

    @property
    def written(self) -> tuple[str, ...]:
        """The ways to write the phrase where it is meant as a name, in quotation marks first."""
        return self.name.written if self.name else (f"“{self.phrase}”",)

    @property
    def shown(self) -> str:
        """The phrase in quotation marks, as an answer gives it."""
        return self.phrase if self.phrase.startswith("“") else f"“{self.phrase}”"

    @property
    def words(self) -> frozenset[str]:
        """The content words of the phrase, folded."""
        return content_words(self.phrase)
