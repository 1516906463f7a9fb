from pathlib import Path

import pytest

from corpus import Speech, Utterance, iter_documents, parse
from corpus.datamodel import Document
from index import Hit
from rag.datamodel import Evidence, Said
from rag.retrieval.evidence_selection import gather
from rag.retrieval.utterance_spans import said_within
from rag.verification.checks.attribution import may_be_same
from rag.verification.verifier import check

SPEECH = Speech(id="a", path="a.txt", title="在低空物流推进会上的讲话", speaker="闻人楷", role="县委书记", kind="讲话")
NEWS = Speech(id="b", path="b.txt", title="全县低空物流推进会召开", date="2024-05-21", kind="会议新闻")


def sentence(text: str, *said: tuple[str, str], speech: Speech = NEWS) -> Evidence:
    spans = tuple(Said(text.index(words), text.index(words) + len(words), who, False) for words, who in said)
    return Evidence(speech, 0, len(text), text, text, said=spans)


NESTED = sentence(
    "闻人楷指出，顾望舒书记要求我们“把竹山当码头，把航线当公路”，全县上下要加速奔跑。",
    ("顾望舒书记要求我们“把竹山当码头，把航线当公路”，全县上下要加速奔跑。", "闻人楷"),
    ("把竹山当码头，把航线当公路", "顾望舒"),
)


@pytest.mark.parametrize(
    ("claim", "passes"),
    [
        ("闻人楷指出，全县上下要加速奔跑。", True),
        ("顾望舒要求“把竹山当码头，把航线当公路”。", True),
        ("顾望舒书记要求“把航线当公路”。", True),
        ("闻人楷要求“把竹山当码头，把航线当公路”。", False),
        ("顾望舒指出，全县上下要加速奔跑。", False),
        ("令狐月白要求“把竹山当码头，把航线当公路”。", False),
    ],
)
def test_quoted_leaders_words_stay_his(claim: str, passes: bool) -> None:
    assert check(claim, [NESTED]).passed is passes


def test_speaker_named_in_an_earlier_sentence_is_known() -> None:
    item = sentence("全县航线要达到25条。", ("全县航线要达到25条", "闻人楷"))
    assert check("闻人楷强调，全县航线要达到25条。", [item]).passed
    assert not check("沈砚秋强调，全县航线要达到25条。", [item]).passed


def test_what_nobody_else_says_in_a_speech_is_its_speakers() -> None:
    item = sentence("全县航线要达到25条。", speech=SPEECH)
    assert check("闻人楷强调，全县航线要达到25条。", [item]).passed
    assert check("县委书记闻人楷强调，全县航线要达到25条。", [item]).passed
    assert not check("陆知行强调，全县航线要达到25条。", [item, sentence("陆知行在会上指出，要注意安全。")]).passed


@pytest.mark.parametrize(("claim", "passes"), [("顾望舒提的“五个坚持”。", False), ("闻人楷提的“五个坚持”。", True)])
def test_what_somebody_is_said_to_have_put_forward_is_his(claim: str, passes: bool) -> None:
    visit = sentence("顾望舒来到渡口，提出“五个推进”的要求。")
    theirs = sentence("我们要以顾望舒的话为指导，紧紧围绕大家的“五个坚持”，把事办好。")
    his = sentence("闻人楷提出“五个坚持”，要求把事办好。")
    assert check(claim, [visit, his if passes else theirs]).passed is passes


def test_reported_words_must_be_in_the_evidence() -> None:
    item = sentence("闻人楷主持会议，听取低空物流工作情况汇报。")
    assert not check("闻人楷指出，低空物流工作情况良好、前景广阔、大有可为。", [item]).passed


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("顾望舒", "顾望舒书记", True),
        ("市委书记顾望舒", "顧望舒", True),
        ("顾望舒", "沈砚秋", False),
        ("书记", "顾望舒", False),
    ],
)
def test_ways_to_name_a_person(one: str, other: str, same: bool) -> None:
    assert may_be_same(one, other) is same


def test_spans_skip_glosses_and_what_lies_outside() -> None:
    source = "他說：「國(guó)家要發展」，會議結束。"
    start = source.index("國")
    utterances = [Utterance(start, source.index("」"), "顧望舒", True), Utterance(90, 95, "別人", False)]
    (said,) = said_within("他说：「国家要发展」，会议结束。", source, 0, utterances)
    assert ("他说：「国家要发展」，会议结束。"[said.start : said.end], said.speaker) == ("国家要发展", "顾望舒")


def test_evidence_of_a_parsed_document_knows_who_speaks(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text(
        "青岑县召开低空物流推进会\n\n5月21日，青岑县召开会议。\n\n县委书记闻人楷强调，要把航线开到竹农的家门口。\n",
        encoding="utf-8",
    )
    (document,) = iter_documents([path])
    assert isinstance(document, Document)
    parsed = parse(document, speech_id="0" * 12)
    hits = [Hit(parsed.speech, c, document.text[c.start : c.end], 1.0, "terms") for c in parsed.chunks]
    passages = gather(hits, passages=9, characters=9999, utterances=lambda _: parsed.utterances)
    said = [
        (one.speaker, item.text[one.start : one.end]) for p in passages for item in p.sentences for one in item.said
    ]
    assert ("闻人楷", "要把航线开到竹农的家门口。") in said
