"""What a line of page furniture looks like, whatever stands around it: its reason and how sure its look alone is.

Judged on folded lines. `corpus.structure.boilerplate` decides by where a line stands; nothing is decided here.
"""

import re
from dataclasses import dataclass

from corpus.language.lexicon import pattern
from corpus.language.names.persons import SPACED_NAME
from corpus.language.names.places import PROVINCES

SURE = 0.9
"""From this confidence on a line at the edge of a page is furniture by its look alone."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a line looks like.

    :param reason: `widget tools font counter marks breadcrumb records previous menu greeting provinces trail credit
        notice contact site links source`.
    :param confidence: 0 to 1, that a line of this look is furniture if it stands at the edge of a page.
    """

    reason: str
    confidence: float


def _any(words: str) -> str:
    """Return a pattern for any of these words, which may be patterns themselves."""
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


# of a site: they stand above the title, and what stands above them is the site's too
_SITE_WORDS = (
    "设为首页 加入收藏 收藏本站 首页 网站首页 返回首页 登录 注册 搜索 检索 繁体 繁体版 简体 无障碍 无障碍浏览 "
    "长者模式 适老化 手机版 电脑版 触屏版 客户端 english rss 网站地图 联系我们 关于我们 网站声明 法律声明 关怀版 "
    "老年版 智能问答 政务服务 政务公开 互动交流 数据开放 新闻中心 专题专栏 转到电脑端 转到手机端 导航 菜单 "
    "上一版 下一版 返回目录 请输入关键字 邮箱登录 跳转到导航 跳转到搜索 会员登录 oa办公 网站支持ipv6 个人中心 "
    "我的收藏"
)
# of an article: they may stand on either side of its title
_TOOL_WORDS = (
    "下载 打印 全屏 收藏 分享 分享到 转发 关闭 打印本页 打印文章 关闭窗口 关闭本页 纠错 我要纠错 返回顶部 "
    "回到顶部 顶部 返回 上一篇 下一篇 上一页 下一页 尾页 末页 微信 微博 新浪微博 腾讯微博 qq空间 朋友圈 "
    r"微信扫一扫 复制链接 点赞 在看 评论 举报 大 中 小 默认 加大 还原 减小 放大 缩小 a[+-] \+ - t[+-]? 语音播报 "
    r"听新闻 朗读 阅读全文 展开全文 更多 返回列表 放大\+ 缩小- 默认[o○] 附件下载 阅读原文 分享收藏 end 阅读 编辑 "
    r"隐私政策 免责声明 帮助 public\sdomain false true undefined null nan 点分享 点收藏 点点赞 点在看 联系客服 "
    "手机版视图 关于本站 官方微信 官方微博 喜欢此内容的人还喜欢 查看历史 工具"
)
_BETWEEN = r"[\s【】\[\]()（）<>|·»:：]*"
# atomic, or 返回首页返回首页… could be read in exponentially many ways
_SITE = re.compile(rf"{_BETWEEN}(?:(?>{_any(_SITE_WORDS)}){_BETWEEN})+")
_TOOLS = re.compile(rf"{_BETWEEN}(?:(?>{_any(_TOOL_WORDS + ' ' + _SITE_WORDS)}){_BETWEEN})+")
_SITE_WORD = re.compile(_any(_SITE_WORDS + " 时政 要闻 专题 导航 频道"))
_FONT = re.compile(
    r"[【\[(（]?\s?(?:选择)?(?:字体|字号|文字大小|视力保护色|保护视力色|背景色|打印本页|关闭窗口|分享到?)\s?(?:大小|"
    r"选择)?\s?(?:[:：].{0,60}|[】\])）])?|a-\s?a\s?a\+"
)
_COUNTER = re.compile(
    r"[【\[(（]?\s?(?:浏览|点击|阅读|访问)(?:次数|量|数|率)?\s?[:：]\s?[\d,]*\s?次?\s?[】\])）]?|\d(?:\.\d)?分"
    r"|(?:网友)?评论\s?\d+\s?条?|\d+\s?条?评论|您是第\d+位访问者|(?:点赞|收藏|在看|转发)\s?\d+"
)
_BREADCRUMB = re.compile(r"[【\[]?[您你]?(?:当前|现在|目前)?(?:所在)?的?(?:位置|栏目)(?:是|为)?\s?[:：]")
_TRAIL = re.compile(r"\s?(?:>>?|»|›|->|→)\s?")
_PROVINCE_LIST = re.compile(rf"(?:(?:{PROVINCES})[\s|,、/]+){{2,}}(?:{PROVINCES})?[\s|,、/]*$")
_GREETING = re.compile(
    r"[^，。,；;]{0,24}欢迎(?:您|你|访问|光临)[^，。,；;]{0,16}|今天是[^，。,]{0,12}(?:年|星期|农历)[^，。,]{0,24}"
)
_CREDITS = _any(
    "责任编辑 责编 编辑 编审 初审 复审 终审 一审 二审 三审 审核 审签 审稿 校对 校稿 监制 总监制 值班编委 "
    "值班主任 值班总编 编委 主编 总编辑 美编 排版 录入 上传者? 发布者 发布人 信息员 供稿 投稿 网络编辑 摄影 "
    "图片? 文 视频 海报 制图 设计 策划 统筹 签发 出品 撰稿 投稿邮箱 新闻热线 广告热线"
)
_PERSON = rf"(?:{SPACED_NAME}|佚名|本站|系统?管理员|admin|[a-z]{{2,12}})"
_PEOPLE = rf"{_PERSON}(?:[\s、,，/]{{1,4}}(?:(?:实习生|通讯员|记者|编辑)\s?)?{_PERSON}){{0,7}}"
_CREDIT = re.compile(
    rf"(?:[(（【\[]?\s?(?:本文|本期|值班|执行)?{_CREDITS}\s?[:：/丨|]\s?(?:{_PEOPLE}|[\d\-\s@.a-z]{{5,40}})?\s?[)）】\]]?\s{{0,4}}){{1,4}}"
)
_REPORTER = re.compile(rf"(?:本报|本网)?(?:全媒体)?(?:见习|实习|特约)?(?:记者|通讯员|实习生)\s?[:：]?\s?{_PEOPLE}")
_RECORDS = re.compile(
    r"copyright|all rights? reserved|icp备|icp证|公网安备|©|网站标识码|违法和不良信息举报|"
    r"网上传播视听节目许可|新闻信息服务许可|转到(?:电脑|手机)端|返回.{1,12}首页|建议使用.{0,20}(?:浏览器|分辨率)|浏览建议\s?[:：]"
)
_FOLLOW = re.compile(r"(?:点击|长按|扫描|微信搜索).{0,12}(?:蓝字|二维码|公众号).{0,6}(?:关注.{0,4})?")
_NEXT = re.compile(r"(?:上|下)一[篇页条]\s?[:：].{0,60}|阅读(?:上|下)一篇.{0,60}")
# the same, if the line is no sentence of a text
_WEAK_RECORDS = re.compile(
    r"扫一扫|扫描二维码|扫码(?:关注|下载|查看)|版权所有(?!者)|(?:技术支持|主办单位|承办单位|主办|承办|网站管理|运行维护)\s?[:：]"
)
_CONTACT = re.compile(
    r"邮编\s?[:：]\s?\d|(?:联系|举报|投诉|监督)?电话\s?[:：]?\s?[\d-]{5}|地址\s?[:：].{0,40}(?:路|街|号)"
)
_NOTICE = re.compile(
    r"[(（]?\s?(?:[^。]{0,8}[:：])?本(?:文|稿|页)[^。]{0,24}(?:不代表|仅代表|仅供参考(?=\W|$)|不构成|虚构)"
    r"|.{0,12}不代表本(?:网|站)|本(?:网|站|公众号)(?:转载|刊载|所有|资料|部分|注明)|未经.{0,12}(?:授权|许可|同意).{0,20}(?:转载|转贴|镜像)"
    r"|(?:免责|版权|郑重|本网|本站|网站|特别)(?:声明|提示)\s?[:：].{0,60}(?:本网|本站|转载|版权|侵权)"
    r"|您?访问的链接即将离开|如有侵权.{0,20}(?:删除|联系)"
)
_SITE_NAME = re.compile(
    r"[^\s，。,:：]{2,20}(?:门户网站?|政府网站?|信息网|新闻网|政务网|官网|数字报|电子版|客户端)|www\.\S+|https?://\S+"
)
_LINKS = re.compile(
    r"[【\[]?\s?(?:相关|延伸|推荐|更多|热门|精彩|往期|猜你|编辑|大家都在|今日|最新|频道|栏目)\s?"
    r"(?:链接|阅读|报道|新闻|文章|推荐|资讯|内容|专题|信息|稿件|精选|喜欢|看|排行|导航|热点|荐读)\s?[】\]]?\s?[:：>»]*"
    r"|友情链接.{0,60}|延伸阅读.{0,10}|网友评论.{0,10}|我要评论|网站导航|快速链接"
)
_SOURCE = re.compile(
    r"[(（【\[]?\s?(?:文章|信息|稿件|新闻|内容|本文)?(?:来源|出处|稿源|转自|来自|原标题|原载)于?\s?[:：].{0,40}"
)
_COMMENT = re.compile(r"<!--.*-->")
_STATES = pattern(r"(?:来源|时间|日期)\s?[:：]\s?\S|^\D{0,12}{year}[-/年]\d{1,2}[-/月]\d{1,2}")
_WORD = re.compile(r"[\w*]")
_PUNCTUATED = re.compile(r"[，。、；：,;:]")
_NUMBERED = pattern(r"(?:{label_number}|{label_bracket}|#{1,6}\s|{label_point}|{label_chapter})")

