"""The page that checks a draft: the draft, and beside it what is found of each sentence, each leading to the other."""

from collections.abc import Sequence

from rag import (
    ALARMS,
    COMMENT_KINDS,
    FINDING_LABELS,
    MAX_DRAFT,
    CheckedSentence,
    DraftDifference,
    DraftFinding,
    DraftReport,
    FigureCheck,
)
from ui.i18n.texts import Pair
from ui.pages.desk import parts
from ui.rendering.markup import attribute, both, escape, filled

_SOURCES = 3  # shown of a sentence
_QUIET = (DraftFinding.EXACT, DraftFinding.SHORT)
_SEARCHED: Pair = ("已查 {} 篇", "{:speech was|speeches were} searched")
_NEAREST: Pair = ("已查 {} 篇，最接近的是：", "{:speech was|speeches were} searched; the nearest:")
_MOUTH: Pair = ("稿中归于{}，资料库中是{}的话", "given to {}; in the library {} says it")
_TELLING = {"altered": "bad", "differs": "bad", "misattributed": "bad", "stitched": "warn", "older": "warn"}


def form(text: str = "") -> str:
    """Return the form: a text to paste, or a file to choose or drop."""
    limit = f"{MAX_DRAFT:,}"
    pick = both(("选择文件，或拖到这里", "choose a file, or drop it here"))
    kinds = both((f".docx、.md、.txt，最多 {limit} 字", f".docx, .md, .txt; {limit} characters at most"))
    word, data = both(("下载带批注的 Word", "Word with comments")), both(("下载 JSON", "JSON"))
    buttons = (
        f"<button>{both(('核对', 'Check'))}</button>"
        f'<button name="format" value="docx" class="quiet" data-plain>{word}</button>'
        f'<button name="format" value="json" class="quiet" data-plain>{data}</button>'
    )
    return (
        '<form id="check" method="post" action="/desk/check" enctype="multipart/form-data">'
        f'<label class="wide">{both(("稿子", "Draft"))}<textarea name="text" rows="9" maxlength="{MAX_DRAFT}" '
        f"{attribute('placeholder', ('把稿子粘贴在这里', 'Paste the draft here'))}>{escape(text)}</textarea></label>"
        f'<label class="drop" for="file"><b>{pick}</b><small>{kinds}</small><output id="picked"></output></label>'
        '<input id="file" type="file" name="file" accept=".docx,.md,.markdown,.txt">'
        f'<p class="buttons">{buttons}</p>'
        f'<p id="doing" role="status" hidden><progress id="bar" max="1" value="0" '
        f"{attribute('aria-label', ('进度', 'Progress'))}></progress><span></span></p></form>"
        '<div id="report" aria-live="polite"></div>'
    )


def report(found: DraftReport) -> str:
    """Return the report beside the draft."""
    items = [(n, item) for n, item in enumerate(found.items) if item.finding is not DraftFinding.SHORT]
    alarms = len(found.alarms)
    zh = f"要看的有 {alarms} 处；已与 {found.searched} 篇逐句比对，用时 {found.seconds:.1f} 秒"
    en = f"{alarms} to look at; compared with {found.searched} speeches in {found.seconds:.1f} s"
    counts = "".join(
        f'<li class="{_class(DraftFinding(name))}">{both(FINDING_LABELS[DraftFinding(name)])} <b>{count}</b></li>'
        for name, count in found.counts().items()
    )
    listed = "".join(_item(number, item) for number, item in items if item.finding not in _QUIET)
    fine = parts.note(("没有要改的地方。", "Nothing to look at.")) if not listed else ""
    return (
        f'<h2>{both((zh, en))}</h2><ul class="verdicts">{counts}</ul><div class="checked">'
        f'<article lang="zh" {attribute("aria-label", ("稿子", "Draft"))}>{_draft(found)}</article>'
        f"<ol {attribute('aria-label', ('核对结果', 'What was found'))}>{listed}{fine}</ol></div>"
    )


def _class(finding: DraftFinding) -> str:
    return _TELLING.get(finding.value, "none" if finding is DraftFinding.NOT_FOUND else "ok")


def _draft(found: DraftReport) -> str:
    """Return the draft as it is, each sentence that something is found of leading to it."""
    pieces, at = [], 0
    for number, item in enumerate(found.items):
        if item.start < at or item.finding is DraftFinding.SHORT:
            continue
        pieces.append(escape(found.text[at : item.start]))
        words = escape(found.text[item.start : item.end])
        said = attribute("title", FINDING_LABELS[item.finding])
        kind = f"said {_class(item.finding)}"
        if item.finding in _QUIET:
            pieces.append(f'<span class="{kind}" {said}>{words}</span>')
        else:
            pieces.append(f'<a class="{kind}" id="d{number}" href="#i{number}" {said}>{words}</a>')
        at = item.end
    pieces.append(escape(found.text[at:]))
    return "".join(pieces).replace("&#10;", "\n").replace("&#13;", "")


def _item(number: int, item: CheckedSentence) -> str:
    labels = "".join(
        f'<b class="{_class(one)}">{both(FINDING_LABELS[one])}</b> ' for one in item.findings if one not in _QUIET
    )
    words = " ".join(item.text.split())
    short = words if len(words) <= 60 else words[:60] + "……"
    lines = [f'<p><a href="#d{number}">“{escape(short)}”</a></p>']
    if item.really_by:
        lines.append(f"<p>{both(filled(_MOUTH, item.said_by or '—', item.really_by))}</p>")
    lines.append(_differences(item.differences))
    lines += [f"<p>{_figure(one)}</p>" for one in item.figures]
    if item.newer is not None:
        lines.append(
            f"<p>{both(('新表述', 'Newer wording'))}：{parts.quote(item.newer)} {parts.source(item.newer.speech)}</p>"
        )
    if item.finding is DraftFinding.NOT_FOUND:
        lines.append(f"<p>{both(filled(_NEAREST if item.sources else _SEARCHED, item.searched))}</p>")
    shown = () if item.figures else item.sources[:_SOURCES]
    lines += [f'<p class="of">{parts.quote(one)} {parts.source(one.speech)}</p>' for one in shown]
    alarm = " alarm" if item.finding in ALARMS else ""
    return f'<li id="i{number}" class="item{alarm}">{labels}{"".join(lines)}</li>'


def _figure(found: FigureCheck) -> str:
    pair = ("资料库一致", "the library agrees") if found.agrees else ("资料库作", "the library has")
    return f"{escape(found.name)}：{both(pair)} {parts.quote(found.source)} {parts.source(found.source.speech)}"


def _differences(found: Sequence[DraftDifference]) -> str:
    rows = "".join(
        f"<li><small>{both(_kind(one.kind))}</small> <del>{escape(one.draft) or _nothing()}</del> → "
        f"<ins>{escape(one.source) or _nothing()}</ins></li>"
        for one in found
        if one.kind != "form"
    )
    return f'<ul class="differences">{rows}</ul>' if rows else ""


def _nothing() -> str:
    return both(("（无）", "(nothing)"))


def _kind(kind: str) -> Pair:
    return COMMENT_KINDS[kind], kind
