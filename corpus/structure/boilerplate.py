"""Which lines of a page are not the text: navigation, widgets, link lists, editors, records, footers.

Judged on folded lines. In doubt a line is text: a body line lost is worse than a footer kept.
"""

import re
from collections.abc import Sequence
from enum import Enum

from corpus.language.names.places import PROVINCES
from corpus.structure.lines import Line


class Mark(Enum):
    """What a line is."""

    HEAD = "head"  # before the body: titles, bylines, source and date lines
    BODY = "body"
    FURNITURE = "furniture"


def _any(words: str) -> str:
    """Return a pattern for any of these words, which may be patterns themselves."""
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


_BUTTONS = _any(
    r"下载 打印 全屏 收藏 加入收藏 设为首页 分享 分享到 转发 关闭 打印本页 打印文章 关闭窗口 关闭本页 纠错 我要纠错 "
    r"返回顶部 顶部 返回 上一篇 下一篇 上一页 下一页 首页 尾页 末页"
    r" 登录 注册 搜索 检索 繁体 繁体版 简体 无障碍 无障碍浏览 长者模式 适老化 手机版 电脑版 触屏版 客户端 微信 微博 "
    r"新浪微博 腾讯微博 qq空间 朋友圈 微信扫一扫 复制链接 点赞 在看"
    r" 评论 举报 大 中 小 默认 加大 还原 减小 放大 缩小 a[+-] \+ - t[+-]? 语音播报 听新闻 朗读 阅读全文 展开全文 "
    r"更多 english rss 网站地图 联系我们 关于我们 网站声明 法律声明"
    r" 上一版 下一版 返回目录 返回列表 放大\+ 缩小- 默认[o○] 附件下载 关怀版 老年版 智能问答 政务服务 政务公开 "
    r"互动交流 数据开放 新闻中心 专题专栏 阅读原文 分享收藏 end"
    r" 隐私政策 免责声明 帮助 导航 菜单 网站首页 返回首页 转到电脑端 转到手机端 public\sdomain false true undefined "
    r"null nan"
)
_SEPARATORS = r"[\s【】\[\]()（）<>|·»:：]*"
# atomic, or 返回首页返回首页… could be read in exponentially many ways
_WIDGET = re.compile(rf"{_SEPARATORS}(?:(?>{_BUTTONS}){_SEPARATORS})+")
_FONT = re.compile(
    r"[【\[(（]?\s?(?:选择)?(?:字体|字号|文字大小|视力保护色|保护视力色|背景色|打印本页|关闭窗口|分享到?)\s?(?:大小|"
    r"选择)?\s?(?:[:：].{0,60}|[】\])）])?|a-\s?a\s?a\+"
)
_COUNTER = re.compile(
    r"[【\[(（]?\s?(?:浏览|点击|阅读|访问)(?:次数|量|数|率)?\s?[:：]\s?[\d,]*\s?次?\s?[】\])）]?|\d(?:\.\d)?分"
)
_BREADCRUMB = re.compile(r"[【\[]?[您你]?(?:当前|现在|目前)?(?:所在)?的?(?:位置|栏目)(?:是|为)?\s?[:：]")
_PROVINCE_LIST = re.compile(rf"(?:(?:{PROVINCES})[\s|,、/]+){{2,}}(?:{PROVINCES})?[\s|,、/]*$")
_GREETING = re.compile(r"[^，。,；;]{0,24}欢迎(?:您|你|访问|光临)[^，。,；;]{0,16}|今天是[^，。,]{0,40}")
_CREDITS = _any(
    "责任编辑 责编 编辑 编审 初审 复审 终审 一审 二审 三审 审核 审签 审稿 校对 校稿 监制 总监制 值班编委 值班主任 "
    "值班总编 编委 主编 总编辑 美编 排版 录入 上传者? 发布者 发布人"
    " 信息员 供稿 投稿 网络编辑 摄影 图片? 文 视频 海报 制图 设计 策划 统筹 签发 出品 撰稿 纠错 投稿邮箱 新闻热线 "
    "举报电话"
)
_CREDIT = re.compile(rf"[(（【\[]?\s?(?:本文|本期|值班|执行)?{_CREDITS}\s?[:：/丨|].{{0,60}}")
_REPORTER = re.compile(
    r"[(（]?(?:本报|本网)?(?:全媒体)?(?:见习|实习|特约)?(?:记者|通讯员|实习生)[\s:：][^。，,]{1,40}[)）]?"
)
_RECORDS = re.compile(
    r"copyright|all rights? reserved|icp备|icp证|备案(?:序)?号|公网安备|©|网站标识码|违法和不良信息举报|"
    r"网上传播视听节目许可|新闻信息服务许可"
    r"|未经(?:授权|许可|书面).{0,20}(?:转载|使用)"
    r"|转到(?:电脑|手机)端|返回.{1,12}首页"
    r"|阅读(?:上|下)一篇|建议使用.{0,20}(?:浏览器|分辨率)|(?:上|下)一[篇页条]\s?[:：]"
)
# the same, if the line is no sentence
_WEAK_RECORDS = re.compile(r"扫一扫|扫描二维码|扫码|版权所有|(?:技术支持|主办单位|承办单位|主办|承办)\s?[:：]")
_CONTACT = re.compile(r"邮编\s?[:：]\s?\d|联系电话\s?[:：]|地址\s?[:：].{0,40}(?:路|街|号)")
_DISCLAIMER = re.compile(
    r"[(（]?\s?(?:[^。]{0,8}[:：])?本(?:文|稿|页)[^。]{0,24}(?:虚构|不代表|仅代表|仅供参考(?=\W|$)|不构成)"
    r"|(?:免责|版权|特别|郑重|本网|本站)(?:声明|提示)\s?[:：]|.{0,12}不代表本(?:网|站)|本(?:网|站)(?:转载|刊载)"
)
_LICENCE = re.compile(r"(?:本|这部|该)作品(?:在|是|属|不|来自|为|所)")
_LICENCE_WORDS = re.compile(r"公有领域|著作权法|public domain|维基文库")
# behind one of these a list of links may follow to the end of the page
_TAIL = re.compile(
    r"[【\[]?\s?(?:相关|延伸|推荐|更多|热门|精彩|往期|猜你|编辑|大家都在|今日|最新|频道|栏目)\s?"
    r"(?:链接|阅读|报道|新闻|文章|推荐|资讯|内容|专题|信息|稿件|精选|喜欢|看|排行|导航|热点|荐读)\s?[】\]]?\s?[:：>»]*"
    r"|友情链接.{0,60}|阅读下一篇|延伸阅读.{0,10}|网友评论.{0,10}|我要评论|网站导航|快速链接"
)
_SOURCE = re.compile(
    r"[(（【\[]?\s?(?:文章|信息|稿件|新闻|内容|本文)?(?:来源|出处|稿源|转自|来自|原标题|原载)于?\s?[:：].{0,40}"
)
_STATES = re.compile(r"(?:来源|时间|日期)\s?[:：]\s?\S|^\D{0,12}(?:19|20)\d{2}[-/年]\d{1,2}[-/月]\d{1,2}")

