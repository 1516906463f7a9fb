import io
import zipfile
from collections.abc import Sequence

import pytest

from corpus.errors import UnreadableError
from corpus.readers.office.ofd import read_ofd

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(*pages: Sequence[tuple[float, float, float, float, str]]) -> bytes:
    """Return a file of pages with (left, top, width, height, text) in millimetres."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        archive.writestr("OFD.xml", f"<ofd:OFD {SPACE}>{root}</ofd:OFD>")
        listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
        area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        archive.writestr(
            "Doc_0/Document.xml", f"<ofd:Document {SPACE}>{area}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        )
        for number, lines in enumerate(pages):
            drawn = "".join(
                f'<ofd:TextObject ID="9" Boundary="{x} {y} {w} {h}" Font="1" Size="{h}">'
                f'<ofd:TextCode X="0" Y="{h}">{text}</ofd:TextCode></ofd:TextObject>'
                for x, y, w, h, text in lines
            )
            archive.writestr(
                f"Doc_0/Pages/{number}.xml",
                f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{drawn}</ofd:Layer></ofd:Content></ofd:Page>",
            )
    return stream.getvalue()


FIRST = [
    (60.0, 30.0, 80.0, 7.0, "在澜川市的讲话"),
    (38.4, 50.0, 140.0, 4.2, "同志们，今天我们召开全市竹纸产业推进会，主要任务是总结去年工"),
    (30.0, 57.0, 60.0, 4.2, "作，部署今年任务。"),
]


def test_lines_become_paragraphs_and_pages_are_known() -> None:
    content = read_ofd(ofd(FIRST, [(38.4, 50.0, 40.0, 4.2, "一、提高认识")]))
    assert content.text.split("\n") == [
        "在澜川市的讲话",
        "同志们，今天我们召开全市竹纸产业推进会，主要任务是总结去年工作，部署今年任务。",
        "一、提高认识",
    ]
    assert content.text[content.pages[1] :] == "一、提高认识"


def test_pages_of_pictures_are_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableError, match=r"pictures.*save it as \.pdf"):
        read_ofd(ofd([]))


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\x00" * 99])
def test_damage_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        read_ofd(data)
