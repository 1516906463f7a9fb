import random

import pytest

from corpus.language.segmentation import likeliest, tagged, tokenizer
from corpus.samples import folder

TEXTS = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder().glob("*.txt"))]


@pytest.mark.parametrize("seed", range(4))
def test_the_likeliest_tags_are_those_of_jieba(seed: int) -> None:
    from jieba.posseg import char_state_tab_P, emit_P, start_P, trans_P, viterbi

    chance = random.Random(seed)
    known = sorted(char_state_tab_P)
    for _ in range(100):
        text = "".join(
            chance.choice(known if chance.random() < 0.9 else "龘a9㐂。") for _ in range(chance.randint(1, 9))
        )
        assert likeliest(text) == viterbi(text, char_state_tab_P, start_P, trans_P, emit_P)[1], text


def test_words_and_flags_are_those_of_jieba() -> None:
    import jieba.posseg

    theirs = jieba.posseg.POSTokenizer(tokenizer())
    assert TEXTS
    for line in (line for text in TEXTS for line in text.splitlines()):
        assert tagged(line) == tuple((pair.word, pair.flag) for pair in theirs.cut(line))