_FINAL = "。！？!?；;…"
_WORD = re.compile(r"[\w*]")
_PROSE = re.compile(r"[。！？!?]|[，,].{6,}[，,；;]")
_SALUTATION = re.compile(
    r"(?:尊敬的|亲爱的)?(?:各位|同志们|同志|女士们|先生们|朋友们|主席|总理|委员们|代表们|乡亲们|老师们|同学们|"
    r"大家好).{0,60}[:：!！,，]$|.{0,12}(?:主席|秘书长|总干事|议长|总统|院长|会长)(?:先生|女士|阁下).{0,60}[:：]$"
)
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s?、|[（(][一二三四五六七八九十]{1,3}[）)]|#{2,6}\s|"
    r"第[一二三四五六七八九十]{1,3}[章节部篇])"
)
# an author's note in brackets closes a text; what stands behind it is not the author's
_AUTHOR_NOTE = re.compile(r"[(（]\s?(?:本文)?作者.{0,3}(?:系|为|是|单位|[:：]).{2,60}[)）]$")
_GAZETTE = re.compile(
    r"地处|位于|坐落|交界|毗邻|总面积|常住人口|历史文化名城|闻名|贯通|辖\d|下辖|四通八达|素有|美誉|别称|简称|气候|名山"
)
_PUNCTUATED = re.compile(r"[，。、；：,;:]")

_LONG = 40  # characters of a line that is a paragraph
_MAX_FURNITURE = 160
_MAX_HEAD = 120  # no title or byline is longer
_LICENCE_LINES = 60  # how far from the end a licence may begin


