"""The page of what is watched: saved phrases and questions, and what new documents hold for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from rag import News, Watch
from ui.i18n.texts import Pair
from ui.pages.desk import parts
from ui.rendering.markup import attribute, both, escape, filled

_EARLIER: Pair = ("另有 {} 篇较早的，见", "{:earlier one|earlier ones}: ")
_FROM_START = ("库里已有的也算新", "What is there already is news too")


def body(watches: Sequence[Watch], news: Sequence[News], text: str = "") -> str:
    """Return the form, what is watched, and what was found, the newest first.

    :param text: What stands in the form, ready to be watched.
    """
    kinds = {"phrase": ("提法", "Phrase"), "question": ("问题", "Question")}
    add = (
        '<form class="ask" method="post" action="/desk/watch">'
        + parts.text_field("text", ("关注", "Watch"), text, ("一个提法，或一个问题", "a phrase, or a question"))
        + parts.choice("kind", ("类型", "Sort"), "phrase", kinds)
        + f'<label class="tick"><input type="checkbox" name="from_start" value="1"> {both(_FROM_START)}</label>'
        + f"<button>{both(('关注', 'Watch'))}</button></form>"
    )
    saved = "".join(
        f"<li><b>{escape(one.text)}</b> <small>{both(kinds[one.kind])} · {escape(one.at[:10])}</small>"
        f'<form method="post" action="/desk/watch/remove"><input type="hidden" name="watch" value="{one.id}">'
        f'<button class="quiet" {attribute("aria-label", (f"不再关注 {one.text}", f"Stop watching {one.text}"))}>'
        f"{both(('不再关注', 'Stop'))}</button></form></li>"
        for one in watches
    )
    kept = (
        f'<ul class="watches">{saved}</ul>' if saved else parts.note(("还没有关注的内容。", "Nothing is watched yet."))
    )
    rows = "".join(f"<li>{_news(item)}</li>" for item in news)
    found = f'<ol class="digest">{rows}</ol>' if rows else parts.note(("还没有新内容。", "No news yet."))
    feeds = (
        '<p class="downloads"><a href="/desk/watch/feed.atom">Atom</a> '
        '<a href="/desk/watch/news.jsonl" download>JSON</a></p>'
    )
    return (
        f"{add}<section><h2>{both(('关注的内容', 'What is watched'))}</h2>{kept}</section>"
        f"<section><h2>{both(('新内容', 'News'))}</h2>{feeds}{found}</section>"
    )


def _news(item: News) -> str:
    value: Mapping[str, Any] = item.body
    speech = value["speech"]
    about = " · ".join(part for part in (speech["speaker"], speech["date"]) if part)
    uses = both(filled(("{} 处", "{:place|places}"), value["uses"]))
    lines = "".join(
        f"<li>“{parts.cited(speech['id'], line['start'], line['end'], escape(' '.join(line['quote'].split())))}”</li>"
        for line in value["lines"]
    )
    others = ""
    if value.get("others"):
        link = f'<a href="{parts.address("phrases", q=value["text"])}">{both(("全部用例", "all uses"))}</a>'
        others = f" <small>{both(filled(_EARLIER, value['others']))}{link}</small>"
    return (
        f"<b>{escape(value['text'])}</b> <small>{escape(item.at[:16].replace('T', ' '))}</small> "
        f'<span class="source"><a href="/speech/{escape(speech["id"])}">《{escape(speech["title"])}》</a> '
        f"{escape(about)}</span> <small>{uses}</small>{others}<ul>{lines}</ul>"
    )
