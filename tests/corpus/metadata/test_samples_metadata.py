"""What a reader finds in each sample, field by field; None is what the text does not state."""

from pathlib import Path

import pytest

from corpus import Document, iter_documents, parse

SAMPLES = Path(__file__).parents[3] / "corpus" / "samples"
FIELDS = ("title", "speaker", "role", "date", "published", "place", "occasion", "publisher", "kind")

READ: dict[str, tuple[str | None, ...]] = {
    "brewing_article_2023.md": (
        "做好“一泓清泉”的文章",
        "尉迟清和",
        "青岑县委副书记、县长",
        "2023-11-08",
        None,
        "青岑县",
        None,
        "云岭经济观察",
        "文章",
    ),
    "cppcc_closing_2024.txt": (
        "在市政协五届三次会议闭幕会上的讲话",
        None,
        "市政协主席",
        None,
        None,
        None,
        "市政协五届三次会议闭幕会",
        None,
        "讲话",
    ),
    "cppcc_closing_2025.txt": (
        "同舟共济 聚智聚力 书写澜川高质量发展协商答卷",
        "顾望舒",
        None,
        "2025-01-16",
        "2025-01-17",
        "澜川市",
        "政协澜川市第五届委员会第四次会议闭幕会",
        "澜川日报",
        "讲话",
    ),
    "economy_meeting_2023.txt": (
        "在市委经济工作会议上的讲话（节选）",
        "顾望舒",
        None,
        "2023-12-28",
        None,
        None,
        "市委经济工作会议",
        None,
        "讲话",
    ),
    "lowaltitude_speech_2021.txt": (
        "顾望舒市长在全市低空物流试点启动会上的讲话",
        "顾望舒",
        "市长",
        "2021-03-10",
        None,
        "澜川市",
        "全市低空物流试点启动会",
        None,
        "讲话",
    ),
    "lowaltitude_visit_2025.html": (
        "顾望舒在调研低空物流产业时强调 打通最后一公里 飞出发展加速度",
        "顾望舒",
        "市委书记",
        "2025-05-12",
        "2025-05-13",
        None,
        None,
        "澜川日报",
        "新闻",
    ),
    "qingchen_meeting_2024.txt": (
        "青岑县:全县低空物流工作推进会召开",
        "闻人楷",
        "县委书记",
        "2024-05-21",
        "2024-05-23",
        "青岑县",
        "全县低空物流工作推进会",
        "青岑县融媒体中心",
        "会议新闻",
    ),
    "work_report_2024.txt": (
        "政府工作报告（摘要）",
        "沈砚秋",
        "澜川市市长",
        "2024-01-16",
        None,
        "澜川市",
        "澜川市第五届人民代表大会第三次会议",
        None,
        "报告",
    ),
    "work_report_2025.html": (
        "2025年澜川市政府工作报告（摘要）",
        "沈砚秋",
        "澜川市市长",
        "2025-01-14",
        "2025-01-20",
        "澜川市",
        "澜川市第五届人民代表大会第四次会议",
        "澜川市政府办公室",
        "报告",
    ),
    "xizhou_meeting_2024.txt": (
        "宇文澈在全市竹纸产业提质增效大会上强调 聚焦龙头带动 推进竹纸产业整体跃升",
        "宇文澈",
        "溪州市委书记",
        "2024-04-02",
        "2024-04-03",
        "溪州市",
        "全市竹纸产业提质增效大会",
        "溪州日报",
        "会议新闻",
    ),
    # its text never says 瀾川市
    "yunshui_article_2022.txt": (
        "加快建設雲水先行區 把綠水青山的文章寫到雲端",
        "顧望舒",
        "市委書記",
        "2022-09-15",
        "2022-09-15",
        "瀾川",
        None,
        "瀾川日報",
        "文章",
    ),
    "yunshui_plenary_2023.txt": (
        "【云水先行区】先行区管委会第二次全体会议召开",
        "钟离澍",
        "先行区党工委书记",
        "2023-06-08",
        "2023-06-09",
        "云水先行区",
        "云水先行区管委会第二次全体会议",
        "先行区综合办",
        "会议新闻",
    ),
    "zhubian_speech_2023.txt": (
        "在竹編工藝保護傳承座談會上的講話",
        "桑柏舟",
        "瀾川市副市長",
        "2023-09-09",
        None,
        "瀾川市",
        "竹編工藝保護傳承座談會",
        None,
        "讲话",
    ),
    "zhuzhi_reprint_2024.txt": (
        "让一张竹纸托起富民强市的大产业",
        "顾望舒",
        "市委书记",
        "2024-03-18",
        "2024-04-02",
        "澜川市",
        "全市竹纸产业高质量发展大会",
        "澜川日报",
        "讲话",
    ),
    "zhuzhi_speech_2023.txt": (
        "在全市竹纸产业发展推进会上的讲话",
        "顾望舒",
        "中共澜川市委书记",
        "2023-03-22",
        None,
        "澜川市",
        "全市竹纸产业发展推进会",
        None,
        "讲话",
    ),
    "zhuzhi_speech_2024.txt": (
        "让一张竹纸托起富民强市的大产业",
        "顾望舒",
        "澜川市委书记",
        "2024-03-18",
        None,
        "澜川市",
        "全市竹纸产业高质量发展大会",
        None,
        "讲话",
    ),
}


def test_no_sample_is_left_out() -> None:
    assert set(READ) == {path.name for path in SAMPLES.iterdir() if path.suffix in (".txt", ".md", ".html")}


@pytest.mark.parametrize("name", sorted(READ))
def test_a_sample_is_read_as_a_reader_reads_it(name: str) -> None:
    (document,) = iter_documents([SAMPLES / name])
    assert isinstance(document, Document)
    facts = {fact.name: fact.value for fact in parse(document, speech_id="0" * 12).facts}
    assert {field: facts.get(field) for field in FIELDS} == dict(zip(FIELDS, READ[name], strict=True))
