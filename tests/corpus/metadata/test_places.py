import pytest

from corpus.metadata.fields import WEAK
from corpus.metadata.places import read_place


def place(text: str, whole: str = "") -> str | None:
    found = read_place(text, whole)
    return None if found is None else text[found[0] : found[1]]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("在中国人民政治协商会议芷溪市第九届委员会第三次会议开幕会上的讲话", "芷溪市"),
        ("中国人民政治协商会议第五届芷溪市委员会", "芷溪市"),
        ("政协芷溪市第五届委员会", "芷溪市"),
        ("中国民主同盟芷溪市委员会", "芷溪市"),
        ("中国国民党革命委员会溪州市委员会", "溪州市"),
        ("中国民主建国会澜川市第三次代表大会", "澜川市"),
        ("中国农工民主党青沅县总支部", "青沅县"),
        ("中国共产主义青年团青沅县委员会", "青沅县"),
        ("共青团青沅县第十二次代表大会", "青沅县"),
        ("九三学社澜川市委员会", "澜川市"),
        ("中国共产党澜川市第十二届委员会第六次全体会议", "澜川市"),
        ("中国少年先锋队溪州市工作委员会", "溪州市"),
        ("关于表彰芷溪市优秀提案者的通报", "芷溪市"),
        ("关于印发青沅县防汛预案的通知", "青沅县"),
        ("关于支持溪州市竹纸产业的意见", "溪州市"),
        ("云岭省澜川市青岑县人民政府", "云岭省澜川市青岑县"),
        ("2024年溪州市政府工作报告", "溪州市"),
        ("在全市竹纸产业推进会上的讲话", None),
        ("城市更新条例", None),
    ],
)
def test_a_place_is_read_without_the_body_that_stands_before_it(text: str, named: str | None) -> None:
    assert place(text) == named


def test_where_a_name_begins_the_rest_of_the_text_tells() -> None:
    title = "在勘查推介芷溪市文旅资源大会上的讲话"
    assert place(title, f"{title}\n芷溪市去年接待游客百万，芷溪市今年再建景区。") == "芷溪市"


def test_a_name_with_words_before_it_is_weak_until_the_text_confirms_it() -> None:
    title = "在勘查推介芷溪市文旅资源大会上的讲话"
    weak = read_place(title)
    assert weak is not None and weak[2] < WEAK
    sure = read_place("在芷溪市文旅资源大会上的讲话")
    assert sure is not None and sure[2] >= WEAK
