from pathlib import Path

import pytest

from index import Filters, Library
from rag.extractive.fuzzy_search import find_wording
from tests.support.asking import ask, assert_exact, reason_of, text_of
from tests.support.speech_makers import library_of


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("低空不是空想，航线就是生产线", "慕容既白，"),
        ("一根竹子要吃干榨净，一张纸要行销四方", "裴长赓，"),
        ("先行区不是避风港，是冲锋舟", "顾望舒，"),
        ("群众的笑脸就是最好的考核表", "顾望舒，"),
        ("把竹山当码头，把航线当公路", "顾望舒，"),
        ("大不等于强，快不等于稳", "宇文澈，"),
        ("纸寿千年，靠的是守正", "顾望舒，"),
    ],
)
def test_quoted_words_stay_the_words_of_who_said_them(sample_library: Library, words: str, speaker: str) -> None:
    answer = ask(sample_library, f"“{words}”这句话是谁说的？")
    assert text_of(answer).startswith(speaker)
    assert answer is not None
    assert_exact(sample_library, answer)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("手艺在指头上，指头老了，手艺不能老", "郗松年"),
        ("一架次一档案、一航线一预案", "市长沈砚秋"),
        ("水不流会臭，纸不新会朽", "老造纸人"),
        ("政协的话筒要递到一线去", "望舒书记"),
    ],
)
def test_whose_words_are_not_surely_told_are_shown_with_what_leads_to_them(
    sample_library: Library, words: str, told: str
) -> None:
    text = text_of(ask(sample_library, f"“{words}”是谁说的？"))
    assert text.startswith("见《") and told in text


def test_words_after_a_quotation_are_not_the_quoted_ones(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "“全县各级要把这份信任转化为加速奔跑的动力”是谁说的？"))
    assert not text.startswith("顾望舒")


def test_a_masked_speaker_is_not_guessed(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "谁说过“委员不是荣誉牌，而是责任状”？"))
    assert text.startswith("见《") and "市政协主席" in text and "没有注明讲话人" in text


def test_words_that_differ_are_said_to_and_given_exactly(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "“低空不是空想，航线就是生命线”是谁说的？"))
    assert "差 1 个字" in text and "“低空不是空想，航线就是生产线”" in text and "慕容既白" in text


def test_other_punctuation_is_said_to_be(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "“低空不是空想 航线就是生产线”出自哪篇讲话？"))
    assert "标点与所问不同" in text and "差" not in text


def test_words_nobody_said_are_refused_with_how_many_were_searched(sample_library: Library) -> None:
    reason = reason_of(ask(sample_library, "“高山流水遇知音，低空飞行见真情”是谁说的？"))
    assert "16 篇" in reason and "高山流水" in reason


def test_words_without_quotation_marks_are_found_but_never_denied(sample_library: Library) -> None:
    assert "慕容既白" in text_of(ask(sample_library, "低空不是空想，航线就是生产线是谁说的？"))
    assert ask(sample_library, "高山流水遇知音，低空飞行见真情是谁说的？") is None


def test_traditional_text_with_glosses_is_found_by_simplified_words(sample_library: Library) -> None:
    answer = ask(sample_library, "“批复之后，裴长赓书记专程来到云水调研”出自哪里？")
    assert "雲水" in text_of(answer)
    assert answer is not None
    assert_exact(sample_library, answer)


def test_filters_narrow_what_is_searched(sample_library: Library) -> None:
    reason = reason_of(ask(sample_library, "“先行区不是避风港，是冲锋舟”是谁说的？", Filters(since="2025")))
    assert "全部 3 篇" in reason


def test_a_subject_is_answered_with_the_speakers_own_sentences(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "沈砚秋怎么说蓝图和实干？"))
    assert text.endswith("“蓝图已经绘就，实干才能梦圆。”")
    assert "整机制造还是空白" in text_of(ask(sample_library, "顾望舒关于整机制造的原话是什么？"))


@pytest.mark.parametrize(
    "question", ["桑柏舟关于地铁的原话是什么？", "政府工作报告里怎么说低空？", "顾望舒怎么说竹纸？"]
)
def test_a_subject_that_is_not_surely_found_is_left_to_the_model(sample_library: Library, question: str) -> None:
    assert ask(sample_library, question) is None


def test_the_same_words_in_copies_are_told_once(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "“守正和出新，一样都不能少”是谁说的？"))
    assert len(text.splitlines()) == 1


