"""The link from an answer to the desk's page that shows the whole of it."""

from urllib.parse import urlencode

from rag import DeskLink
from ui.i18n import texts
from ui.rendering.markup import both, escape


def desk_link(desk: DeskLink | None) -> str:
    """Return the link to the desk's page that shows the whole of an answer; nothing if there is none."""
    if desk is None or desk.tool not in texts.TOOLS:
        return ""
    name = texts.TOOLS[desk.tool]
    said = texts.TO_DESK[0].format(name[0]), texts.TO_DESK[1].format(name[1])
    query = f"?{urlencode(desk.query)}" if desk.query else ""
    href = escape(f"/desk/{desk.tool}{query}")
    return f'<p class="to-desk"><a href="{href}" target="_blank">{both(said)}</a></p>'
