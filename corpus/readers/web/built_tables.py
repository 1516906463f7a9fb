"""Tables that a page builds of `div`, `li` or `dl`: rows of cells, and labels with their values.

What a page says of its parts is believed: roles, `display: table-row`, classes such as `tr` and `td`. Where it says
nothing, what repeats is a table if it looks like one: names above figures, or labels before values.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import html

from corpus.readers.tabular.grid import Cell, is_figure, table_lines

TextOf = Callable[[html.HtmlElement], str]

_PARTS = {
    **dict.fromkeys(("table", "tbl", "grid", "treegrid", "datatable"), "table"),
    **dict.fromkeys(("rowgroup", "thead", "tbody", "tfoot", "row-group", "header-group", "footer-group"), "group"),
    **dict.fromkeys(("row", "tr"), "row"),
    **dict.fromkeys(("cell", "td", "gridcell", "rowheader"), "cell"),
    **dict.fromkeys(("columnheader", "th"), "header"),
}
_LABELS = frozenset("label lbl key dt th field caption tit hd rowheader".split())
_LABEL_TAGS = frozenset("dt th label strong b em".split())
_HOLDERS = frozenset("div section ul ol article main".split())
_ROWS = frozenset("div li section ul ol p dl".split())
_MAX_COLUMNS = 12
_INSIDE = 12  # elements inside a cell, at most
_CELL = 300  # characters of a cell, at most
_LABEL = 20  # characters of a label or of a column's name, at most
_LEAST = 3  # rows, where nothing but their look says that they are a table


def style_rules(root: html.HtmlElement) -> None:
    """Write what the style sheets of a page say of tables, class by class, into the elements themselves."""
    shown: dict[str, str] = {}
    for sheet in root.iter("style"):
        for names, rules in re.findall(r"([^{}]{1,200})\{([^{}]*)\}", sheet.text or ""):
            if display := re.search(r"display\s*:\s*(table[\w-]*)", rules):
                shown |= dict.fromkeys(re.findall(r"\.([\w-]+)\s*(?:,|$)", names.strip()), display[1])
    if not shown:
        return
    for element in root.iter("div", "span", "p", "ul", "li", "section", "dl", "dt", "dd"):
        for name in (element.get("class") or "").split():
            if name in shown and not element.get("style"):
                element.set("style", f"display:{shown[name]}")


def built_table(
    element: html.HtmlElement, text_of: TextOf, is_hidden: Callable[[html.HtmlElement], bool]
) -> list[str] | None:
    """Return what an element holds as lines of a table; None if it is none.

    :param text_of: The visible text of an element, its paragraphs a line each.
    :param is_hidden: Whether an element is not shown.
    """
    if element.tag == "dl":
        return _definitions(element, text_of, is_hidden)
    if element.tag not in _HOLDERS or len(element) < 2 or not _is_bare(element):
        return None
    captions, rows = _rows(element, is_hidden)
    cells = [[cell for cell in row if _is_shown(cell, is_hidden)] for row in rows]
    if len(rows) < 2 or not all(1 < len(row) <= _MAX_COLUMNS and all(map(_is_small, row)) for row in cells):
        return _alternating(element, text_of, is_hidden) if len(rows) < 2 else None
    if len({len(row) for row in cells}) > 1 or not all(map(_is_bare, rows)):
        return None
    texts = [[text_of(cell) for cell in row] for row in cells]
    filled = [
        cell for row, said in zip(cells, texts, strict=True) for cell, text in zip(row, said, strict=True) if text
    ]
    if _are_links(filled) or any(len(text) > _CELL for row in texts for text in row):
        return None
    told = all(map(_is_told_row, rows)) or all(_part(cell) in ("cell", "header") for row in cells for cell in row)
    lines = [_flat(text) for caption in captions if (text := text_of(caption))]
    if _label_columns(cells, texts) and (told or _end_in_colons(texts) or len(rows) >= _LEAST):
        return [*lines, *_labelled(texts)]
    if told:
        return [*lines, *table_lines(_told_cells(cells, texts))]
    if _looks_like_table(rows, texts) or _looks_like_pairs(cells, texts):
        head = [Cell(text, header=True) for text in texts[0]]
        body = [[Cell(text) for text in row] for row in texts[1:]]
        return _labelled(texts) if len(texts[0]) == 2 else table_lines([head, *body])
    return None


def _is_told_row(row: html.HtmlElement) -> bool:
    return _part(row) == "row" and "row" not in _names(row)  # a class `row` alone places parts on a page


def _told_cells(cells: Sequence[Sequence[html.HtmlElement]], texts: Sequence[Sequence[str]]) -> list[list[Cell]]:
    return [
        [Cell(text, header=_part(cell) == "header") for cell, text in zip(row, said, strict=True)]
        for row, said in zip(cells, texts, strict=True)
    ]


def _rows(
    element: html.HtmlElement, is_hidden: Callable[[html.HtmlElement], bool]
) -> tuple[list[html.HtmlElement], list[html.HtmlElement]]:
    """Return (captions, rows): what is shown of its children, and of those that gather rows."""
    captions: list[html.HtmlElement] = []
    rows: list[html.HtmlElement] = []
    for child in element:
        if not _is_shown(child, is_hidden):
            continue
        if _part(child) == "group" and len(child) and _is_bare(child) and child[0].tag in _ROWS and len(child[0]) > 1:
            rows.extend(row for row in child if _is_shown(row, is_hidden))
        elif not rows and not len(child):
            captions.append(child)
        else:
            rows.append(child)
    if any(row.tag not in _ROWS for row in rows):
        return captions, []
    return captions, rows


def _definitions(
    listed: html.HtmlElement, text_of: TextOf, is_hidden: Callable[[html.HtmlElement], bool]
) -> list[str] | None:
    """Return a list of terms as lines `term：value`; None if a value is a text, or they are links."""
    if not _is_bare(listed):
        return None
    parts: list[html.HtmlElement] = []
    for child in listed:
        inner = list(child) if child.tag == "div" and all(one.tag in ("dt", "dd") for one in child) else [child]
        parts.extend(one for one in inner if _is_shown(one, is_hidden))
    if not parts or parts[0].tag != "dt" or any(one.tag not in ("dt", "dd") or not _is_small(one) for one in parts):
        return None
    return _pairs(parts, [one.tag == "dt" for one in parts], text_of)


def _alternating(
    element: html.HtmlElement, text_of: TextOf, is_hidden: Callable[[html.HtmlElement], bool]
) -> list[str] | None:
    """Return labels and values that follow one another as lines; None if they do not alternate."""
    parts = [child for child in element if _is_shown(child, is_hidden)]
    told = [_is_label(one) for one in parts]
    alternate = len(parts) >= 4 and len(parts) % 2 == 0 and all(told[::2]) and not any(told[1::2])
    if not alternate or not all(map(_is_small, parts)) or len({(one.tag, one.get("class")) for one in parts}) != 2:
        return None
    return _pairs(parts, told, text_of)


def _pairs(parts: Sequence[html.HtmlElement], told: Sequence[bool], text_of: TextOf) -> list[str] | None:
    """Return lines `label：value`, one for each value; several labels in a row share theirs."""
    texts = [text_of(one) for one in parts]
    values = [one for one, label, text in zip(parts, told, texts, strict=True) if text and not label]
    labels = [_flat(text) for text, label in zip(texts, told, strict=True) if label]
    said = [text for text, label in zip(texts, told, strict=True) if not label]
    if not values or _are_links([one for one, text in zip(parts, texts, strict=True) if text]) or not said:
        return None
    if not all(map(_is_word, labels)) or any(len(text) > _CELL or text.count("\n") > 1 for text in said):
        return None
    lines: list[str] = []
    named: list[str] = []
    under = 0  # values of the last label
    for text, label in zip(texts, told, strict=True):
        if label:
            named = [*([] if under else named), _flat(text).rstrip("：:")]
            under = 0
        else:
            under += 1
            lines.extend(_labelled([["、".join(named), text]]))
    return [*lines, *(_labelled([["、".join(named), ""]]) if not under else [])]


def _labelled(texts: Sequence[Sequence[str]]) -> list[str]:
    cells = [[Cell(text, header=not at % 2) for at, text in enumerate(row)] for row in texts]
    if len(texts) > 1 and len(texts[0]) == 2:
        return table_lines(cells)
    return [
        f"{_flat(row[at]).rstrip('：:')}：{_flat(row[at + 1]) or '—'}" for row in texts for at in range(0, len(row), 2)
    ]


def _label_columns(cells: Sequence[Sequence[html.HtmlElement]], texts: Sequence[Sequence[str]]) -> bool:
    """Say whether each row is labels and values in turn, and every label is marked as one, the values are not."""
    if any(len(row) % 2 for row in cells):
        return False
    marked = all(_is_label(one) for row in cells for one in row[::2])
    return (
        (marked or _end_in_colons(texts))
        and not any(_is_label(one) for row in cells for one in row[1::2])
        and _are_words([_flat(text) for row in texts for text in row[::2]])
    )


def _end_in_colons(texts: Sequence[Sequence[str]]) -> bool:
    return all(text.rstrip().endswith(("：", ":")) for row in texts for text in row[::2])


def _looks_like_table(rows: Sequence[html.HtmlElement], texts: Sequence[Sequence[str]]) -> bool:
    """Say whether rows of one look, three columns and more, have words above figures."""
    alike = len({(row.tag, row.get("class")) for row in rows[1:]}) == 1 and rows[0].tag == rows[1].tag
    return (
        alike
        and len(texts[0]) >= 3
        and len(texts) >= _LEAST
        and _are_words([_flat(text) for text in texts[0]])
        and any(is_figure(_flat(text)) for row in texts[1:] for text in row)
    )


def _looks_like_pairs(cells: Sequence[Sequence[html.HtmlElement]], texts: Sequence[Sequence[str]]) -> bool:
    """Say whether rows of two cells, each of its own class, have words before figures and other values."""
    if len(texts) < _LEAST or len(texts[0]) != 2:
        return False
    looks = [{(row[at].tag, row[at].get("class")) for row in cells} for at in (0, 1)]
    parted = all(len(one) == 1 for one in looks) and looks[0] != looks[1]
    values = [_flat(row[1]) for row in texts]
    return (
        parted
        and _are_words([_flat(row[0]) for row in texts])
        and any(map(is_figure, values))
        and not all(re.fullmatch(r"[\d\s:/.年月日-]+", value) for value in values)
    )


def _are_words(labels: Sequence[str]) -> bool:
    return len(set(labels)) == len(labels) and all(map(_is_word, labels))


def _is_word(label: str) -> bool:
    """Say whether a text may be a label: short, no figure, no sentence."""
    bare = label.rstrip("：: ")
    return bool(bare) and len(bare) <= _LABEL and not is_figure(bare) and bare[-1] not in "。；！？!?，,"


def _are_links(filled: Sequence[html.HtmlElement]) -> bool:
    """Say whether most of these elements are links and nothing else."""
    links = sum(1 for one in filled if (link := one.find(".//a")) is not None and _says(link) == _says(one))
    return 2 * links >= len(filled)


def _is_label(element: html.HtmlElement) -> bool:
    return element.tag in _LABEL_TAGS or bool(_LABELS.intersection(_names(element)))


def _part(element: html.HtmlElement) -> str:
    """Return which part of a table the page says that an element is: `table group row cell header`, or nothing."""
    if part := _PARTS.get((element.get("role") or "").strip().lower()):
        return part
    if display := re.search(r"display\s*:\s*table-?([\w-]*)", element.get("style") or ""):
        return _PARTS.get(display[1] or "table", "")
    return next((part for name in _names(element) if (part := _PARTS.get(name))), "")


def _names(element: html.HtmlElement) -> Iterator[str]:
    """Yield the last word of each class: `cell` of `info-cell`."""
    for name in (element.get("class") or "").lower().split():
        yield re.split(r"[-_]", name)[-1]


def _is_small(cell: html.HtmlElement) -> bool:
    """Say whether an element may be a cell: little is inside it. Stops early, so that pages stay linear."""
    length = len(cell.text or "")
    for count, inside in enumerate(cell.iterdescendants()):
        length += len(inside.text or "") if isinstance(inside.tag, str) else 0
        length += len(inside.tail or "")
        if count >= _INSIDE or length > 2 * _CELL or inside.tag in ("table", "h1", "h2", "form", "iframe"):
            return False
    return length <= 2 * _CELL


def _is_bare(element: html.HtmlElement) -> bool:
    """Say whether nothing but elements stands inside an element."""
    return not any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def _is_shown(element: html.HtmlElement, is_hidden: Callable[[html.HtmlElement], bool]) -> bool:
    return (
        isinstance(element.tag, str) and element.tag not in ("script", "style", "template") and not is_hidden(element)
    )


def _says(element: html.HtmlElement) -> str:
    return "".join("".join(element.itertext()).split())


def _flat(text: str) -> str:
    return " ".join(text.split())
