"""Which job of the desk is asked for: what was learned is known again."""

from rag.question.desk.jobs import examples, learned


def test_what_was_learned_is_known_again() -> None:
    wrong = []
    for job, wording in examples():
        scores = learned().scores(wording.replace("{topic}", "市场监管"))
        if max(scores, key=lambda one: scores[one]) is not job:
            wrong.append(wording)
    assert len(wrong) <= 0.02 * len(examples()), wrong
