"""Questions in another language than Chinese: the nearest passages, and the advice to ask in Chinese."""

from pathlib import Path

from rag import RefusalCode
from tests.support.ui.real_assistant import real


def test_a_question_in_another_language_is_refused_with_the_nearest_passages(tmp_path: Path) -> None:
    with real(tmp_path) as assistant:
        answer = assistant.ask("What was the bamboo paper output of 2023?")
        assert answer.refusal is not None and answer.refusal.code is RefusalCode.NOT_CHINESE
        assert "请用中文提问" in answer.text
        assert (
            assistant.ask("竹纸GDP是多少？").refusal is None or "请用中文" not in assistant.ask("竹纸GDP是多少？").text
        )


def test_texts_that_are_given_with_the_question_may_be_of_any_language(tmp_path: Path) -> None:
    with real(tmp_path) as assistant:
        answer = assistant.ask("What was the output of 2023?", passages=["The output of 2023 was 86 million."])
        assert "请用中文" not in answer.text