def test_two_errors_are_bridged_and_three_are_not(tmp_path: Path) -> None:
    path = tmp_path / "speech.txt"
    path.write_text(
        "在竹山会上的讲话\n\n沈砚秋\n\n同志们：\n\n山里的路要一步一步走，林里的竹要一棵一棵种。\n", encoding="utf-8"
    )
    with Library.open(tmp_path / "library") as library:
        library.add(path)
        exact = find_wording(library, "山里的路要一步一步走，林里的竹要一棵一棵种")
        two = find_wording(library, "山里的路要一步一步行，林里的树要一棵一棵种")
        missing = find_wording(library, "山里路要一步一步走，林里的竹要一棵一棵种")
        three = find_wording(library, "山里的河要一步一步行，林里的树要一棵一棵种")
    assert [(place.errors, place.exact) for place in exact] == [(0, True)]
    assert [place.errors for place in two] == [2] and [place.errors for place in missing] == [1]
    assert (two[0].start, two[0].end) == (exact[0].start, exact[0].end)
    assert not three


def test_what_an_answer_puts_in_its_own_words_is_given_to_who_said_it(sample_library: Library) -> None:
    answer = ask(sample_library, "2023年全市竹纸企业发展到1127家是谁说的？")
    text = text_of(answer)
    assert text.startswith("顾望舒，见《") and "大意如此" in text and "竹纸企业发展到1127家" in text
    assert answer is not None
    assert_exact(sample_library, answer)


@pytest.mark.parametrize("fact", ["2023年全市竹纸企业发展到1128家", "2023年青岑县竹纸企业减少到1127家"])
def test_what_nobody_said_is_given_to_nobody(sample_library: Library, fact: str) -> None:
    assert ask(sample_library, f"{fact}是谁说的？") is None


NEWS = """竹溪县竹业座谈会召开

2024年5月12日

本报讯 （记者 周小满）5月11日，竹溪县竹业座谈会在县城召开。

县委书记林素衣在会上说，竹业是全县的饭碗。如今的竹溪是竹匠向往的安心之地、用武之地。山上的事要靠年轻人。

村民代表贺兰亭说，要以“进山路”换“出山货”，以“祖传手艺”换“外省市场”。

爱因斯坦说过：“想象力比知识更重要。”座谈会用这句话收尾。
"""


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("把竹溪叫作“安心之地、用武之地”的是谁呀？", "林素衣（据上下文）"),
        ("要用“祖传手艺”去换“外省市场”，这是谁在竹溪讲的？", "贺兰亭（据上下文）（这几个字在原话中带引号）"),
        ("有句话说“想象力比知识更重要”，是书记自己讲的，还是引用哪位的？", "爱因斯坦，"),
    ],
)
def test_however_it_is_asked_whose_some_quoted_words_are(tmp_path: Path, question: str, speaker: str) -> None:
    path = tmp_path / "news.txt"
    path.write_text(NEWS, encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        library.add(path)
        answer = ask(library, question)
        assert text_of(answer).startswith(speaker)
        assert answer is not None
        assert_exact(library, answer)


@pytest.mark.parametrize("question", ["谁主持了“进山路”工程？", "“出山货”由谁来运？", "谁说要走“出海路”？"])
def test_no_speaker_is_named_where_none_is_asked_for_or_the_words_are_nowhere(tmp_path: Path, question: str) -> None:
    path = tmp_path / "news.txt"
    path.write_text(NEWS, encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        library.add(path)
        answer = ask(library, question)
    assert answer is None or answer.refusal is not None


def test_in_which_text_of_his_somebody_says_words_is_told_of_his_alone(sample_library: Library) -> None:
    assert text_of(ask(sample_library, "顾望舒在哪篇讲话里说“春山在望，时不我待”？")).startswith(
        "顾望舒，见《让一张竹纸"
    )
    refused = reason_of(ask(sample_library, "沈砚秋在哪篇讲话里说“春山在望，时不我待”？"))
    assert refused.startswith("沈砚秋的全部 2 篇讲话都没有出现")


@pytest.mark.parametrize("question", ["那篇讲“{}”的文章作者是谁，当时什么职务？", "那篇提到“{}”的稿子是谁写的？"])
def test_whose_a_text_is_that_has_some_words_is_not_whose_the_words_are(sample_library: Library, question: str) -> None:
    found = ask(sample_library, question.format("一张纸要行销四方"))
    assert found is None or "裴长赓，见" not in text_of(found)


REPORTED = (
    "顾望舒在渡口调研竹业\n\n2024-03-18 来源：云岭日报\n\n"
    "本报讯 3月18日，自治区党委书记顾望舒来到渡口接待中心，与竹农面对面交流。"
    "他说，竹农之事无小事，千难万难不能让竹农犯难。渡口要当好山里与山外的“竹路联系人”。\n"
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("“竹农之事无小事”、不能让竹农犯难，这话是哪个自治区书记在接待中心讲的", True),
        ("说渡口要当好“竹路联系人”的是哪位？", True),
        ("最早提“竹路联系人”的是哪位？", False),
    ],
)
def test_who_said_it_is_told_of_words_that_are_only_reported(question: str, said: bool, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(REPORTED)
    with Library.open(tmp_path / "library") as library:
        library.add([tmp_path / "news.txt"])
        found = ask(library, question)
        assert found is not None
        assert text_of(found).startswith("顾望舒") is said
        assert_exact(library, found)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("“先行区不是避风港”的下半句是什么？", "“先行区不是避风港”后面是：“是冲锋舟”"),
        ("顾望舒讲“纸寿千年”，后面那五个字是？", "“纸寿千年”后面是：“靠的是守正"),
        ("钟离澍引的“是冲锋舟”前半句怎么说的", "前面是：“"),
        ("宇文澈说“大不等于强”，接着的一句话是啥", "后面是：“快不等于稳"),
    ],
)
def test_what_stands_beside_quoted_words(sample_library: Library, question: str, told: str) -> None:
    answer = ask(sample_library, question)
    assert told in text_of(answer)
    assert answer is not None
    assert_exact(sample_library, answer)


