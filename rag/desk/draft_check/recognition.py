"""Whether what somebody writes to the chat is a draft to be checked, and where the draft in it begins."""

from corpus import fold
from corpus.language.lexicon import pattern
from corpus.language.sentences import split_sentences
from rag.desk.letters import letters

_ASKS = pattern(
    r"{drafts:check}(?:一下|下面)?[^，。：:\n]{0,12}|(?:下面|以下|这)(?:的|这)?(?:段|篇|些|几)?(?:话|文字|稿子?|引文|内容|表述|"
    r"段落)[^，。：:\n]{0,10}{drafts:right}"
)
_LEAST = 20  # letters of a draft
_ALONE = 120  # letters of a text of several sentences that nobody asks as a question
_QUESTION = pattern(r"[？?]\s*$|^{drafts:asks}")


def draft_in(text: str) -> str | None:
    """Return the draft that a message asks to have checked, verbatim, or None if it asks for something else.

    >>> draft_in("帮我核对这段话：2023年，全市竹纸全产业链产值达到186.4亿元，同比增长12.3%。")
    '2023年，全市竹纸全产业链产值达到186.4亿元，同比增长12.3%。'
    """
    folded = fold(text)
    if match := _ASKS.search(folded):
        before, after = text[: match.start()].strip(), text[match.end() :].lstrip("：:，。\n 　")
        draft = after if len(letters(after).text) >= len(letters(before).text) else before
        return draft if len(letters(draft).text) >= _LEAST else None
    if len(letters(text).text) >= _ALONE and len(split_sentences(text)) >= 3 and not _QUESTION.search(folded.strip()):
        return text.strip()
    return None


def looks_like_draft(text: str) -> bool:
    """Say whether a message is a draft to be checked, or asks to have one checked."""
    return draft_in(text) is not None
