import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from corpus import Speech
from corpus.samples import folder as samples_folder
from index import Hit, Library
from index.search.near_duplicates import Copy, Overlap, Relation, relate
from tests.index.analysis.test_minhash import prose

HEAD = "在云水市竹纸产业大会上的讲话\n（2024年3月18日）\n云水市市长 秦望舒\n\n同志们：\n"
SITE = """云水在线 > 要闻 > 正文
设为首页 | 加入收藏

{}

责任编辑：顾南乔
版权声明：本网转载内容版权归原作者所有。
相关阅读
"""
NEWS = """云水市召开竹纸产业大会
2024年3月19日 来源：云水日报

本报讯 3月18日，云水市召开竹纸产业大会。{}
{}
"""
ASKED = Speech("aaaaaaaaaaaa", "a.txt", "甲", date="2024-03-18", kind="讲话")
OTHER = replace(ASKED, id="bbbbbbbbbbbb", path="b.txt", title="乙")


def body(seed: int, sentences: int = 60) -> list[str]:
    text = prose(seed, sentences).split("。")[:-1]
    return ["。".join(text[at : at + 4]) + "。" for at in range(0, len(text), 4)]


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.fixture
def family(tmp_path: Path) -> Path:
    """A speech; the same from another site, in Traditional, with small edits; an excerpt; a report; another speech."""
    paragraphs, other = body(1), body(2)
    folder = tmp_path / "family"
    write(folder, "full.txt", HEAD + "\n".join(paragraphs) + "\n")
    edited = [p.replace("竹", "楮", 1) if n % 5 == 0 else p for n, p in enumerate(paragraphs)]
    write(folder, "site.txt", SITE.format(OpenCC("s2t").convert(HEAD + "\n".join(edited))))
    write(folder, "excerpt.txt", HEAD + "\n".join(paragraphs[4:8]) + "\n")
    quoted = "\n".join(f"秦望舒强调，{p}\n与会人员认真听取并作了讨论，纷纷表示要抓好落实。" for p in paragraphs[9:12])
    news = "".join(body(3, 10))
    write(folder, "report.txt", NEWS.format(news, quoted))
    write(folder, "other.txt", HEAD.replace("竹纸", "航运") + "\n".join(other) + "\n")
    return folder


def named(library: Library) -> dict[str, Speech]:
    return {Path(speech.path).name: speech for speech in library.speeches()}


def relations(library: Library) -> dict[str, dict[str, tuple[Relation, float, float]]]:
    """Return for each file its copies' (relation, similarity, containment) by their files."""
    return {
        name: {
            Path(copy.speech.path).name: (copy.relation, copy.similarity, copy.containment)
            for copy in library.copies(speech.id)
        }
        for name, speech in named(library).items()
    }


def preferences(library: Library) -> dict[str, str]:
    return {name: Path(library.preferred(speech.id).path).name for name, speech in named(library).items()}


