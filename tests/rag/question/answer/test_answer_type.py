import time

import pytest

from rag.question.answer.answer_type import asking_clauses, expected, repeats, satisfies, wanted, wants_list
from rag.question.answer.word_length import has_run, verbatim
from rag.question.list_question import list_asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("澜川市2023年竹纸产值是多少？", "number"),
        ("青岑縣有幾條航線？", "number"),
        ("竹编博物馆有多大？", "number"),
        ("产值增长百分之几？", "number"),
        ("博物馆用了多少年建成？", "duration"),
        ("工期多久？", "duration"),
        ("会议由谁主持？", "person"),
        ("澜川市市长是哪位？", "person"),
        ("这话是哪个省委书记讲的", "person"),
        ("是哪个自治区主席在渡口说的", "person"),
        ("会在哪个省开？", "place"),
        ("云水先行区是哪一天批复设立的？", "date"),
        ("竹纸论坛是哪几天开的？", "date"),
        ("会上提了几条建议，列一下标题", "list"),
        ("航线什么时候开通？", "date"),
        ("竹编博物馆选址在哪里？", "place"),
        ("“五个坚持”是哪五个？", "list"),
        ("“四大工程”有哪些？", "list"),
        ("为什么要发展低空物流？", "reason"),
        ("目标完成了吗？", "yesno"),
        ("是否提到了竹纸？", "yesno"),
        ("沈砚秋怎么说蓝图和实干？", "text"),
        ("谁在什么时候主持了会议？", "text"),
        ("老百姓不看你飞得多高，只看什么？", "text"),
        ("“谁来造纸”是什么意思？", "text"),
    ],
)
def test_kind_of_answer(question: str, kind: str) -> None:
    assert expected(question) == kind
    assert wants_list(question) is (kind == "list")


@pytest.mark.parametrize(
    ("kind", "sentence", "may"),
    [
        ("number", "产值达到86.4亿元。", True),
        ("number", "产值翻了一番。", True),
        ("number", "學費全免。", True),
        ("number", "我们要大力发展竹纸产业。", False),
        ("number", "这五年，竹纸产业越做越大。", False),
        ("number", "2025年是收官之年。", False),
        ("number", "2025年产值50亿元。", True),
        ("duration", "前后用了五年。", True),
        ("duration", "11月29日，市委书记会见客商。", False),
        ("date", "航线于10月开通。", True),
        ("date", "目前还在建设。", True),
        ("date", "我们要大力发展竹纸产业。", False),
        ("person", "会议由闻人楷主持。", True),
        ("person", "由县长负责。", True),
        ("person", "由***主持。", True),
        ("person", "竹纸好。", False),
        ("place", "选址旧纸厂。", True),
        ("text", "纸寿千年。", True),
        ("text", " ", False),
    ],
)
def test_sentence_may_be_such_an_answer(kind: str, sentence: str, may: bool) -> None:
    assert satisfies(kind, sentence) is may  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("大会由谁主持？哪位代表宣读了倡议书？", ("大会由谁主持", "哪位代表宣读了倡议书")),
        ("请问，大会由谁主持，产值是多少？急用", ("请问，大会由谁主持", "产值是多少，急用")),
        ("产值是多少？", ()),
        ("大会由谁主持？什么身份？", ()),
        ("大会由谁主持，什么职务？在哪天开的？", ("大会由谁主持，什么职务", "在哪天开的")),
        ("产值是多少？要准确数字", ()),
        ("“谁来造纸，谁来种竹”是谁说的？", ()),
    ],
)
def test_what_is_asked_at_once_is_told_apart(question: str, clauses: tuple[str, ...]) -> None:
    assert asking_clauses(question) == clauses


