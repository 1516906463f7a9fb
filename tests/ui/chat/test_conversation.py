import re

from index import Filters
from rag import Answer
from rag.answering.events import Delta, Finished, Retrieved
from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui.chat.conversation import Conversation, Exchange, empty_panel


def follow(conversation: Conversation, question: str, assistant: ScriptedAssistant) -> None:
    exchange = conversation.ask(question)
    for event in assistant.stream(question, history=conversation.history()):
        exchange.take(event, assistant)


def test_evidence_is_shown_before_any_word_of_the_answer() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    exchange = conversation.ask("疏港铁路什么时候通车？")
    events = assistant.stream(exchange.question)
    first = next(events)
    assert isinstance(first, Retrieved)
    assert exchange.take(first, assistant)
    assert "检索到的原文" in conversation.panel()
    assert "疏港铁路是全市的“一号工程”" in conversation.panel()
    assert "核对过才显示" in exchange.html("m")
    exchange.take(Delta(), assistant)
    assert "核对过才显示" in exchange.html("m")
    assert "最接近的原文" in exchange.html("m") and first.hits[0].text[:20] in exchange.html("m")
    exchange.take(Delta("疏港"), assistant)
    assert "核对一部分" in exchange.html("m")


def test_unchecked_words_are_never_shown() -> None:
    assistant, exchange = ScriptedAssistant(), Conversation().ask("问")
    exchange.take(Delta(pending="没核对的话"), assistant)
    assert "没核对的话" not in exchange.html("m")
    exchange.take(Delta(text="核对过的话。[1]", pending="没核对的话"), assistant)
    assert "没核对的话" not in exchange.html("m")
    assert 'href="#c1-1"' in exchange.html("m")


def test_how_long_it_usually_takes_is_said_while_it_lasts() -> None:
    assistant, exchange = ScriptedAssistant(), Conversation().ask("疏港铁路什么时候通车？")
    exchange.usual = 8.4
    exchange.take(next(iter(assistant.stream(exchange.question))), assistant)
    assert "通常约 8 秒" in exchange.html("m")
    exchange.stop()
    assert "通常" not in exchange.html("m")


def test_finished_answer_shows_model_times_and_verdicts() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    follow(conversation, "吞吐量是多少？", assistant)
    html = conversation.exchanges[0].html("m")
    for words in ("1 句与原文一致", "1 句原文原话", "已与所引原文比对：数字和单位、时间、"):
        assert words in html
    shown, _, about = html.partition('<details class="made">')
    for words in ("scripted-model", "找到依据", "共用", "秒"):
        assert words in about and words not in shown
    assert " ms" not in html


def test_messages_are_one_line_each_so_that_markdown_leaves_them_alone() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    follow(conversation, "灯塔\n\n# 标题\n\n**粗** <b>计划</b>", assistant)
    messages = conversation.messages("m")
    assert [message["role"] for message in messages] == ["user", "assistant"]
    assert all("\n" not in message["content"] for message in messages)
    assert "<b>" not in messages[0]["content"]


def test_history_holds_answers_without_markers_and_refusals_too() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    follow(conversation, "疏港铁路什么时候通车？", assistant)
    follow(conversation, "地铁呢？", assistant)
    conversation.ask("没有等到回答").stop()
    follow(conversation, "那谁称它是一号工程？", assistant)
    turns = assistant.histories[-1]
    assert [turn.role for turn in turns] == ["user", "assistant"] * 2
    assert turns[2].text == "地铁呢？"
    assert turns[1].text == "疏港铁路要确保十月底前建成通车。顾南枝称它是全市的“一号工程”。"


def test_only_the_newest_evidence_is_visible() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    assert conversation.panel() == empty_panel()
    follow(conversation, "疏港铁路什么时候通车？", assistant)
    follow(conversation, "吞吐量是多少？", assistant)
    assert '<section class="evidence" id="e1" hidden>' in conversation.panel()
    assert '<section class="evidence" id="e2">' in conversation.panel()


def test_stopping_keeps_what_was_checked_and_ignores_what_follows() -> None:
    assistant, exchange = ScriptedAssistant(), Conversation().ask("问")
    exchange.take(Delta(text="核对过。[1]", pending="正在写"), assistant)
    exchange.stop()
    exchange.take(Delta(text="太晚了"), assistant)
    html = exchange.html("m")
    assert "核对过。[1]" in re.sub("<[^>]+>", "", html)
    assert "已停止" in html
    assert "正在写" not in html
    assert "太晚了" not in html


def test_stopping_what_has_ended_changes_nothing() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    follow(conversation, "吞吐量是多少？", assistant)
    conversation.exchanges[0].stop()
    assert "已停止" not in conversation.exchanges[0].html("m")


def test_refusal_is_named_as_one() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    follow(conversation, "地铁什么时候开通？", assistant)
    event = list(assistant.stream("地铁什么时候开通？"))[-1]
    assert isinstance(event, Finished)
    assert event.answer.refused
    assert "没有找到依据" in conversation.exchanges[0].html("m")
    assert "不回答问题" in conversation.panel()


def test_question_as_understood_is_shown_where_it_differs_and_can_be_corrected() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    follow(conversation, "疏港铁路什么时候通车？", assistant)
    assert "理解为" not in conversation.exchanges[0].html("m")
    follow(conversation, "那什么时候通车？", assistant)
    html = conversation.exchanges[1].html("m")
    assert "理解为：疏港铁路什么时候通车？" in html and 'href="#correct-2"' in html
    assert conversation.exchanges[1].understood == "疏港铁路什么时候通车？"


def test_question_that_was_not_made_whole_is_not_said_to_be_understood() -> None:
    assistant, exchange = ScriptedAssistant(), Conversation().ask("谁定的？")
    before, searched = ("疏港铁路什么时候通车",), "先问：疏港铁路什么时候通车？追问：谁定的？"
    exchange.take(Retrieved((), searched, follows=before), assistant)
    assert exchange.understood is None and "理解为" not in exchange.html("m")
    exchange.take(Finished(Answer("省里定的。", question=searched, follows=before)), assistant)
    assert exchange.understood is None and "理解为" not in exchange.html("m")
    typed = Conversation().ask("谁定的？")
    typed.take(Finished(Answer("省里定的。", question="先问：是一个镇，它多大？")), assistant)
    assert typed.understood == "先问：是一个镇，它多大？"


def test_what_may_be_asked_next_stands_under_the_newest_answer_and_is_kept() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    follow(conversation, "疏港铁路什么时候通车？", assistant)
    exchange = conversation.exchanges[0]
    assert "接着可以问" in exchange.html("m") and 'class="act ask"' in exchange.html("m")
    assert "接着可以问" not in exchange.html("m", last=False)
    again = Exchange.from_dict(1, exchange.question, exchange.to_dict(), assistant)
    assert again.offers == exchange.offers != ()


def test_choice_of_sources_is_kept_with_the_conversation() -> None:
    assistant, conversation = ScriptedAssistant(), Conversation()
    chosen = Filters(ids=["a1b2c3d4e5f6"], folders=["speeches"])
    exchange = conversation.ask("疏港铁路什么时候通车？", filters=chosen)
    for event in assistant.stream(exchange.question, filters=chosen):
        exchange.take(event, assistant)
    again = Conversation("x", [Exchange.from_dict(1, exchange.question, exchange.to_dict(), assistant)])
    assert again.filters == chosen and Conversation().filters is None
