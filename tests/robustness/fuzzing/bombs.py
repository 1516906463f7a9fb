"""Files that are small and unpack, nest or point to something huge: each maker writes one into a folder."""

import base64
import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.support.document_makers import word_file

TEXT = "竹纸产业的讲话。\n同志们，竹纸产值86亿元。\n"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def deflated(piece: bytes, times: int) -> bytes:
    """A raw deflate stream of a piece, many times over: packed once, and that repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)  # what follows refers to nothing before it
    return once * times + packer.flush()


def zipped(
    members: list[tuple[str, bytes, int, int]], *, overlap: bool = False, attributes: int = 0, lie: int | None = None
) -> bytes:
    """A zip file of (name, deflated bytes, CRC, unpacked size).

    :param overlap: The bytes are stored once, for all members.
    :param lie: The unpacked size that the list of members states.
    """
    body, listed = io.BytesIO(), io.BytesIO()
    for name, packed, crc, size in members:
        at = 0 if overlap else body.tell()
        raw = name.encode()
        facts = (0x800, 8, 0, 0, crc, len(packed), size if lie is None else lie, len(raw), 0)
        if body.tell() == 0 or not overlap:
            body.write(struct.pack("<4sHHHHHLLLHH", b"PK\x03\x04", 20, *facts) + raw + packed)
        head = struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\x01\x02", 0x0314, 20, *facts, 0, 0, 0, attributes, at)
        listed.write(head + raw)
    start, length, count = body.tell(), listed.tell(), min(len(members), 0xFFFF)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, length, start, 0)
    return body.getvalue() + listed.getvalue() + end


def with_long_numbers(data: bytes) -> bytes:
    """The same zip file, its end in 64-bit numbers."""
    count, length, start = struct.unpack_from("<HLL", data, len(data) - 12)
    body, place = data[:-22], len(data) - 22
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, place, 1)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return body + record + locator + end


def packed(data: bytes) -> tuple[bytes, int, int]:
    """Return what `zipped` wants of a member: its bytes deflated, their CRC, their number."""
    return _once(data), zlib.crc32(data), len(data)


def _write(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def zip_of_one_gigabyte(folder: Path) -> Path:
    packed = deflated(bytes(2**20), 1_024)
    return _write(folder, "a.zip", zipped([("a.txt", packed, 0, 2**30)]))


def zip_that_says_it_is_small(folder: Path) -> Path:
    return _write(folder, "a.zip", zipped([("a.txt", deflated(bytes(2**20), 1_024), 0, 2**30)], lie=1_000))


def zip_that_says_it_is_huge(folder: Path) -> Path:
    return _write(folder, "a.zip", zipped([("a.txt", deflated(TEXT.encode(), 1), 0, 9)], lie=0xFFFFFFF0))


def zip_whose_files_overlap(folder: Path) -> Path:
    """Members that share their bytes, each below the ratio of a bomb: 2.4 GB of 100 KB.

    What is in them is no text, which is told at once: it is not their parsing that is tried here.
    """
    noise = base64.b16encode(random.Random(1).randbytes(60_000))
    piece = b"".join(b"%07d\0" % (n * 7_919 % 9_999_991) for n in range(3_000))
    data = noise + piece * (8 * 2**20 // len(piece))
    packed = _once(data)
    members = [(f"{n}.txt", packed, zlib.crc32(data), len(data)) for n in range(300)]
    return _write(folder, "a.zip", zipped(members, overlap=True))


def zip_in_zip(folder: Path) -> Path:
    data = (TEXT.encode(), "a.txt")
    for _ in range(6):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(16):
                archive.writestr(f"{n}{Path(data[1]).suffix}", data[0])
        data = (stream.getvalue(), "a.zip")
    return _write(folder, "a.zip", data[0])


def zip_of_a_million_files(folder: Path) -> Path:
    packed = deflated(b"x", 1)
    return _write(folder, "a.zip", zipped([(f"{n}.txt", packed, 0, 1) for n in range(1_000_000)], overlap=True))


def zip_of_links(folder: Path) -> Path:
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(b"/etc/passwd") + packed.flush()
    return _write(folder, "a.zip", zipped([("a.txt", data, zlib.crc32(b"/etc/passwd"), 11)], attributes=0o120777 << 16))


def _docx(folder: Path, part: bytes, crc: int, size: int) -> Path:
    """The parts of a real Word file, but another document.xml, already packed."""
    members = []
    with zipfile.ZipFile(io.BytesIO(word_file())) as source:
        for name in source.namelist():
            data = source.read(name)
            packed = (part, crc, size) if name == "word/document.xml" else (_once(data), zlib.crc32(data), len(data))
            members.append((name, *packed))
    return _write(folder, "a.docx", zipped(members))


def _once(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _long_docx(folder: Path, megabytes: int) -> Path:
    head = f"<w:document {_W}><w:body>".encode()
    paragraph = f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>".encode() * 4_000
    times = megabytes * 2**20 // len(paragraph)
    tail = b"</w:body></w:document>"
    packer, crc, size = zlib.compressobj(9, zlib.DEFLATED, -15), 0, 0
    parts = []
    for piece in (head, *[paragraph] * times, tail):
        parts.append(packer.compress(piece))
        crc, size = zlib.crc32(piece, crc), size + len(piece)
    return _docx(folder, b"".join(parts) + packer.flush(), crc, size)


def docx_of_one_gigabyte(folder: Path) -> Path:
    return _long_docx(folder, 1_024)


def docx_just_below_the_limit(folder: Path) -> Path:
    return _long_docx(folder, 480)


def _docx_of(folder: Path, xml: str) -> Path:
    data = xml.encode()
    return _docx(folder, _once(data), zlib.crc32(data), len(data))


def docx_of_a_billion_laughs(folder: Path) -> Path:
    entities = '<!ENTITY l0 "竹纸竹纸竹纸">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f"<w:document {_W}><w:body><w:p><w:r><w:t>竹纸&l9;</w:t></w:r></w:p></w:body></w:document>"
    return _docx_of(folder, f"<!DOCTYPE a [{entities}]>{body}")


def docx_of_one_entity_many_times(folder: Path) -> Path:
    """Quadratic: no entity within another."""
    body = f"<w:document {_W}><w:body><w:p><w:r><w:t>{'&a;' * 100_000}</w:t></w:r></w:p></w:body></w:document>"
    return _docx_of(folder, f'<!DOCTYPE a [<!ENTITY a "{"竹纸" * 50_000}">]>{body}')


def docx_that_asks_for_a_file(folder: Path, target: str = "file:///etc/passwd") -> Path:
    text = "今天我们在这里研究竹纸的事。&a;"
    body = f"<w:document {_W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    return _docx_of(folder, f'<!DOCTYPE a [<!ENTITY a SYSTEM "{target}">]>{body}')


def docx_that_nests(folder: Path) -> Path:
    depth = 100_000
    return _docx_of(
        folder,
        f"<w:document {_W}><w:body>{'<w:p>' * depth}<w:r><w:t>竹纸</w:t></w:r>{'</w:p>' * depth}</w:body></w:document>",
    )


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF file of numbered objects; the first is the root."""
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj" % number + body + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(made)


