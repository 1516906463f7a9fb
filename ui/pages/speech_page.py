"""The page of one speech in the library: what was understood of it, with the form that corrects it."""

from corpus.metadata.fields import KINDS
from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.pages.page_frame import REMOVE
from ui.rendering.answer_html import byline, speech_link
from ui.rendering.markup import both, escape, filled
from ui.services.inspection import Field, LeftLine, Understanding

_NAMES: dict[str, Pair] = {"title": ("题名", "Title"), **texts.FIELDS}
_NONE = '<span class="none">—</span>'
_REASONS: dict[str, Pair] = {
    "widget": ("网站按钮", "site menu"),
    "tools": ("页面工具", "page tools"),
    "counter": ("计数", "counter"),
    "marks": ("只有符号", "no words"),
    "breadcrumb": ("当前位置", "breadcrumb"),
    "records": ("备案与版权", "records"),
    "previous": ("上下篇", "previous, next"),
    "menu": ("栏目", "menu"),
    "greeting": ("欢迎语", "greeting"),
    "provinces": ("省份列表", "list of provinces"),
    "trail": ("栏目路径", "trail"),
    "credit": ("编辑、记者", "credits"),
    "notice": ("本站声明", "notice of the site"),
    "contact": ("联系方式", "contact"),
    "site": ("网站名", "site name"),
    "links": ("相关链接", "links"),
    "source": ("来源", "source"),
    "above": ("在网站栏目之上", "over the site's menu"),
    "behind": ("在正文之后", "behind the text"),
    "licence": ("许可声明", "licence"),
    "portrait": ("网站的城市简介", "portrait of the city"),
    "title": ("标题重复", "the title again"),
    "front matter": ("文件头", "front matter"),
}
_SEARCHED: Pair = (
    "全文 {} 的字可检索，共 {} 段；{} 行未编入。",
    "{} of the characters are searched, in {:passage|passages}; {:line is|lines are} not.",
)
_SURE = (0.5, 0.8)  # from here on a reading is fair, good


def speech_body(known: Understanding, *, writable: bool = True) -> str:
    """Return what was understood of a speech, with the form to correct it.

    :param writable: Whether who reads it may; else there is nothing to press.
    """
    speech = known.speech
    outline = "".join(
        f'<li class="l{min(s.level, 4)}"><a href="{escape(speech_link(speech.id, s.start, s.end))}">'
        f"{escape(s.heading)}</a></li>"
        for s in known.sections
    )
    lists = "".join(
        f"<li>{both(_list_of(name, f'{found} / {announced}' if announced else str(found)))}</li>"
        for name, announced, found in known.enumerations
    )
    copies = "".join(
        f'<li><a href="/library/{escape(copy.speech.id)}">{escape(copy.speech.title)}</a> '
        f'<span class="byline">{byline(copy.speech)}</span></li>'
        for copy in known.copies
    )
    return (
        f'<header><h1>{escape(speech.title)}</h1><p class="byline">{byline(speech)}</p>'
        f'<p><a href="/speech/{escape(speech.id)}">{both(texts.OPEN)}</a></p></header>'
        + (_form(known) if writable else _facts(known))
        + _part(("提纲", "Outline"), f'<ol class="outline">{outline}</ol>' if outline else "")
        + _part(("未编入的行", "Lines that are not searched"), _furniture(known, writable=writable))
        + _part(("谁说的话", "Whose words"), _speakers(known))
        + _part(("列举", "Lists"), f"<ul>{lists}</ul>" if lists else "")
        + _part(("内容相同的讲话", "The same words elsewhere"), f"<ul>{copies}</ul>" if copies else "")
    )


def _form(known: Understanding) -> str:
    speech = known.speech
    rows = "".join(_field(field, speech.id) for field in known.fields)
    head = _head(("字段", "Field"), ("值", "Value"), ("把握", "Sure"), ("依据的原文", "Read from"))
    return (
        f'<form id="correct" data-speech="{escape(speech.id)}" autocomplete="off">'
        f"<h2>{both(('识别出的信息', 'What was recognised'))}</h2>"
        f'<table class="fields">{head}<tbody>{rows}</tbody></table>'
        f'<p class="buttons"><button type="submit">{both(("保存更正", "Save"))}</button>'
        f'<button type="button" class="quiet danger" data-remove="{escape(speech.id)}" '
        f'data-title="{escape(speech.title)}">{both(REMOVE)}</button></p>'
        f'<p id="said" role="status"></p></form>'
    )


