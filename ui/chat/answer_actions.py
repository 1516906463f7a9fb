"""What a reader can do with an answer on the chat page: take it along, or say what is wrong with it.

`papers.js` gives these links their dialogs, and sends what `data` left on the page to `ui.api.exports`.
"""

import json

from rag import Answer
from ui.i18n.texts import Pair
from ui.rendering import spreadsheet
from ui.rendering.answer_html import action, speech_link
from ui.rendering.markup import escape

SAVE: Pair = ("导出", "Export")
GOOD: Pair = ("有用", "Good")
BAD: Pair = ("有问题", "Not good")


def actions(anchor: str) -> list[str]:
    """Return the links below an answer."""
    return [action("save", anchor, SAVE), action("up", anchor, GOOD), action("down", anchor, BAD)]


def data(anchor: str, question: str, answer: Answer) -> str:
    """Return an unseen element with what the links send.

    The question is the one searched, a follow-up made whole: so it means the same in an evaluation file.
    """
    paper = {
        "question": answer.question or question,
        "text": answer.text,
        "refused": answer.refused,
        "citations": [
            {"number": c.number, "speech_id": c.speech.id, "start": c.start, "end": c.end} for c in answer.citations
        ],
    }
    sent = escape(json.dumps(paper, ensure_ascii=False))
    kept = f'<template id="paper-{anchor}" data-model="{escape(answer.model)}" data-paper="{sent}"></template>'
    return kept + (_rows(anchor, answer) if spreadsheet.is_table(answer.rows) else "")


def _rows(anchor: str, answer: Answer) -> str:
    """Return an unseen element with an answer's list as a table, and what is sent to have it as a file.

    It is moved to its answer by `papers.js`: what is in the chat itself Gradio reads again with every word of the next.
    """
    rows = [
        {"speech_id": row.speech.id, "start": row.start, "end": row.end, "facts": dict(row.facts)}
        for row in answer.rows
    ]
    sent = escape(json.dumps(rows, ensure_ascii=False))
    table = spreadsheet.table(answer.rows, speech_link)
    return f'<template id="rows-{anchor}" data-rows="{sent}">{table}</template>'
