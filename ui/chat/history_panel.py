"""The list of conversations as HTML. Its buttons say what they do in `data-do`; the page's script passes it on."""

import time
from collections.abc import Sequence

from ui.i18n import texts
from ui.rendering.invisible_characters import shown
from ui.rendering.markup import attribute, both, escape
from ui.services.accounts.links import LONGEST
from ui.services.conversation_store import LISTED, NAME_LENGTH, Summary

_DAY = "%Y-%m-%d"


def head(*, kept: bool = True) -> str:
    """Return what stands above the list: a new conversation, and the search.

    :param kept: Whether conversations outlive the service.
    """
    warning = "" if kept else f'<p class="unsaved">{both(texts.UNSAVED)}</p>'
    return (
        f'<div class="history-head"><button type="button" id="new" data-do="new">{both(texts.NEW)}</button>'
        f'<button type="button" class="close-drawer" data-do="close-drawer" {attribute("aria-label", texts.CLOSE)}>×'
        f'</button><input type="search" id="history-search" maxlength="100" autocomplete="off" '
        f"{attribute('placeholder', texts.SEARCH_HISTORY)} {attribute('aria-label', texts.SEARCH_HISTORY)}>"
        f"{warning}</div>{_dialogs()}"
    )


def listing(found: Sequence[Summary] | None, current: str | None, words: str = "") -> str:
    """Return the list: what is pinned, then folder by folder, then the others, newest first.

    :param found: None if it cannot be read.
    :param current: The conversation on screen.
    :param words: What was searched for.
    """
    today = time.strftime(_DAY)
    groups: dict[str, list[Summary]] = {"pinned": [], "today": [], "earlier": []}
    folders: dict[str, list[Summary]] = {}
    for summary in (found or ())[:LISTED]:
        if summary.folder and not summary.pinned:
            folders.setdefault(summary.folder, []).append(summary)
            continue
        groups["pinned" if summary.pinned else "today" if _day(summary) == today else "earlier"].append(summary)
    parts = []
    for pair, summaries in (
        (texts.PINNED, groups["pinned"]),
        *(((name, name), folders[name]) for name in sorted(folders)),
        (texts.TODAY, groups["today"]),
        (texts.EARLIER, groups["earlier"]),
    ):
        if summaries:
            rows = "".join(_row(summary, summary.id == current) for summary in summaries)
            said = escape(pair[0]) if pair[0] == pair[1] else both(pair)
            parts.append(f"<h2>{said}</h2><ul>{rows}</ul>")
    if found and len(found) > LISTED:
        parts.append(f'<p class="empty">{both(texts.HISTORY_MORE)}</p>')
    if not parts:
        why = texts.HISTORY_NONE if words.strip() else texts.HISTORY_EMPTY
        parts.append(f'<p class="empty">{both(texts.HISTORY_UNREADABLE if found is None else why)}</p>')
    known = "".join(
        f'<option value="{escape(name)}"></option>' for name in sorted({s.folder for s in found or ()} - {""})
    )
    return shown(
        f'<nav id="conversations" data-current="{escape(current or "")}" {attribute("aria-label", texts.HISTORY)}>'
        f'{"".join(parts)}<datalist id="folders">{known}</datalist></nav>'
    )


def _row(summary: Summary, current: bool) -> str:
    name, key = escape(summary.name), escape(summary.id)
    mark = ' aria-current="page"' if current else ""
    day = _day(summary)
    when = time.strftime("%H:%M", time.localtime(summary.updated)) if day == time.strftime(_DAY) else day
    label = attribute("aria-label", (f"{texts.MORE[0]}：{summary.name}", f"{texts.MORE[1]}: {summary.name}"))
    exports = "".join(
        f'<a href="/conversations/{key}.{kind}" download>{both(pair)}</a>'
        for kind, pair in (
            ("html", texts.EXPORT_HTML),
            ("docx", texts.EXPORT_WORD),
            ("md", texts.EXPORT_MARKDOWN),
            ("json", texts.EXPORT_JSON),
        )
    )
    return (
        f'<li data-id="{key}" data-name="{name}" data-folder="{escape(summary.folder)}">'
        f'<button type="button" class="open" data-do="open" title="{name}"{mark}>'
        f'{name}<small><time>{when}</time></small></button><details class="more"><summary {label}>⋯</summary><div>'
        f'<button type="button" data-do="{"unpin" if summary.pinned else "pin"}">'
        f"{both(texts.UNPIN if summary.pinned else texts.PIN)}</button>"
        f'<button type="button" data-do="rename">{both(texts.RENAME)}</button>'
        f'<button type="button" data-do="file">{both(texts.FOLDER)}</button>'
        f'<button type="button" data-do="link">{both(texts.LINK)}</button>{exports}'
        f'<button type="button" data-do="delete">{both(texts.DELETE)}</button></div></details></li>'
    )


def _dialogs() -> str:
    days = "".join(f"<option{' selected' if n == 7 else ''}>{n}</option>" for n in (1, 7, 30, LONGEST))
    cancel = f'<button type="button" data-do="cancel">{both(texts.CANCEL)}</button>'
    return (
        f'<dialog id="rename-dialog" aria-labelledby="rename-title"><form method="dialog">'
        f'<h2 id="rename-title">{both(texts.RENAME)}</h2><input name="name" maxlength="{NAME_LENGTH}" required '
        f'autocomplete="off" {attribute("aria-label", texts.NAME_LABEL)}><p class="buttons">{cancel}'
        f'<button type="submit" class="primary">{both(texts.SAVE)}</button></p></form></dialog>'
        f'<dialog id="file-dialog" aria-labelledby="file-title"><form method="dialog">'
        f'<h2 id="file-title">{both(texts.FOLDER)}</h2><input name="folder" maxlength="{NAME_LENGTH}" list="folders" '
        f'autocomplete="off" {attribute("aria-label", texts.FOLDER_LABEL)} '
        f'{attribute("placeholder", texts.FOLDER_LABEL)}><p class="buttons">{cancel}'
        f'<button type="submit" class="primary">{both(texts.SAVE)}</button></p></form></dialog>'
        f'<dialog id="link-dialog" aria-labelledby="link-title"><form method="dialog">'
        f'<h2 id="link-title">{both(texts.LINK)}</h2><p class="about">{both(texts.LINK_ABOUT)}</p>'
        f'<p class="until" role="status"></p><p class="address" hidden>'
        f'<input name="address" readonly {attribute("aria-label", texts.LINK_ADDRESS)}>'
        f'<button type="button" data-link="copy">{both(texts.COPY)}</button></p>'
        f'<label>{both(texts.LINK_DAYS)} <select name="days">{days}</select></label><p class="buttons">'
        f'<button type="button" data-link="take-back" hidden>{both(texts.LINK_TAKE_BACK)}</button>'
        f'<button type="button" data-do="cancel">{both(texts.CLOSE)}</button>'
        f'<button type="button" class="primary" data-link="make">{both(texts.LINK_MAKE)}</button></p></form></dialog>'
        f'<dialog id="delete-dialog" role="alertdialog" aria-labelledby="delete-title"><form method="dialog">'
        f'<h2 id="delete-title">{both(texts.DELETE_SURE)}</h2><p class="name"></p><p class="buttons">{cancel}'
        f'<button type="submit" class="primary">{both(texts.DELETE)}</button></p></form></dialog>'
    )


def _day(summary: Summary) -> str:
    return time.strftime(_DAY, time.localtime(summary.updated))
