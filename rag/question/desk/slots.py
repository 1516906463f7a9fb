"""What a question for a job names: people, places, years, titles, a number, quoted words; and the topic that is left.

What is named is told by the library's own metadata, the topic by what the wordings of the job do not account for.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from corpus import fold
from corpus.language.lexicon import pattern, words
from corpus.language.names.persons import is_name
from corpus.language.names.place_levels import parts
from corpus.language.names.places import find_places
from corpus.language.numerals import numeral
from corpus.language.segmentation import PERSON_FLAGS, content_words, names, tagged
from index import Library
from rag.question.desk.jobs import SLOTS, Job, words_of

_YEAR = pattern(r"(?<!\d)({year})(?!\d)年?")
_NUMBER = pattern(r"(?<![\d{tens}两第])(\d{1,2}|[{tens}两]{1,2})(?=[个大]?(?:点|条|方面|句话?|要点|段))")
_TITLE = re.compile(r"《([^《》]+)》")
_QUOTED = re.compile(r"[“「\"]([^”」\"]+)[”」\"]")
_PASTED = re.compile(r"[:：\n]\s*(?=\S)")
_CHECKS = pattern("{orders:check right}")
_CONFIRMS = frozenset(words("phrases", "confirm"))
_PAUSES = "，；,;"
_ENDS = "。！!？?\n"
_ENDED = re.compile(r"[“「][^”」]+[”」][^”」。]*[^”」。\s]")
_PASSAGE = 10  # characters from which what stands behind a colon is a text that was pasted
_LEAD = 40  # characters that may stand before it
_HOW = ("怎么", "怎样", "如何")
_NOTHING = frozenset("mqrpcdufyx")  # ICTCLAS: numerals, measures, pronouns, prepositions, conjunctions, adverbs, …
_SHORT = 2  # characters of a topic, at least
_MARKS = re.compile(r"[\s，,。？?！!：:；;、“”‘’\"'（）()]")


@dataclass(frozen=True, slots=True)
class Slots:
    """A question taken apart.

    :param masked: The question with a character of `jobs.SLOTS` for each thing that it names.
    :param years: `YYYY`, in order; so are all others in the question's order.
    :param places: Names of the library, with or without suffix as the question has them.
    :param quoted: Words in quotation marks, or a text that was pasted behind a colon, as typed.
    :param draft: The text to check, if there is one: what was pasted, or the quotations with whom they are given to.
    """

    masked: str
    speakers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    number: int | None = None
    quoted: tuple[str, ...] = ()
    draft: str = ""

    def topic(self, job: Job, held: Callable[[str], bool] = lambda words: True) -> str | None:
        """Return what the question is about: quoted words, else the longest run that wordings of the job do not have.

        >>> Slots("怎么谈营商环境").topic(Job.TOPIC)
        '营商环境'

        :param held: Says whether the library has some words; those that it has come first.
        """
        if self.quoted:
            return self.quoted[0]
        runs = self._runs(job)
        if len(runs) > 1 and is_name(runs[0]):
            runs = runs[1:]
        known = words_of(job)
        # 谈御窑厂, which the tagger takes for a name
        cut = [run[1:] for run in runs if run[0] in known and len(run) > _SHORT and not held(run) and held(run[1:])]
        if runs:
            return max((*cut, *runs), key=lambda run: (held(run), len(run)))
        # 找可用的表述：云水先行区, where the topic is a place
        return next(iter((*self.titles[-1:], *self.places[-1:])), None)

    def accounted(self, job: Job, topic: str | None) -> bool:
        """Say whether a question is about its topic and nothing else: more than half of what no wording has.

        >>> Slots("怎么谈营商环境").accounted(Job.TOPIC, "营商环境")
        True
        >>> Slots("编委会怎么说的，农田能不能改作鱼塘用").accounted(Job.TOPIC, "编委会")
        False
        """
        left = [run for run in self._runs(job) if not is_name(run)]
        return topic is None or bool(self.quoted) or 2 * len(topic) > sum(map(len, left))

    def people(self, job: Job) -> tuple[str, ...]:
        """Return who is named, of the library's speakers or not."""
        runs = self._runs(job)
        return self.speakers or (runs[:1] if len(runs) > 1 and is_name(runs[0]) else ())

    def _runs(self, job: Job) -> tuple[str, ...]:
        known = words_of(job)
        tokens = [token for token, _ in tagged(self.masked)]
        runs, run = [], ""
        for at, token in enumerate(tokens):
            frame = token in known or token in SLOTS.values() or bool(_MARKS.fullmatch(token))
            # a word of the frame within a topic: 产业和就业
            inside = run and len(token) == 1 and token != "的" and not _MARKS.fullmatch(token) and at + 1 < len(tokens)
            if frame and not (inside and tokens[at + 1] not in known and tokens[at + 1] not in SLOTS.values()):
                runs.append(run)
                run = ""
            else:
                run += token
        runs.append(run)
        whole = [run for run in runs if run]
        named = whole[:1] if whole and self.masked.startswith(whole[0]) and is_name(whole[0]) else []
        rest = [bare for one in whole[len(named) :] if len(bare := _bare(one, known)) >= _SHORT]
        return (*named, *rest)


