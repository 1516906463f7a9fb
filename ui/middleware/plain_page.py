"""Small pages of the service itself, in both languages and without a script: the form at the door, what is refused.

Beside it what every page says of who is logged in.
"""

import secrets

from starlette.responses import HTMLResponse

from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.rendering.markup import attribute, both, escape
from ui.services.accounts.roles import Identity

_POLICY = "default-src 'none'; style-src 'nonce-{0}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_STYLE = (
    "body{font:1rem/1.8 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;background:#fbfaf7;"
    "color:#24262b;display:grid;place-items:center;min-height:90vh;margin:0}main{width:min(20rem,88vw)}"
    "h1{color:#8f2d22;letter-spacing:.14em;font-size:1.6rem}input,button,.way{font:inherit;width:100%;"
    "box-sizing:border-box;padding:.5rem .75rem;margin:.4rem 0;border:1px solid #857f73;border-radius:9px;"
    "background:#fff;color:inherit}button{background:#8f2d22;color:#fff;border:0;min-height:2.75rem}"
    ".way{display:block;text-align:center;text-decoration:none}label{display:block}p[role=alert]{color:#8f2d22}"
    "small{color:#6d6a63}a{color:#8f2d22}"
    "@media(prefers-color-scheme:dark){body{background:#17181a;color:#dddad2}input,.way{background:#1f2023}"
    "h1,p[role=alert],a{color:#e39a88}.way{color:inherit}small{color:#98948b}}"
)


def page(title: Pair, body: str, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    """Return a whole page.

    :param body: HTML of its main part, behind the name.
    """
    nonce = secrets.token_urlsafe(16)
    content = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{texts.NAME} · {escape(title[0])}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style nonce="{nonce}">{_STYLE}</style></head><body><main><h1>{texts.NAME}</h1>{body}</main></body></html>'
    )
    fixed = {"Content-Security-Policy": _POLICY.format(nonce), "Cache-Control": "no-store"}
    fixed["Referrer-Policy"] = "same-origin"  # under no-referrer a browser sends forms with Origin: null
    return HTMLResponse(content, status, {**fixed, **(headers or {})})


def said(pair: Pair) -> str:
    """Return a text in both languages, the English small beside it: these pages have no switch."""
    return f'{escape(pair[0])} <small lang="en">{escape(pair[1])}</small>'


def bar(identity: Identity) -> str:
    """Return who is logged in, leading to the page of the account; nothing while no login is in use."""
    if identity.how == "local":
        return ""
    role = texts.ROLES[identity.role.word]
    label = attribute("aria-label", (f"{texts.ACCOUNT[0]}：{identity.name}", f"{texts.ACCOUNT[1]}: {identity.name}"))
    return f'<a class="account" href="/account" {label}>{escape(identity.name)} <small>{both(role)}</small></a>'
