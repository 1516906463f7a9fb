"""PDF files as a browser prints them: its header and footer, columns, landscape, tables. All texts are made up."""

import subprocess
from pathlib import Path

import pytest

from corpus.readers.pdf.layout import Part, arrange
from corpus.readers.pdf.pieces import Piece
from corpus.readers.pdf.text_layer import read_pdf
from tests.browser.conftest import find_chromium

TITLE = "在澜川市竹纸产业推进会上的讲话"
PARAGRAPH = (
    "同志们，今天我们召开全市竹纸产业推进会，主要任务是总结去年工作，部署今年任务，动员全市上下坚定信心，推动竹纸产业"
    "高质量发展再上新台阶，产值达到180亿元，同比增长12.5%，为澜川现代化建设作出新的更大贡献。"
)
HEADINGS = [f"{number}、提高认识" for number in "一二三四五"]
TABLE = "<table border=1><tr><th>指标</th><th>数值</th></tr><tr><td>产值</td><td>180亿元</td></tr></table>"


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium to print with")
@pytest.mark.parametrize("style", ["", ".b{column-count:2}", "@page{size:A4 landscape}"])
def test_a_page_printed_from_a_browser_is_read_whole(tmp_path: Path, style: str) -> None:
    body = "".join(f"<h2>{h}</h2>" + f'<p style="text-indent:2em">{PARAGRAPH}</p>' * 4 for h in HEADINGS)
    page = tmp_path / "page.html"
    page.write_text(
        f"<meta charset=utf-8><style>{style}</style><h1>{TITLE}</h1><div class=b>{body}{TABLE}</div>", "utf-8"
    )
    program = find_chromium()
    assert program is not None
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={page}.pdf", str(page)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    expected = [
        TITLE,
        *(line for heading in HEADINGS for line in [heading, *[PARAGRAPH] * 4]),
        "指标：产值｜数值：180亿元",
    ]
    assert read_pdf(Path(f"{page}.pdf").read_bytes()).text.split("\n") == expected


def row(text: str, y: float) -> Piece:
    return Piece(text, 60, 60 + 12 * len(text), y, y + 12, 12)


def test_what_a_browser_prints_at_the_edges_goes_though_it_stands_close() -> None:
    pages = [
        [
            row("2026/3/18 上午9:30 某页标题", 800),
            row(f"第{n}页正文讲竹纸产业，再讲群众增收。", 782),
            row(f"file:///d/page.html {n}/2", 42),
        ]
        for n in (1, 2)
    ]
    text = arrange([[Part(page, (595, 842))] for page in pages]).text
    assert "某页标题" not in text and "file:" not in text
    assert text.count("页正文讲竹纸产业，再讲群众增收。") == 2


def test_the_end_of_a_paragraph_at_the_top_of_two_pages_is_no_header() -> None:
    pages = [[row("作出新的更大贡献。", 800), row("二、扩大规模", 740), row("三、保证质量", 700)] for _ in range(2)]
    assert arrange([[Part(page, (595, 842))] for page in pages]).text.count("作出新的更大贡献。") == 2
