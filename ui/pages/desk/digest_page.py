"""The page of digests: a speech as its outline or in points, what is new in it, who says what; or a topic over all."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus import Speech, fold
from index import Library
from rag import (
    MOST_POINTS,
    Digest,
    DigestTopic,
    Excerpt,
    Novelty,
    digest_meeting,
    digest_novelty,
    digest_outline,
    digest_points,
    digest_topic,
)
from ui.i18n.plurals import counted
from ui.i18n.texts import Pair
from ui.pages.desk import parts
from ui.pages.desk.phrases_page import marked
from ui.rendering.export import reference
from ui.rendering.markup import attribute, both, escape, filled

_WHAT: dict[str, Pair] = {
    "outline": ("提纲", "Outline"),
    "points": ("几个要点", "Points"),
    "new": ("与上一篇相比", "New against the last"),
    "who": ("谁说了什么", "Who said what"),
}
_SENTENCES: Pair = ("提到 {} 句", "{:sentence|sentences}")
_NOVELTY: Pair = (
    "相同 {} 句，改写 {} 句，新增 {} 句，不再说 {} 句",
    "{} kept, {} reworded, {} new, {} gone",
)
_HOW: dict[str, Pair] = {
    "outline": ("按原文结构，每一部分一句，均为原句", "By its own parts, a sentence of each, verbatim"),
    "list": ("按原文分列的各条，均为原文", "By the items of its list, verbatim"),
    "said": ("按会上各段讲话，每段开头一句，均为原句", "What was said, the opening sentence of each, verbatim"),
    "central": ("全文最集中的语句，均为原句", "Its most central sentences, verbatim"),
}
_LONGEST: Pair = (
    "原文共 {} 个部分，这里是篇幅最长的几个，均为原句",
    "The longest of its {:part|parts}, verbatim",
)
_MORE: Pair = (
    "原文共 {} 个部分，长的不止一句，均为原句",
    "Its {:part|parts}, more than a sentence of the longer ones, verbatim",
)
_LISTED = 200  # speeches of the list


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a speech by its id or title, or a topic."""

    speech: str = ""
    what: str = "outline"
    count: int = 3
    topic: str = ""
    speaker: str = ""
    order: str = "date"


def form(library: Library, wanted: Wanted) -> str:
    """Return the two forms: for a speech, for a topic."""
    titles = [speech.title for speech in library.speeches()][:_LISTED]
    meant = named(library, wanted.speech) if wanted.speech else []
    # a link names its speech by the id; the box by the title, where that is enough
    alone = len(meant) == 1 and named(library, meant[0].title) == meant
    shown = meant[0].title if alone else wanted.speech
    one = parts.form(
        "digest",
        parts.text_field("speech", ("讲话", "Speech"), shown, ("题名或编号", "title or id"), titles)
        + parts.choice("what", ("看什么", "Show"), wanted.what, _WHAT)
        + f'<label class="f-count">{both(("几点", "Points"))}<input type="number" name="count" min="1" '
        f'max="{MOST_POINTS}" value="{wanted.count}"></label>',
        ("摘要", "Digest"),
    )
    order = {"date": ("从早到晚", "Oldest first"), "newest": ("从新到旧", "Newest first")}
    other = parts.form(
        "digest",
        parts.text_field("topic", ("题目", "Topic"), wanted.topic, ("如 营商环境", "e.g. 营商环境"))
        + parts.text_field("speaker", ("谁谈", "Who"), wanted.speaker, ("不填为所有人", "anybody if empty"))
        + parts.choice("order", ("次序", "Order"), wanted.order, order),
        ("各篇怎么谈", "What all say"),
    )
    return one + other


def body(library: Library, wanted: Wanted) -> str:
    """Return the forms and what was found.

    :raises InputError, NotFoundError: If what is asked for is not there.
    """
    shown = form(library, wanted)
    if wanted.topic:
        speaker = wanted.speaker or None
        return shown + _topic(digest_topic(library, wanted.topic, speaker=speaker), newest=wanted.order == "newest")
    if not wanted.speech:
        return shown + _recent(library)
    found = named(library, wanted.speech)
    if len(found) != 1:
        return shown + _several(found, wanted)
    speech = found[0]
    head = f'<h2><a href="/speech/{escape(speech.id)}">{escape(speech.title)}</a></h2>{parts.credit(speech)}'
    match wanted.what:
        case "new":
            return shown + head + _new(digest_novelty(library, speech.id))
        case "who":
            said = digest_meeting(library, speech.id)
            people = "".join(
                f"<li><b>{escape(one.who) if one.who else both(('不明', 'Unknown'))}</b><ul>"
                + "".join(f"<li>“{parts.quote(line)}”</li>" for line in one.lines)
                + "</ul></li>"
                for one in said.said
            )
            nothing = parts.note(("没有读到谁说的话。", "Nobody is said to say anything in it."))
            return shown + head + (f'<ol class="digest">{people}</ol>' if people else nothing)
        case "points":
            return shown + head + _digest(digest_points(library, speech.id, wanted.count))
        case _:
            return shown + head + _digest(digest_outline(library, speech.id))


