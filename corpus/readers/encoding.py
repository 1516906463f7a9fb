"""Bytes become text by evidence: byte order marks, strict decoding, then how Chinese the result looks.

Knows nothing of files. Line ends are kept as they are, because offsets refer to the decoded text.
"""

import re

from charset_normalizer import from_bytes

from corpus.errors import Message, UnreadableError
from corpus.language.normalization import fold

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAGIC = (
    (b"%PDF", Message("a PDF file", code="a_pdf")),
    (b"PK\x03\x04", Message("a zip archive or an Office file", code="a_zip_or_office_file")),
    (b"\xd0\xcf\x11\xe0", Message("an old Office file", code="an_old_office_file")),
    (b"\x89PNG", Message("an image", code="an_image")),
    (b"\xff\xd8\xff", Message("an image", code="an_image")),
    (b"GIF8", Message("an image", code="an_image")),
    (b"RIFF", Message("a media file", code="a_media_file")),
    (b"Rar!", Message("a {kind} archive", code="an_archive", kind="rar")),
    (b"7z\xbc\xaf", Message("a {kind} archive", code="an_archive", kind="7z")),
    (b"\x1f\x8b", Message("a {kind} archive", code="an_archive", kind="gzip")),
    (b"\x7fELF", Message("a program", code="a_program")),
    (b"MZ\x90", Message("a program", code="a_program")),
)
# half of the running characters of any Chinese text, of officialese more
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当"
    "没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物"
    "手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认"
    "条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则"
    "听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运，。、：；《》“”（）"
)
_SAMPLE = 100_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE = re.compile(rb"[\x80-\xff]")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)


class DecodeError(UnreadableError):
    """The bytes are no text. The message is the reason, for a person."""


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, str, tuple[str, ...]]:
    """Return (text, encoding as Python names it, warnings).

    :param declared: What the file says of itself, such as an HTML `meta charset`; tried before guessing.
    :raises DecodeError: If the bytes are not text: a PDF, an image, other binary data.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise DecodeError("it is {what}, not text", code="not_text", what=what)
    data, encoding = _unmarked(data)
    if encoding:
        return _decoded(data, encoding)
    if b"\x00" in data:
        return _decoded(data, _utf16_or_reject(data))
    for name in ("utf-8", declared):
        if name and _is_strict(data, name):
            text, _, warnings = _decoded(data, name)
            if name == "utf-8" or _score(text) > 0:
                return text, name, warnings
    if (mixed := _line_by_line(data)) is not None:
        return mixed
    # strictly decodable ones first; among those the most Chinese result
    best = max(("utf-8", "gb18030", "big5hkscs"), key=lambda name: _score(_prefix(data).decode(name, errors="replace")))
    if _score(_prefix(data).decode(best, errors="replace")) <= 0:
        guess = from_bytes(_prefix(data)).best()
        if guess is None:
            raise DecodeError("its encoding is unknown; save it as UTF-8", code="encoding_unknown")
        best = guess.encoding
    return _decoded(data, best)


def _unmarked(data: bytes) -> tuple[bytes, str]:
    """Return the data and what its byte order mark names: empty where there is none or the bytes contradict it."""
    for bom, encoding in _BOMS:
        if not data.startswith(bom):
            continue
        # editors put a mark before whatever they are given
        if encoding == "utf-8-sig" and not _is_strict(data, encoding):
            data = data[len(bom) :]
            return data, encoding if _score(_prefix(data).decode("utf-8", errors="replace")) > 0 else ""
        return data, encoding
    return data, ""


def declared_charset(data: bytes) -> str | None:
    """Return the charset that an HTML file's `meta` element declares, or None."""
    match = _META.search(data[:4096])
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    return {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}.get(name, name)


def _decoded(data: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    text = data.decode(encoding, errors="replace")
    if text.startswith("\ufeff"):
        text = text[1:]
    controls = len(_CONTROL.findall(text[:_SAMPLE]))
    if controls * 20 > len(text[:_SAMPLE]):
        raise DecodeError("it holds binary data, not text", code="binary")
    if not (damaged := text.count("\ufffd")):
        return text, encoding, ()
    if damaged * 3 > len(text):
        raise DecodeError(
            "its encoding is unknown or it is no text; save it as UTF-8", code="encoding_unknown_or_no_text"
        )
    if _is_strict(data, encoding):
        warning = f"{damaged} characters were lost before (U+FFFD in the file)"
    else:
        warning = f"{damaged} places do not decode as {encoding}; shown as U+FFFD"
    return text, encoding, (warning,)


def _is_strict(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _line_by_line(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Return a text whose lines are some in UTF-8 and some in GB 18030, as files are that were joined; else None."""
    text, counts = [], {"utf-8": 0, "gb18030": 0}
    for line in data.splitlines(keepends=True):
        if line.isascii():
            text.append(line.decode("ascii"))
            continue
        encoding = next((name for name in counts if _is_strict(line, name)), None)
        if encoding is None or (encoding == "gb18030" and not _is_foreign(line)):
            return None
        counts[encoding] += 1
        text.append(line.decode(encoding))
    if not all(counts.values()):
        return None
    fewer = "gb18030" if counts["gb18030"] < counts["utf-8"] else "utf-8"
    most = "utf-8" if fewer == "gb18030" else "gb18030"
    return "".join(text), most, (f"{counts[fewer]} of its lines are in {fewer}, the others in {most}",)


def _is_foreign(line: bytes) -> bool:
    """Return whether a line is no damaged UTF-8: as that it would be little but damage."""
    text = line.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 2 > sum(1 for char in text if char > "\x7f")


def _prefix(data: bytes) -> bytes:
    """Return the part of the data by which its encoding is told: that where the first byte stands that is not ASCII."""
    first = _WIDE.search(data)
    return data[max(0, first.start() - _SAMPLE // 2) if first else 0 :][:_SAMPLE]


def _utf16_or_reject(data: bytes) -> str:
    sample = data[:_SAMPLE]
    names = ("utf-16-le", "utf-16-be")
    best = max(names, key=lambda name: _score(sample.decode(name, errors="replace"), ascii_counts=True))
    if _score(sample.decode(best, errors="replace"), ascii_counts=True) > 0.5:
        return best
    if _is_strict(data, "utf-8") and data.count(b"\x00") * 200 < len(data):
        return "utf-8"
    raise DecodeError("it holds binary data, not text", code="binary")


def _score(text: str, *, ascii_counts: bool = False) -> float:
    """Return how plausible a decoding is, higher is better: share of common characters less the damage; at most 1."""
    text = text[:_SAMPLE]
    wide = [char for char in fold(text) if char > "\x7f"]
    plain = sum(1 for char in text if char in "\t\n\r" or " " <= char <= "~") if ascii_counts else 0
    total = len(wide) + plain if not ascii_counts else len(text)
    if not total:
        return 0.0
    common = sum(1 for char in wide if char in _COMMON)
    return (common + plain - 3 * text.count("\ufffd")) / total
