"""Metadata that a person gave beside the text: the columns of a table, the rows of a side file `metadata.csv`.

It travels in `Document.meta` under names that begin with `OVERRIDE`, and wins over everything that the text states.
"""

import re
from collections.abc import Iterable, Mapping

from corpus.datamodel import OVERRIDE
from corpus.errors import SettingsError

SIDE_FILE = "metadata.csv"

Pairs = tuple[tuple[str, str], ...]

_NAMES = {
    "text": "text content body article page_content 正文 内容 全文 文本 文章内容 讲话内容",
    "path": "path file filename 文件 文件名 路径",
    "title": "title headline 标题 题目 题名 篇名",
    "speaker": "speaker 讲话人 发言人 领导 主讲人",
    "author": "author 作者 记者",
    "role": "role position 职务 身份",
    "date": "date time 日期 时间 讲话日期 讲话时间",
    "published": "published pubdate publish_date 发布日期 发布时间 发表日期 发表时间",
    "place": "place location 地点 地区 地方",
    "occasion": "occasion event meeting 会议 场合 会议名称",
    "publisher": "publisher source site 来源 出处 媒体 发布机构",
    "kind": "kind type genre 类型 体裁 类别",
}
_FILE = re.compile(r"[/\\]|\.[a-z]{2,5}\Z", re.IGNORECASE)
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split()}


def named_columns(texts: Iterable[str]) -> dict[str, str]:
    """Return {field: column} of texts such as `text=稿件`.

    :raises SettingsError: If one names no field or no column.
    """
    found: dict[str, str] = {}
    for text in texts:
        field, _, name = text.partition("=")
        if field not in _NAMES or field == "path" or not name:
            fields = ", ".join(field for field in _NAMES if field != "path")
            raise SettingsError(
                "no such column: {text!r}; write FIELD=COLUMN with one of {fields}",
                code="column_unknown",
                text=text,
                fields=fields,
            )
        found[field] = name
    return found


def map_columns(names: list[str], columns: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return {field: the column that holds it}: `text`, `path` and the fields of a Speech.

    :param names: The table's columns; the first that names a field is taken.
    :param columns: {field: column} for what goes by another name.
    """
    found = {field: name for field, name in (columns or {}).items() if name in names}
    for name in names:
        field = _FIELD_OF.get(name.strip().strip("\ufeff").lower())
        if field and name not in found.values():
            found.setdefault(field, name)
    return found


def given_pairs(row: Mapping[str, str], columns: Mapping[str, str]) -> Pairs:
    """Return the metadata in a row as pairs for `Document.meta`; empty cells say nothing."""
    values = ((field, row.get(name, "").strip()) for field, name in sorted(columns.items()))
    return tuple(
        (OVERRIDE + field, value)
        for field, value in values
        # exports of other programs name the file that a text came from its source: nobody who put it out
        if value and field not in ("text", "path") and not (field == "publisher" and _FILE.search(value))
    )
