"""Characters that are not what they seem: what cannot be seen, what turns text around, and letters of another script.

    U+202E and its like   stand in a `<bdi>` of their own: without effect beyond it, their code written beside them
    a Cyrillic а in Latin  is underlined with dots, with its code in the tooltip; how words mix is in
    `ui.rendering.confusables`

The text that a browser reads back (`textContent`) is still the source's to the letter.
"""

import re
from collections.abc import Callable

from ui.rendering.confusables import runs
from ui.rendering.markup import escape

# Arabic letter mark, zero width (but joiners, which emoji need), embeddings, overrides, isolates, soft hyphen, tags
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_TAG = re.compile(r"(<[^>]*>)")
_WORDS_ONLY = ("<title", "<option", "<textarea")  # elements that can hold no other


def shown(html: str) -> str:
    """Return HTML of which the texts show what could not be seen in them. Attributes stay as they are.

    :param html: Made by this service: `<` and `>` stand for tags only.
    """
    if not _UNSEEN.search(html) and not runs(html):
        return html
    pieces, words_only = [], False
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            words_only = piece.lower().startswith(_WORDS_ONLY)
            pieces.append(piece)
        else:
            pieces.append(told(piece) if words_only else _marked(piece))
    return "".join(pieces)


def told(text: str) -> str:
    """Return text with codes in place of what cannot be seen, and behind letters of another script.

    For where no markup can stand: `a[U+202E]b`, `pа[U+0430]ypal`.
    """
    named = _each(text, lambda letters, _: f"{letters}[{_codes(letters)}]")
    return _UNSEEN.sub(lambda match: f"[{_codes(match[0])}]", named)


def _marked(text: str) -> str:
    underlined = _each(
        text, lambda letters, why: f'<span class="alike" title="{escape(why)} · {_codes(letters)}">{letters}</span>'
    )
    return _UNSEEN.sub(lambda match: f'<bdi class="unseen" title="{_codes(match[0])}">{match[0]}</bdi>', underlined)


def _each(text: str, mark: Callable[[str, str], str]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, why in runs(text):
        pieces += (text[position:start], mark(text[start:end], " · ".join(why)))
        position = end
    return "".join([*pieces, text[position:]])


def _codes(letters: str) -> str:
    return " ".join(f"U+{ord(letter):04X}" for letter in letters)