def test_a_family_is_found_and_another_speech_is_not_of_it(tmp_path: Path, family: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add(family)
        found = relations(library)
        assert {name: copy[0] for name, copy in found["full.txt"].items()} == {
            "site.txt": "同文",
            "excerpt.txt": "节选",
            "report.txt": "报道",
        }
        assert found["excerpt.txt"]["full.txt"][0] == found["excerpt.txt"]["site.txt"][0] == "全文"
        assert found["report.txt"]["full.txt"][0] == "原文"
        assert found["other.txt"] == {}
        assert preferences(library) == {
            "full.txt": "full.txt",
            "site.txt": "full.txt",
            "excerpt.txt": "full.txt",
            "report.txt": "full.txt",
            "other.txt": "other.txt",
        }


def test_both_sides_agree_and_the_most_similar_comes_first(tmp_path: Path, family: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add(family)
        found = relations(library)
        for name, copies in found.items():
            for other, (_, similarity, containment) in copies.items():
                assert found[other][name][1:] == (similarity, containment)
                assert 0 < similarity <= containment <= 1
        for speech in library.speeches():
            similar = [copy.similarity for copy in library.copies(speech.id)]
            assert similar == sorted(similar, reverse=True)
        assert isinstance(library.copies(named(library)["full.txt"].id)[0], Copy)
        assert library.copies(named(library)["full.txt"].id)[0].to_dict()["relation"] == "同文"


@given(st.permutations(["full.txt", "site.txt", "excerpt.txt", "report.txt", "other.txt"]), st.data())
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_order_of_adding_updating_and_removing_makes_no_difference(
    tmp_path: Path, family: Path, order: list[str], data: st.DataObject
) -> None:
    work, expected_at = tmp_path / "work", tmp_path / "expected"
    for directory in (work, tmp_path / "library", expected_at):
        shutil.rmtree(directory, ignore_errors=True)
    kept = data.draw(st.sets(st.sampled_from(order), min_size=1))
    work.mkdir()
    with Library.open(tmp_path / "library") as library:
        for number, name in enumerate(order):
            first = data.draw(st.sampled_from(order))
            shutil.copy(family / first, work / name)  # maybe another's words at first
            (work / name).write_text(f"{(work / name).read_text(encoding='utf-8')}\n第{number}稿。\n", encoding="utf-8")
            library.add(work / name)
        for name in data.draw(st.permutations(order)):
            shutil.copy(family / name, work / name)
            library.add(work / name)
            if name not in kept:
                library.remove(named(library)[name].id)
        found, preferred = relations(library), preferences(library)
    with Library.open(expected_at) as fresh:
        for name in sorted(kept):
            fresh.add(work / name)
        assert (found, preferred) == (relations(fresh), preferences(fresh))


def test_a_removed_speech_leaves_nothing_behind(tmp_path: Path, family: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add(family)
        for speech in library.speeches():
            library.remove(speech.id)
        with library._catalog._database.reading() as connection:
            for table in ("signatures", "copy_keys", "copies", "titles", "facts", "utterances", "enumerations"):
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_two_speeches_that_quote_the_same_words_are_not_copies_of_each_other(tmp_path: Path) -> None:
    quoted = "\n".join(body(7, 12))
    for name, seed in (("a", 8), ("b", 9)):
        write(tmp_path / "in", f"{name}.txt", HEAD + "\n".join(body(seed)) + "\n" + quoted + "\n")
    write(tmp_path / "in", "quoted.txt", HEAD + quoted + "\n")
    with Library.open(tmp_path / "library") as library:
        library.add(tmp_path / "in")
        found = relations(library)
        assert {copy[0] for copy in found["quoted.txt"].values()} == {"全文"}
        assert {preferences(library)[name] for name in ("a.txt", "b.txt")} == {"a.txt", "b.txt"}


@pytest.mark.parametrize(
    ("overlap", "dates", "kinds", "relation"),
    [
        (Overlap(1000, 1000, 900, 1.0), (None, None), ("讲话", "讲话"), "同文"),
        (Overlap(2000, 800, 780, 1.0), (None, None), ("讲话", "讲话"), "节选"),
        (Overlap(800, 2000, 780, 1.0), (None, None), ("讲话", "讲话"), "全文"),
        (Overlap(2000, 800, 300, 1.0), (None, None), ("讲话", "会议新闻"), "报道"),
        (Overlap(800, 2000, 300, 1.0), (None, None), ("新闻", "讲话"), "原文"),
        (Overlap(2000, 800, 300, 1.0), (None, None), ("讲话", "讲话"), "相近"),
        # said by form: short and only mostly the same, other numbers, another year
        (Overlap(200, 200, 150, 1.0), (None, None), ("新闻", "新闻"), "相近"),
        (Overlap(1000, 1000, 900, 0.5), (None, None), ("讲话", "讲话"), "相近"),
        (Overlap(1000, 1000, 800, 1.0), ("2024-03-05", "2025-03-05"), ("报告", "报告"), "相近"),
        # but a long text may be reprinted years later, and a date may be coarse
        (Overlap(1000, 1000, 980, 1.0), ("2020-03-05", "2025-03-05"), ("讲话", "讲话"), "同文"),
        (Overlap(1000, 1000, 800, 1.0), ("2024-03", "2024-03-05"), ("讲话", "讲话"), "同文"),
        (Overlap(1000, 1000, 800, 1.0), ("2024-02-30", "2025-03-05"), ("讲话", "讲话"), "同文"),
        (Overlap(1000, 1000, 800, 1.0), ("2024", "2025-03-05"), ("讲话", "讲话"), "相近"),
        (Overlap(1000, 1000, 800, 1.0), ("2024-03-18", "2024-04-02"), ("讲话", "讲话"), "同文"),
    ],
)
def test_relations(
    overlap: Overlap, dates: tuple[str | None, str | None], kinds: tuple[str, str], relation: Relation
) -> None:
    asked, other = replace(ASKED, date=dates[0], kind=kinds[0]), replace(OTHER, date=dates[1], kind=kinds[1])
    assert relate(overlap, asked, other) == relation


def search(library: Library, query: str, k: int = 12) -> list[Hit]:
    return library.hits([(chunk_id, score, "terms") for chunk_id, score in library.search_terms(query, k)])


def test_the_sample_reprint_gives_way_to_the_speech(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add(samples_folder())
        speech, reprint = named(library)["zhuzhi_speech_2024.txt"], named(library)["zhuzhi_reprint_2024.txt"]
        assert [copy.relation for copy in library.copies(reprint.id)] == ["同文"]
        assert library.preferred(reprint.id) == library.preferred(speech.id) == speech
        hits = search(library, "竹纸产业专项资金安排多少")
        assert {speech.id, reprint.id} <= {hit.speech.id for hit in hits}
        collapsed = library.collapse(hits)
        passages = [hit.text[:12] for hit in collapsed if hit.speech.id in (speech.id, reprint.id)]
        assert len(set(passages)) == len(passages) < len([h for h in hits if h.speech.id in (speech.id, reprint.id)])
        assert reprint.id not in {hit.speech.id for hit in collapsed if "1.8亿元" in hit.text}
        assert collapsed[0].speech == speech and collapsed[0].score == hits[0].score
        # the reprint stays citable
        assert any(hit.speech == reprint for hit in search(library, "竹纸产业专项资金安排多少"))


def test_collapsing_keeps_order_and_everything_that_is_said_once(tmp_path: Path, family: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add(family)
        chance = random.Random(5)
        ids = [i for s in library.speeches() for i, _ in library.search_terms(library.chunks(s.id)[0].text, 40)]
        for _ in range(20):
            chosen = chance.sample(sorted(set(ids)), 15)
            hits = library.hits([(chunk_id, 15.0 - n, "terms") for n, chunk_id in enumerate(chosen)])
            collapsed = library.collapse(hits)
            scores = [hit.score for hit in collapsed]
            assert scores == sorted(scores, reverse=True) and scores[0] == hits[0].score
            assert {(h.speech.id, h.start) for h in collapsed} <= {(h.speech.id, h.start) for h in hits}
            assert [h for h in collapsed if "other" in h.speech.path] == [h for h in hits if "other" in h.speech.path]
            full = [(h.speech.id, h.start) for h in hits if "full" in h.speech.path]
            assert set(full) <= {(h.speech.id, h.start) for h in collapsed}
            assert library.collapse(collapsed) == collapsed
        assert library.collapse([]) == []


def test_asked_for_all_at_once_the_preferred_are_the_same(tmp_path: Path, family: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add(family)
        ids = [speech.id for speech in library.speeches()]
        together = library.preferences([*ids, ids[0], "nobody"])
        assert together == {speech_id: library.preferred(speech_id).id for speech_id in ids}
        assert list(together) == ids and any(one != other for one, other in together.items())
        assert library.preferences([]) == {}
