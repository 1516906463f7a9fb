"""News as JSON lines and as an Atom feed (RFC 4287)."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from rag.desk.watch.store import News

_ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = "1970-01-01T00:00:00+00:00"


def json_lines(news: Sequence[News]) -> str:
    """Return one JSON object a line."""
    return "".join(json.dumps(item.to_dict(), ensure_ascii=False) + "\n" for item in news)


def atom(news: Sequence[News], *, address: str = "", title: str = "引证：关注的新内容") -> str:
    """Return an Atom feed.

    :param news: The newest first.
    :param address: Where the service is reached; entries then link to their speeches.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "title", title)
    _add(feed, "id", "urn:yinzheng:watch")
    _add(feed, "updated", news[0].at if news else _EPOCH)
    author = ET.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", "引证 Yinzheng")
    for item in news:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        speech = item.body["speech"]
        _add(entry, "title", f"{item.body['text']} — 《{speech['title']}》")
        _add(entry, "id", f"urn:yinzheng:watch:{item.body['watch']}:{item.id}")
        _add(entry, "updated", item.at)
        if address:
            ET.SubElement(
                entry, f"{{{_ATOM}}}link", href=f"{address.rstrip('/')}/speech/{speech['id']}", rel="alternate"
            )
        who = "，".join(part for part in (speech["speaker"], speech["date"]) if part)
        lines = "\n".join(f"“{line['quote']}”" for line in item.body["lines"])
        _add(entry, "content", f"{who}\n{lines}" if who else lines)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _add(parent: ET.Element, name: str, text: str) -> None:
    # what XML cannot hold would make the whole feed unreadable
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = "".join(
        char if char in "\t\n" or (char.isprintable() and not "\ud800" <= char <= "\udfff") else " " for char in text
    )
