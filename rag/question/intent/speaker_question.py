"""Whether a question for a person asks whose words it quotes, however it asks: 把竹溪叫作“…”的是谁呀."""

from corpus import fold
from corpus.language.lexicon import pattern, words
from rag.question.mentions import Mentions

AUTHOR = pattern(
    r"{texts:text}(?:是谁{asking_of_card:author}|[，,]?的?{genres:author_label}|[，,]谁{asking_of_card:author})"
)
"""Whose one text is, which it tells by words that the text says: 那篇讲“……”的文章作者是谁. Not whose words they are."""
_SHORTEST = 4  # characters of words whose speaker is asked for
_SAYS = frozenset(
    (
        *words("speech_verbs", "asked"),
        *words("speech_verbs", "terse"),
        *words("speech_verbs", "quotable"),
        *words("phrases", "from"),
        "叫",
        "称",
    )
)


def whose(text: str, named: Mentions) -> tuple[str, ...]:
    """Return the words whose speaker is asked for, longest first; none where the question speaks of no saying.

    谁主持“一带一路”论坛 asks for no speaker.

    :param text: A question for a person.
    """
    quoted = sorted(named.quoted, key=len, reverse=True)
    rest = fold(text)
    for one in quoted:
        rest = rest.replace(one, "")
    if AUTHOR.search(rest):
        return ()
    told = bool(quoted) and sum(map(str.isalnum, quoted[0])) >= _SHORTEST and any(word in rest for word in _SAYS)
    return tuple(quoted) if told else ()
