from rag import DeskLink
from ui.rendering.answer_html import desk_link


def test_a_link_carries_its_fields_and_nothing_else() -> None:
    shown = desk_link(DeskLink("phrases", (("q", '竹"><script>'),)))
    assert 'href="/desk/phrases?q=%E7%AB%B9%22%3E%3Cscript%3E"' in shown and "提法" in shown
    assert desk_link(None) == desk_link(DeskLink("elsewhere")) == ""
