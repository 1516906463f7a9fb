"""The library as an MCP server: search, ask, quote and list as tools, each document as a resource.

What tools give is structured: every passage, citation and quotation has its span, `source_text[start:end]`. The server
keeps no conversation; a follow-up is asked with its history. Needs the extra `mcp`.
"""

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Annotated, Literal, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from corpus import InputError, NotFoundError, YinzhengError
from index import Filters
from rag import MAX_QUESTION, Finished, Turn
from ui.api.responses import AnswerOut, HitOut, SpeechOut
from ui.backend import Backend, consistent
from ui.rendering.attribution_labels import answer_dict

INSTRUCTIONS = (
    "引证：讲话问答，句句有据。 A library of Chinese speeches and official news. Ask in Chinese. `ask` gives an answer "
    "each sentence of which cites the exact characters that say so, or refuses and says why; `search` gives passages; "
    "`quote` gives the exact text of a span; `list_speeches` says what there is. Spans are half-open character offsets "
    "into the original text, which the resource yinzheng://speeches/{speech} holds."
)
MOST = 50
"""How many passages a search gives at most."""
LONGEST = 20_000
"""How many characters a quotation has at most."""
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_P = ParamSpec("_P")
_R = TypeVar("_R")

Speakers = Annotated[list[str] | None, Field(description="只看这些讲话人 exact names of speakers; any of them")]
Places = Annotated[list[str] | None, Field(description="只看这些地点 any of these occurs in its place")]
Since = Annotated[str | None, Field(description="起始日期 first day: YYYY, YYYY-MM or YYYY-MM-DD")]
Until = Annotated[str | None, Field(description="截止日期 last day, likewise")]


class Passages(BaseModel):
    """Passages found, best first; each `text` is the original's `[start:end]`."""

    query: str
    hits: list[HitOut]


class Speeches(BaseModel):
    """Speeches, in order of their dates."""

    speeches: list[SpeechOut]


class Quotation(BaseModel):
    """The exact characters of a span."""

    speech: SpeechOut
    start: int
    end: int
    quote: str


class Message(BaseModel):
    """One message of the conversation before a question."""

    role: Literal["user", "assistant"]
    text: str


def server(backend: Backend) -> MCPServer:
    """Return an MCP server over a library; `run()` it on standard input and output, or with `streamable-http`."""
    made = MCPServer(
        "yinzheng", title="引证", instructions=INSTRUCTIONS, version=version("yinzheng"), log_level="WARNING"
    )

    @made.tool(title="检索 Search", annotations=_READS)
    @_said
    def search(
        query: Annotated[str, Field(description="要找的话或主题，中文", max_length=MAX_QUESTION)],
        k: Annotated[int, Field(ge=1, le=MOST)] = 10,
        speakers: Speakers = None,
        places: Places = None,
        since: Since = None,
        until: Until = None,
    ) -> Passages:
        """检索原文段落。 Find passages of the speeches, best first, with their spans."""
        hits = backend.search(query, k, Filters(speakers or (), places or (), since, until))
        return Passages(query=query, hits=[HitOut.model_validate(hit.to_dict()) for hit in hits])

    @made.tool(title="提问 Ask", annotations=_READS)
    @_said
    def ask(
        question: Annotated[str, Field(description="问题，中文", max_length=MAX_QUESTION)],
        history: Annotated[list[Message] | None, Field(description="之前的对话，先旧后新 the turns before")] = None,
        speakers: Speakers = None,
        places: Places = None,
        since: Since = None,
        until: Until = None,
    ) -> AnswerOut:
        """回答问题，句句注明原文出处；库里没有就拒答并说明原因。 Answer with citations, or refuse and say why."""
        turns = [Turn(message.role, message.text) for message in history or ()]
        filters = Filters(speakers or (), places or (), since, until)
        *_, last = backend.stream(question, history=turns, filters=filters)
        assert isinstance(last, Finished)
        return AnswerOut.model_validate(answer_dict(last.answer, backend))

    @made.tool(title="引用 Quote", annotations=_READS)
    @_said
    def quote(
        speech: Annotated[str, Field(description="讲话编号 a speech's id")],
        start: Annotated[int, Field(ge=0, description="起点，字符 first character")],
        end: Annotated[int, Field(ge=0, description="终点，不含 behind the last character")],
    ) -> Quotation:
        """取一段原文，一字不差。 Give the exact original text of a span."""
        with consistent(backend):
            found, text = backend.speech(speech), backend.source_text(speech)
        if not start < end <= len(text):
            raise InputError(
                "no span {span!r} in a text of {length} characters; write start-end",
                code="no_span",
                span=f"{start}-{end}",
                length=len(text),
            )
        if end - start > LONGEST:
            raise InputError(
                "a span of {length} characters; quote at most {limit}",
                code="span_too_long",
                length=end - start,
                limit=LONGEST,
            )
        return Quotation(speech=SpeechOut.model_validate(found.to_dict()), start=start, end=end, quote=text[start:end])

    @made.tool(title="列表 List", annotations=_READS)
    @_said
    def list_speeches(
        speakers: Speakers = None, places: Places = None, since: Since = None, until: Until = None
    ) -> Speeches:
        """列出讲话：题名、讲话人、日期、地点。 List the speeches with what is known of them."""
        filters = Filters(speakers or (), places or (), since, until)
        found = [speech for speech in backend.speeches() if filters.accepts(speech)]
        return Speeches(speeches=[SpeechOut.model_validate(speech.to_dict()) for speech in found])

    @made.resource("yinzheng://speeches/{speech}", title="原文 Original text", mime_type="text/plain")
    def document(speech: str) -> str:
        """一篇讲话的原文，各处的起止位置都指它。 The original text that all spans refer to."""
        try:
            return backend.source_text(speech)
        except NotFoundError as error:
            raise ResourceNotFoundError(str(error)) from None

    return made


def _said(tool: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let a tool's errors that we raise on purpose reach the caller as one line."""

    @wraps(tool)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return tool(*args, **kwargs)
        except YinzhengError as error:
            raise ToolError(" ".join(str(error).split())) from error

    return run
