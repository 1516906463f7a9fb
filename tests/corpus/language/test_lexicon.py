import re

import pytest

from corpus import YinzhengError
from corpus.errors import LexiconError
from corpus.language import lexicon
from corpus.language.lexicon import Entry, Table
from corpus.language.normalization import fold

TABLES = [lexicon.table(name) for name in lexicon.names()]
ENTRIES = [(table, entry) for table in TABLES for entry in table.entries]
GOOD = """about = "x"
tags.a = "first"
fields.level = ["市"]
"""


@pytest.mark.parametrize(
    ("table", "entry"), ENTRIES, ids=[f"{table.name}-{entry.words[0]}" for table, entry in ENTRIES]
)
def test_every_word_is_found_in_its_example_by_each_of_its_tags(table: Table, entry: Entry) -> None:
    for tags in [[tag] for tag in entry.tags] or [[]]:
        pattern = re.compile(table.guarded(*tags))
        for word, sentence, at in entry.examples():
            found = [match.start() for match in pattern.finditer(sentence) if match.group() == word]
            assert found if at < 0 else at in found, f"{word}, {tags}: not found in {sentence}"


def own_text(entry: Entry) -> str:
    """What an example has besides the entry's words and punctuation."""
    rest = entry.example
    for word in sorted(entry.words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return re.sub(r"\W|_", "", rest)


def listed(entry: Entry) -> list[str]:
    """The words that stand between marks alone, in every place where an example has them."""
    beside = r"(?<=\w){0}|{0}(?=\w)"
    return [
        word for word, text, at in entry.examples() if at < 0 and not re.search(beside.format(re.escape(word)), text)
    ]


@pytest.mark.parametrize(
    ("table", "entry"), ENTRIES, ids=[f"{table.name}-{entry.words[0]}" for table, entry in ENTRIES]
)
def test_an_example_is_a_sentence_and_no_list_of_words(table: Table, entry: Entry) -> None:
    assert len(own_text(entry)) >= 2, "an example is a sentence in which the words do what their tags say"
    assert not listed(entry), "words in a row show that they are found, not what for: write a sentence, or one with {}"


@pytest.mark.parametrize(
    ("words", "example", "good"),
    [
        ("首次 首提", "首次、首提。", False),
        ("首次 首提", "“以竹代塑”{}是哪篇讲话？", True),
        ("首次 首提", "哪篇讲话首次提到竹纸，首提？", False),
        ("作者", "作者：云某", False),
    ],
)
def test_a_list_of_words_is_seen(words: str, example: str, good: bool) -> None:
    entry = Entry(tuple(words.split()), example)
    assert (len(own_text(entry)) >= 2 and not listed(entry)) == good


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_words_are_folded_and_every_tag_is_used(table: Table) -> None:
    assert [word for word in table.words() if fold(word) != word] == []
    assert set(table.tags) == {tag for entry in table.entries for tag in entry.tags}


@pytest.mark.parametrize("shape", lexicon.shapes().values(), ids=lambda shape: str(shape.name))
def test_a_shape_matches_what_it_says_and_leaves_the_rest(shape: lexicon.Shape) -> None:
    whole = lexicon.pattern(f"[{shape.text}]+" if shape.is_class else shape.text)
    assert [text for text in shape.finds if not whole.fullmatch(text)] == []
    assert [text for text in shape.leaves if whole.fullmatch(text)] == []


def test_a_shape_stands_in_a_pattern_by_its_name() -> None:
    assert lexicon.fill("第[{tens}]{1,3}届") == "第[一二三四五六七八九十]{1,3}届"
    assert lexicon.pattern("{year}年").findall("2024年和3024年") == ["2024年"]


def test_the_longest_word_is_found_first() -> None:
    assert re.search(lexicon.any_of("offices"), "常务副市长")[0] == "常务副市长"  # type: ignore[index]


def test_words_are_chosen_by_tag_and_field() -> None:
    offices = lexicon.table("offices")
    assert "市长" in offices.words("asked", level="市")
    assert "副市长" not in offices.words("asked", level="市")
    assert offices.words(level="市", rank="deputy")[0] == "常务副市长"


def test_guards_keep_a_word_out_of_longer_ones() -> None:
    says = re.compile(lexicon.table("speech_verbs").guarded("told"))
    assert [match.group() for match in says.finditer("小说说明，他说了三句")] == ["说"]


def test_a_word_counts_only_after_what_its_entry_says() -> None:
    places = re.compile(lexicon.table("places").guarded("administrative", level="市"))
    assert [match.group() for match in places.finditer("阿拉善盟与联盟，市场与青州")] == ["盟", "州"]


def test_slots_of_a_pattern_are_filled_with_words_and_parts() -> None:
    assert lexicon.fill("{texts:spoken}[{own}]{2,4}", own="市县") == "(?:讲话|致辞|致词|演讲|发言)[市县]{2,4}"
    said = lexicon.pattern("(?P<who>{name}){speech_verbs:told!}", name="顾望舒")
    assert said.search("顾望舒指出，要修渠")["who"] == "顾望舒"  # type: ignore[index]
    assert not said.search("顾望舒说明来意")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("entries = [", "is no TOML"),
        ('about = "x"', "needs `about` and `entries`"),
        (GOOD + 'entries = [{words = "市长"}]', "titles.toml, '市长': an entry needs"),
        (GOOD + 'entries = [{words = "市长", tags = "b", example = "市长"}]', "tag 'b' is not explained"),
        (GOOD + 'entries = [{words = "市长", level = "县", example = "市长"}]', "level '县' is not declared"),
        (GOOD + 'entries = [{words = "市长 市长", example = "市长"}]', "has '市长' twice"),
    ],
)
def test_a_damaged_table_says_what_is_wrong_with_it(text: str, wrong: str) -> None:
    with pytest.raises(LexiconError, match=re.escape(wrong)):
        lexicon.read_table("titles", text)


def test_a_word_list_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(YinzhengError, match="no table 'verbs'; there are asking, "):
        lexicon.table("verbs")
    with pytest.raises(LexiconError, match="no tag 'loud'; it has told, "):
        lexicon.words("speech_verbs", "loud")
