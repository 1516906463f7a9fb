"""Each reason of a refusal is said in both languages from its data, with the same values."""

import re
from string import Formatter

import pytest

from rag import Answer, Refusal, RefusalCode, Scope
from rag.answering.refusal.wording import reason_text, refusal_text, unanswered_text
from ui.i18n import refusals
from ui.services.answer_json import read_answer

HAN = re.compile("[\u4e00-\u9fff]")
OWNERS = {"speakers": ("甲乙",), "places": (), "dates": ("2024-05",), "titles": ()}
PARAMS: dict[RefusalCode, dict[str, str | int | tuple[str, ...]]] = {
    RefusalCode.NOTHING_FOUND: {},
    RefusalCode.NOT_ANSWERED: {},
    RefusalCode.INCOMPLETE_LIST: {},
    RefusalCode.UNVERIFIABLE: {},
    RefusalCode.MODEL_UNAVAILABLE: {},
    RefusalCode.UNKNOWN_PLACE: {"places": ("溪州市", "澜川市")},
    RefusalCode.NOT_IN_LIBRARY: {"phrase": "竹纸", "speeches": 3, **OWNERS},
    RefusalCode.NOT_OFFERED: {"task": "竹材"},
    RefusalCode.NOT_CHINESE: {},
    RefusalCode.NOT_SAID: {"phrase": "竹纸", "speeches": 3},
    RefusalCode.NOT_LISTED: {"phrase": "竹纸", "speeches": 3, "naming": 2},
    RefusalCode.OTHER_NAME: {"phrase": "竹纸", "speeches": 3, "title": "会上", "name": "竹材"},
    RefusalCode.WHICH_TEXT: {"speeches": 3, "examples": ("《竹纸》", "《竹材》")},
    RefusalCode.SAID_BY_ALL: {"phrase": "竹纸", "speeches": 3, **OWNERS},
    RefusalCode.SAID_BY_ALL_SPEAKERS: {"phrase": "竹纸", "speeches": 3, **OWNERS},
}
SCOPES = [
    Scope(3, "2023", "2024-05-09"),
    Scope(3, "2023", "2023", filtered=True),
    Scope(3, None, None),
    Scope(2, None, None, passages=True),
    Scope(0, None, None),
    Scope(0, None, None, filtered=True),
]


def refused(code: RefusalCode, scope: Scope) -> Answer:
    refusal = Refusal(code, PARAMS[code], scope)
    return Answer(refusal_text(refusal, scope), refused=True, reason=reason_text(refusal), refusal=refusal)


@pytest.mark.parametrize("code", RefusalCode)
def test_each_reason_is_english_but_for_the_words_it_is_about(code: RefusalCode) -> None:
    for scope in SCOPES:
        answer = refused(code, scope)
        for chinese, said in (refusals.text(answer), refusals.reason(answer)):
            assert HAN.search(chinese)
            left = re.sub("竹纸|竹材|会上|溪州市|澜川市|甲乙", "", said)
            assert not HAN.search(left), said
            assert "{" not in chinese + said
        if scope.speeches and code not in (RefusalCode.NOT_OFFERED, RefusalCode.NOT_CHINESE):
            assert str(scope.speeches) in refusals.text(answer)[1]
            assert answer.reason and answer.reason in answer.text


@pytest.mark.parametrize("code", RefusalCode)
def test_each_value_of_a_reason_is_named_in_both_languages(code: RefusalCode) -> None:
    names = {name for _, name, _, _ in Formatter().parse(refusals.catalogue()["reasons"][code]) if name}
    assert names - {"whose"} <= PARAMS[code].keys()
    chinese, english = refusals.reason(refused(code, SCOPES[0]))
    for value in PARAMS[code].values():
        for word in value if isinstance(value, tuple) else (str(value),):
            assert word in english
            assert word in chinese or word == "2024-05"
    assert ("2024年5月" in chinese) == ("dates" in PARAMS[code])


def test_the_catalogue_has_no_reason_that_no_code_has() -> None:
    assert set(refusals.catalogue()["reasons"]) == set(RefusalCode)


@pytest.mark.parametrize("code", RefusalCode)
def test_a_refusal_comes_back_from_json(code: RefusalCode) -> None:
    for scope in SCOPES:
        answer = refused(code, scope)
        assert read_answer(answer.to_dict()) == answer


def test_a_conversation_kept_before_refusals_were_data_still_loads() -> None:
    kept = refused(RefusalCode.NOT_ANSWERED, SCOPES[0]).to_dict()
    del kept["refusal"], kept["unanswered"]
    answer = read_answer(kept)
    assert answer.refusal is None and answer.unanswered == ()
    assert refusals.text(answer) == (answer.text, answer.text)
    assert refusals.reason(answer) == (answer.reason, answer.reason)


def test_a_reason_of_a_newer_version_is_shown_as_it_was_said() -> None:
    kept = refused(RefusalCode.NOT_ANSWERED, SCOPES[0]).to_dict()
    kept["refusal"]["code"] = "of_tomorrow"
    answer = read_answer(kept)
    assert answer.refusal is None and refusals.text(answer) == (answer.text, answer.text)


def test_what_is_left_open_stands_behind_the_body_one_line_each() -> None:
    asked = ("地铁什么时候开通？", "机场呢？")
    answer = Answer("通车了[1]。\n第二句[1]。" + unanswered_text(asked), unanswered=asked)
    assert answer.body == "通车了[1]。\n第二句[1]。"
    assert [line for line, _ in refusals.unanswered(answer)] == [
        "（资料库中找不到这一问的答案：地铁什么时候开通？）",
        "（资料库中找不到这一问的答案：机场呢？）",
    ]
    assert refusals.unanswered(answer)[1][1] == "(The library has no answer to this one: 机场呢？)"
    assert read_answer(Answer("一。").to_dict()).body == "一。"
