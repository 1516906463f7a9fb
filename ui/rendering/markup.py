"""Text as HTML, in both languages of the page.

Both are in the markup, and the reader's choice shows one: no round trip, and nothing to lose by switching. What
Gradio itself draws carries the Chinese, and a script exchanges it by `dictionary`.
"""

import html
import json
from itertools import groupby

from ui.i18n import texts
from ui.i18n.plurals import counted
from ui.i18n.texts import Pair

_OF_DATES = "0123456789-"


def escape(text: str) -> str:
    """Return text as HTML, line breaks as references: safe in an element and in a quoted attribute."""
    return html.escape(text, quote=True).replace("\r", "&#13;").replace("\n", "&#10;")


def dates(markup: str) -> str:
    """Return escaped text with each date in an element that lines do not break in: 2024-05-09 is read in one piece."""
    runs = ("".join(run) for _, run in groupby(markup, _OF_DATES.__contains__))
    return "".join(
        f"<time>{run}</time>" if [len(part) for part in run.split("-")] in ([4, 2], [4, 2, 2]) else run for run in runs
    )


def both(pair: Pair) -> str:
    """Return a text in both languages, escaped; the style sheet hides the one not chosen."""
    return f'<span class="zh">{escape(pair[0])}</span><span class="en" lang="en">{escape(pair[1])}</span>'


def filled(pair: Pair, *values: object, **named: object) -> Pair:
    """Return the pair with its placeholders filled, not escaped yet."""
    return pair[0].format(*values, **named), counted(pair[1], *values, **named)


def attribute(name: str, pair: Pair) -> str:
    """Return an attribute in Chinese, with the English beside it for the script to exchange.

    attribute("title", ("关闭", "Close"))  ->  'title="关闭" data-en-title="Close"'
    """
    return f'{name}="{escape(pair[0])}" data-en-{name}="{escape(pair[1])}"'


def dictionary() -> str:
    """Return every pair of `ui.i18n.texts` as a JSON object, Chinese to English, safe within a `<script>` element."""
    pairs: dict[str, str] = {}
    for name, value in vars(texts).items():
        for pair in value.values() if isinstance(value, dict) else (value,):
            if name != "LANGUAGE" and isinstance(pair, tuple) and len(pair) == 2:
                pairs.setdefault(*pair)
    return json.dumps(pairs, ensure_ascii=False).replace("<", "\\u003c")


def switches() -> str:
    """Return the switches of language and colours."""
    options = "".join(
        f'<option value="{value}" data-en="{escape(pair[1])}">{escape(pair[0])}</option>'
        for value, pair in (
            ("system", texts.THEME_SYSTEM),
            ("light", texts.THEME_LIGHT),
            ("dark", texts.THEME_DARK),
        )
    )
    return (
        f'<p class="switches"><button type="button" data-do="language">{both(texts.LANGUAGE)}</button>'
        f'<select data-do="theme" {attribute("aria-label", texts.THEME_LABEL)}>{options}</select></p>'
    )