def _facts(known: Understanding) -> str:
    rows = "".join(
        f'<tr><th scope="row">{both(_NAMES[field.name])}</th><td>{escape(field.value or "")}</td>'
        f"<td>{_sure(field, writable=False)}</td><td>{_source(field, known.speech.id)}</td></tr>"
        for field in known.fields
    )
    head = _head(("字段", "Field"), ("值", "Value"), ("把握", "Sure"), ("依据的原文", "Read from"))
    title = f"<h2>{both(('识别出的信息', 'What was recognised'))}</h2>"
    return f'{title}<table class="fields">{head}<tbody>{rows}</tbody></table>'


def _field(field: Field, speech_id: str) -> str:
    value = escape(field.value or "")
    if field.name == "kind":
        options = "".join(
            f"<option{' selected' if kind == field.value else ''}>{escape(kind)}</option>" for kind in KINDS
        )
        entry = f'<select id="f-kind" name="kind" data-was="{value}"><option value=""></option>{options}</select>'
    else:
        entry = f'<input id="f-{field.name}" name="{field.name}" value="{value}" data-was="{value}" maxlength="300">'
    return (
        f'<tr><th scope="row"><label for="f-{field.name}">{both(_NAMES[field.name])}</label></th><td>{entry}</td>'
        f"<td>{_sure(field)}</td><td>{_source(field, speech_id)}</td></tr>"
    )


def _sure(field: Field, *, writable: bool = True) -> str:
    if field.corrected and not writable:
        return both(("人工更正", "Corrected"))
    if field.corrected:
        undo = both(("人工更正 · 还原", "Corrected · undo"))
        return f'<button type="button" class="quiet" data-forget="{field.name}">{undo}</button>'
    if field.confidence is None:
        return _NONE
    level = ("low", "mid", "high")[sum(field.confidence >= bound for bound in _SURE)]
    return f'<span class="sure {level}">{field.confidence:.0%}</span>'


def _source(field: Field, speech_id: str) -> str:
    if field.words:
        words = " ".join(field.words.split())[:120]
        return f'<a href="{escape(speech_link(speech_id, field.start, field.end))}"><q>{escape(words)}</q></a>'
    if not field.value or field.corrected:
        return _NONE
    elsewhere = ("原文之外（文件名、网页标记或附表）", "Not in the text: file name, page data or table")
    return f'<span class="elsewhere">{both(elsewhere)}</span>'


def _furniture(known: Understanding, *, writable: bool) -> str:
    share = f"{100 * known.kept / known.characters:.0f}%" if known.characters else "0%"
    said = filled(_SEARCHED, share, known.chunks, known.furniture_lines)
    lines = "".join(_left(line, writable=writable) for line in known.furniture)
    more = known.furniture_lines - len(known.furniture)
    rest = f"<p>{both(filled(('…… 另 {} 行', '… and {:more line|more lines}'), more))}</p>" if more > 0 else ""
    # it may scroll: then the keyboard has to reach it
    back = both(("全部放回正文", "Put all of them back"))
    every = f'<p><button type="button" class="quiet" data-put-back="all">{back}</button></p>' if writable else ""
    if not lines:
        return f"<p>{both(said)}</p>"
    return f'<p>{both(said)}</p><ul class="furniture" tabindex="0">{lines}</ul>{rest}{every}'


def _left(line: LeftLine, *, writable: bool) -> str:
    why = both(_REASONS.get(line.reason, (line.reason, line.reason)))
    back = both(("放回正文", "Put back"))
    button = f'<button type="button" class="quiet" data-put-back="{line.start}">{back}</button>' if writable else ""
    return f"<li>{escape(line.text[:200])} <small>{why} {line.confidence:.0%}</small> {button}</li>"


def _speakers(known: Understanding) -> str:
    unknown = both(("不明", "Unknown"))
    rows = "".join(
        f'<tr><th scope="row">{escape(name) if name else unknown}</th><td>{direct}</td><td>{reported}</td></tr>'
        for name, direct, reported in known.speakers
    )
    if not rows:
        return ""
    head = _head(("讲话人", "Speaker"), ("直接引语", "Quoted"), ("转述", "Reported"))
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _list_of(name: str, count: str) -> Pair:
    return f"{name or '（未命名）'}：{count} 项", f"{name or '(no name)'}: {count} items"


def _head(*names: Pair) -> str:
    cells = "".join(f'<th scope="col">{both(name)}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _part(title: Pair, body: str) -> str:
    return f"<section><h2>{both(title)}</h2>{body}</section>" if body else ""
