"""A conversation as a file: HTML to hand on, Word for offices, Markdown for people, JSON for programs."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from corpus import NotFoundError
from rag import Citation
from ui.backend import Backend
from ui.chat.reader_cookie import reader_of
from ui.rendering import shared_page, word_paper
from ui.rendering.answer_html import permalink
from ui.rendering.attribution_labels import remarks_of, told, with_whose
from ui.rendering.export import MARKDOWN, markdown_table
from ui.rendering.references import Paper, listed, standing
from ui.rendering.shared_page import Exchanged
from ui.services.answer_json import read_answer
from ui.services.conversation_store import History, Stored

Remarks = Callable[[Sequence[Citation]], Mapping[int, str]]
Whose = Callable[[Sequence[Citation]], Mapping[int, dict[str, Any]]]


def router(history: History, backend: Backend) -> APIRouter:
    """Return the routes that give a reader's own conversations as files."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/conversations/{name}")
    def export(name: str, request: Request) -> Response:
        key, _, kind = name.rpartition(".")
        reader = reader_of(request)
        if reader is None or kind not in _MEDIA:
            raise NotFoundError(
                "no conversation {conversation!r}; open one on the page and export it there",
                code="no_transcript",
                conversation=name,
            )

        def remarks(citations: Sequence[Citation]) -> Mapping[int, str]:
            return remarks_of(citations, backend)

        title, found = history.name(reader, key), history.exchanges(reader, key)
        match kind:
            case "md":
                body: str | bytes = markdown(title, found, str(request.base_url).rstrip("/"), remarks)
            case "json":
                whose = partial(told, backend=backend)
                body = json.dumps(to_dict(title, found, whose), ensure_ascii=False, indent=1)
            case "html":
                body = shared_page.page(title, exchanged(found), lambda one: standing(one, backend), remarks)
            case _:
                papers = [_paper(one, remarks) for one in exchanged(found)]
                body = word_paper.document(papers or [Paper(title, "")], title)
        disposition = (
            f"attachment; filename=\"conversation.{kind}\"; filename*=UTF-8''{quote(_file_name(title))}.{kind}"
        )
        return Response(body, media_type=_MEDIA[kind], headers={"Content-Disposition": disposition})

    return routes


_MEDIA = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def exchanged(found: Sequence[Stored]) -> list[Exchanged]:
    """Return kept exchanges as they are shown; an answer of a version that we do not read is shown as its words."""
    exchanges = []
    for one in found:
        try:
            answer = read_answer(one.body["answer"]) if one.body.get("answer") else None
        except (AttributeError, KeyError, TypeError, ValueError):  # of a version that we do not read
            answer = None
        said = str(one.body.get("checked") or one.body.get("error") or "（没有回答）")
        exchanges.append(Exchanged(one.question, answer, said))
    return exchanges


def markdown(
    title: str, exchanges: Sequence[Stored], address: str = "", remarks: Remarks = lambda citations: {}
) -> str:
    """Return a conversation with its answers' references; everything in it is escaped for Markdown.

    :param address: Of the service, before the links to the sources.
    :param remarks: Whose words citations are, by their numbers, if not their speaker's own.
    """
    lines = [f"# {_plain(title)}", ""]
    for exchange in exchanged(exchanges):
        lines += [f"## {_plain(exchange.question)}", ""]
        paper = listed(_paper(exchange, remarks))
        lines += [*(_plain(line) for line in paper.text.splitlines()), "", *markdown_table(paper.rows)]
        for citation in paper.citations:
            link = address + permalink(citation.speech.id, citation.start, citation.end)
            words = _plain(" ".join(citation.quote.split()))
            lines.append(f"- \\[{citation.number}\\] {_plain(paper.cited(citation))}：“{words}” <{link}>")
        if paper.citations:
            lines.append("")
    return "\n".join(lines)


def _paper(exchange: Exchanged, remarks: Remarks) -> Paper:
    answer = exchange.answer
    if answer is None:
        return Paper(exchange.question, exchange.said)
    return Paper(
        exchange.question, answer.text, answer.citations, answer.refused, answer.rows, remarks(answer.citations)
    )


def to_dict(title: str, exchanges: Sequence[Stored], whose: Whose = lambda citations: {}) -> dict[str, Any]:
    """Return a conversation as JSON types.

    :param whose: Whose words citations are, by their numbers, as far as that is known.
    """
    found = []
    for stored, read in zip(exchanges, exchanged(exchanges), strict=True):
        body = dict(stored.body)
        if read.answer is not None:
            body["answer"] = with_whose(body["answer"], whose(read.answer.citations))
        found.append({"question": stored.question, **body})
    return {"name": title, "exchanges": found}


def _plain(text: str) -> str:
    return MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _file_name(title: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", title).strip(" .") or "conversation"