def _stream(packed: bytes, filters: bytes) -> bytes:
    return b"<</Length %d/Filter%s>>stream\n" % (len(packed), filters) + packed + b"\nendstream"


_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"


def pdf_whose_page_inflates(folder: Path) -> Path:
    """A page of 1 GB of spaces, packed twice."""
    piece, check = b" " * 2**20, 1
    for _ in range(1_024):
        check = zlib.adler32(piece, check)
    once = b"\x78\xda" + deflated(piece, 1_024) + struct.pack(">L", check)
    stream = _stream(zlib.compress(once, 9), b"[/FlateDecode/FlateDecode]")
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return _write(folder, "a.pdf", pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, _PAGE, stream, _FONT]))


def pdf_of_very_much_text(folder: Path) -> Path:
    """A page on which 30 million letters are drawn, packed."""
    line = b"BT /F1 12 Tf 9 9 Td (" + b"a" * 1_000 + b") Tj ET\n"
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(line) for _ in range(30_000)) + packer.flush()
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", pages, _PAGE, _stream(packed, b"/FlateDecode"), _FONT]
    return _write(folder, "a.pdf", pdf_of(objects))


def pdf_whose_pages_go_in_circles(folder: Path) -> Path:
    pages = b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 99>>"
    inner = b"<</Type/Pages/Kids[2 0 R 3 0 R]/Parent 2 0 R/Count 99>>"
    return _write(folder, "a.pdf", pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, inner]))