def mark_lines(lines: Sequence[Line]) -> tuple[Mark, ...]:
    """Return what each line is. If no line is text, all are furniture."""
    furniture = [is_furniture(line.folded) for line in lines]
    stop = _licence_start(lines)
    prose = [i for i, line in enumerate(lines[:stop]) if not furniture[i] and _is_long_prose(line.folded)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    last = _without_gazette(lines, prose, last)
    for i, line in enumerate(lines):
        if not first <= i <= last:
            furniture[i] = furniture[i] or is_edge_furniture(line.folded)
    _extend_breadcrumbs(lines[:first], furniture)
    tail = min(stop, _tail_start(lines, furniture, last))
    body = _body_start(lines, furniture, tail)
    return tuple(
        Mark.FURNITURE if furniture[i] or i >= tail else Mark.HEAD if i < body else Mark.BODY for i in range(len(lines))
    )


def is_furniture(text: str) -> bool:
    """Say whether a folded line is page furniture wherever it stands, even between paragraphs."""
    if len(text) > _MAX_FURNITURE or _STATES.search(text):
        return False
    if _WIDGET.fullmatch(text) or _FONT.fullmatch(text) or _COUNTER.fullmatch(text) or not _WORD.search(text):
        return True
    if _BREADCRUMB.match(text) or _DISCLAIMER.match(text):
        return True
    if _WEAK_RECORDS.search(text) and len(text) <= 2 * _LONG and not _is_sentence(text):
        return True
    return bool(_RECORDS.search(text)) and (not _is_prose(text) or len(text) < 2 * _LONG)


def is_edge_furniture(text: str) -> bool:
    """Say whether a folded line is page furniture if it stands before or behind the text; inside it may be text."""
    if _GREETING.fullmatch(text) and len(text) <= 30:
        return True
    if len(text) > _MAX_FURNITURE or _STATES.search(text) or _is_prose(text):
        return False
    return bool(
        _PROVINCE_LIST.match(text)
        or (_CREDIT.fullmatch(text) and len(text) <= _LONG)
        or _REPORTER.fullmatch(text)
        or _CONTACT.search(text)
        or (">" in text and len(text) <= 60 and not _NUMBERED.match(text))
        or _is_menu(text)
    )


def _is_sentence(text: str) -> bool:
    return len(text) >= 12 and (_ends_sentence(text) or bool(re.search("[，。]", text)))


def _ends_sentence(text: str) -> bool:
    return text.rstrip("”’\"')）")[-1:] in tuple(_FINAL)


def _is_prose(text: str) -> bool:
    return len(text) >= 12 and bool(_PROSE.search(text))


def _is_menu(text: str) -> bool:
    """Say whether a line is a row of links: many short words and no punctuation."""
    links = [link.strip() for link in re.split(r"[|丨]", text)]
    if len(links) >= 3 and all(len(link) <= 12 for link in links) and text[0] != "|" and not re.search(r"\d", text):
        return True
    words = re.split(r"[\s|·/]+", text)
    return (
        len(words) >= 5
        and all(len(word) <= 5 for word in words)
        and not _PUNCTUATED.search(text)
        and sum(len(word) for word in words) >= 2 * len(words) - 2
    )


def _extend_breadcrumbs(lines: Sequence[Line], furniture: list[bool]) -> None:
    """Mark a breadcrumb that is broken over lines: 当前位置：/ 首页 / > / 要闻."""
    for index, line in enumerate(lines[:60]):
        if not (furniture[index] and _BREADCRUMB.match(line.folded)):
            continue
        last = index
        for ahead in range(index + 1, min(index + 12, len(lines))):
            if re.fullmatch(r"[>»›/|\\·-]+", lines[ahead].folded) and ahead + 1 < len(lines):
                last = ahead + 1
            elif len(lines[ahead].folded) > 12:
                break
        for inside in range(index, last + 1):
            if len(lines[inside].folded) <= 12 or inside == index:
                furniture[inside] = True


def _without_gazette(lines: Sequence[Line], prose: Sequence[int], last: int) -> int:
    """Return the last prose line, passing over a site's portrait of its city behind the author's note."""
    for note in prose[-3:-1]:
        behind = [i for i in prose if i > note]
        if _AUTHOR_NOTE.search(lines[note].folded[-80:]) and all(_is_gazette(lines[i].folded) for i in behind):
            return note
    return last


def _tail_start(lines: Sequence[Line], furniture: list[bool], last: int) -> int:
    """Return the index of the first line behind the text, whose last long paragraph is at `last`."""
    if last >= 0 and _AUTHOR_NOTE.search(lines[last].folded[-80:]):
        return last + 1
    end = last + 1
    stopped = False  # whether something stood that never stands inside a text
    begun = last >= 0  # whether there was text to stop
    for index in range(last + 1, len(lines)):
        text = lines[index].folded
        if index and (_TAIL.fullmatch(text) or _DISCLAIMER.match(text)):
            break
        if furniture[index] or _SOURCE.fullmatch(text):
            stopped = begun
        elif not stopped or (len(text) >= 8 and _ends_sentence(text)):
            end = index + 1
            begun = begun or _is_sentence(text)
    return end


def _is_long_prose(text: str) -> bool:
    return len(text) >= _LONG and bool(re.search(r"[。！？!?]", text)) and not _DISCLAIMER.match(text)


def _licence_start(lines: Sequence[Line]) -> int:
    """Return the index of the first line of a free licence's notice at the end, or the number of lines."""
    for index in range(max(0, len(lines) - _LICENCE_LINES), len(lines)):
        if _LICENCE.match(lines[index].folded) and any(_LICENCE_WORDS.search(line.folded) for line in lines[index:]):
            return index
    return len(lines)


def _is_gazette(text: str) -> bool:
    return len(set(_GAZETTE.findall(text))) >= 2


def _body_start(lines: Sequence[Line], furniture: list[bool], tail: int) -> int:
    """Return the index of the first line of the body: a salutation, a numbered heading or prose; 0 if there is none."""
    for index in range(tail):
        text = lines[index].folded
        if furniture[index]:
            continue
        if len(text) > _MAX_HEAD or _SALUTATION.match(text):
            return index
        if _is_prose(text) and (len(text) >= _LONG or _ends_sentence(text) or text[-1] in ":：”"):
            return index
        if _NUMBERED.match(text) and index:
            return index
    return 0