# these count as what they are though they state a source or a date
_HEADINGS = ((_LINKS, Look("links", 0.7)), (_SOURCE, Look("source", 0.8)))
_SURE_LOOKS = (
    (_SITE, Look("widget", 0.95)),
    (_TOOLS, Look("tools", 0.95)),
    (_FONT, Look("tools", 0.95)),
    (_COUNTER, Look("counter", 0.95)),
    (_NEXT, Look("previous", 0.95)),
    (_FOLLOW, Look("widget", 0.95)),
)
_MAX = 160  # characters of a line of furniture


def look_of(text: str) -> Look | None:
    """Return what a folded line looks like if it may be furniture, else None. A sentence of a text never does."""
    if not _WORD.search(text) or _COMMENT.fullmatch(text):
        return Look("marks", 0.9)
    if len(text) > _MAX:
        return None
    if (match := _NOTICE.search(text)) and match.start() <= 12:
        return Look("notice", 0.8)
    if _RECORDS.search(text) and (len(text) <= 80 or not is_prose(text)):
        return Look("records", 0.97)
    if _GREETING.fullmatch(text) and len(text) <= 30:
        return Look("greeting", 0.8)
    if is_sentence(text):
        return None
    if look := next((look for pattern, look in _HEADINGS if pattern.fullmatch(text)), None):
        return look
    if _STATES.search(text):
        return None
    if look := next((look for pattern, look in _SURE_LOOKS if pattern.fullmatch(text)), None):
        return look
    if match := _BREADCRUMB.match(text):
        path = text[match.end() :].strip()
        return Look("breadcrumb", 0.95 if not path or _TRAIL.search(path) or "首页" in path else 0.6)
    return _weak_look(text)