def read_slots(library: Library, question: str) -> Slots:
    """Return what a question names.

    :param question: As typed.
    """
    typed = question.strip()
    pasted = _PASTED.search(typed)
    quoted: list[str] = []
    ended = pasted and _ENDED.match(typed, pasted.end())  # 某人说：“……”这样引行吗
    if pasted and not ended and pasted.start() <= _LEAD and len(typed) - pasted.end() >= _PASSAGE:
        quoted.append(typed[pasted.end() :])
        typed = typed[: pasted.start()] + SLOTS["quoted"]
    found: list[tuple[int, int, str, str]] = []
    folded = fold(typed)
    for name, form in (("title", _TITLE), ("quoted", _QUOTED), ("year", _YEAR), ("number", _NUMBER)):
        _take(found, [(match.start(), match.end(), name, match[1]) for match in form.finditer(folded)])
    speeches = library.speeches()
    people = {fold(s.speaker) for s in speeches if s.speaker}
    places = {name for s in speeches if s.place for name in (fold(s.place), parts(s.place)[0])}
    for name, values in (("speaker", people), ("place", places)):
        for value in sorted(values, key=len, reverse=True):
            if len(value) >= _SHORT:
                _take(found, [(m.start(), m.end(), name, value) for m in re.finditer(re.escape(value), folded)])
    # those that the library has nothing of: a side that is missing is to be named
    begins = set(accumulate((len(word) for word, _ in tagged(folded)), initial=0))
    # 对照一下市政协的讲话 names no place
    _take(found, [(start, end, "place", folded[start:end]) for start, end in find_places(folded) if start in begins])
    _take(
        found,
        [
            (m.start(), m.end(), "speaker", name)
            for name in _people(folded)
            for m in re.finditer(name, folded)
            if not folded[: m.start()].endswith(_HOW)  # 怎么谈文旅, though 谈 is a family name
        ],
    )
    masked = folded
    for start, end, name, _ in sorted(found, reverse=True):
        masked = masked[:start] + SLOTS[name] + masked[end:]
    of = {name: tuple(value for _, _, kind, value in sorted(found) if kind == name) for name in SLOTS}
    count = numeral(of["number"][0].replace("两", "二")) if of["number"] else None
    words = [typed[start:end].strip('“”「」"') for start, end, kind, _ in sorted(found) if kind == "quoted"]
    named = {name: tuple(dict.fromkeys(values)) for name, values in of.items()}
    return Slots(
        masked,
        speakers=named["speaker"],
        places=named["place"],
        years=named["year"],
        titles=named["title"],
        number=count,
        quoted=(*quoted, *words),
        draft=_draft(typed, quoted, found),
    )


