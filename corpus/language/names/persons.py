"""What a personal name, an office and a place look like in folded text."""

import re

from corpus.language.cleaning import HAN

_COMPOUND = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|"
    "公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|"
    "子车|亓官|司寇|巫马|公西|颛孙|壤驷|公良|漆雕|乐正|宰父|谷梁|拓跋|夹谷|轩辕|令狐|段干|百里|呼延|东郭|南门|羊舌|"
    "微生|梁丘|左丘|东门|西门|第五"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬"
    "安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田"
    "樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰"
    "秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农"
    "温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾沙养鞠须丰巢关蒯相查后荆红游竺权"
    "逯盖益桓公肖岳郜冼佟佘代仝付闫晋楚帅原岩苑覃粟苟区仉上官候兰迟展鹿逢揭占揣操底由亢檀油练种邸庹修"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split("|"))
NAME = rf"(?:(?:{_COMPOUND})[{HAN}]{{1,2}}|[{_SURNAMES}][{HAN}]{{1,2}}|[{HAN}]{{2,8}}·[{HAN}·]{{2,12}})"
LAZY_NAME = NAME.replace("{1,2}", "{1,2}?")  # before a word that tells where it ends
SPACED_NAME = rf"(?:{NAME}|[{_SURNAMES}]\s{{1,4}}[{HAN}](?:\s{{0,4}}[{HAN}])?)"

_OFFICES = (
    "总书记|副书记|书记|常务副市长|副市长|市长|副省长|省长|副县长|县长|副区长|区长|副乡长|乡长|副镇长|镇长|副州长|"
    "州长|副盟长|盟长|副旗长|旗长|副主席|主席|总理|副总理|"
    "国务委员|委员长|副主任|主任|副部长|部长|副局长|局长|副厅长|厅长|副处长|处长|副科长|科长|副院长|院长|检察长|"
    "秘书长|副会长|会长|副理事长|理事长|董事长|总经理|副总经理|总裁|"
    "副校长|校长|副组长|组长|召集人|专员|行长|社长|总编辑|台长|馆长|所长|站长|队长|司令员|政委|政治委员|巡视员|"
    "调研员|党组成员|常委|委员|代表|会首|村长|总干事|院士|教授|行政长官|发言人"
)
OFFICE = rf"(?:{_OFFICES})"

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
