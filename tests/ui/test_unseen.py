import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.markup import escape
from ui.unseen import shown

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


@given(st.text(st.sampled_from("<>&\"'a讲\n\u202e\u200b\u2066"), max_size=40))
def test_the_words_are_the_sources_whatever_it_is(text: str) -> None:
    made = shown(f'<p data-x="{escape(text)}">{escape(text)}</p>')
    assert words(made) == text
    assert not re.search("\u202e|\u200b|\u2066", re.sub(r"<bdi [^>]*>.</bdi>|<p [^>]*>", "", made))
