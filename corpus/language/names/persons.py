"""What a personal name looks like in folded text: by its surname, and by what is none. Knows no person."""

import re

from corpus.language.cleaning import HAN
from corpus.language.lexicon import any_of, words
from corpus.language.names.offices import OFFICE
from corpus.language.normalization import fold

_COMPOUND = any_of("surnames", "compound")
_SURNAMES = "".join(words("surnames", "single"))
COMPOUND_SURNAMES = frozenset(words("surnames", "compound"))
NAME = rf"(?:{_COMPOUND}[{HAN}]{{1,2}}|[{_SURNAMES}][{HAN}]{{1,2}}|[{HAN}]{{2,8}}·[{HAN}·]{{2,12}})"
LAZY_NAME = NAME.replace("{1,2}", "{1,2}?")  # before a word that tells where it ends
SPACED_NAME = rf"(?:{NAME}|[{_SURNAMES}]\s{{1,4}}[{HAN}](?:\s{{0,4}}[{HAN}])?)"

# two- and three-character words that begin like names and stand alone in menus and headings
_NOT_NAMES = frozenset(
    re.findall(
        r"\w+",
        "党建评 "
        "万元 东部 乐享 乐园 云南 云计算 从严 任免 任务 任命 充分 党务 党员 党委 党建 党政 党组 全县 全国 全市 全文 "
        "全景 全省 公司 公告 公园 公开 公民 公益 公示 关于 农业 "
        "农业农村 农历 农村 农民 冷链 前言 包容 包括 华侨 单位 双创 双拥 古城 古镇 司法 后记 向前 和平 和美 和谐 "
        "商务 商城 国企 国内 国家 国庆 国防 国际 宁夏 安全 安康 安徽 安排 "
        "家园 家庭 容量 居民 山东 山水 山西 岳阳 常务会 常委会 常州 常德 常态 干群 干部 平台 平安 广东 广告 广西 "
        "应急 应用 应该 强调 成果 成都 房产 支部 政务 政策 教育 文件 "
        "文件夹 文创 文化 文字 文旅 文明 文艺 新闻 方向 方案 方法 时事 时代 时政 时评 时间 明天 明年 易地 景德镇 "
        "曲艺 杭州 查询 水利 江河 江苏 江西 汽车 河南 海南 温州 牛年 "
        "白皮书 益阳 相关 石头 石油 社会 程序 章程 简介 简报 简讯 管委会 管理 经济 经验 能源 花絮 范围 荆州 西部 "
        "解放 解说 解读 计划 计算 谈话 财经 贵州 贺信 贺电 贺词 路径 路线 车市 连云港 "
        "通化 通知 通辽 都市 都江堰 鄂州 金华 金融 项目 须知 马年 高层 高度 高新区 高校 高清 黄冈 黄石 龙年 ",
    )
)
_LONE_NAME = re.compile(SPACED_NAME)


def is_name(text: str) -> bool:
    """Say whether folded text is a personal name and nothing else; blanks inside are allowed."""
    bare = re.sub(r"\s", "", text)
    return bool(_LONE_NAME.fullmatch(text)) and bare not in _NOT_NAMES and not re.search(OFFICE + "$", bare)


_BESIDE = re.compile(
    rf"^{any_of('offices', 'asked', 'office')}(?=..)|(?<=..){any_of('offices', 'office', 'address')}$|\s"
)


def same_person(one: str | None, other: str | None) -> bool:
    """Say whether two ways to name somebody are one person's, offices aside; one may be cut short by a character.

    >>> same_person("市长顾望舒", "顾望舒同志"), same_person("顾望舒", "顾望"), same_person("顾望舒", "顾云舒")
    (True, True, False)
    """
    first, second = (_BESIDE.sub("", _BESIDE.sub("", fold(name or ""))) for name in (one, other))
    if min(len(first), len(second)) < 2:
        return False
    return first == second or (len(first) >= 3 and second == first[:-1]) or (len(second) >= 3 and first == second[:-1])
