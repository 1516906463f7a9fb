"""Zip packages of XML, as office programs write them, guarded against bombs and damage. Knows no format."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from corpus.errors import UnreadableError

MAX_UNPACKED = 2**29  # of all parts; text of this size is a bomb
MAX_PART = 2**27
_DAMAGE = (
    *(OSError, ValueError, KeyError, AttributeError, TypeError, IndexError, LookupError, EOFError, RecursionError),
    *(zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, AssertionError, etree.LxmlError),
)


@contextmanager
def opened(data: bytes, what: str) -> Iterator[zipfile.ZipFile]:
    """Open a package; whatever goes wrong with it inside the block is damage of the file.

    :param what: How a person calls such a file: `a spreadsheet`.
    :raises UnreadableError: If it is damaged, protected by a password, or unpacks to too much.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            "protected by a password, or of an older format by another name; save it anew", code="package_locked"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableError(
                    "it unpacks to more than {limit} MiB; save it again",
                    code="unpacks_too_large",
                    limit=MAX_UNPACKED // 2**20,
                )
            yield archive
    except (UnreadableError, MemoryError):
        raise
    except _DAMAGE:
        raise UnreadableError("a damaged file; open it and save it again", code="package_damaged") from None


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of a package.

    :raises KeyError: If it has none of this name.
    :raises UnreadableError: If the part is too large.
    """
    name = name.lstrip("/")
    if archive.getinfo(name).file_size > MAX_PART:
        raise UnreadableError(
            "it unpacks to more than {limit} MiB; save it again", code="unpacks_too_large", limit=MAX_PART // 2**20
        )
    return archive.read(name)


def xml(data: bytes) -> etree._Element:
    """Return the root of an XML part; nothing outside it is fetched."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
