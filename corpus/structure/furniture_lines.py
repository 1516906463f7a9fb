"""What a line of page furniture looks like, whatever stands around it: its reason and how sure its look alone is.

Judged on folded lines. `corpus.structure.boilerplate` decides by where a line stands; nothing is decided here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.language.lexicon import fill, pattern, words
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


def _any(every: Iterable[str]) -> str:
    """Return a pattern for any of these words, which may be patterns themselves."""
    return "(?:" + "|".join(sorted(every, key=len, reverse=True)) + ")"


_SITE_WORDS = (*words("furniture", "site"), "english", "rss", "oa办公", "网站支持ipv6")
_TOOL_SIGNS = r"qq空间 a[+-] \+ - t[+-]? 放大\+ 缩小- 默认[o○] end public\sdomain false true undefined null nan".split()
_TOOL_WORDS = (*words("furniture", "tool"), *_TOOL_SIGNS)
_BETWEEN = r"[\s【】\[\]()（）<>|·»:：]*"
# atomic, or 返回首页返回首页… could be read in exponentially many ways
_SITE = re.compile(rf"{_BETWEEN}(?:(?>{_any(_SITE_WORDS)}){_BETWEEN})+")
_TOOLS = re.compile(rf"{_BETWEEN}(?:(?>{_any(_TOOL_WORDS + _SITE_WORDS)}){_BETWEEN})+")
_SITE_WORD = re.compile(_any({*_SITE_WORDS, *words("furniture", "section")}))
_FONT = pattern(
    r"[【\[(（]?\s?(?:选择)?(?:{furniture:font}|分享到?)\s?(?:大小|选择)?\s?(?:[:：].{0,60}|[】\])）])?|a-\s?a\s?a\+"
)
_COUNTER = re.compile(
    r"[【\[(（]?\s?(?:浏览|点击|阅读|访问)(?:次数|量|数|率)?\s?[:：]\s?[\d,]*\s?次?\s?[】\])）]?|\d(?:\.\d)?分"
    r"|(?:网友)?评论\s?[(（]?\d+[)）]?\s?条?|\d+\s?条?评论|您是第\s?\d+\s?位访(?:问者|客)|(?:点赞|收藏|在看|转发)\s?\d+"
    r"|(?:阅读|浏览|听全文)\s?(?:约\s?)?\d+\s?(?:次|分钟|\+)?"
)
_BREADCRUMB = re.compile(r"[【\[]?[您你]?(?:当前|现在|目前)?(?:所在)?的?(?:位置|栏目)(?:是|为)?\s?[:：]")
_TRAIL = re.compile(r"\s?(?:>>?|»|›|->|→)\s?")
_PROVINCE_LIST = re.compile(rf"(?:(?:{PROVINCES})[\s|,、/]+){{2,}}(?:{PROVINCES})?[\s|,、/]*$")
_GREETING = re.compile(
    r"[^，。,；;]{0,24}欢迎(?:您|你|访问|光临)[^，。,；;]{0,16}|今天是[^，。,]{0,12}(?:年|星期|农历)[^，。,]{0,24}"
)
_CREDITS = fill("{furniture:credit}")
_PERSON = rf"(?:{SPACED_NAME}|佚名|本站|系统?管理员|admin|[a-z]{{2,12}})"
_PEOPLE = rf"{_PERSON}(?:[\s、,，/]{{1,4}}(?:(?:实习生|通讯员|记者|编辑)\s?)?{_PERSON}){{0,7}}"
_CREDIT = re.compile(
    rf"(?:[(（【\[]?\s?(?:本文|本期|值班|执行)?{_CREDITS}\s?[:：/丨|]\s?(?:{_PEOPLE}|[\d\-\s@.a-z]{{5,40}})?\s?[)）】\]]?\s{{0,4}}){{1,4}}"
)
_REPORTER = re.compile(rf"(?:本报|本网)?(?:全媒体)?(?:见习|实习|特约)?(?:记者|通讯员|实习生)\s?[:：]?\s?{_PEOPLE}")
_RECORDS = pattern(
    "copyright|all rights? reserved|icp备|icp证|公网?安备|公安备案\\s?\\d|©|{furniture:records}|"
    "转到(?:电脑|手机)端|返回.{1,12}首页|"
    r"建议使用.{0,20}(?:浏览器|分辨率)|浏览建议\s?[:：]"
)
_FOLLOW = re.compile(r"(?:点击|长按|扫描|微信搜索).{0,12}(?:蓝字|二维码|公众号).{0,6}(?:关注.{0,4})?")
_NEXT = re.compile(r"(?:上|下)一[篇页条]\s?[:：].{0,60}|阅读(?:上|下)一篇.{0,60}")
# the same, if the line is no sentence of a text
_WEAK_RECORDS = pattern(r"扫一扫|扫描二维码|扫码(?:关注|下载|查看)|版权所有(?!者)|{furniture:operator}\s?[:：]")
_CONTACT = re.compile(
    r"邮编\s?[:：]\s?\d|(?:联系|举报|投诉|监督)?电话\s?[:：]?\s?[\d-]{5}|地址\s?[:：].{0,40}(?:路|街|号)"
)
_NOTICE = pattern(
    r"[(（]?\s?(?:[^。]{0,8}[:：])?本(?:文|稿|页)[^。]{0,24}(?:不代表|仅代表|仅供参考(?=\W|$)|不构成|虚构)|.{0,12}不代表本(?:网|站)|本(?:网|"
    "站|公众号){furniture:reuse}|未经.{0,12}(?:授权|许可|同意).{0,20}(?:转载|转贴|镜像)|{furniture:notice}(?:声明|"
    r"提示)\s?[:：].{0,60}{furniture:notice_about}|(?:特别)?声明\s?[:：].{0,40}(?:转载|作者观点)|转载(?:请|须)?注明(?:出处|来源)|您?访问的链接即将离开|如有侵权.{0,20}(?:删除|联系)"
)
_SITE_NAME = pattern(r"[^\s，。,:：]{2,20}(?:门户网站?|政府网站?|{furniture:site_name})|www\.\S+|https?://\S+")
# what asks its readers for something, and how long they will read
_ASKS = pattern(
    r"(?:喜欢|觉得不错|看完)[^。]{0,8}{furniture:praise}[^。]{0,6}|(?:{furniture:praise}|安排|一键三连|[“”、，,·\s])+[!！~]*"
    r"|[↑↓\s]*点击上方.{0,16}关注.{0,6}|打开.{0,8}(?:app|客户端).{0,8}|原文链接\s?[:：].{0,80}|(?:本文)?(?:字数|阅读时长|预计阅读)"
    r"[:：]?\s?(?:约\s?)?\d+\s?(?:字|分钟)(?:[，,\s]*(?:预计)?阅读(?:时长)?[:：]?\s?(?:约\s?)?\d+\s?分钟)?"
)
_LINKS = pattern(
    r"[【\[]?\s?{furniture:more}\s?{furniture:linked}\s?[】\]]?\s?[:：>»]*|友情链接.{0,60}|延伸阅读.{0,10}|网友评论.{0,10}|"
    "我要评论|网站导航|快速链接"
)
_SOURCE = pattern(r"[(（【\[]?\s?{furniture:piece}?{furniture:source}于?\s?[:：].{0,40}")
_WAITING = pattern(
    "(?:{furniture:waiting}{marks})*(?:{furniture:loading}{marks})+(?:{furniture:waiting}{marks})*",
    marks=r"[\s，,。.…!！·~]*",
)
_SCRIPT = pattern("[^。]{0,24}{furniture:script}[^。]{0,24}[。.!！]?")
_ENABLED = pattern("{furniture:enabled}")
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
    if look := _of_page(text):
        return look
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


def _of_page(text: str) -> Look | None:
    """Return the look of a sentence that only a page says: it waits for its text, or wants to be shared."""
    if _WAITING.fullmatch(text) or (_ENABLED.search(text) and _SCRIPT.fullmatch(text)):
        return Look("notice", 0.9)
    return Look("tools", 0.95) if _ASKS.fullmatch(text) else None


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
