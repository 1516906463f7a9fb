import re
from html.parser import HTMLParser

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Chunk, Speech
from index import Hit
from rag.datamodel import Answer, Citation, Claim, Implied, Verdict
from tests.support.ui.scripted_assistant import HOSTILE, NEWS, REPORT, ScriptedAssistant
from ui.i18n import refusals
from ui.pages.document_view import pieces
from ui.rendering import answer_html, verdicts
from ui.rendering.citation_markers import of_answer, parts


class Reader(HTMLParser):
    """What a browser would see: tags, and the text within `<mark>`."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.mark = ""
        self._depth = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._depth += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.mark += data if self._depth else ""


def words_of(markup: str, hidden: str = "en") -> str:
    """What is read when one language is hidden."""
    return Reader(re.sub(rf'<span class="{hidden}"[^>]*>[^<]*</span>', "", markup)).text


def cite(number: int, text: str, quote: str, speech: Speech | None = None) -> Citation:
    start = text.index(quote)
    return Citation(number, speech or Speech("s1", "a.txt", "题目"), start, start + len(quote), quote)


def hit(text: str, start: int, end: int, speech: Speech | None = None) -> Hit:
    speech = speech or Speech("s1", "a.txt", "题目")
    return Hit(speech, Chunk(speech.id, start, end, ("一、成绩",), text[start:end]), text[start:end], 1.0, "both")


def test_mark_holds_exactly_the_quotation_within_its_paragraph() -> None:
    quote = "同比增长6.8%；集装箱吞吐量突破410万标箱"
    start = REPORT.index(quote)
    reader = Reader(answer_html.marked(REPORT, start, start + len(quote)))
    assert reader.mark == quote
    assert reader.text.startswith("2023年，全市港口")
    assert reader.text.endswith("首次突破200亿元。")


def test_quotation_over_two_paragraphs_keeps_its_line_breaks() -> None:
    quote = "部署今年任务。\n\n一、过去一年"
    start = REPORT.index(quote)
    assert Reader(answer_html.marked(REPORT, start, start + len(quote))).mark == quote


@given(st.text(min_size=1, max_size=400), st.data())
def test_any_span_of_any_text_is_marked_exactly(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = answer_html.paragraph(text, start, end, reach=20)
    assert 0 <= first <= start
    assert end <= last <= len(text)
    markup = answer_html.marked(text, start, end)
    assert "\n" not in markup
    assert "\r" not in markup
    if not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text):  # HTML has no reference for most controls
        assert Reader(markup).mark == text[start:end]


def test_long_paragraph_is_cut_behind_a_full_stop_and_says_so() -> None:
    text = "前句。" * 200 + "要点" + "后句。" * 200
    start = text.index("要点")
    first, last = answer_html.paragraph(text, start, start + 2)
    assert text[first - 1] == "。"
    assert text[last - 1] == "。"
    assert last - first < 400
    assert answer_html.marked(text, start, start + 2).startswith("<i>…</i>前句。")
    assert answer_html.marked(text, start, start + 2).endswith("后句。<i>…</i>")


def test_ten_million_characters_on_one_line_are_cut() -> None:
    text = "字" * 10_000_000
    assert len(answer_html.marked(text, 5_000_000, 5_000_010)) < 1000


def test_markup_of_documents_and_questions_is_text() -> None:
    assistant = ScriptedAssistant()
    speech = assistant.speech("deadbeef0001")
    citation = cite(1, HOSTILE, '<img src=x onerror="window.pwned = true">', speech)
    passage = hit(HOSTILE, 0, 40, speech)
    answer = Answer("<b>粗</b>[1]", (), (citation,), hits=(passage,), question="<script>")
    panel = answer_html.answer_panel(answer, "1", {speech.id: HOSTILE}) + answer_html.retrieved_panel([passage])
    panel += answer_html.refusal_panel(Answer("", refused=True, reason="<u>", hits=(passage,), question="<script>"), 3)
    panel += answer_html.answer_text(answer.text, parts(answer.text), "1")
    reader = Reader(panel)
    assert not {tag for tag, _ in reader.tags} & {"script", "img", "u", "iframe", "svg"}
    assert not [name for _, attributes in reader.tags for name in attributes if name.startswith("on")]
    assert '<img src=x onerror="window.pwned = true">' in reader.mark


def test_citation_that_is_not_the_sources_text_is_refused() -> None:
    citation = cite(1, NEWS, "一号工程")
    with pytest.raises(ValueError, match="citation 1"):
        answer_html.citation_card(citation, "1", NEWS.replace("一号", "二号"))


def test_markers_become_links_and_claims_are_told_apart() -> None:
    claims = (Claim("见注[1]。", (1,), Verdict.QUOTED), Claim("又增长6%。", (2,), Verdict.SUPPORTED))
    text = "见注[1][1]。又增长6%。[2][7]"
    markup = answer_html.answer_text(text, parts(text, claims, [1, 2]), "3")
    links = [attributes for tag, attributes in Reader(markup).tags if tag == "a"]
    assert [link["href"] for link in links] == ["#c3-1", "#c3-2"]
    assert words_of(markup) == "见注[1][1]。原文又增长6%。[2]与原文一致[7]"
    assert 'class="claim quoted"' in markup
    assert 'class="claim supported"' in markup


def test_cited_passages_come_first_and_the_others_are_folded() -> None:
    citation = cite(1, REPORT, "新开通远洋航线七条")
    line = REPORT.index("我们坚持")
    covering = hit(REPORT, line, REPORT.index("\n", line))
    other = hit(REPORT, 0, 30)
    panel = answer_html.answer_panel(Answer("", (), (citation,), hits=(covering, other)), "1", {"s1": REPORT})
    assert panel.index('id="c1-1"') < panel.index('<details class="others">')
    assert panel.count('class="card hit"') == 1


def test_refusal_says_what_was_searched_and_labels_the_nearest_passages() -> None:
    answer = Answer("无", refused=True, reason="没有说到地铁", hits=(hit(NEWS, 0, 20),), question="地铁何时开通")
    text = Reader(answer_html.refusal_panel(answer, 12)).text
    for words in ("地铁何时开通", "全库 12 篇", "没有说到地铁", "最接近但不回答问题的段落", NEWS[:20]):
        assert words in text


def test_refusal_says_what_the_question_itself_narrowed() -> None:
    known = (Implied("place", "澜州市", "澜州市", 2), Implied("speaker", "沈知远", "沈知远", 1))
    panel = answer_html.refusal_panel(Answer("无", refused=True, question="问", implied=known), 12)
    assert "全库 12 篇，其中地点：澜州市 2 篇，其中讲话人：沈知远 1 篇" in words_of(panel)
    assert "the whole library, 12 texts, of which Place: 澜州市, 2" in words_of(panel, hidden="zh")


def test_tally_counts_verdicts() -> None:
    claims = (
        Claim("甲", (1,), Verdict.SUPPORTED, ("words", "kind")),
        Claim("丁", (1,), Verdict.SUPPORTED, ("words",)),
        Claim("乙", (1,), Verdict.QUOTED),
        Claim("丙", (1,), Verdict.QUOTED),
    )
    assert (
        words_of(verdicts.tally(Answer("", claims))) == "1 句与原文一致1 句与原文一致，是否答到所问请看原文2 句原文原话"
    )
    english = words_of(verdicts.tally(Answer("", claims)), hidden="zh")
    assert english == "1 agrees with the source1 agrees with the source; whether it answers, see there2 verbatim"


@pytest.mark.parametrize(
    ("milliseconds", "shown"), [(0.4, ("0.0 秒", "0.0 s")), (3060, ("3.1 秒", "3.1 s")), (61_400, ("61 秒", "61 s"))]
)
def test_durations(milliseconds: float, shown: tuple[str, str]) -> None:
    assert answer_html.duration(milliseconds) == shown


@pytest.mark.parametrize(
    ("claim", "green", "why"),
    [
        (
            Claim("甲", (1,), Verdict.SUPPORTED, ("figures", "words", "kind")),
            True,
            "比对：数字和单位、用词和肯定否定 ·",
        ),
        (Claim("甲", (1,), Verdict.SUPPORTED, ("words",)), False, "比对：用词和肯定否定；没有核对：它是不是所问的"),
        (Claim("甲", (1,), Verdict.SUPPORTED), False, "已与所引原文比对；没有核对：它是不是所问的"),
        (Claim("甲", (1,), Verdict.SUPPORTED, ("extracted", "kind")), True, "没有经过模型"),
    ],
)
def test_tick_is_green_only_where_the_kind_of_answer_was_checked(claim: Claim, green: bool, why: str) -> None:
    shown = verdicts.verdict(claim)
    assert (" partial" not in shown) is green and why in shown


def test_quotation_has_no_tick() -> None:
    shown = verdicts.verdict(Claim("甲", (1,), Verdict.QUOTED, ("wording",)))
    assert "verdict quoted" in shown and "原话" in shown and "supported" not in shown


def test_byline_leaves_out_what_is_unknown() -> None:
    assert answer_html.byline(Speech("x", "p", "t", role="市长", date="2024")) == "市长 · 2024"
    assert answer_html.byline(Speech("x", "p", "t", "甲", "市长", publisher="日报")) == "甲（市长） · 日报"


def test_pieces_cover_the_text_once() -> None:
    found = pieces(100, (10, 90), (80, 95))
    assert [(p.start, p.end, p.kind) for p in found] == [
        (0, 10, "outside"),
        (10, 80, "body"),
        (80, 90, "mark"),
        (90, 95, "mark"),
        (95, 100, "outside"),
    ]
    assert pieces(0, (0, 0), None) == []


def test_what_an_answer_leaves_open_is_said_in_both_languages() -> None:
    note = "（资料库中找不到这一问的答案：地铁什么时候开通？）"
    claims = (Claim("铁路十月通车。", (1,), Verdict.SUPPORTED),)
    answer = Answer(f"铁路十月通车[1]。\n{note}", claims, unanswered=("地铁什么时候开通？",))
    made = answer_html.answer_text(answer.body, of_answer(answer), "1", refusals.unanswered(answer))
    assert words_of(made).endswith(note)
    assert words_of(made, hidden="zh").endswith("(The library has no answer to this one: 地铁什么时候开通？)")


def test_citations_of_one_passage_share_a_card_with_all_their_words_marked() -> None:
    near = [cite(1, REPORT, "货物吞吐量达到3.2亿吨"), cite(3, REPORT, "集装箱吞吐量突破410万标箱")]
    far, other = cite(2, REPORT, "力争全年引进航运企业四十家"), cite(4, NEWS, "一号工程", Speech("s2", "b", "题"))
    answer = Answer("", (), (near[0], far, near[1], other))
    panel = answer_html.answer_panel(answer, "7", {near[0].speech.id: REPORT, other.speech.id: NEWS})
    assert re.findall(r'<article class="card cited" id="([^"]+)"', panel) == ["c7-1", "c7-2", "c7-4"]
    first = panel.partition("</article>")[0]
    assert re.findall(r'<mark data-of="(\d+)">([^<]+)</mark>', first) == [("1", near[0].quote), ("3", near[1].quote)]
    assert 'id="c7-3"' in first and first.count('class="number"') == 2


def test_words_that_two_citations_share_are_marked_once_and_belong_to_both() -> None:
    whole, part = cite(1, REPORT, "集装箱吞吐量突破410万标箱"), cite(2, REPORT, "突破410万标箱，创历史新高")
    shown = answer_html.citation_card([whole, part], "1", REPORT)
    found = re.findall(r'<mark data-of="([\d ]+)">([^<]+)</mark>', shown)
    assert found == [("1", "集装箱吞吐量"), ("1 2", "突破410万标箱"), ("2", "，创历史新高")]
    assert "".join(words for numbers, words in found if "1" in numbers.split()) == whole.quote


def test_citations_of_different_people_do_not_share_a_card() -> None:
    one, two = cite(1, REPORT, "货物吞吐量达到3.2亿吨"), cite(2, REPORT, "集装箱吞吐量突破410万标箱")
    assert len(answer_html.passages([one, two], {1: ("甲", "a"), 2: ("乙", "b")})) == 2
    assert len(answer_html.passages([one, two], {})) == 1


def test_a_long_row_of_markers_may_break_between_them_and_a_short_one_may_not() -> None:
    def tails(count: int) -> list[str]:
        claim = Claim("全部见清单。", tuple(range(1, count + 1)), Verdict.SUPPORTED, ("words", "kind"))
        answer = Answer("全部见清单" + "".join(f"[{n}]" for n in claim.citations) + "。", (claim,))
        shown = answer_html.answer_text(answer.text, parts(answer.text, answer.claims), "1")
        assert words_of(shown).startswith(answer.text)
        found = lxml.html.fragments_fromstring(f"<p>{shown}</p>")[0].xpath('.//span[@class="tail"]')
        return [one.text_content().partition("。")[0] for one in found]

    assert tails(1) == ["单[1]"]
    assert tails(3) == ["单[1][2][3]"]
    assert tails(12) == ["单[1]", "[12]"]


def test_lines_do_not_break_within_a_date() -> None:
    text = "已检索 3 篇讲话（2013-03-18 至 2025-05），编号2025-0512-7除外。"
    shown = answer_html.answer_text(text, parts(text), "1")
    assert re.findall(r"<time>(.*?)</time>", shown) == ["2013-03-18", "2025-05"]
    assert "<time>2024-05-09</time>" in answer_html.byline(Speech("s", "a", "题", speaker="顾南枝", date="2024-05-09"))
