"""Characters that cannot be seen, or that turn around what follows them (U+202E and its like), shown for what they are.

Each stands in a `<bdi>` of its own: it has no effect beyond itself, the style sheet writes its code beside it, and the
text that a browser reads back is still the source's to the letter.
"""

import re

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
    if not _UNSEEN.search(html):
        return html
    pieces, words_only = [], False
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            words_only = piece.lower().startswith(_WORDS_ONLY)
            pieces.append(piece)
        else:
            pieces.append(_UNSEEN.sub(_named if words_only else _isolated, piece))
    return "".join(pieces)


def _named(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"


def _isolated(match: re.Match[str]) -> str:
    return f'<bdi class="unseen" title="U+{ord(match[0]):04X}">{match[0]}</bdi>'
