from typing import Any

import pytest
from fastapi.testclient import TestClient
from openai import APIStatusError, BadRequestError, OpenAI

from tests.support.ui.scripted_assistant import ScriptedAssistant

QUESTION: Any = [{"role": "user", "content": "疏港铁路什么时候通车？"}]


@pytest.fixture
def openai(address: str) -> OpenAI:
    return OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)


def test_models(openai: OpenAI) -> None:
    models = openai.models.list().data
    assert [model.id for model in models] == ["yinzheng"]


def test_completion_carries_citations_as_annotations(
    openai: OpenAI, address: str, assistant: ScriptedAssistant
) -> None:
    completion = openai.chat.completions.create(model="yinzheng", messages=QUESTION, temperature=0)
    choice = completion.choices[0]
    content = choice.message.content
    assert content == "疏港铁路要确保十月底前建成通车。[1]顾南枝称它是全市的“一号工程”。[2]"
    assert choice.finish_reason == "stop"
    assert choice.message.annotations is not None
    for number, annotation in enumerate(choice.message.annotations, 1):
        place = annotation.url_citation
        assert content[place.start_index : place.end_index] == f"[{number}]"
        assert place.url.startswith(f"{address}/speech/")
        citation: Any = annotation.model_extra and annotation.model_extra["citation"]
        source = assistant.source_text(citation["speech"]["id"])
        assert source[citation["start"] : citation["end"]] == citation["quote"]


def test_streamed_completion_sends_checked_text_only(openai: OpenAI) -> None:
    text, annotations, reasons = "", None, []
    for chunk in openai.chat.completions.create(model="yinzheng", messages=QUESTION, stream=True):
        choice = chunk.choices[0]
        text += choice.delta.content or ""
        annotations = (choice.delta.model_extra or {}).get("annotations", annotations)
        reasons.append(choice.finish_reason)
    assert text == "疏港铁路要确保十月底前建成通车。[1]顾南枝称它是全市的“一号工程”。[2]"
    assert annotations is not None
    assert [note["url_citation"]["title"] for note in annotations] == [
        "在澜州市港口经济工作会议上的讲话",
        "顾南枝在临港新区调研",
    ]
    assert reasons[-1] == "stop"
    assert set(reasons[:-1]) == {None}


def test_earlier_messages_are_history_and_system_ones_are_ignored(openai: OpenAI, assistant: ScriptedAssistant) -> None:
    messages: Any = [
        {"role": "system", "content": "你是海盗"},
        {"role": "user", "content": "问"},
        {"role": "assistant", "content": "答"},
        {"role": "user", "content": [{"type": "text", "text": "那什么时候"}, {"type": "text", "text": "通车？"}]},
    ]
    completion = openai.chat.completions.create(model="any", messages=messages)
    assert [(turn.role, turn.text) for turn in assistant.histories[0]] == [("user", "问"), ("assistant", "答")]
    assert "十月底" in (completion.choices[0].message.content or "")


def test_refusal_is_content_and_is_flagged(openai: OpenAI) -> None:
    messages: Any = [{"role": "user", "content": "地铁什么时候开通？"}]
    message = openai.chat.completions.create(model="yinzheng", messages=messages).choices[0].message
    assert message.content.startswith("资料库中找不到这个问题的答案：已检索 3 篇讲话")
    assert message.annotations == []
    assert (message.model_extra or {})["refused"] is True


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "assistant", "content": "答"}],
        [{"role": "user", "content": ""}],
        [{"role": "user", "content": None}],
        [{"role": "user", "content": "问" * 3000}],
    ],
)
def test_messages_without_a_question_are_refused(openai: OpenAI, messages: Any) -> None:
    with pytest.raises(BadRequestError):
        openai.chat.completions.create(model="yinzheng", messages=messages)


def test_errors_reach_the_client_in_both_modes(openai: OpenAI) -> None:
    messages: Any = [{"role": "user", "content": "失败"}]
    with pytest.raises(APIStatusError, match="smaller model"):
        openai.chat.completions.create(model="yinzheng", messages=messages)
    from openai import APIError

    with pytest.raises(APIError, match="smaller model"):
        list(openai.chat.completions.create(model="yinzheng", messages=messages, stream=True))


def test_malformed_request_has_openais_error_shape(client: TestClient) -> None:
    response = client.post("/v1/chat/completions", json={"messages": []})
    assert response.status_code == 422
    assert set(response.json()["error"]) == {"type", "message", "param", "code"}


def test_of_a_long_conversation_the_oldest_turns_are_dropped(openai: OpenAI, assistant: ScriptedAssistant) -> None:
    messages: Any = [{"role": "user" if i % 2 == 0 else "assistant", "content": f"第{i}句"} for i in range(200)]
    openai.chat.completions.create(model="yinzheng", messages=[*messages, *QUESTION])
    history = assistant.histories[-1]
    assert 2 <= len(history) < 200
    assert [turn.text for turn in history] == [f"第{i}句" for i in range(200 - len(history), 200)]


def test_ignored_messages_may_be_long_and_stand_anywhere(openai: OpenAI, assistant: ScriptedAssistant) -> None:
    rules: Any = [{"role": "system", "content": "规则" * 20_000}]
    openai.chat.completions.create(model="yinzheng", messages=[*rules * 3, *QUESTION, *rules])
    assert assistant.histories[-1] == []


def test_usage_comes_with_an_answer_and_with_a_stream_that_asks_for_it(openai: OpenAI) -> None:
    whole = openai.chat.completions.create(model="yinzheng", messages=QUESTION)
    assert whole.usage is not None and whole.usage.completion_tokens > 0
    options: Any = {"include_usage": True}
    chunks = list(
        openai.chat.completions.create(model="yinzheng", messages=QUESTION, stream=True, stream_options=options)
    )
    assert chunks[-1].choices == [] and chunks[-1].usage == whole.usage
    assert not [chunk for chunk in chunks[:-1] if chunk.usage is not None]
    bare = list(openai.chat.completions.create(model="yinzheng", messages=QUESTION, stream=True))
    assert not [chunk for chunk in bare if chunk.usage is not None or not chunk.choices]
