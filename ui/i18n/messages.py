"""Errors in the reader's language. Each is data, a `corpus.Message`: English where it is made, Chinese here by code.

One without a code, or with one that is not in `messages.toml`, is shown as it is in both languages.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from corpus import Message
from ui.i18n.texts import Pair

INTERNAL = Message("internal error; see the server's log", code="internal")


@cache
def catalogue() -> Mapping[str, str]:
    """Return the Chinese words of each code, with the placeholders of the English ones."""
    return tomllib.loads(files("ui.i18n").joinpath("messages.toml").read_text(encoding="utf-8"))


def chinese(message: Message) -> str:
    """Return a message in Chinese, or as it is if there is no Chinese for it."""
    words = catalogue().get(message.code)
    return message.said(words, "、", chinese) if words else str(message)


def pair(message: Message) -> Pair:
    """Return a message in both languages, each in one line."""
    return _line(chinese(message)), _line(str(message))


def for_reader(message: Message, headers: Mapping[str, str]) -> str:
    """Return a message in the language that a request prefers: Chinese, or the English that it is in."""
    wanted = headers.get("accept-language", "").strip().lower()
    return pair(message)[0 if wanted.startswith("zh") else 1]


def _line(text: str) -> str:
    return " ".join(text.split())
