"""What a personal name looks like in folded text: by its surname, and by what is none. Knows no person."""

import re

from corpus.language.cleaning import HAN
from corpus.language.names.offices import OFFICE
from corpus.language.normalization import fold

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


def same_person(one: str | None, other: str | None) -> bool:
    """Say whether two names are one person's; one may be cut short by a character."""
    first, second = fold(one or ""), fold(other or "")
    if min(len(first), len(second)) < 2:
        return False
    return first == second or (len(first) >= 3 and second == first[:-1]) or (len(second) >= 3 and first == second[:-1])