@pytest.mark.parametrize(
    ("question", "sentence", "may"),
    [
        ("零售总额是多少亿元？", "零售总额增长5%。", False),
        ("零售总额是多少亿元？", "零售总额达到90亿元。", True),
        ("产值涨了几个点？", "产值增长5.3%。", True),
        ("产值增长百分之几？", "产值达到90亿元。", False),
        ("来了多少人？", "参会率15%。", False),
        ("来了多少人？", "来了两百余名代表。", True),
        ("面积有多少？", "占比5%。", True),  # no unit is asked for
        ("谁说竹乡精神是做人法则？", "竹乡精神早已成为做人法则。", False),
        ("谁说竹乡精神是做人法则？", "沈砚秋说的。", True),
        ("谁说的：竹乡精神是做人法则？", "《竹乡论坛在渡口举行》强调竹乡精神是做人法则。", False),
        ("渡口一共夺了几面锦旗？", "成功举办第三届渡口赛会。", False),
        ("这是渡口第几届赛会？", "成功举办第三届渡口赛会。", True),
        ("水库能装多少万立方米？", "水库1960年建成，灌溉农田30万亩。", False),
        ("水库能装多少万立方米？", "水库能装43万立方米。", True),
        ("一年出多少万吨竹浆？", "全年生产竹浆16.9万吨。", True),
        ("纸校现在有多少人？", "纸校始建于1920年，后来是6所名校之一。", False),
        ("纸校现在有多少人？", "纸校有十几位老师。", True),
        ("纸校现在有多少人？", "纸校有竹农200户。", True),
        ("纸校来了几个？", "纸校来了34名学员。", True),
        ("要投多少钱？", "今天下午在2024竹乡智造大会上座谈。", False),
        ("要投多少钱？", "要投2000。", False),  # a bare year
        ("池子总容量有多大？", "池子转为主要向首府供水，一行人看了看。", False),
        ("池子总容量有多大？", "池子的容量翻一番。", True),
        ("他在渡口待了几天？", "11月29日，他一行到渡口。", False),
        ("他在渡口待了几天？", "11月29日至30日，他到渡口。", True),
        ("渠修了几年？", "2016年开工，共有4家工坊。", False),
        ("渠修了几年？", "渠修了三年多。", True),
        ("证管几个月？", "证长期有效。", True),
    ],
)
def test_an_answer_has_the_unit_and_the_person_that_are_asked_for(question: str, sentence: str, may: bool) -> None:
    assert wanted(question).may_be(sentence) is may


def test_what_was_said_before_a_question_answers_it_not() -> None:
    said, asked = "竹纸产值定为90亿元。", "竹编呢，目标是多少"
    assert repeats("number", "竹编产值目标是90亿元。", said, asked)
    assert not repeats("number", "竹编产值目标是40亿元。", said, asked)
    assert not repeats("number", "竹编没有目标。", said, asked)


@pytest.mark.parametrize(
    ("question", "letters"),
    [
        ("批示打头的八个字是啥", 8),
        ("“竹海听涛”后面那六个字是？", 6),
        ("提出了什么四字方针", 4),
        ("这份文件一共多少字", 0),
        ("哪八条要求", 0),
        ("第六个字怎么念", 0),
    ],
)
def test_words_of_a_length_are_no_list(question: str, letters: int) -> None:
    assert wanted(question).letters == letters
    assert not letters or not (wants_list(question) or list_asked(question))


def test_of_a_length_the_sentence_that_has_such_words_may_be_quoted() -> None:
    asked = wanted("批示打头的八个字是啥")
    assert asked.may_quote("他批示：“纸因人兴，业由人旺”。")
    assert not asked.may_quote("他对竹乡的工作作了批示。")


@pytest.mark.parametrize(
    "question",
    [
        "“五字工作法”是什么？",
        "十字路口在哪？",
        "请用30字概括竹纸讲话",
        "“以竹代塑”四个字是谁提的？",
        "二十四字人才培养要求包括哪些？",
        "用两句话概括竹纸讲话",
        "竹纸讲话的要点，五十字以内",
    ],
)
def test_how_long_a_text_is_to_be_and_what_a_name_counts_are_no_length(question: str) -> None:
    assert not wanted(question).letters and not verbatim(question)


@pytest.mark.parametrize(
    "question",
    [
        "2024年全市已完成投资？",
        "还没有完成的工作？",
        "竹纸产值比去年的变化？",
        "去年由市长主持的会议？",
        "讲话提出的目标是到2025年竹纸产值达到？",
        "大会主持人是市长还是书记？",
        "竹纸是咋卖的？",
        "大会主持人是？",
    ],
)
def test_what_states_nothing_is_no_yes_or_no(question: str) -> None:
    assert expected(question) != "yesno"


def test_words_that_only_ask_whether_are_told_apart() -> None:
    assert wanted("全市竹产业大会开过没有？").asking == {"没有"}
    assert not wanted("竹纸产值是多少？").asking


@pytest.mark.parametrize(
    ("question", "letters"),
    [
        ("碑上写的是哪八个字？", 8),
        ("牌坊上的六个字，是谁题的？", 0),
        ("那十六字方针是哪一年提出的？", 0),
        ("“绿水青山”那四个字是谁题的？", 0),
        ("获奖的是哪三个字号？", 0),
    ],
)
def test_words_of_a_length_are_wanted_only_where_words_are(question: str, letters: int) -> None:
    assert wanted(question).letters == letters


def test_runs_of_many_clauses_are_counted_at_once() -> None:
    text = "竹，" * 20_000
    began = time.process_time()
    assert has_run(text, 19_999) and not has_run(text, 20_001)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("他念了两句诗，是什么？", True),
        ("碑上刻的两句是啥？", True),
        ("匾额写着四个大字，写的什么？", True),
        ("用两句话概括竹纸讲话", False),
        ("用三十个字概括竹纸讲话", False),
        ("“以竹代塑”四个字怎么来的？", False),
        ("第二句讲了什么事？", False),
    ],
)
def test_words_counted_by_sentences_or_letters_are_the_sources_own(question: str, asked: bool) -> None:
    assert verbatim(question) is asked
