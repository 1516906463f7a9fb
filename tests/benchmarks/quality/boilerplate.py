"""Share of page-furniture lines removed and of body lines lost, on made-up pages in the styles of twelve kinds of site.

    python -m tests.benchmarks.quality.boilerplate [--errors] [--json] [--data DIR [--half 1|2]]

Every page is a style's lines before and after a text, which is known line by line: paragraphs of the samples, with
headings, short lines, lists, a salutation and a signature among them. So each line's label comes from how the page was
made. A line counts as removed if no chunk covers it, as lost if a body line is not covered to its last character.
Titles, bylines and source lines are neither.

With `--data`, real pages instead: the 15 provincial reports of `speeches.jsonl`, whose furniture was marked by hand (it
is of the words in `MARKED`, at their edges), and 300 texts of `articles.jsonl`, each line of which is text. Reports and
articles are parted by turns into two halves, of which the second was not looked at when the rules were written.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import Document, parse
from corpus.samples import folder

# (name, lines before the title, lines between title and body, lines behind the body)
STYLES: tuple[tuple[str, str, str, str], ...] = (
    (
        "province portal",
        "无障碍浏览|长者模式|繁体|登录|网站支持IPv6|首页 > 政务公开 > 政府工作报告|云岭省人民政府门户网站",
        "字体：【大 中 小】|打印|分享到：",
        "分享：|【打印本页】|【关闭窗口】|相关链接|网站地图 | 联系我们 | 网站声明|主办：云岭省人民政府办公厅|"
        "承办：云岭省政务信息中心|"
        "网站标识码：9900000001|云ICP备00000001号-1|云公网安备 99000002000001号|您访问的链接即将离开本站",
    ),
    (
        "city portal",
        "澜川市人民政府|WWW.LANCHUAN.GOV|请输入关键字|搜索|您当前的位置：首页>政务动态>市长讲话",
        "浏览次数：1283次|字号：大 中 小",
        "上一篇：澜川市召开春季造林动员会|下一篇：澜川市部署森林防火工作|扫一扫在手机打开当前页|"
        "版权所有：澜川市人民政府|地址：澜川市竹溪路1号|"
        "邮编：990001|技术支持：云水数据公司",
    ),
    (
        "county portal",
        "青岑县人民政府网欢迎您！|今天是2024年3月20日 星期三|首页|走进青岑|新闻中心|政务公开|互动交流|专题专栏",
        "【字体：小 大】|点击数：57",
        "打印|收藏|关闭|主办单位：青岑县人民政府办公室|建议使用IE9以上浏览器，分辨率1024*768|"
        "Copyright © 2018-2024 All Rights Reserved",
    ),
    (
        "party paper",
        "澜川日报数字报|上一版|下一版|返回目录|放大+|缩小-|默认o",
        "",
        "上一篇|下一篇|版权声明：未经澜川日报书面授权，不得转载使用|澜川日报社 版权所有|新闻热线：0999-0000000|"
        "广告热线：0999-0000001",
    ),
    (
        "news site",
        "云水网 > 时政 > 正文|分享到|微信|微博|QQ空间|0评论",
        "字体：大 中 小",
        "责任编辑：佚名|【纠错】|阅读下一篇|相关新闻|云水先行区启动夜游航线|澜川竹纸亮相展会|热门推荐|"
        "青岑县茶园开采|网友评论 0 条|举报电话：0999-0000002",
    ),
    (
        "commission site",
        "设为首页|加入收藏|RSS|云岭省发展和改革委员会|当前位置：首页 >> 领导活动 >> 重要讲话",
        "访问量：402",
        "附件下载|打印本页 关闭窗口|友情链接：国家部委网站 各市州网站|备案序号：云ICP备00000003号|"
        "违法和不良信息举报电话：0999-0000003",
    ),
    (
        "party school",
        "云岭省委党校|ENGLISH|OA办公|邮箱登录|学校首页 | 学校概况 | 教学培训 | 科研咨询 | 图书馆",
        "发布者：系统管理员|阅读：88",
        "上一条：校委理论学习中心组集体学习|下一条：春季学期开学典礼举行|【关闭】|地址：澜川市青溪路9号 邮编：990002",
    ),
    (
        "people's congress",
        "溪州市人大常委会|网站首页 -> 会议之窗 -> 常委会会议|收藏本站",
        "【大】【中】【小】",
        "[打印] [关闭] [返回顶部]|网站管理：溪州市人大常委会办公室|浏览建议：使用谷歌浏览器|您是第100234位访问者",
    ),
    (
        "zone committee",
        "云水先行区管理委员会|无障碍|关怀版|智能问答|政务服务|数据开放|你的位置：首页 / 新闻资讯 / 先行要闻",
        "A- A A+|收藏",
        "打印 分享 收藏|微信扫一扫：分享|相关推荐|先行区航空产业园开工|先行区召开招商推介会|官方微信|官方微博|"
        "Copyright 云水先行区 版权所有",
    ),
    (
        "blog copy",
        "登录 | 注册|个人中心|我的收藏|文档库 > 公文写作 > 领导讲话",
        "举报|下载|0分",
        "展开全文|点赞 0|收藏 3|猜你喜欢|2024年党建工作要点|乡镇三季度工作总结|"
        "网站声明：本站资料来源于网络，仅供学习参考|联系客服|回到顶部",
    ),
    (
        "wechat copy",
        "点击上方蓝字关注我们|点击蓝字 关注我们",
        "",
        "END|编辑丨沈砚秋|校对丨陆知行|审核丨钟离澍|长按二维码关注|点分享|点收藏|点在看|点点赞|阅读原文|"
        "喜欢此内容的人还喜欢",
    ),
    (
        "archive",
        "跳转到导航|跳转到搜索|阅读|编辑|查看历史|工具",
        "",
        "本作品在全世界都属于公有领域。|Public domain|分类：讲话|隐私政策|关于本站|免责声明|手机版视图|false|true",
    ),
)
# the furniture of the provincial reports, wherever it stands in the first or last twenty lines
MARKED = frozenset(
    "下载 打印 全屏 收藏 【字号： 加大 还原 减小 】 当前位置： 首页 > 政务信息 宁夏要闻 阅读量： 【字体： 小 中 大 【 "
    "打印本页 关闭窗口 扫一扫在手机打开当前页 相关报道：".split()
)
_EDGE = 20
_NEITHER = re.compile(r"\s*[（(]?(?:来源|编辑)：")
_WORD = re.compile(r"\w")
ARTICLES = 300
_TITLE = "在全市竹纸产业高质量发展推进会上的讲话"
_INSIDE = (
    "同志们：",
    "一、认清形势，坚定信心",
    "（一）抓好原料基地。",
    "1.扩大竹林面积。",
    "——要守住质量底线。",
    "谢谢大家！",
)


@dataclass(slots=True)
class Counted:
    """Lines by label and outcome; what went wrong."""

    pages: int = 0
    furniture: int = 0
    removed: int = 0
    body: int = 0
    lost: int = 0
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--errors", action="store_true", help="list furniture that stayed and body lines that were lost"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--data", type=Path, help="the folder of speeches.jsonl and articles.jsonl")
    parser.add_argument(
        "--half", type=int, choices=(1, 2), help="only the first, or the second, half of the real pages"
    )
    options = parser.parse_args()
    counted = measure_real(options.data, options.half) if options.data else measure()
    result = table(counted)
    if options.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    else:
        for name, value in result.items():
            sys.stdout.write(f"{name:24}{value}\n")
    if options.errors:
        sys.stdout.write("\n".join(counted.errors) + "\n")


def table(counted: Counted) -> dict[str, Any]:
    """Return the figures of a measurement."""
    return {
        "pages": counted.pages,
        "furniture lines": counted.furniture,
        "removed": counted.removed,
        "share removed": round(counted.removed / counted.furniture, 4),
        "body lines": counted.body,
        "lost": counted.lost,
    }


def measure() -> Counted:
    """Parse a page of each style and compare what is kept with what was labelled."""
    counted = Counted()
    paragraphs = _paragraphs()
    for number, (name, *parts) in enumerate(STYLES):
        before, between, behind = ([line for line in part.split("|") if line.strip()] for part in parts)
        body = list(_body(paragraphs, number))
        page = [*((line, "f") for line in before), (_TITLE, ""), ("2024年3月18日 来源：澜川日报", "")]
        page += [*((line, "f") for line in between), *((line, "b") for line in body), *((line, "f") for line in behind)]
        _count(name, page, counted)
    return counted


def measure_real(folder: Path, half: int | None = None) -> Counted:
    """Parse real pages and compare what is kept with what was marked.

    :param half: 1 or 2: only every other report and article.
    """
    counted = Counted()
    reports = [row for row in _rows(folder / "speeches.jsonl") if row["source"] == "gwr_prov_2026"]
    articles = _rows(folder / "articles.jsonl")
    random.Random(14).shuffle(articles)
    for number, row in enumerate([*reports, *articles[:ARTICLES]]):
        if half and number % 2 != half - 1:
            continue
        lines = [line for line in row["text"].splitlines() if line.strip()]
        report = row["id"].startswith("gwr")
        page = [] if report else [(row["title"].strip(), ""), (row["date"], "")]
        for at, line in enumerate(lines):
            edge = report and (at < _EDGE or at >= len(lines) - _EDGE)
            # what is stated over a report's text is neither; the articles are text from their first line on
            neither = (report and at < _EDGE) or _NEITHER.match(line) or not _WORD.search(line)
            page.append((line, "f" if edge and line.strip() in MARKED else "" if neither else "b"))
        _count(row["id"], page, counted)
    return counted


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _count(name: str, page: list[tuple[str, str]], counted: Counted) -> None:
    counted.pages += 1
    text = "\n".join(line for line, _ in page)
    parsed = parse(Document("页.txt", text, "utf-8", "text/plain", "0" * 64), speech_id="0" * 12)
    kept = bytearray(len(text))
    for chunk in parsed.chunks:
        for sentence in chunk.sentences:
            kept[sentence.start : sentence.end] = b"\x01" * (sentence.end - sentence.start)
    for fact in parsed.facts:
        if fact.name == "title":  # what is the title is searched as such
            kept[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
    at = 0
    for line, label in page:
        visible = [at + i for i, char in enumerate(line) if not char.isspace()]
        at += len(line) + 1
        if label == "f":
            counted.furniture += 1
            gone = not any(kept[i] for i in visible)
            counted.removed += gone
            if not gone:
                counted.errors.append(f"stayed, {name}: {line}")
        elif label == "b":
            counted.body += 1
            # a heading's marker or number may stand outside its sentence, not its last character
            if visible and not kept[visible[-1]]:
                counted.lost += 1
                counted.errors.append(f"lost, {name}: {line[:60]}")


def _body(paragraphs: list[str], number: int) -> Iterator[str]:
    """Yield fifty-odd lines of a text: paragraphs with what is short and stands among them."""
    yield _INSIDE[0]
    for at in range(48):
        if at and at % 12 == 0:
            yield _INSIDE[at // 12]
        yield paragraphs[(number * 48 + at) % len(paragraphs)]
    yield _INSIDE[5]


def _paragraphs() -> list[str]:
    """Return what in the samples is a paragraph beyond doubt: long, of several clauses, closed by a full stop."""
    lines: list[str] = []
    for path in sorted(folder().rglob("*.txt")):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # the samples in other encodings
            continue
        lines += [line.strip() for line in text.splitlines()]
    return [line for line in lines if len(line) >= 50 and line.endswith("。") and line.count("，") >= 2]


if __name__ == "__main__":
    main()
