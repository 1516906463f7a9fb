"""What the HTTP service takes: requests are validated by these models, and its OpenAPI description is made of them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag import MAX_QUESTION

MAX_TURNS = 40
MAX_TURN = 8_000
MAX_PASSAGES = 50
MAX_PASSAGES_TEXT = 100_000
MAX_TEXT = 20_000  # of an answer that is sent back to be exported or judged
MAX_CITATIONS = 200
MAX_ROWS = 2_000  # of a list, as many as an answer has
MAX_FILTER = 100  # values of one condition

Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]
Short = Annotated[str, Field(max_length=300)]
Fact = Annotated[str, Field(max_length=300)] | int | Annotated[float, Field(allow_inf_nan=False)]
Values = Annotated[list[Short], Field(max_length=MAX_FILTER)]
Condition = Literal["speaker", "office", "place", "date", "occasion", "title"]


class Strict(BaseModel):
    """A request body that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class TurnBody(Strict):
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    text: str = Field(max_length=MAX_TURN)


class FiltersBody(Strict):
    """Conditions on speeches; all must hold, an empty one holds always."""

    speakers: Values = []
    places: Values = []
    since: str | None = Field(default=None, description="First day: YYYY, YYYY-MM or YYYY-MM-DD", max_length=10)
    until: str | None = Field(default=None, description="Last day, likewise", max_length=10)
    kinds: Values = []
    ids: list[Annotated[str, Field(max_length=64)]] = Field(default=[], max_length=5_000, description="Of speeches")
    folders: Values = Field(default=[], description="Folders or archives that their files lie in, at any depth")
    tags: Values = Field(default=[], description="What they are filed under: any of these")


class AskBody(Strict):
    """A question. With `stream` the answer comes as server-sent events."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "云水先行区规划面积多大？"},
                {
                    "question": "那溪州市呢？",
                    "history": [
                        {"role": "user", "text": "澜川市2023年竹纸全产业链产值是多少？"},
                        {"role": "assistant", "text": "……"},
                    ],
                    "filters": {"since": "2023"},
                    "stream": True,
                },
            ]
        },
    )
    question: Question
    history: list[TurnBody] = Field(default=[], max_length=MAX_TURNS)
    filters: FiltersBody | None = None
    passages: list[str] | None = Field(default=None, min_length=1, max_length=MAX_PASSAGES)
    stream: bool = False
    implied: bool = Field(default=True, description="Whether people, places and dates in the question narrow it")
    ignore: list[Condition] = Field(default=[], max_length=6, description="Which of these do not narrow it")


class SpanBody(Strict):
    """A numbered span of a speech's original text."""

    number: int = Field(ge=1, le=9999)
    speech_id: str = Field(min_length=1, max_length=64)
    start: int = Field(ge=0, le=2**31)
    end: int = Field(ge=1, le=2**31)


class PaperBody(Strict):
    """An answer as it was given."""

    question: Question
    text: str = Field(max_length=MAX_TEXT)
    refused: bool = False
    citations: list[SpanBody] = Field(default=[], max_length=MAX_CITATIONS)


class RowBody(Strict):
    """A line of a list: a span of a speech, and what is told of it."""

    speech_id: str = Field(min_length=1, max_length=64)
    start: int = Field(ge=0, le=2**31)
    end: int = Field(ge=1, le=2**31)
    facts: dict[Annotated[str, Field(max_length=20)], Fact] = Field(default={}, max_length=8)


class ExportBody(PaperBody):
    """An answer to export; as CSV or XLSX the lines of its list, or else what it cites."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "format": "markdown",
                    "question": "云水先行区规划面积多大？",
                    "text": "云水先行区规划面积86平方公里。[1]",
                    "citations": [{"number": 1, "speech_id": "28162d0c5ab1", "start": 120, "end": 134}],
                }
            ]
        },
    )
    format: Literal["plain", "text", "html", "markdown", "docx", "csv", "xlsx"] = "markdown"
    rows: list[RowBody] = Field(default=[], max_length=MAX_ROWS)


class FeedbackBody(PaperBody):
    """What a reader thinks of an answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "rating": "down",
                    "reason": "wrong-answer",
                    "expected": "86平方公里",
                    "question": "云水先行区规划面积多大？",
                    "text": "云水先行区规划面积68平方公里。[1]",
                }
            ]
        },
    )
    rating: Literal["up", "down"]
    reason: Literal[
        "", "wrong-citation", "wrong-answer", "off-topic", "incomplete", "should-refuse", "should-answer", "other"
    ] = ""
    comment: str = Field(default="", max_length=2_000)
    expected: str = Field(default="", max_length=500)
    history: list[TurnBody] = Field(default=[], max_length=MAX_TURNS)
    model: Short = ""


class LinesBody(Strict):
    """Lines that are to be part of the text: where they start; null for all that are not searched, [] to undo it."""

    starts: list[Annotated[int, Field(ge=0)]] | None = Field(default=None, max_length=10_000)


class TagsBody(Strict):
    """Tags that speeches get, and tags that they lose: all or nothing."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"ids": ["28162d0c5ab1"], "add": ["2024年第一批"]}]}
    )
    ids: list[Annotated[str, Field(max_length=64)]] = Field(min_length=1, max_length=5_000, description="Of speeches")
    add: Values = []
    remove: Values = []


class CorrectionBody(Strict):
    """Metadata corrected by hand: what the fields are now, and which are to be as the text has them again."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"fields": {"speaker": "顾望舒", "date": "2024-03-18"}, "forget": ["place"]}]},
    )
    fields: dict[Annotated[str, Field(max_length=20)], Short | None] = Field(default={}, max_length=20)
    forget: list[Annotated[str, Field(max_length=20)]] = Field(default=[], max_length=20)