def _weak_look(text: str) -> Look | None:
    """Return a look that is furniture's only where other furniture stands beside it."""
    if _WEAK_RECORDS.search(text) and len(text) <= 80:
        return Look("records", 0.8)
    if _CREDIT.fullmatch(text) or _REPORTER.fullmatch(text):
        return Look("credit", 0.8)
    if _PROVINCE_LIST.match(text):
        return Look("provinces", 0.8)
    if len(text) <= 60 and not _NUMBERED.match(text) and (trail := _TRAIL.split(text))[1:]:
        sites = len(trail) >= 3 or "首页" in text
        return Look("trail", 0.95 if sites and all(1 <= len(part) <= 16 for part in trail) else 0.6)
    if _is_menu(text):
        return Look("menu", 0.8 if _SITE_WORD.search(text) else 0.5)
    if _CONTACT.search(text):
        return Look("contact", 0.5)
    if _SITE_NAME.fullmatch(text):
        return Look("site", 0.6)
    return None


def is_sentence(text: str) -> bool:
    """Say whether a folded line is, or ends as, a sentence of running text."""
    return len(text) >= 8 and (ends_sentence(text) or ("，" in text and "。" in text))


def ends_sentence(text: str) -> bool:
    """Say whether a folded line ends with what ends a sentence."""
    return text.rstrip("”’\"')）")[-1:] in tuple("。！？!?；;…")


def is_prose(text: str) -> bool:
    """Say whether a folded line has a sentence's end or several clauses."""
    return len(text) >= 12 and bool(re.search(r"[。！？!?]|[，,].{6,}[，,；;]", text))


def is_numbered(text: str) -> bool:
    """Say whether a folded line begins as an item or a heading does."""
    return _NUMBERED.match(text) is not None


def is_row(text: str) -> bool:
    """Say whether a folded line is a row of a table or of a list of names: three cells or more."""
    return len(cells(text)) >= 3


def cells(text: str) -> list[str]:
    """Return the cells of a folded line: what stands between tabs, bars or, failing these, blanks."""
    for border in ("\t", "|"):
        if text.count(border) >= 2:
            return [cell.strip() for cell in text.strip("|").split(border)]
    return text.split() if not _PUNCTUATED.search(text) else []


def _is_menu(text: str) -> bool:
    """Say whether a line is a row of links: many short words and no punctuation."""
    links = [link.strip() for link in re.split(r"[|丨]", text)]
    told = text[0] == "|" or re.search(r"[\d:：]", text)  # a row of a table
    if len(links) >= 3 and all(len(link) <= 12 for link in links) and not told:
        return True
    words = re.split(r"[\s|·/]+", text)
    return (
        len(words) >= 5
        and all(len(word) <= 5 for word in words)
        and not _PUNCTUATED.search(text)
        and sum(len(word) for word in words) >= 2 * len(words) - 2
    )