def named(library: Library, words: str) -> list[Speech]:
    """Return the speeches of an id, of a whole title, or whose titles have the words; the newest first."""
    speeches = library.speeches()
    wanted = fold(words).strip("《》 ")
    found = (
        [s for s in speeches if s.id == words.strip()]
        or [s for s in speeches if fold(s.title) == wanted]
        or [s for s in speeches if all(word in fold(s.title) for word in wanted.split())]
    )
    preferred = library.preferences(speech.id for speech in found)
    once = [s for s in found if preferred.get(s.id, s.id) == s.id] or found
    return sorted(once, key=lambda speech: speech.date or "", reverse=True)


def _links(speeches: Iterable[Speech], what: str) -> str:
    return "".join(
        f'<li><a href="{parts.address("digest", speech=s.id, what=what)}">{escape(s.title)}</a> '
        f"<small>{escape(' · '.join(part for part in (s.speaker, s.date) if part))}</small></li>"
        for s in speeches
    )


def _recent(library: Library) -> str:
    newest = sorted(library.speeches(), key=lambda speech: speech.date or "", reverse=True)[:12]
    listed = f'<ul class="plain">{_links(newest, "outline")}</ul>' if newest else ""
    return parts.section(("最近的讲话", "The newest"), listed)


def _several(found: list[Speech], wanted: Wanted) -> str:
    if not found:
        return parts.note(("没有这样的讲话。", "There is no such speech."))
    links = _links(found[:_LISTED], wanted.what)
    title = filled(("符合的有 {} 篇，选一篇", "{:matches|match}; choose one"), len(found))
    return parts.section(title, f'<ul class="plain">{links}</ul>')


def _digest(found: Digest) -> str:
    told = _HOW.get(found.how) or (_LONGEST if len(found.parts) < found.of else _MORE)
    rows = "".join(
        f'<li class="l{min(max(part.level, 1), 4)}">'
        + (f"<b>{parts.quote(part.heading)}</b>" if part.heading else "")
        + (f"<p>“{parts.quote(part.line)}”{_copy(part.line)}</p>" if part.line else "")
        + "</li>"
        for part in found.parts
    )
    return parts.note(filled(told, found.of)) + f'<ol class="digest">{rows}</ol>'


def _topic(found: DigestTopic, *, newest: bool) -> str:
    searched = found.searched.speeches
    who_zh, who_en = (found.speaker, found.speaker) if found.speaker else ("各篇", "speeches")
    lines = sum(len(item.lines) for item in found.found)
    zh = f"{who_zh}谈“{found.topic}”：{len(found.found)} 篇；已查 {searched} 篇"
    told = counted("{}; {:speech was|speeches were} searched", len(found.found), searched)
    en = f"{who_en} on “{found.topic}”: {told}"
    rows = "".join(
        f"<li>{parts.source(item.speech)} <small>{both(filled(_SENTENCES, item.mentions))}</small><ul>"
        + "".join(
            f"<li>{f'<b>{escape(who)}</b>：' if who else ''}“{parts.quote(line)}”{_copy(line)}</li>"
            for line, who in zip(item.lines, item.whose, strict=True)
        )
        + "</ul></li>"
        for item in (reversed(found.found) if newest else found.found)
    )
    nothing = parts.note(("没有谈到。", "Nothing is said on it."))
    return f"<h2>{both((zh, en))}</h2>" + (f'<ol class="digest">{rows}</ol>' if lines else nothing)


def _copy(line: Excerpt) -> str:
    """Return a button that copies words with their reference, as a document has it."""
    words = " ".join(line.quote.split())
    ready = f"“{words}”（{reference(line.speech)}）"
    label = attribute("aria-label", ("复制引文和出处", "Copy with its reference"))
    name = both(("复制", "Copy"))
    return f'<button type="button" class="quiet copy" data-copy="{escape(ready)}" {label}>{name}</button>'


def _new(found: Novelty) -> str:
    counts = filled(_NOVELTY, found.kept, len(found.reworded), len(found.new), len(found.gone))
    against = f"<p>{both(('相比', 'Against'))} {parts.source(found.earlier)}：{both(counts)}</p>"
    reworded = []
    for item in found.reworded:
        gone = [(c.before.start, c.before.end) for c in item.changes if c.before is not None]
        come = [(c.after.start, c.after.end) for c in item.changes if c.after is not None]
        before = parts.quote(item.before, marked(item.before.quote, item.before.start, gone, "del"))
        after = parts.quote(item.after, marked(item.after.quote, item.after.start, come, "ins"))
        reworded.append(f'<li class="two"><div>{before}</div><div>{after}</div></li>')
    return (
        against
        + _section(("新说的", "New"), "".join(f"<li>“{parts.quote(line)}”</li>" for line in found.new))
        + _section(("改写的", "Reworded"), "".join(reworded), "pairs")
        + _section(("不再说的", "Gone"), "".join(f"<li>“{parts.quote(line)}”</li>" for line in found.gone))
    )


def _section(title: Pair, rows: str, kind: str = "digest") -> str:
    return f'<section><h2>{both(title)}</h2><ol class="{kind}">{rows}</ol></section>' if rows else ""
