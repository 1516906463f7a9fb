"""Files made at random of their format's own pieces: well-formed enough to reach deep into a reader.

Each maker takes a `random.Random` and returns bytes; the same random state gives the same bytes.
"""

import io
import json
import random
import zipfile
from collections.abc import Callable

from tests.support.document_makers import PARAGRAPHS, word_file

WORDS = (
    "在澜川市竹纸产业推进会上的讲话",
    "顾望舒",
    "（2024年3月18日）",
    "同志们：",
    "一、提高认识",
    "（一）基本情况",
    "第三，",
    "“三个坚持”",
    "一是……二是……",
    "他强调，",
    "國(guó)家",
    "86.4亿元",
    "百分之十二点五",
    "来源：澜川日报 作者：沈砚秋",
    "《竹纸条例》",
    "。",
    "！",
    "：“",
    "”",
    "（",
    "）",
    "\n",
    "\n\n",
    "　　",
    "\t",
    "\r\n",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\x00",
    "\U0001f600",
    "é",
    "ｆｕｌｌ",
    "９",
    "a" * 40,
    "---",
    "# ",
    "| a | b |",
    "2024-02-30",
    "上一篇：",
    "责任编辑：",
    "打印本页",
)
CODECS = ("utf-8", "utf-8", "utf-8", "gb18030", "utf-16", "utf-16-le", "utf-8-sig", "big5")


def text_of(chance: random.Random, most: int = 120) -> str:
    """A text of pieces that the parser looks for, in any order; now and then one of them very often."""
    pieces = [chance.choice((*WORDS, *PARAGRAPHS)) for _ in range(chance.randint(0, most))]
    if chance.random() < 0.1:
        pieces.append(chance.choice(WORDS) * chance.choice((50, 500, 3_000)))
    return "".join(pieces)


def encoded(text: str, chance: random.Random) -> bytes:
    return text.encode(chance.choice(CODECS), errors=chance.choice(("replace", "ignore")))


def plain(chance: random.Random) -> bytes:
    return encoded(text_of(chance), chance)


def markdown(chance: random.Random) -> bytes:
    head = "---\n" + "".join(
        f"{chance.choice(('title', 'date', 'speaker', '标题', 'x: y', '- a', '&a *a', '!!python/object:os.system'))}: "
        f"{chance.choice((*WORDS, '[', '{a: b', '2024-03-18', '|', '>'))}\n"
        for _ in range(chance.randint(0, 8))
    )
    return encoded(head + chance.choice(("---\n", "...\n", "")) + text_of(chance), chance)


def page(chance: random.Random) -> bytes:
    tags = "div p span table tr td script style title h1 br meta a b font iframe svg math template select ruby rt"
    names = tags.split()
    parts: list[str] = ["<!DOCTYPE html>" * chance.randint(0, 1)]
    if chance.random() < 0.3:
        charset = chance.choice(("utf-8", "gbk", "big5", "utf-7", "x-user-defined", "", "utf-16"))
        parts.append(f'<meta charset="{charset}">')
    for _ in range(chance.randint(0, 150)):
        name = chance.choice(names)
        match chance.randrange(7):
            case 0:
                parts.append(f"<{name} class='{chance.choice(('content', 'TRS_Editor', 'nav', 'pages_content'))}'>")
            case 1:
                parts.append(f"</{name}>")
            case 2:
                parts.append(f"<{name}>" * chance.choice((1, 2, 40)))
            case 3:
                parts.append(chance.choice(("&#x110000;", "&#0;", "&nbsp;", "&#55296;", "&amp", "&lt;", "&;")))
            case 4:
                parts.append(chance.choice(("<!--", "-->", "<![CDATA[", "]]>", "<?xml ", "<", "<a href=", "</")))
            case _:
                parts.append(chance.choice((*WORDS, *PARAGRAPHS)))
    if chance.random() < 0.02:
        parts.append(f"<{chance.choice(names)}>" * 20_000)
    return encoded("".join(parts), chance)


def table(chance: random.Random) -> bytes:
    columns = chance.sample(
        ["标题", "讲话人", "日期", "正文", "text", "title", "url", "", "x", "正文"], chance.randint(1, 6)
    )
    mark = chance.choice(",,,;\t|")
    rows = [mark.join(columns)]
    for _ in range(chance.randint(0, 12)):
        cells = [text_of(chance, 4) for _ in range(chance.randint(0, len(columns) + 1))]
        rows.append(mark.join(f'"{c}"' if chance.random() < 0.6 else c for c in cells))
    return encoded(chance.choice(("\n", "\r\n", "\r")).join(rows), chance)


def value(chance: random.Random, depth: int = 0) -> object:
    match chance.randrange(9 if depth < 4 else 6):
        case 0:
            return None
        case 1:
            return chance.choice((True, 0, -1, 10**30, 1e308))
        case 6:
            return [value(chance, depth + 1) for _ in range(chance.randint(0, 3))]
        case 7 | 8:
            keys = ("text", "title", "正文", "date", "speaker", "", "\ud800", "content")
            return {chance.choice(keys): value(chance, depth + 1) for _ in range(chance.randint(0, 5))}
        case _:
            return text_of(chance, 6)


