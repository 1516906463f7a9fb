import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.rendering.confusables import runs
from ui.rendering.invisible_characters import shown, told
from ui.rendering.markup import escape

TURNED = "关于\u202e0202年\u202c的讲话\u200b\u2066x\u2069\u00ad\ufeff"


def words(made: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", made))


def test_each_stands_alone_with_its_code_and_the_words_stay() -> None:
    made = shown(f'<h1 title="{escape(TURNED)}">{escape(TURNED)}</h1>')
    assert words(made) == TURNED
    assert made.count('<bdi class="unseen"') == 7
    assert 'title="U+202E">\u202e</bdi>0202年' in made
    assert f'title="{TURNED}"' in made


@pytest.mark.parametrize("element", ["title", "option", "textarea"])
def test_where_no_element_may_stand_the_code_takes_its_place(element: str) -> None:
    made = shown(f"<{element} value='1'>a\u202eb</{element}><b>\u202e</b>")
    assert made.startswith(f"<{element} value='1'>a[U+202E]b</{element}><b><bdi")


def test_joiners_and_ordinary_text_are_left_alone() -> None:
    text = "<p>👩\u200d👧 我们“以港兴市” naïve</p>"
    assert shown(text) is text


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("pаypal和АPEC", ["а", "А"]),
        ("2О24年投资СОР", ["О", "СОР"]),
        ("投资5O0亿元，另有50O亿元", ["O", "O"]),
        ("2０24年", ["０"]),
        ("𝟐𝟎年", ["𝟐𝟎"]),
        ("投资ー百亿元，增长ニ成", ["ー", "ニ"]),
        ("Αlpha与Ιnternet", ["Α", "Ι"]),
    ],
)
def test_letters_of_another_script_are_marked(text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end, _ in runs(text)] == marked
    made = shown(f"<p>{escape(text)}</p>")
    assert words(made) == text
    assert re.findall(r'<span class="alike" title="[^"]*U\+[0-9A-F]+">([^<]*)</span>', made) == marked


@pytest.mark.parametrize(
    "text",
    [
        "２０２４年，Ａ股上涨３．２％",
        "μm、kΩ、TNFα、β2受体、Δt",
        "Москва与Αθήνα",
        "H2O2、CO2、B2O3、3D打印、5G",
        "データセンター、ロシア、ニュース",
        "二〇二四年，naïve café 👩\u200d👧",
    ],
)
def test_honest_mixtures_are_left_alone(text: str) -> None:
    assert runs(text) == []


def test_where_no_markup_can_stand_codes_are_written() -> None:
    assert told("顾\u202e望pаy") == "顾[U+202E]望pа[U+0430]y"
    assert shown("<option value='а'>АPEC</option>") == "<option value='а'>А[U+0410]PEC</option>"


@given(st.text(st.sampled_from("aO0０А讲ー&<\u202eοㄱ𝟐9"), max_size=30))
def test_words_stay_whatever_is_mixed(text: str) -> None:
    assert words(shown(f"<p>{escape(text)}</p>")) == text


@given(st.text(st.sampled_from("<>&\"'a讲\n\u202e\u200b\u2066"), max_size=40))
def test_the_words_are_the_sources_whatever_it_is(text: str) -> None:
    made = shown(f'<p data-x="{escape(text)}">{escape(text)}</p>')
    assert words(made) == text
    assert not re.search("\u202e|\u200b|\u2066", re.sub(r"<bdi [^>]*>.</bdi>|<p [^>]*>", "", made))
