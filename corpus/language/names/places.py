"""What a place with an administration, and a named zone, look like in folded text. Knows no place but the provinces."""

import re

from corpus.language.cleaning import HAN
from corpus.language.segmentation import CLAUSE, tagged

_SUFFIX = (
    "省|自治区|市(?![场值面容井域况])|自治州|州|(?<=锡林郭勒)盟|(?<=阿拉善)盟|(?<=兴安)盟|自治县|县(?![域乡])|区(?![域间块分别位])|"
    "(?<=[左右中前后])旗(?!帜)|自治旗"
)
PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|"
    "海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾"
)
_PLACE = re.compile(rf"(?:[{HAN}]{{2,7}}?(?:{_SUFFIX}))+")
_PROVINCE = re.compile(rf"(?:{PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)")
_BEFORE = re.compile(
    r".*?(?:中国共产党|中国人民政治协商会议|中华人民共和国|人民政协|中共|政协|在|召开|主持|举行|出席|深入|走进|关于|"
    r"向|对|为|与|(?<!呼)和|到|赴|完善|优化|建立|带动|参观|联系点|暨|国务院|本报|(?<=\d)名|武警|会见|担任|同志任|全力|推动|推进|加快|打造|建设|建好|共青团|年|月|日)"
)
_NO_PLACE = re.compile(
    r"(?:全|我|各|本|该|超|股|城|都|门|强|立|兴|建|高|中国|专业|县级|直辖|设区|大|小|地级|副省级|省级|市辖|名|上|楼|集|夜|花|省|"
    r"地|中心)市$|(?:全|我|各|该|贫困|市|百强)县$"
    r"|(?:全|我|各|外|本|强|大|跨|他|小|该|农业|人口|经济)省$|(?:试验|先行|先导|服务|开发|示范|新|园|社|景|地|校|灾|库|山|牧|特|专|辖|城|郊|老|战|军|片|功能|"
    r"集聚|合作|保税|高新|经开|市|全|我|各|度假|保护|自贸|引领|核心|禁|小|跨|申根)区$"
    r"|^(?:自治|全|我|各|部分|有关|多个|两|几|国际|世界|大湾)|同志|[让把被将已]|表示|的|(?:神|九|各|全)州$"
)


def find_place(text: str) -> tuple[int, int] | None:
    """Return the span of the first place with an administrative suffix in a short folded text, or None.

    >>> find_place("政协澜川市第五届委员会")
    (2, 5)
    """
    start = 0
    while True:
        match = _PLACE.search(text, start)
        if match is None:
            return None
        begin = match.start()
        while cut := _BEFORE.match(text, begin, match.end() - 1):
            begin = cut.end()
        if province := _PROVINCE.search(text, begin, match.end()):
            begin = province.start()
        place = text[begin : match.end()]
        if len(place) >= 3 and not _NO_PLACE.search(place) and re.match(rf"[{HAN}]{{2}}", place):
            return begin, match.end()
        start = match.end()


_ZONE = re.compile(
    rf"(?:^|[^{HAN}]|建设|建好|推进|推动|打造|走进|支持|在|对|与|和|到|赴|向|为|关于)(?P<zone>[{HAN}]{{2,3}}(?:先行区|新区|高新区|经开区))"
)
_NO_ZONE = re.compile(r"国家|省级|市级|综合|核心|都市|城市|产业|科技|创新|文化|一体|老城|主城|新型|示范|全|我|各|该|本")


def find_zone(text: str) -> tuple[int, int] | None:
    """Return the span of the first named zone in a short folded text, or None: a place without an administration.

    >>> find_zone("加快建设云水先行区")
    (4, 9)
    """
    for match in _ZONE.finditer(text):
        if not _NO_ZONE.search(match["zone"]):
            return match.span("zone")
    return None


_NO_NAME = re.compile(
    "所有|其他|县区|基层|社区|街区|小区|园区|每个|[了的由]|会议|听取|名[县市]|[百千万]多|[几哪]|多少|"
    "各|有关|部分|每|多个|全市|全县|全省|市县|区县"
)
_JOINED = re.compile("(?<=[省市县区州])[和与及同]")  # 溪州市和澜川市 are two
_LONGEST = 12  # characters of a place


def find_places(folded: str) -> list[tuple[int, int]]:
    """Return the spans of places with an administrative suffix in folded text.

    >>> [("溪州市和澜川市的代表")[start:end] for start, end in find_places("溪州市和澜川市的代表")]
    ['溪州市', '澜川市']
    """
    spans = []
    for clause in CLAUSE.finditer(_JOINED.sub("、", folded)):
        start = clause.start()
        while found := find_place(folded[start : clause.end()]):
            begin, end = start + found[0], start + found[1]
            begin += _led_in(folded[begin:end])
            office = folded[end : end + 1] == "长" and end - begin < 3  # 他当市长时
            if not office and not _NO_NAME.search(folded[begin:end]) and end - begin <= _LONGEST:
                spans.append((begin, end))
            start = end
    return spans


def _led_in(name: str) -> int:
    """Return how many characters before a place were taken for part of it: 要求青岑县 names 青岑县."""
    length = at = 0
    if len(name) > 2 and name[0] in "任赴到在是为由至" and tagged(name)[0][1] != "ns":
        return 1  # 任 is a surname, too
    for word, flag in tagged(name):
        at += len(word)
        if (flag[:1] in "vpdr" or flag.startswith("nr")) and len(name) - at >= 2:
            length = at
    return length
