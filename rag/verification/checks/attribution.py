"""Who says it: a sentence that gives somebody's words must give them to the one the text gives them to.

    evidence  闻人楷指出，……顾望舒书记要求我们“把竹山当码头”
    sentence  闻人楷要求“把竹山当码头”  ->  顾望舒 says that

The sentence is read by the same rules as the documents (`corpus.attribution.utterances`).
"""

import re
from collections.abc import Iterator, Sequence

from corpus import Utterance, fold
from corpus.attribution.utterances import find_utterances
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import is_name
from corpus.language.segmentation import bare
from corpus.structure.lines import split_lines
from rag.datamodel import Evidence, Said

_SAYS = "指出|强调|要求|提出|表示|认为|说|介绍|希望|号召|明确|写道|讲|告诉|建议|透露|坦言|谈到|提到|寄语|勉励|嘱托|叮嘱"
_OWN = ("讲话", "报告", "文章")  # kinds whose words, if nobody else's, are the speaker's
_MOST = 0.75  # share of the words found that must lie in somebody's words for them to be his
_LEAST = 0.35  # share of the words that a sentence must have to be what is reported
_OFFICE = re.compile(f".*{OFFICE}")


def misattributed(sentence: str, support: Sequence[Evidence]) -> Iterator[str]:
    """Yield the persons to whom a sentence gives words that its evidence does not give them."""
    if not re.search(f"(?:{_SAYS})", sentence):
        return
    for said in _utterances(sentence):
        if said.speaker is None:
            continue
        claimed = fold(said.speaker)
        pairs = _pairs(bare(sentence[said.start : said.end]))
        ranked = sorted(((_share(pairs, item), -at) for at, item in enumerate(support)), reverse=True)
        best = [support[-at] for share, at in ranked if share >= max(_LEAST, 0.9 * ranked[0][0])]
        if len(pairs) > 2 and not any(_gives(item, claimed, pairs) for item in best):
            yield claimed


def speakers(item: Evidence) -> list[str]:
    """Return everybody who is known to say something in an evidence sentence, or all of it."""
    return [one.speaker for one in item.said if one.speaker]


def same_person(one: str, other: str) -> bool:
    """Say whether two ways to name somebody may mean the same: 顾望舒 and 市委书记顾望舒同志."""
    a, b = (re.sub("同志|先生|女士|书记$|市长$|县长$|主席$|\\s", "", fold(name)) for name in (one, other))
    return len(a) > 1 and len(b) > 1 and (a.startswith(b) or a.endswith(b) or b.startswith(a) or b.endswith(a))


def _utterances(sentence: str) -> Sequence[Utterance]:
    lines = split_lines(sentence)
    return find_utterances(lines, [[(0, len(line.text))] for line in lines], kind=None)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _share(pairs: set[str], item: Evidence) -> float:
    return len(pairs & _pairs(bare(item.text))) / (len(pairs) or 1)


def _gives(item: Evidence, claimed: str, pairs: set[str]) -> bool:
    """Say whether an evidence sentence gives the words to the one claimed."""
    text = fold(item.text)
    found = pairs & _pairs(bare(text))
    owner: Said | None = None
    for one in item.said:  # outermost first: the last that holds the words is whose they are
        held = found & _pairs(bare(text[one.start : one.end]))
        if len(held) >= _MOST * len(found):
            owner = one
    if owner is not None and owner.speaker is not None:
        if same_person(owner.speaker, claimed):
            return True
        if is_name(claimed) or is_name(fold(owner.speaker)):
            return _also_named(text, claimed, owner) or _by_role(item, claimed, owner.speaker)
        return claimed in text
    about = fold(item.about)
    if owner is None and not item.said and item.speech.kind in _OWN and item.speech.speaker:
        own = item.speech.speaker
        if same_person(own, claimed) or _by_role(item, claimed, own):
            return True
    # 报告指出, 会议强调: the paper or the meeting itself
    return _says_in_text(text, claimed) or (not is_name(claimed) and claimed in f"{text}\n{about}\n{item.speech.kind}")


def _by_role(item: Evidence, claimed: str, speaker: str) -> bool:
    """Say whether somebody is named by the office that the document's header gives him."""
    own = item.speech.speaker
    role = fold(item.speech.role or "")
    return bool(own and role and same_person(own, speaker) and (claimed in role or role in claimed))


def _also_named(text: str, claimed: str, owner: Said) -> bool:
    """Say whether the claimed speaker stands right at the words' verb, where the reading of the text may have erred."""
    return bool(
        re.search(
            f"{re.escape(claimed)}(?:同志|书记|市长|主席|总书记)?[，,]?(?:{_SAYS})[^。]{{0,6}}$", text[: owner.start]
        )
    )


def _says_in_text(text: str, claimed: str) -> bool:
    return bool(re.search(f"{re.escape(claimed)}[^。；;]{{0,24}}(?:{_SAYS})", text))
