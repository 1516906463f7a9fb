"""What the HTTP service gives, for its OpenAPI description. Nothing is converted by these models."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from rag import RefusalCode


class ErrorOut(BaseModel):
    """Why a request failed, one line."""

    type: str
    message: str
    param: str | None = None
    code: str | None = None


class ProblemOut(BaseModel):
    """The body of every error; the shape is OpenAI's too."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"error": {"type": "InputError", "message": "the question is empty", "param": None, "code": None}}
            ]
        }
    )
    error: ErrorOut


class SpeechOut(BaseModel):
    """A speech and what is known of it. `start` and `end` span its body in the original text."""

    id: str
    path: str
    title: str
    speaker: str | None
    role: str | None
    date: str | None
    place: str | None
    occasion: str | None
    publisher: str | None
    kind: str | None
    start: int
    end: int


class WholeSpeechOut(SpeechOut):
    """A speech with its original text."""

    text: str


class FiledSpeechOut(SpeechOut):
    """A speech and what it is filed under."""

    tags: list[str]


class TagsOut(BaseModel):
    """How many speeches are filed under each tag."""

    tags: dict[str, int]


class SpeechesOut(BaseModel):
    """All speeches."""

    speeches: list[FiledSpeechOut]


class HitOut(BaseModel):
    """A passage found; `text` is the original's `[start:end]`."""

    speech: SpeechOut
    start: int
    end: int
    text: str
    score: float
    how: str
    heading_path: list[str]


class SearchOut(BaseModel):
    """Passages, best first."""

    query: str
    hits: list[HitOut]


class WhoseOut(BaseModel):
    """Whose words a quotation is, as `kind` and in Chinese.

    `own` of the document's speaker, who may be `quoting` or `retelling` another; `direct` or `reported` in an article;
    `context`: not given to anybody, and within or right behind somebody's; `quoted` in marks, `unknown`; `narration`;
    or no words of the text: `title`, `header`, `footer`, `credit`, `furniture`. `others` have words in it too.
    """

    kind: str
    speaker: str | None
    label: str
    others: list[str] = []


class CitationOut(BaseModel):
    """A numbered quotation: exactly the original's `[start:end]`."""

    number: int
    speech: SpeechOut
    start: int
    end: int
    quote: str
    page: int | None = None
    whose: WhoseOut | None = None


class ClaimOut(BaseModel):
    """One sentence of the answer.

    `compared` names what of it was compared with the passages it cites, `counted` the words that it counts, if any.
    """

    text: str
    citations: list[int]
    verdict: str
    compared: list[str]
    counted: str = ""


class ImpliedOut(BaseModel):
    """A condition on speeches that the question itself states; send its name in `ignore` to ask without it."""

    name: str
    value: str
    words: str
    speeches: int


class ScopeOut(BaseModel):
    """What was searched: how many speeches, from when to when, or the passages given."""

    speeches: int
    first: str | None
    last: str | None
    filtered: bool
    passages: bool


class RefusalOut(BaseModel):
    """Why a question is not answered; `params` are the values that go with the code."""

    code: RefusalCode
    params: dict[str, str | int | list[str]]
    scope: ScopeOut | None


class DeskOut(BaseModel):
    """The page of the desk that shows the whole of what an answer has the first lines of: `/desk/TOOL?QUERY`."""

    tool: str
    query: dict[str, str]


class RowOut(BaseModel):
    """A line of a list: the original's `[start:end]`, and what is told of it beside its source."""

    speech: SpeechOut
    start: int
    end: int
    quote: str
    facts: dict[str, str | float]


class AnswerOut(BaseModel):
    """An answer; its `[n]` markers are the citations' numbers. Of a list `rows` has every line."""

    text: str
    claims: list[ClaimOut]
    citations: list[CitationOut]
    refused: bool
    reason: str | None
    hits: list[HitOut]
    timings: dict[str, float]
    model: str
    question: str
    implied: list[ImpliedOut]
    refusal: RefusalOut | None
    unanswered: list[str]
    confidence: float | None
    desk: DeskOut | None = None
    rows: list[RowOut] = []
    follows: list[str] = []


class ReferenceOut(BaseModel):
    """One passage to paste; `remark` says whose words it is, if not its speaker's own, `whose` in every case."""

    reference: str
    quote: str
    text: str
    remark: str = ""
    whose: WhoseOut | None = None


class KeptOut(BaseModel):
    """What was kept."""

    id: int


class HealthOut(BaseModel):
    """How the service is; `instance` tells it from another that has its port later."""

    instance: str
    status: Literal["ok", "starting", "failing"]
    ready: bool
    model: str
    models: dict[str, bool]
    busy: int
    library: dict[str, Any]


class FieldOut(BaseModel):
    """A field of a speech, the words it was read from and how sure that is."""

    name: str
    value: str | None
    words: str
    start: int
    end: int
    confidence: float | None
    corrected: bool


class UnderstandingOut(BaseModel):
    """What was understood of a speech."""

    speech: SpeechOut
    fields: list[FieldOut]
    sections: list[dict[str, Any]]
    furniture: list[dict[str, Any]]
    furniture_lines: int
    kept: int
    characters: int
    chunks: int
    speakers: list[dict[str, Any]]
    enumerations: list[dict[str, Any]]
    copies: list[dict[str, Any]]


class ModelOut(BaseModel):
    """A model, as the OpenAI API lists it."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str
    generator: str


class ModelsOut(BaseModel):
    """The models."""

    object: Literal["list"]
    data: list[ModelOut]


_WHY = {
    400: "The input cannot be used; the message says what and how to mend it",
    401: "No or a wrong token, where one is set",
    403: "Another site's page sent it, or it needs another role",
    404: "There is no such thing",
    408: "The request did not arrive in time",
    409: "This library can only be read",
    413: "The request is too large",
    414: "A part of the address is too long",
    422: "The input is not of the form described here",
    429: "Too many at once, or locked out; try again after `Retry-After` seconds",
    500: "The model, the library or the service failed",
    503: "What it needs of another server cannot be had just now; try again after `Retry-After` seconds",
    504: "The answer took too long and was stopped",
}


def problems(*more: int) -> dict[int | str, dict[str, Any]]:
    """Return the descriptions of the errors that any request may meet, and of these."""
    return {
        status: {"model": ProblemOut, "description": _WHY[status]}
        for status in sorted({400, 401, 403, 422, 500, 503, *more})
    }


def events(description: str) -> dict[str, Any]:
    """Return the description of a response of server-sent events."""
    fields = {"event": {"type": "string"}, "data": {"type": "string"}}
    return {"text/event-stream": {"schema": {"type": "object", "description": description, "properties": fields}}}
