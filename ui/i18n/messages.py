"""What other parts say in one language, in the other: errors are English there, refusals Chinese.

A message that is not known here is shown as it is, in both languages. `tests/ui/i18n/test_messages.py` makes the errors
themselves, so that a message changed where it is raised is missed here.
"""

import re
from collections.abc import Mapping, Sequence

from ui.i18n import texts
from ui.i18n.texts import Pair

_Rule = tuple[re.Pattern[str], str]
_REFERENCE = re.compile(r"\\(\d)|\{(\d)\}")  # a group as it is; a group that is said in the other language itself


def _rules(pairs: Sequence[tuple[str, str]]) -> list[_Rule]:
    return [(re.compile(pattern), said) for pattern, said in pairs]


_WITHIN = _rules(
    [
        (r"open it and save it as (\S+)", r"打开后另存为 \1"),
        (r"save (?:it|the page) as (\S+)", r"另存为 \1"),
        (r"unpack it", "请先解压"),
        (r"an archive within an archive; unpack it", "压缩包里的压缩包，请先解压"),
        (r"supported are (.+)", r"支持的有 \1"),
        (r"PDF file", " PDF"),
        (r"zip archive or an Office file", " zip 或 Office 文件"),
        (r"old Office file", "旧版 Office 文件"),
        (r"image", "图片"),
        (r"media file", "音视频"),
        (r"(\w+) archive", r" \1 压缩包"),
        (r"program", "程序"),
    ]
)
# reasons for which a file was not added, corrections not taken, questions not answered
_TO_CHINESE = _rules(
    [
        (r"unsupported type '': (.+)", r"没有扩展名：{1}"),
        (r"unsupported type '(.*)'(?:: |; )(.+)", r"不支持 \1：{2}"),
        (r"the file is empty", "文件是空的"),
        (r"it holds no text", "没有文字"),
        (r"it holds binary data, not text", "是二进制数据，不是文字"),
        (r"it is an? (.+), not text", r"内容是{1}，不是文字；扩展名可能不对"),
        (r"its encoding is unknown.*; save it as UTF-8", "编码认不出，请另存为 UTF-8"),
        (r"it holds lone surrogates; save it as UTF-8", "含有残缺的字符，请另存为 UTF-8"),
        (r"protected by a password; save a copy without one", "有密码保护，请另存一份没有密码的"),
        (r"protected by a password, or an old \.doc .*", "有密码保护，或是改了扩展名的旧 .doc，请另存为 .docx"),
        (r"a damaged PDF file; .*", "PDF 文件已损坏，请打开后另存"),
        (r"a damaged Word document; .*", "Word 文件已损坏，请打开后另存"),
        (r"a damaged table: (.+)", r"表格已损坏：\1"),
        (r"scanned, no text layer; .*: (pip install .+)", r"是扫描件，没有文字层；要识别文字（OCR），请安装：\1"),
        (r"scanned, and recognising .*", "是扫描件，识别文字太久，请拆分"),
        (r"scanned, and no text is recognised on it; .*", "是扫描件，没有识别出文字，请扫得清楚些"),
        (r"a picture in which no text is recognised; .*", "图片里没有识别出文字，请用 200 dpi 以上重新扫描"),
        (r"a picture that is damaged; save it again", "图片已损坏，请另存"),
        (r"no program here reads it: .*", "本机没有能读它的程序：请安装 LibreOffice 或 antiword，或打开后另存为 .docx"),
        (r"(?:antiword|catdoc) finds no text in it; .*", "其中没有文字，请打开后另存为 .docx"),
        (r"(?:an? .+|rich text) that is damaged; .*", "文件已损坏，请打开后另存"),
        (
            r"protected by a password, or of an older format by another name; .*",
            "有密码保护，或是改了扩展名的旧格式，请另存",
        ),
        (r"(?:no document of Word or WPS|no rich text); .*", "不是这种格式的文件，请打开后另存为 .docx"),
        (r"a message without text; .*", "邮件没有正文，请把附件存下来再添加"),
        (r"no message.*; save it as (.+)", r"不是邮件，请另存为 \1"),
        (r"it holds no web page; .*", "其中没有网页，请把网页另存为 .html"),
        (r"locked to a device .*", "有数字版权锁，请换一份没有锁的"),
        (
            r"(?:its pages are pictures without text|an OFD file without a document); .*",
            "版式文件里没有文字，请另存为 .pdf",
        ),
        (r"more than (\S+) cells; split it", r"超过 \1 个单元格，请拆分"),
        (r"more than (\d+) million pixels; make it smaller", r"超过 \1 百万像素，请缩小"),
        (r"reading it took more than (\d+) s; open it .*", r"读了 \1 秒还没读完，请打开后另存为 .docx"),
        (r"its fonts do not say which characters they show; .*", "字体没有标明是什么字，请先做文字识别（OCR）"),
        (r"its markup nests too deeply; .*", "网页标记嵌套太深，请另存为纯文本"),
        (r"it unpacks to more than (\d+) MiB; save it again", r"解开后超过 \1 MiB，请另存"),
        (r"more than (\S+) (?:pages|characters); split it", r"超过 \1 页或字，请拆分"),
        (r"more than (\d+) files or 1 GiB in one archive; split it", r"压缩包里超过 \1 个文件或 1 GiB，请拆分"),
        (r"larger than (\d+) MiB; split it", r"超过 \1 MiB，请拆分"),
        (r"it needs more than (\d+) MB of memory; split it", r"读它要超过 \1 MB 内存，请拆分"),
        (r"a damaged zip archive; pack it again", "zip 已损坏，请重新打包"),
        (r"damaged inside the archive; pack it again", "在压缩包里已损坏，请重新打包"),
        (r"encrypted; unpack it first", "有密码，请先解压"),
        (r"packed suspiciously small; unpack it first", "压缩比异常，请先解压"),
        (r"its name leads outside the archive", "文件名指向压缩包之外"),
        (
            r"no column holds the text; name it text or 正文; its columns are (.+); or say which it is: (.+)",
            r"没有正文列（应名为 text 或 正文），现有列：\1；或者指明：\2",
        ),
        (r"reading it took more than (\d+) s; save it in another format", r"读了 \1 秒还没读完，请另存为别的格式"),
        (r"the process reading it died .*", "读它的进程意外结束，请另存为别的格式"),
        (r"two files of one name; rename one", "有两个同名文件，请改名"),
        (r"'(.*)' cannot be a file's name; rename it", r"“\1”不能作文件名，请改名"),
        (r"'(.*)' has characters that no file's name may have; rename it", r"“\1”含有文件名不许用的字符，请改名"),
        (r"the name of '(.*)'… is too long; use at most (\d+) characters", r"文件名“\1…”太长，最多 \2 个字符"),
        (r"(\d+) files; send 1 to (\d+) at once.*", r"有 \1 个文件；一次可传 1 到 \2 个，也可打包成 zip"),
        (r"date is not a date: '(.*)'; .*", r"“\1”不是日期；写成 2024、2024-05 或 2024-05-31"),
        (r"(?:since|until) is not a date: '(.*)'; .*", r"“\1”不是日期；写成 2024、2024-05 或 2024-05-31"),
        (r"no kind '(.*)'; write one of (.+)", r"没有“\1”这一类；可写 \2"),
        (r"title is empty; a speech needs one", "题名不能为空"),
        (r"\w+ holds control characters: .*", "含有控制字符，请重新输入"),
        (r"\w+ has (\d+) characters; write at most (\d+)", r"有 \1 个字，最多 \2 个"),
        (r"no speech '(.*)'; .*", r"没有编号为“\1”的讲话，可能已经移除"),
        (r"no speech with id '(.*)'; .*", r"没有编号为“\1”的讲话，可能已经移除"),
        (r"no span '(.*)' in a text of (\d+) characters.*", r"全文 \2 字，没有“\1”这一段"),
        (r"busy: another upload is being added; .*", "另一次上传还没有添加完，请稍后再试"),
        (r"cannot take the upload: (.+); make room .*", r"收不下这次上传：\1；腾出磁盘空间后再传"),
        (r"this library can only be read", "这个资料库只能读"),
        (r"busy: .*", texts.BUSY[0]),
        (r"'.*' is being (?:changed|written) by another process; try again", "另一个进程正在写入，请稍后再试"),
        (r"no answer in (\S+) seconds; .*", r"\1 秒内没有答完，已停止；请把问题改短些"),
        (r"the question has (\d+) characters; write at most (\d+)", r"问题有 \1 个字，最多 \2 个"),
        (r"the question is empty; .*", "问题是空的"),
        (r"llama\.cpp failed: (.+)", r"模型引擎出错：\1"),
        (r"transformers failed: (.+)", r"模型引擎出错：\1"),
        (r"the model server at '(.*)' failed: (.+)", r"模型服务 \1 出错：\2"),
        (r"cannot load model '(.*)': .*", r"模型 \1 载入失败；检查模型：yinzheng models --verify"),
        (r"cannot use '.*': (.+?); .*", r"资料库读不了：\1；检查：yinzheng doctor"),
        (r"internal error; see the server's log", texts.INTERNAL_ERROR[0]),
    ]
)


def chinese(message: str) -> str:
    """Return an English message in Chinese, or as it is if it is not known."""
    return _said(message, _TO_CHINESE)


def error(message: str) -> Pair:
    """Return an error's message in both languages."""
    return chinese(message), message


def for_reader(message: str, headers: Mapping[str, str]) -> str:
    """Return an error's message in the language that a request prefers: Chinese, or the English that it is in."""
    wanted = headers.get("accept-language", "").strip().lower()
    return chinese(message) if wanted.startswith("zh") else message


def _said(message: str, rules: Sequence[_Rule]) -> str:
    line = " ".join(message.split())
    for pattern, said in rules:
        if match := pattern.fullmatch(line):
            return _REFERENCE.sub(lambda part: _part(match, part, rules), said)
    return message


def _part(match: re.Match[str], part: re.Match[str], rules: Sequence[_Rule]) -> str:
    if part[1]:
        return match[int(part[1])] or ""
    return _said(match[int(part[2])], [*_WITHIN, *rules])