def pdf_whose_pages_nest(folder: Path) -> Path:
    depth = 100_000
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    objects += [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(depth)]
    return _write(folder, "a.pdf", pdf_of([*objects, b"<</Type/Page/MediaBox[0 0 9 9]>>"]))


def pdf_that_nests(folder: Path) -> Path:
    pages = b"<</Type/Pages/Kids" + b"[" * 1_000_000 + b"]" * 1_000_000 + b"/Count 1>>"
    return _write(folder, "a.pdf", pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages]))


def text_of_one_line(folder: Path) -> Path:
    return _write(folder, "a.txt", ("竹纸产业产值达到86亿元，" * 300_000).encode()[: 10 * 2**20])


def text_without_an_end(folder: Path) -> Path:
    return _write(folder, "a.txt", ("竹" * (10 * 2**20 // 3)).encode())


def text_of_zeros(folder: Path) -> Path:
    with (folder / "a.txt").open("wb") as file:
        file.truncate(64 * 2**20)
    return folder / "a.txt"


def text_of_brackets(folder: Path) -> Path:
    return _write(folder, "a.txt", ("（“" * 200_000 + "竹纸" + "”）" * 200_000).encode())


def page_that_nests(folder: Path) -> Path:
    return _write(folder, "a.html", ("<div>" * 500_000 + TEXT).encode())


def page_of_one_tag(folder: Path) -> Path:
    return _write(folder, "a.html", ("<p " + "a=b " * 500_000 + ">" + TEXT).encode())


def lines_that_nest(folder: Path) -> Path:
    lines = [json.dumps({"text": TEXT}), '{"text": ' + "[" * 2_000_000, '{"a":' * 500_000, json.dumps({"text": TEXT})]
    return _write(folder, "a.jsonl", "\n".join(lines).encode())


def lines_of_one_number(folder: Path) -> Path:
    return _write(folder, "a.jsonl", b'{"text": ' + b"9" * 5_000_000 + b"}\n")


def table_of_one_cell(folder: Path) -> Path:
    return _write(folder, "a.csv", ('title,text\na,"' + "竹纸产值86亿元。" * 400_000).encode())


def table_of_many_columns(folder: Path) -> Path:
    return _write(
        folder, "a.csv", (",".join(f"c{n}" for n in range(200_000)) + ",text\n" + "," * 200_000 + TEXT).encode()
    )


def head_of_aliases(folder: Path) -> Path:
    """A billion laughs in YAML."""
    lines = ["a0: &a0 [竹, 纸]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
    return _write(folder, "a.md", ("---\n" + "\n".join(lines) + f"\n---\n{TEXT}").encode())


BOMBS: dict[str, Callable[[Path], Path]] = {
    make.__name__: make
    for make in (
        *(zip_of_one_gigabyte, zip_that_says_it_is_small, zip_that_says_it_is_huge, zip_whose_files_overlap),
        *(zip_in_zip, zip_of_a_million_files, zip_of_links),
        *(docx_of_one_gigabyte, docx_just_below_the_limit, docx_of_a_billion_laughs, docx_of_one_entity_many_times),
        *(docx_that_asks_for_a_file, docx_that_nests),
        *(pdf_whose_page_inflates, pdf_of_very_much_text, pdf_whose_pages_go_in_circles, pdf_whose_pages_nest),
        *(pdf_that_nests,),
        *(text_of_one_line, text_without_an_end, text_of_zeros, text_of_brackets),
        *(page_that_nests, page_of_one_tag, lines_that_nest, lines_of_one_number),
        *(table_of_one_cell, table_of_many_columns, head_of_aliases),
    )
}