def draft_apart(question: str, checks: Callable[[str], bool]) -> str | None:
    """Return a question with a colon between what it orders and the text that it wants checked; None if it has none.

    验证一下这个说法，市财政安排1.8亿元。 and 市财政安排1.8亿元。这句请核实, and either in a line of its own

    :param checks: Says whether some words order that a text be checked.
    """
    typed = question.strip()
    for lead, text, apart in _divided(typed):
        quoted = sum(len(match.group()) for match in _QUOTED.finditer(text))
        whole = len(text) >= _PASSAGE and 2 * quoted < len(text) and len(lead) <= _LEAD
        if whole and _is_check(lead, apart=apart) and _orders(lead) and checks(lead):
            return f"{lead}：{text}"
    return None


def _divided(typed: str) -> Iterator[tuple[str, str, bool]]:
    """Yield what may be the order, with the rest of a question, and whether that ends before it or begins behind it.

    It is the last line, the first sentence or clause, or the last.
    """
    above, broken, below = typed.rpartition("\n")
    if broken:
        yield below, above.strip(), True
    ends = [at for at, char in enumerate(typed) if char in _ENDS]
    pauses = [at for at, char in enumerate(typed) if char in _PAUSES + _ENDS]
    first = ends[0] if ends else len(typed)
    if all(_is_order(typed[at + 1 : end]) for at, end in pairwise([at for at in pauses if at <= first])):
        yield typed[:first], typed[first + 1 :].strip(), True
    yield from ((typed[:at], typed[at + 1 :].strip(), True) for at in pauses[:1])
    last = max((at + 1 for at in pauses if at + 1 < len(typed)), default=0)
    text = typed[:last].rstrip(_PAUSES).strip()
    yield typed[last:].strip(), text, any(char in _ENDS for char in text)


def _is_check(lead: str, *, apart: bool) -> bool:
    """Say whether words order that a text be checked.

    :param apart: Whether the text stands apart from them: 对不对 behind a clause only asks whether it is so.
    """
    return bool(_CHECKS.search(lead)) and (apart or lead.strip(_PAUSES + _ENDS) not in _CONFIRMS)


def _orders(clause: str) -> bool:
    """Say whether half of a clause's content words, at least, are of orders: 讲话是他作的对不对 states something."""
    content = content_words(fold(clause))
    return 2 * sum(word in words_of(Job.CHECK) for word in content) >= len(content)


def _is_order(clause: str) -> bool:
    """Say whether a clause says nothing but what orders that texts be checked say."""
    return all(word in words_of(Job.CHECK) for word, _ in tagged(fold(clause)))


def _draft(typed: str, quoted: Sequence[str], found: Sequence[tuple[int, int, str, str]]) -> str:
    """Return the text that may be meant to be checked: what was pasted, else the quotations and who they are given to.

    某人指出：“……”这么引行吗  ->  某人指出：“……”
    """
    if quoted:
        return quoted[0]
    spans = [(start, end) for start, end, name, _ in sorted(found) if name == "quoted"]
    if not spans:
        return ""
    first = min((s for s, _, name, _ in found if name == "speaker" and 0 <= spans[0][0] - s <= _LEAD), default=None)
    return typed[spans[0][0] if first is None else first : spans[-1][1]]


def _people(folded: str) -> list[str]:
    return [name for name in names(folded, PERSON_FLAGS) if len(name) > _SHORT and is_name(name)]


def _take(found: list[tuple[int, int, str, str]], new: list[tuple[int, int, str, str]]) -> None:
    """Add what overlaps nothing that was found before."""
    found += [one for one in new if all(one[1] <= other[0] or other[1] <= one[0] for other in found)]


def _bare(run: str, known: frozenset[str]) -> str:
    """Return a run without the words at its ends that name nothing: 一篇, 谈, 关于, 的."""
    words = list(tagged(run))
    while words and _names_nothing(*words[0], known):
        words.pop(0)
    while words and _names_nothing(*words[-1], known):
        words.pop()
    return "".join(word for word, _ in words)


def _names_nothing(word: str, flag: str, known: frozenset[str]) -> bool:
    return flag[:1] in _NOTHING or (flag[:1] == "v" and len(word) == 1 and word in known)
