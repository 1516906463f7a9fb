"""What a sentence denies that its evidence asserts, the reverse, and what it turns into its opposite.

Both are seen by place: 未, 不, 没有 by the characters that they stand before, words of direction (增长, 下降) by their
surroundings. Works on characters, not on tagged words, as a denied word is often cut wrongly.
"""

from collections.abc import Iterator, Sequence

from corpus.language.annotation import Annotated
from corpus.language.lexicon import pattern, table
from rag.verification.alignment import MARGIN, Place, alike, most_alike
from rag.verification.claim import CandidateClaim, Finding, Span
from rag.verification.support import Support

_NEGATION = pattern("(?P<lexical>{polarity:whole!})|(?P<word>{polarity:strengthens}?{polarity:denies})")
_OPENERS = tuple("“‘《")
_BETWEEN = pattern("(?:[“‘《]|{polarity:between}){0,2}$")
_LEAST_ALONE = 0.5  # where the evidence has no word of the same direction
_LEAST = 1.2  # less alike than this, two places have nothing to do with each other

_SIGN = {
    word: (entry.fields["pair"], sign)
    for sign, side in enumerate(("up", "down"))
    for entry in table("polarity").of(side)
    for word in entry.words
}
_DIRECTION = pattern("{polarity:up down!}")


def opposite_polarity(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield what a sentence denies and its evidence does not, or the reverse, as `不…`."""
    text = claim.text.folded
    mine = claim.text.derive(_negations)
    theirs = [(told.folded, told.derive(_negations)) for told in support.with_headers]
    for start, end in mine:
        word = _denied_word(text, end)
        if not word:  # 打开了没有？
            continue
        negated, asserted = _uses(word, theirs)
        here: Place = (text, (start, end))
        if not negated or (asserted and most_alike(here, asserted) > most_alike(here, negated) + MARGIN):
            yield claim.finding("negation", start, end, f"不{word}")
    for told, spans in theirs:
        for start, end in spans:
            word = _denied_word(told, end)
            for at in _occurrences(text, word):
                if _negated_at(text, at, mine):
                    continue
                here = (text, (at, at))
                likeness = alike(here, (told, (start, end)))
                if likeness > _LEAST and likeness > most_alike(here, _uses(word, theirs)[1]) + MARGIN:
                    yield claim.finding("negation", at, at + len(word), f"不{word}")


def opposite_directions(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield words of direction in whose place the evidence has a word of the opposite direction."""
    text = claim.text.folded
    mine = claim.text.derive(_directions)
    if not mine:
        return
    theirs = [(told.folded, span) for told in support.with_headers for span in told.derive(_directions)]
    for span in mine:
        family, sign = _SIGN[text[slice(*span)]]
        same: list[Place] = []
        opposite: list[Place] = []
        for told, other in theirs:
            known, other_sign = _SIGN[told[slice(*other)]]
            if known == family:
                (same if other_sign == sign else opposite).append((told, other))
        here: Place = (text, span)
        if (sign and not same) or _contrary(here, same, opposite):  # a fall, a lack, a refusal must be told
            yield claim.finding("direction", *span)


def _contrary(here: Place, same: Sequence[Place], opposite: Sequence[Place]) -> bool:
    least = max(_LEAST if same else _LEAST_ALONE, most_alike(here, same) + MARGIN)
    return bool(opposite) and most_alike(here, opposite) > least


def _negations(text: Annotated) -> tuple[Span, ...]:
    """Return the spans of what denies: 未, 没有, 尚未; not of 不断."""
    found = []
    for match in _NEGATION.finditer(text.folded):
        if match["word"]:
            # 打开了没有: what is denied is 有
            closes = match["word"].endswith("没有") and not text.folded[match.end() : match.end() + 1].isalnum()
            found.append((match.start(), match.end() - closes))
    return tuple(found)


def _directions(text: Annotated) -> tuple[Span, ...]:
    """Return the spans of words of direction."""
    return tuple(match.span() for match in _DIRECTION.finditer(text.folded))


def _uses(word: str, texts: Sequence[tuple[str, Sequence[Span]]]) -> tuple[list[Place], list[Place]]:
    """Return where the texts deny a word and where they assert it."""
    negated: list[Place] = []
    asserted: list[Place] = []
    for text, spans in texts:
        for at in _occurrences(text, word):
            before = _negated_at(text, at, spans)
            if before:
                negated.append((text, before))
            else:
                asserted.append((text, (at, at)))
    return negated, asserted


def _negated_at(text: str, at: int, spans: Sequence[Span]) -> Span | None:
    for start, end in spans:
        if end <= at <= end + 4 and _BETWEEN.fullmatch(text, end, at):
            return start, end
    return None


def _denied_word(text: str, at: int) -> str:
    """Return the two characters that a negation stands before, or the one that ends its clause."""
    at += text[at : at + 1] in _OPENERS  # 不“缺钙”
    word = text[at : at + 2]
    return word if word.isalnum() else word[:1] if word[:1].isalnum() else ""


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word) if word else -1
    while at >= 0:
        if len(word) > 1 or not text[at + 1 : at + 2].isalnum():
            yield at
        at = text.find(word, at + 1)
