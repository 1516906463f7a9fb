"""The visible text of a saved web page, and what its head says of it.

Removes markup only: navigation and the like stay, for `furniture` to judge. Block elements become line breaks.
"""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy

from lxml import etree, html

from corpus.errors import UnreadableError
from corpus.readers.tabular.grid import Cell, table_lines
from corpus.readers.web.built_tables import built_table, style_rules

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
_WAITING = frozenset(["noscript", "template"])  # shown, or copied into the page, where scripts do or do not run
_ENTRIES = frozenset(["span", "em", "i", "b", "a", "small", "time"])
_ROWS = frozenset(["div", "header"])
_ROW = 80  # characters of a row of entries under a title, at most
_LEAST = 40  # characters of prose that a part must have to be the text that a script was to show
_SENTENCE = re.compile("[。！？]")
_HAN = re.compile("[\u4e00-\u9fff]")
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
    style_rules(root)
    _compose(root)
    _reveal(root)
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
        lines = _data_table(element) if tag == "table" else built_table(element, _own_text, _is_hidden)
        if lines is not None:
            yield from ("\n", *(line + "\n" for line in lines), _inline(element.tail))
            continue
        if tag in _BLOCKS:
            yield "\n"
        if _is_entry(element):
            yield " "
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


def _own_text(element: html.HtmlElement) -> str:
    return _tidy(_pieces(element, alone=True))


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


def _is_entry(element: html.HtmlElement) -> bool:
    """Say whether an element is one of several in a row that state a thing each: `<a>原创</a><a>市水务局</a>`."""
    row = element.getparent()
    if element.tag not in _ENTRIES or row is None or row.tag not in _ROWS or element.getprevious() is None:
        return False
    alone = all(not (text or "").strip() for text in (row.text, *(child.tail for child in row)))
    named = all(child.tag in _ENTRIES and (child.get("class") or child.get("id")) for child in row)
    return alone and named and len(text := _says(row)) <= _ROW and not _SENTENCE.search(text)


def _inline(text: str | None) -> str:
    return _SPACE.sub(" ", text) if text else ""


def _tidy(pieces: Iterator[str]) -> str:
    lines = (line.strip(" \t") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _compose(root: html.HtmlElement) -> None:
    """Put what an element has under a shadow root of its own where its slots are, as browsers show it."""
    for shadow in list(root.iter("template")):
        host = shadow.getparent()
        if host is None or shadow.get("shadowrootmode") not in ("open", "closed"):
            continue
        shadow.tag = "div"
        for slot in list(shadow.iter("slot")):
            name = slot.get("name")
            given = [child for child in host if child is not shadow and isinstance(child.tag, str)]
            given = [child for child in given if child.get("slot") == name]
            if given:
                slot.text = None
                slot[:] = given  # moves them; what stood there was for want of them


def _reveal(root: html.HtmlElement) -> None:
    """Show what a script would have shown: hidden parts that hold the text of a page, or a good part of it.

    A saved page has its article hidden until a script has run, in tabs, or for those who run none. What is shown
    anyway, and what is little beside the text that is shown (a consent, a question), stays hidden.
    """
    for _ in range(3):  # a part that is shown may hold another
        page = _tidy(_pieces(root))
        shown = _prose(page)
        parts = [(part, lines) for part in _hidden_parts(root) if (lines := _prose(_text_of(part)) - shown)]
        parts = [(part, lines) for part, lines in parts if _weight(lines) >= _LEAST]
        if 2 * sum(_weight(lines) for _, lines in parts) < _weight(page.split("\n")) or not parts:
            return
        for part, _lines in parts:
            _show(part)


def _hidden_parts(root: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the outermost parts that are not shown and are no script, style or form."""
    parts, stack = [], [root]
    while stack:
        element = stack.pop()
        if element.tag in _WAITING or (element.tag not in _DROPPED and _is_hidden(element)):
            parts.append(element)
        elif element.tag not in _DROPPED:
            stack.extend(child for child in element if isinstance(child.tag, str))
    return parts


def _show(element: html.HtmlElement) -> None:
    if element.tag in _WAITING:
        element.tag = "div"
    element.attrib.pop("hidden", None)
    if element.get("style"):
        element.set("style", _HIDDEN.sub("", element.get("style")))


def _text_of(element: html.HtmlElement) -> str:
    """Return the text that a part would show."""
    inside = html.Element("div")
    copied = deepcopy(element)
    copied.tail = None
    for part in copied.iter():
        if isinstance(part.tag, str):
            _show(part)
    inside.append(copied)
    return _tidy(_pieces(inside))


def _prose(text: str) -> frozenset[str]:
    """Return the lines that are sentences."""
    return frozenset(line for line in text.split("\n") if _SENTENCE.search(line))


def _weight(lines: Iterable[str]) -> int:
    return sum(len(_HAN.findall(line)) for line in lines)
