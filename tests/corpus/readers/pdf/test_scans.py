"""Recognition of pictures that are drawn here; where the machine has no Chinese font, there is nothing to draw with."""

import io
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus.errors import UnreadableError
from corpus.readers.ocr import recognition
from corpus.readers.pdf import scans
from corpus.readers.pdf.scans import read_picture
from corpus.readers.pdf.text_layer import read_pdf
from tests.support.document_makers import PARAGRAPHS, broken, scanned_file

pytest.importorskip("rapidocr_onnxruntime")
FONTS = [*Path("/usr/share/fonts").rglob("Noto*CJK*.ttc"), *Path("/usr/share/fonts").rglob("wqy*.ttc")]
drawable = pytest.mark.skipif(not FONTS, reason="no Chinese font to draw with")


def picture(paragraphs: Sequence[str], *, skew: float = 0.0, noise: float = 0.0, stamp: bool = False) -> Image.Image:
    """Return a scan of half a page at 150 dots an inch."""
    font = ImageFont.truetype(str(FONTS[0]), 27)
    image = Image.new("RGB", (1240, 700), "white")
    draw = ImageDraw.Draw(image)
    lines = [line for paragraph in paragraphs for line in broken(paragraph, 36)]
    for row, line in enumerate(lines):
        indent = 54 if line.startswith("　　") else 0
        draw.text((120 + indent, 80 + 48 * row), line.lstrip("　"), font=font, fill="black")
    if stamp:
        draw.ellipse((820, 60, 1020, 260), outline=(220, 60, 60), width=6)
    image = image.rotate(skew, fillcolor="white", resample=Image.Resampling.BILINEAR)
    if noise:
        dots = np.random.default_rng(7).random((700, 1240)) < noise
        pixels = np.array(image)
        pixels[dots] = 90
        image = Image.fromarray(pixels)
    return image


def saved(image: Image.Image, form: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, resolution=150.0)
    return stream.getvalue()


@drawable
@pytest.mark.parametrize(
    ("skew", "noise", "stamp", "turned"),
    [(-2, 0, False, 0), (0, 0.01, False, 180), (0.5, 0.003, True, 0), (0, 0, False, 90), (1, 0, False, 270)],
)
def test_a_scan_is_read_with_its_paragraphs(skew: float, noise: float, stamp: bool, turned: int) -> None:
    paragraphs = [PARAGRAPHS[4][:47], PARAGRAPHS[2][:50]]  # two lines each: each costs half a second
    image = picture(paragraphs, skew=skew, noise=noise, stamp=stamp).rotate(turned, expand=True)
    content = read_pdf(saved(image, "PDF"))
    assert SequenceMatcher(None, content.text, "\n".join(paragraphs)).ratio() > 0.95
    assert content.text.count("\n") <= 2
    assert "was recognised (OCR), confidence" in content.warnings[0]


@pytest.mark.parametrize("quarters", range(4))
def test_corners_of_a_turned_picture_are_those_of_the_picture_as_it_is(quarters: int) -> None:
    pixels = np.zeros((30, 50), np.uint8)
    pixels[7, 11] = 1
    ((down, across),) = np.argwhere(np.rot90(pixels, quarters))
    middle = np.array([[across + 0.5, down + 0.5]])
    assert recognition._turned_back(middle, quarters, pixels.shape).tolist() == [[11.5, 7.5]]


@drawable
def test_pictures_of_several_pages_have_pages() -> None:
    pages = [picture([PARAGRAPHS[1]]), picture([PARAGRAPHS[3]])]
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:])
    content = read_picture(stream.getvalue())
    assert len(content.pages) == 2
    assert content.text[content.pages[1] :].startswith(PARAGRAPHS[3][:6])


@drawable
def test_when_the_time_is_up_the_rest_is_said_not_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "SECONDS", 0.0)
    stream = io.BytesIO()
    page = picture([PARAGRAPHS[1]])
    page.save(stream, "TIFF", save_all=True, append_images=[page, page])
    assert read_picture(stream.getvalue()).warnings[-1] == "2 pages were not read: it took too long; split the file"


def test_a_picture_without_text_and_a_damaged_one_are_refused() -> None:
    with pytest.raises(UnreadableError, match="no text is recognised"):
        read_picture(saved(Image.new("RGB", (400, 300), "white"), "PNG"))
    with pytest.raises(UnreadableError, match="damaged"):
        read_picture(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99)


def test_without_recognition_the_refusal_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise recognition.NoRecognitionError(
            f"scanned, no text layer; to have text recognised (OCR): {recognition.INSTALL}"
        )

    monkeypatch.setattr(recognition, "_engine", missing)
    with pytest.raises(UnreadableError, match=r"pip install rapidocr-onnxruntime"):
        read_pdf(scanned_file())
    assert "pip install rapidocr-onnxruntime" in read_pdf(scanned_file(3, text_on=1)).warnings[0]
