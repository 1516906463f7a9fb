"""The visible text of a saved web page, and what its head says of it.

Removes markup only: navigation and the like stay, for `furniture` to judge. Block elements become line breaks.
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from corpus.errors import UnreadableError
from corpus.readers.tabular.grid import Cell, table_lines

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "map",
        "select",
        "option",
        "datalist",
        "textarea",
        "button",
        "input",
        "rt",
        "rp",
        "rtc",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_META_NAMES = {
    "author": "author",
    "article:author": "author",
    "source": "publisher",
    "contentsource": "publisher",
    "mediaid": "publisher",
    "og:site_name": "site",
    "sitename": "site",
    "pubdate": "date",
    "publishdate": "date",
    "publish-date": "date",
    "publish_date": "date",
    "article:published_time": "date",
    "articletitle": "title",
    "og:title": "title",
}


class MarkupError(UnreadableError):
    """The page cannot be parsed without losing text. The message is the reason, for a person."""


def extract(markup: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return (visible text, meta): meta holds (name, value) pairs, names `title author date publisher site`.

    Ruby annotations are dropped, their base text stays. Markup of any quality is accepted.

    :raises MarkupError: If elements nest more than 2,000 deep.
    """
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # lxml refuses strings with an encoding declaration, so it gets bytes; lone surrogates have none
    data = markup.encode("utf-8", errors="replace").replace(b"\x00", b" ")
    if not data.strip():
        return "", ()
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return "", ()
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # the parser dropped the rest
        raise MarkupError("its markup nests too deeply; save the page as text", code="markup_too_deep")
    return _tidy(_pieces(root)), _meta(root)


def _meta(root: html.HtmlElement) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = _META_NAMES.get((element.get("name") or element.get("property") or "").strip().lower())
        value = _SPACE.sub(" ", element.get("content") or "").strip()
        if name and value:
            found.setdefault(name, value)
    title = root.find(".//title")
    if title is not None:
        found.setdefault("title", _SPACE.sub(" ", "".join(title.itertext())).strip())
    return tuple((name, value) for name, value in sorted(found.items()) if value)


def _pieces(root: html.HtmlElement, *, alone: bool = False) -> Iterator[str]:
    """Yield text with line breaks, walking without recursion: pages nest deeper than Python's stack.

    :param alone: Without what follows the element.
    """
    stack: list[tuple[html.HtmlElement, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if leaving:
            yield "\n" if tag in _BLOCKS else "\t" if tag in ("td", "th") else ""
            if alone and element is root:
                return
            yield _inline(element.tail) or (" " if tag == "a" and _is_link(element.getnext()) else "")
            continue
        if tag in _DROPPED or not tag or _is_hidden(element):
            yield _inline(element.tail)
            continue
        if tag == "br":
            yield "\n" + _inline(element.tail)
            continue
        if tag == "table" and (lines := _data_table(element)) is not None:
            yield from ("\n", *(line + "\n" for line in lines), _inline(element.tail))
            continue
        if tag in _BLOCKS:
            yield "\n"
        yield (element.text or "") if tag == "pre" else _inline(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))


def _data_table(table: html.HtmlElement) -> list[str] | None:
    """Return a table of data as lines; None for one that places parts of the page, links or other tables."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants("table"), None) is not None:
        return None
    rows = [
        [cell for cell in row if cell.tag in ("td", "th") and not _is_hidden(cell)]
        for row in table.iterdescendants("tr")
        if not any(_is_hidden(element) for element in (row, row.getparent()))
    ]
    texts = {cell: _tidy(_pieces(cell, alone=True)) for row in rows for cell in row}
    filled = [cell for cell in texts if texts[cell]]
    links = sum(1 for cell in filled if (link := cell.find(".//a")) is not None and _says(link) == _says(cell))
    if sum(len(row) > 1 for row in rows) < 2 or 2 * links > len(filled) or any(len(texts[c]) > 300 for c in filled):
        return None
    lines = [
        line for caption in table.iterchildren("caption") for line in _tidy(_pieces(caption, alone=True)).split("\n")
    ]
    cells = [[_cell(cell, texts[cell]) for cell in row] for row in rows]
    return [*lines, *table_lines(cells)]


def _cell(element: html.HtmlElement, text: str) -> Cell:
    headed = element.tag == "th" and element.get("scope") not in ("row", "rowgroup")
    return Cell(text, _span(element, "rowspan"), _span(element, "colspan"), headed)


def _span(element: html.HtmlElement, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", element.get(name) or "")
    return max(1, int(found[1])) if found else 1


def _says(element: html.HtmlElement) -> str:
    return "".join("".join(element.itertext()).split())


def _is_hidden(element: html.HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _is_link(element: html.HtmlElement | None) -> bool:
    return element is not None and element.tag == "a"


def _inline(text: str | None) -> str:
    return _SPACE.sub(" ", text) if text else ""


def _tidy(pieces: Iterator[str]) -> str:
    lines = (line.strip(" \t") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
