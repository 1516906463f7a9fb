"""Whether something is so is told by the sentence that decides it, whatever a model says."""

from collections.abc import Callable, Sequence

from rag import Assistant
from rag.models.language_model import Message
from tests.support.scripted_model import ScriptedModel

Make = Callable[..., Assistant]


def test_whether_something_may_be_done_is_told_by_the_sentence_that_decides_it(make_assistant: Make) -> None:
    passage = "护林区面积三百亩。未经批准，严禁在护林区砍伐竹子。违者由县林业局处理。"

    def reply(messages: Sequence[Message]) -> str:
        return "违者由县林业局处理。"  # whatever a model copies or writes

    assistant = make_assistant(ScriptedModel(reply))
    decided = assistant.ask("护林区里的竹子砍不砍得？", passages=[passage])
    assert [citation.quote for citation in decided.citations] == ["未经批准，严禁在护林区砍伐竹子。"]
    worded = assistant.ask("违者由谁处理？", passages=[passage])
    assert worded.body.startswith("违者由县林业局处理")


def test_of_another_year_and_below_the_confidence_asked_for_nothing_decides_whether_it_is_so(
    make_assistant: Make,
) -> None:
    passage = "2023年溪州市竹纸产值达到86.4亿元。"
    sure = make_assistant(ScriptedModel("资料中没有。"))
    assert sure.ask("2023年溪州市竹纸产值是不是达到86.4亿元？", passages=[passage]).model == "verbatim"
    assert sure.ask("2024年溪州市竹纸产值是不是超过90亿元？", passages=[passage]).refused
    careful = make_assistant(ScriptedModel("资料中没有。"), confidence=0.999)
    assert careful.ask("2023年溪州市竹纸产值是不是达到86.4亿元？", passages=[passage]).refused


def test_what_a_model_wrote_a_part_of_is_the_models(make_assistant: Make) -> None:
    passage = "竹纸博物馆主体工程已经完工。全市新开工竹纸项目12个，总投资3.5亿元。"
    answer = make_assistant(ScriptedModel("新开工竹纸项目12个。")).ask(
        "竹纸博物馆完工了吗？新开工的竹纸项目有多少个？", passages=[passage]
    )
    assert len(answer.claims) == 2 and answer.model != "verbatim"
