"""What the pages of the library and of the desk have in common: their head, and the dialog before a removal."""

from fastapi.responses import HTMLResponse

from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.middleware.authentication import current
from ui.middleware.origin_guard import PAGE_POLICY
from ui.middleware.plain_page import bar
from ui.rendering.invisible_characters import shown
from ui.rendering.markup import both, escape, switches

REMOVE: Pair = ("移除", "Remove")
SURE: Pair = (
    "移除《{}》？原文件不动，资料库里的文字和引用会消失。",
    "Remove “{}” from the library? The file it came from stays.",
)
_POLICY = PAGE_POLICY.replace("form-action 'none'", "form-action 'self'")


def _dialog() -> str:
    sure = (
        "移除《{}》？原文件不动，资料库里的文字和引用会消失。",
        "Remove “{}” from the library? The file it came from stays.",
    )
    asked = both(sure).replace("{}", "<b></b>")
    return (
        f'<dialog id="sure"><p>{asked}</p><p class="failed" role="alert"></p>'
        f'<p class="buttons"><button type="button" id="no" autofocus>{both(texts.CANCEL)}</button>'
        f'<button type="button" id="yes" class="danger">{both(REMOVE)}</button></p></dialog>'
    )


def page(title: str, body: str, *, name: str = "library", dialog: bool = True) -> str:
    """Return a whole page.

    :param name: Of its script and its style sheet.
    :param dialog: Whether the dialog that asks before a removal is part of it.
    """
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {texts.NAME}</title>"
        '<link rel="icon" href="/page/icon.svg"><script src="/page/early.js"></script>'
        f'<link rel="stylesheet" href="/page/theme.css"><link rel="stylesheet" href="/page/{name}/{name}.css">'
        '<link rel="stylesheet" href="/page/tables.css"><script src="/page/tables.js" defer></script>'
        f'<script src="/page/{name}/{name}.js" defer></script></head><body>'
        f'<nav aria-label="{texts.NAME}"><a href="/">{texts.NAME}</a><a href="/">{both(texts.CHAT)}</a>'
        f'<a href="/library">{both(texts.LIBRARY)}</a><a href="/desk">{both(texts.DESK)}</a>'
        f"{bar(current())}{switches()}</nav>"
        f"<main>{body}</main>{_dialog() if dialog else ''}</body></html>"
    )


def response(body: str, status: int = 200) -> HTMLResponse:
    """Return a page that may send to the service, and is never kept by a browser."""
    return HTMLResponse(shown(body), status, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})
