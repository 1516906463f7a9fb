"""Messages and saved pages in the form of messages (.eml, .msg, .mht) as text.

A message is its subject, who sent it and when, and its body; what is attached is named, not read.
"""

import email
import email.policy
import io
from collections.abc import Sequence
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.encoding import declared_charset, decode
from corpus.readers.web.webpage import extract

EML = "message/rfc822"
MSG = "application/vnd.ms-outlook"
MHT = "multipart/related"
_SUBJECT, _SENDER, _BODY, _HTML = "0037", "0C1A", "1000", "1013"  # properties of a message in Outlook's format


def read_eml(data: bytes) -> Content:
    """Return the text of a message.

    :raises UnreadableError: If it is none, or has no text.
    """
    message = _parsed(data)
    body = message.get_body(("plain", "html"))
    if body is None:
        raise UnreadableError("a message without text; save what is attached to it and add that", code="mail_no_text")
    text, encoding, warnings = _decoded(body)
    if body.get_content_type() == "text/html":
        text = extract(text)[0]
    attached = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    subject, sender = str(message["subject"] or "").strip(), str(message["from"] or "").strip()
    try:
        date = parsedate_to_datetime(str(message["date"])).date().isoformat() if message["date"] else ""
    except ValueError:
        date = ""
    return _message((subject, sender, date), text, encoding, (*warnings, *_attached(attached)))


def read_mht(data: bytes) -> Content:
    """Return the text of a web page that was saved with its pictures in one file.

    :raises UnreadableError: If it holds no page.
    """
    message = _parsed(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            text, encoding, warnings = _decoded(part)
            visible, meta = extract(text)
            return Content(visible, encoding, warnings, meta)
    raise UnreadableError("it holds no web page; save the page as .html", code="mht_no_page")


def read_msg(data: bytes) -> Content:
    """Return the text of a message in Outlook's format.

    :raises UnreadableError: If it is none, or has no text.
    """
    import olefile

    if not data.startswith(olefile.MAGIC):
        raise UnreadableError("no message of Outlook; save it as .eml", code="msg_other")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as store:
            names = {"/".join(path): path for path in store.listdir()}

            def value(name: str) -> str:
                for kind in ("001F", "001E", "0102"):
                    path = names.get(f"__substg1.0_{name}{kind}")
                    if path is not None:
                        raw = store.openstream(path).read()
                        return raw.decode("utf-16-le", errors="replace") if kind == "001F" else decode(raw)[0]
                return ""

            text = value(_BODY) or extract(value(_HTML))[0]
            said = value(_SUBJECT).strip(), value(_SENDER).strip(), ""
            attached = sorted({name.split("/")[0] for name in names if name.startswith("__attach")})
    except (OSError, ValueError, AttributeError, IndexError, TypeError, RecursionError):
        raise UnreadableError("a message that is damaged; save it as .eml", code="msg_damaged") from None
    if not text.strip():
        raise UnreadableError("a message without text; save what is attached to it and add that", code="mail_no_text")
    return _message(said, text.replace("\0", ""), "utf-16-le", _attached(attached))


def _parsed(data: bytes) -> EmailMessage:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        raise UnreadableError("a message that is damaged; save it as text", code="mail_damaged") from None
    assert isinstance(message, EmailMessage)
    if not message.keys():
        raise UnreadableError("no message: it has no headers; save it as text", code="mail_other")
    return message


def _decoded(part: MIMEPart) -> tuple[str, str, tuple[str, ...]]:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    declared = declared_charset(
        b'<meta charset="' + (part.get_content_charset() or "").encode("ascii", "ignore") + b'">'
    )
    return decode(data, declared=declared or declared_charset(data)) if data else ("", "utf-8", ())


def _message(said: tuple[str, str, str], text: str, encoding: str, warnings: tuple[str, ...]) -> Content:
    subject, sender, date = said
    head = [subject, f"发件人：{sender}" if sender else "", f"日期：{date}" if date else ""]
    meta = tuple((name, value) for name, value in (("date", date), ("title", subject)) if value)
    return Content("\n".join([*filter(None, head), "", text.strip()]), encoding, warnings, meta)


def _attached(names: Sequence[str]) -> tuple[str, ...]:
    return (f"attached and not read, save them and add them: {', '.join(names)}",) if names else ()
