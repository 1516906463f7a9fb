"""How sure the model is of its words decides whether they are shown."""

from collections.abc import Callable, Iterator, Sequence

from rag import Assistant
from rag.answering.likelihood.confidence import Sureness, read_signs
from rag.models.language_model import Message, Piece
from rag.question.analysis import read_alone
from tests.support.scripted_model import ScriptedModel

ASKED = "全市竹纸产业去年产值是多少？"
WRITTEN, COPIED = "竹纸产业产值86.4亿元。", "去年，全市竹纸产业实现产值86.4亿元，同比增长12.5%，新增规模以上企业17家。"


class Doubting(ScriptedModel):
    """Writes one thing, copies another, and says how likely the least likely token of each was."""

    def __init__(self, written: float, copied: float, logit: float) -> None:
        super().__init__(lambda messages: COPIED if "照抄最能" in messages[-1].content else WRITTEN, logit)
        self.least = {WRITTEN: written, COPIED: copied}

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        pieces = list(super().stream(messages, max_tokens=max_tokens, stop=stop))
        least = self.least["".join(pieces)]
        for at, piece in enumerate(pieces):
            yield Piece(piece, least if at == 2 else -0.01)


def _ask(make_assistant: Callable[..., Assistant], model: ScriptedModel) -> tuple[str, float]:
    answer = make_assistant(model).ask(ASKED)
    return (answer.claims[0].text if answer.claims else ""), answer.confidence or 0.0


def test_where_the_model_hesitates_its_answer_is_less_likely(make_assistant: Callable[..., Assistant]) -> None:
    sure = _ask(make_assistant, Doubting(-0.1, -0.1, 4.0))
    unsure = _ask(make_assistant, Doubting(-2.5, -2.5, 4.0))
    assert sure[0] == WRITTEN
    assert sure[1] > unsure[1]


def test_what_it_hesitates_at_and_nothing_else_speaks_for_is_not_shown(
    make_assistant: Callable[..., Assistant],
) -> None:
    shown, _ = _ask(make_assistant, Doubting(0.0, 0.0, 0.1))
    hidden, likely = _ask(make_assistant, Doubting(-3.0, 0.0, 0.1))
    assert shown == WRITTEN
    assert hidden == "" and likely < 0.42


def test_what_an_engine_does_not_tell_is_taken_as_usual() -> None:
    question = read_alone(ASKED)
    told = [read_signs(question, Sureness(0.0, least), (), (), ()).least for least in (-9.0, -0.1, None)]
    assert told[0] == -3.0 and told[1] == -0.1 and -1.5 < told[2] < -0.3