def lines(chance: random.Random) -> bytes:
    made = []
    for _ in range(chance.randint(0, 10)):
        match chance.randrange(8):
            case 0:
                made.append(chance.choice(("{", "null", "[]", '"', "NaN", "1" * 5_000, "[" * 5_000, '{"a":' * 3_000)))
            case 1 | 2:
                made.append(json.dumps(value(chance)))
            case _:
                made.append(json.dumps({"text": text_of(chance, 8), "title": value(chance)}, ensure_ascii=False))
    return "\n".join(made).encode("utf-8", errors="surrogatepass")


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BOMB = '<!DOCTYPE a [<!ENTITY l0 "竹纸">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_OUTSIDE = '<!DOCTYPE a [<!ENTITY l9 SYSTEM "file:///etc/passwd">'


def word_xml(chance: random.Random) -> str:
    head = chance.choice(("", "", "", f"{_BOMB}]>", f"{_OUTSIDE}]>"))
    body = []
    for _ in range(chance.randint(0, 30)):
        text = text_of(chance, 3).replace("&", "").replace("<", "")
        match chance.randrange(7):
            case 0:
                body.append(f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")
            case 1:
                body.append("<w:p>" * (depth := chance.choice((1, 3, 300))) + "</w:p>" * depth)
            case 2:
                number = chance.choice(("0", "-1", "999", "x"))
                numbering = f'<w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="{number}"/></w:numPr>'
                body.append(f"<w:p><w:pPr>{numbering}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
            case 3 if head:
                body.append("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>")
            case _:
                body.append(f"<w:p><w:r><w:t>{text}</w:t><w:br/><w:tab/></w:r></w:p>")
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {_W}><w:body>{"".join(body)}</w:body></w:document>'


_WORD: list[bytes] = []


def word(chance: random.Random) -> bytes:
    if not _WORD:
        _WORD.append(word_file())
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_WORD[0])) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            if name.endswith("document.xml"):
                target.writestr(name, word_xml(chance).encode("utf-8", errors="replace"))
            elif chance.random() < 0.97:
                target.writestr(name, source.read(name))
    return stream.getvalue()


def pdf(chance: random.Random) -> bytes:
    """Objects that point at each other at random, also in circles."""
    count = chance.randint(1, 8)
    refs = [f"{n} 0 R" for n in range(1, count + 2)]
    pieces = (
        "/Type/Catalog",
        "/Type/Pages",
        "/Type/Page",
        "/Type/Font/Subtype/Type0",
        "/Filter/FlateDecode",
        "/Count 9",
    )
    keys = ("Pages", "Kids", "Parent", "Contents", "Resources", "Font", "Length", "MediaBox", "Root", "Encoding")
    made, places = "%PDF-1.7\n", []
    for number in range(1, count + 1):
        places.append(len(made))
        entries = "".join(
            f"/{chance.choice(keys)} {chance.choice((*refs, f'[{chance.choice(refs)}]', '-1', '9' * 12, '[0 0 9 9]'))}"
            for _ in range(chance.randint(0, 5))
        )
        stream = "stream\nBT /F1 12 Tf 1 0 0 1 9 9 Tm <6771> Tj (x) ' ET Q Q\nendstream " * chance.randint(0, 1)
        made += f"{number} 0 obj<<{chance.choice(pieces)}{entries}>>{stream}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = chance.choice((len(made), 0, 10**9))
    made += f"xref\n0 {count + 1}\n0000000000 65535 f \n{table}"
    made += f"trailer<</Root 1 0 R/Size {count + 1}>>\nstartxref\n{start}\n%%EOF"
    return made.encode("latin-1")


NAMES = (
    "../a.txt", "/etc/a.txt", "C:\\a.txt", "a\\..\\b.txt", "a\x00b.txt", "-rf.txt", "a\nb.txt", "竹/纸.txt",
    "\u202etxt.a.txt",
    "x" * 300 + ".txt", "a.zip", "a.docx", "b.csv", "metadata.csv", "con.txt", "a//b.txt", "./a.txt", " .txt", ".txt",
)  # fmt: skip


def archive(chance: random.Random) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as target:
        for _ in range(chance.randint(0, 8)):
            info = zipfile.ZipInfo(chance.choice(NAMES))
            info.compress_type = target.compression
            info.external_attr = chance.choice((0, 0o120777 << 16, 0o40755 << 16))  # also links and folders
            match chance.randrange(5):
                case 0:
                    target.writestr(info, table(chance))
                case 1:
                    target.writestr(info, b"\x00" * chance.choice((10, 3_000_000)))
                case _:
                    target.writestr(info, plain(chance))
    return stream.getvalue()


def side_file(chance: random.Random) -> bytes:
    columns = chance.sample(["path", "title", "speaker", "date", "文件", "讲话人", "x", ""], chance.randint(1, 6))
    rows = [",".join(columns)]
    for _ in range(chance.randint(0, 6)):
        rows.append(",".join([chance.choice(("a.txt", *NAMES)).replace("\n", " ")] + [chance.choice(WORDS)] * 4))
    return encoded("\n".join(rows), chance)


MADE: dict[str, Callable[[random.Random], bytes]] = {
    ".txt": plain,
    ".md": markdown,
    ".html": page,
    ".csv": table,
    ".jsonl": lines,
    ".docx": word,
    ".pdf": pdf,
    ".zip": archive,
    "metadata.csv": side_file,
}