@pytest.mark.parametrize(
    "question",
    [
        "“大不等于强”的下一条是什么？",
        "“先行区不是避风港”之后的产值是多少？",
        "“大不等于强”是谁说的，后面还说了什么？",
    ],
)
def test_what_stands_beside_is_words(sample_library: Library, question: str) -> None:
    answer = ask(sample_library, question)
    assert answer is None or "后面是" not in text_of(answer)


def test_a_title_is_read_as_a_line_and_fewer_characters_than_asked_are_none(tmp_path: Path) -> None:
    text = "纸寿千年 竹海听涛\n\n郗松年\n\n今天开会。竹海要听涛，纸要传千年，这就是我们的本分。散会。\n"
    with library_of({"a.txt": text}, tmp_path) as library:
        assert "后面是：“竹海听涛”" in text_of(ask(library, "“纸寿千年”后面那四个字是什么？"))
        answer = ask(library, "“这就是我们的”后面那九个字是什么？")
        assert answer is None or "后面是" not in text_of(answer)


def test_beside_a_quotation_figures_marks_and_places_are_whole(tmp_path: Path) -> None:
    text = (
        "在竹乡大会上的讲话\n郗松年\n\n竹纸产值比上年增长5.2%，总产值三亿五千万元。他说：“纸要传千年，墨要写万变”，这是老话。\n\n"
        "山上要种竹，水里要养鱼。后来他又说，山上要种竹，心里要种田。\n"
    )
    with library_of({"a.txt": text}, tmp_path) as library:
        assert "前面是：“竹纸产值比上年增长5.2%”" in text_of(ask(library, "“总产值三亿五千万元”前面是什么？"))
        assert "后面是：“墨要写万变”" in text_of(ask(library, "“纸要传千年”下半句是什么？"))
        twice = ask(library, "“山上要种竹”下半句是什么？")
        assert twice is None or "后面是" not in text_of(twice)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("“墨要写万变”的下一句", "后面是：“《竹业条例》今年施行”"),
        ("“今年施行”的下一句是什么？", "后面是：““听涛行动”明年开始”"),
        ("“明年开始”的下一句是什么？", "后面是：“（二）要修渠引水”"),
        ("“山上要种竹”前面是什么？", "前面是：“根据《竹业条例》”"),
        ("“水里要养鱼”前面是什么？", "前面是：“他说要办“三件实事””"),
        ("“竹业总产值三亿元”前面是什么？", "前面是：“增长5.2％”"),
        ("“竹业增速为”后面是什么？", "后面是：“-3.5%，投资放缓”"),
        ("“纸要传千年”这句诗的下一句是？", "后面是：“墨要写万变”"),
        ("“心里要有田”的上一句是什么？", "前面是：“竹业增速为-3.5%，投资放缓”"),
        ("“墨要写万变”的前一句和后一句分别是什么？", ""),
        ("“纸要传千年，墨要写万变”后面两句是什么？", ""),
        ("“墨要写万变”的下一句是什么？是谁说的？", ""),
        ("“墨要写万变”后面是什么会议？", ""),
        ("“墨要写万变”接下来讲了什么？", ""),
    ],
)
def test_what_stands_beside_keeps_its_marks_and_is_one_thing(tmp_path: Path, question: str, told: str) -> None:
    text = (
        "在竹乡大会上的讲话\n郗松年\n\n纸要传千年，墨要写万变。《竹业条例》今年施行。“听涛行动”明年开始。（二）要修渠引水。"
        "根据《竹业条例》，山上要种竹。他说要办“三件实事”，水里要养鱼。增长5.2％，竹业总产值三亿元。"
        "竹业增速为-3.5%，投资放缓。\n\n　　心里要有田。\n"
    )
    with library_of({"a.txt": text}, tmp_path) as library:
        answer = ask(library, question)
        given = text_of(answer) if answer is not None else ""
        assert told in given if told else "面是：" not in given
