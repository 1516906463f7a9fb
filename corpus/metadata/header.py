"""The lines before the body: which is the title, and what bylines, dates and source lines state.

Patterns are matched on folded text; values are taken from the clean text.
"""

import re
from collections.abc import Mapping, Sequence

from corpus.language.cleaning import HAN
from corpus.language.dates import find_date
from corpus.language.lexicon import fill, pattern
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import LAZY_NAME, NAME, SPACED_NAME, is_name
from corpus.language.names.places import find_place
from corpus.language.normalization import fold
from corpus.language.segmentation import dictionary_flag
from corpus.metadata.days import find_day
from corpus.metadata.fields import INFERRED, LABELLED, STATED, TOLD, Facts
from corpus.metadata.titles import ASKED, ISSUER, choose_title, is_variant
from corpus.structure.lines import Line, is_table_row, join_lines, without_spacing

_SOURCES = fill("{genres:source_label}")
_TIMES = fill("{genres:time_label}")
_AUTHORS = fill("{genres:author_label}")
_SPEAKERS = fill("{genres:speaker_label}")
_TITLES = fill("(?<![原副])(?:{genres:title_label})")
_ROLES = fill("{genres:role_label}")
_MEETINGS = fill("{genres:occasion_label}")
_OTHERS = fill("地点|主持人|浏览(?:次数|量)?|点击(?:数|量|率|次数)?|阅读(?:量|数|次数)?|{genres:other_label}")
_LABEL = re.compile(
    rf"(?:(?P<source>{_SOURCES})|(?P<time>{_TIMES})|(?P<author>{_AUTHORS})|(?P<place>地点)|"
    rf"(?P<speaker>{_SPEAKERS})|(?P<title>{_TITLES})|(?P<role>{_ROLES})|(?P<occasion>{_MEETINGS})|(?P<other>{_OTHERS}))\s?[:：]\s{{0,4}}"
)
# 【讲 话 人】, 时　　间：
_WIDE_LABEL = pattern(
    r"(?:[【\[](?P<inside>[{han}\s]{2,14})[】\]]\s?[:：]?|(?P<bare>[{han}](?:\s{1,6}[{han}]){1,5})\s?[:：])\s{0,4}",
    han=HAN,
)
_VALUE_END = re.compile(r"\s{2,}|\s?(?=[|【\[])|\s(?=(?:\d{4}[-/年]|\d{1,2}:\d{2}))")
_PAREN = re.compile(r"[(（〔\[]\s?(?P<inner>[^()（）]{4,40}?)\s?[)）〕\]]")
_OCCASION = re.compile(
    r"(?:[—\-]{1,4}\s?.{0,16}?|\d{4}年\d{1,2}月\d{1,2}日\s?|"
    r"二.{3}年.{1,2}月.{1,3}日\s?)在(?P<occasion>.{4,60}?)上(?:的.{0,12})?(?:[(（].{0,16}[)）])?"
)
_OFFICES = rf"[{HAN}、,，\s()（）“”]{{0,60}}?{OFFICE}"
_BYLINE = re.compile(rf"(?P<role>{_OFFICES})\s{{0,4}}(?P<name>{SPACED_NAME}|[*×某]{{1,4}})")
_VENUE = re.compile(r"(?:会议|讲话|活动)?地点\s?[:：]")  # then 时间：… is when it was held
_OFFICE_LINE = re.compile(rf"[{HAN}、“”]{{0,40}}{OFFICE}")
_PASSED = re.compile(
    rf"[(（]\s?(?P<date>[\d{HAN}]{{4,5}}年.{{1,3}}月.{{1,3}}日)\s?(?P<occasion>[^()（）]{{4,40}}?)"
    r"(?:审议|表决|讨论)?(?:通过|批准|修订|修正)\s?[)）]"
)
_BRACKETED_PLACE = re.compile(rf"日\s?[,，、\s]\s?(?P<place>[{HAN}]{{2,20}})\s?[)）]")
_NO_PLACE = pattern("{genres:edited}")
_PLACED = pattern(r"\s?[,，、]\s?(?P<place>[{han}]{2,20})", han=HAN)
_TITLED = pattern("(?P<name>{lazy_name})(?:(?P<role>{office})|{offices:address})", lazy_name=LAZY_NAME, office=OFFICE)
_SOME_NAME = pattern("[{han}·]{2,16}", han=HAN)  # a name without a Han surname
_VENUES = pattern("{genres:venue}$")
_DAY = r"\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?"
_DATELINE = re.compile(
    rf"(?:《?(?P<before>[{HAN}a-z]{{2,16}})》?\s{{0,2}})?{_DAY}(?:\s{{0,3}}\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s{{0,3}}"
    rf"(?:[第a-z]?\s?\d{{1,3}}\s?版|(?P<after>[{HAN}a-z]{{0,16}}))"
)
_NAMED = re.compile(rf"(?P<name>{NAME})\s?[(（](?P<role>{_OFFICES})[)）]")  # 薄云帆（市委书记）
_NAME_FIRST = pattern(r"(?P<name>{name})[\s,，]{1,4}(?P<role>{offices})", name=NAME, offices=_OFFICES)
# a name without a Han surname, under an office: 自治区主席 布音 巴图
_OTHER_NAME = re.compile(rf"(?P<role>{_OFFICES})\s{{1,4}}(?P<name>[{HAN}]{{2,6}})")
_CAPTION = re.compile(
    r"(?:图为|[上下左右]图|图[一二三四\d]|资料图).{2,}|.{4,80}(?:摄影?|供图|资料图片?|图片来源.{0,12})[)）]?[。.]?"
)
_MARKER = re.compile(r"#{1,6}\s+")
_NOTE = re.compile(r"[(（【\[].{2,80}[)）】\]]")
_MASTHEAD = re.compile(r"星期[一二三四五六日天]|今天是|农历")

_ALONE = re.compile(rf"(?!.*(?:{OFFICE}|[报网社台局厅委办部院会处室组刊])$)[{HAN}]{{2,5}}")  # 扎西顿珠, not 溯源日报
_SPOKEN = pattern("{genres:speech}$")
_AT = pattern("在[^，。,:：]{4,60}(?:$|上的.{0,8}?{genres:speech}$)")
_DASHES = "—-–(（"
_AROUND = "()（）,，、·—- \t"
_CLOCK = re.compile(r"\s|\d{1,2}:\d{2}(?::\d{2})?")
_LONG_TITLE = 40
_MAX_LINES = 100  # above a text; the nearest to it are read


def read_head(lines: Sequence[Line], head: Sequence[int], meta: Mapping[str, str], facts: Facts) -> None:
    """Fill facts from the lines at the indexes `head`, top to bottom.

    :param meta: What the page's markup states; its title tells which line is the headline.
    """
    titles: list[int] = []
    direct: set[int] = set()  # lines that stand right under a title: byline, date, occasion
    label: re.Match[str] | None = None
    lines = [*lines]
    for index in head[-_MAX_LINES:]:
        lines[index] = _labelled(without_spacing(lines[index]))
    held = any(_VENUE.match(lines[index].folded) for index in head[-_MAX_LINES:])
    office: Line | None = None  # a line that is nothing but an office: the name follows
    for index in head[-_MAX_LINES:]:
        line = lines[index]
        if is_table_row(lines, index):  # what it says is of its row, not of the document
            continue
        if _is_no_title(line.folded) and not (titles and _is_day(line.folded)):
            continue
        above, office = office, None
        labels = list(_LABEL.finditer(line.folded))
        if label and not labels:
            _read_label(label, line, (0, len(line.text)), facts, held=held)
            facts.cited.add(index)
            label = None
        elif labels and labels[0].start() <= _LONG_TITLE:
            _read_labels(line, labels, facts, held=held)
            facts.cited.add(index)
            label = labels[-1] if labels[-1].end() == len(line.folded) else None
        elif not titles and line.folded[0] not in _DASHES and _read_occasion(line, facts):
            titles.append(index)  # 2024年2月27日在…会议上的讲话, and no other title
        elif (
            _read_occasion(line, facts)
            or (titles and _read_dated_byline(line, facts))
            or _read_date(line, facts)
            or ((titles or _speaks_below(lines, index)) and _read_byline(_bare(line), above, facts))
            or _read_other_name(lines, index, titles, facts)
        ):
            facts.cited.add(index)
            direct.add(index)
        elif _NOTE.fullmatch(line.folded) and titles:
            facts.cited.add(index)
        elif titles and _OFFICE_LINE.fullmatch(line.folded):
            office = line
            facts.cited.add(index)
            direct.add(index)
        else:
            titles.append(index)
    bylines = {index for index in direct if not _DATELINE.fullmatch(lines[index].folded)}
    chosen = [] if facts.heading else choose_title(lines, titles, bylines, facts.cited, fold(meta.get("title", "")))
    _read_chosen(lines, titles, chosen, facts, clear=bool(direct) or len(titles) == 1)


def _read_chosen(
    lines: Sequence[Line], titles: Sequence[int], chosen: Sequence[int], facts: Facts, *, clear: bool
) -> None:
    """Read the title and who issued it from the lines that may be titles.

    :param clear: Whether a byline stands under the title, or no other line may be it.
    """
    if chosen:
        heading = join_lines([lines[index] for index in chosen], "" if len(lines[chosen[-1]].text) < 3 else " ")
        if marker := _MARKER.match(heading.text):
            heading = heading.part(marker.end()) or heading
        facts.heading = heading
        facts.read("title", heading, (0, len(heading.text)), STATED if clear else TOLD)
    for index in titles:
        if chosen and index == chosen[-1] + 1 and ISSUER.fullmatch(lines[index].folded):
            facts.read("publisher", lines[index], (0, len(lines[index].text)), STATED)
    facts.titles = [lines[index] for index in titles if index in chosen or len(lines[index].text) >= 10]
    facts.repeated = {i for i in titles if chosen and i not in chosen and is_variant(lines[i].folded, lines, chosen)}
    if chosen:  # a line between the title and the body that is none of these is text
        facts.cited.update(i for i in titles if i > chosen[-1] and i not in facts.repeated)


def _read_labels(line: Line, labels: Sequence[re.Match[str]], facts: Facts, *, held: bool) -> None:
    """Read `来源：… 时间：… 作者：…`, however they are strung together, and a date before the first."""
    facts.read_date("published", line, find_date(line.folded[: labels[0].start()]), STATED)
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        start, end = label.end(), following.start() if following else len(line.text)
        if not label["time"] and (cut := _VALUE_END.search(line.folded, start, end)):
            facts.read_date("published", line, find_date(line.folded[:end], cut.end()), STATED)
            end = cut.start()
        _read_label(label, line, (start, end), facts, held=held)


def _labelled(line: Line) -> Line:
    """Return a line that begins with a label in brackets or with blanks inside as one that begins `讲话人：`."""
    wide = _WIDE_LABEL.match(line.folded)
    if wide is None:
        return line
    start, end = wide.span("inside" if wide["inside"] else "bare")
    kept = [i for i in range(start, end) if not line.text[i].isspace()]
    label = "".join(line.text[i] for i in kept) + ":"
    if not _LABEL.fullmatch(fold(label)):
        return line
    offsets = [*(line.offsets[i] for i in kept), line.offsets[end], *line.offsets[wide.end() :]]
    text = label + line.text[wide.end() :]
    return Line(line.start, line.end, text, fold(text), offsets, line.gap)


def _read_label(label: re.Match[str], line: Line, span: tuple[int, int], facts: Facts, *, held: bool) -> None:
    start, end = span
    found = find_date(line.folded[:end], start)
    if label["time"]:
        is_held = held and label["time"] in ("时间", "日期")
        facts.read_date("date" if is_held else "published", line, found, LABELLED)
    elif label["source"]:
        facts.read_date("published", line, found, STATED)
        facts.read("publisher", line, (start, found[1] if found else end), LABELLED)
    elif label["author"] and is_name(line.folded[start:end].strip()):
        facts.read("author", line, span, LABELLED)
    elif label["speaker"] and (said := line.part(start, end)):
        if (named := _NAME_FIRST.fullmatch(said.folded)) and is_name(named["name"]):  # 闻人楷　青岑县县长
            facts.read("speaker", said, named.span("name"), LABELLED)
            if _says(facts, named["name"]):
                facts.read("role", said, named.span("role"), LABELLED)
        elif not _read_byline(said, None, facts) and _SOME_NAME.fullmatch(said.folded):
            facts.read("speaker", said, (0, len(said.text)), LABELLED)
    elif label["title"] and (title := line.part(start, end)):
        facts.heading = facts.heading or title
        facts.read("title", title, (0, len(title.text)), LABELLED)
    elif label["role"] or label["occasion"]:
        facts.read("role" if label["role"] else "occasion", line, span, LABELLED)
    elif label["place"] and (place := find_place(line.folded[start:end])):
        facts.read("place", line, (start + place[0], start + place[1]), LABELLED)


def _read_occasion(line: Line, facts: Facts) -> bool:
    """Read `——在…会议上的讲话`, with or without the day, and `（…年…月…日…会议通过）`."""
    match = _OCCASION.fullmatch(line.folded) or _PASSED.fullmatch(line.folded)
    if match is None:
        return False
    facts.read_date("date", line, find_date(line.folded), LABELLED)
    facts.read("occasion", line, match.span("occasion"), LABELLED)
    return True


def _read_date(line: Line, facts: Facts) -> bool:
    """Read a line that is a date: in brackets that of the speech, else that of publication."""
    day = find_day(line.folded)
    if day is None:
        return False
    found, start, end = (day.iso, day.start, day.end), day.start, day.end
    match = _PAREN.fullmatch(line.folded)
    if match and len(match["inner"]) <= end - start + 14:
        facts.read_date("date", line, found, LABELLED if day.sure else INFERRED)
        read_bracketed_place(line, facts)
        return True
    if not day.sure:
        facts.read_date("date", line, found, INFERRED)
        return len(line.folded) <= end - start + 2
    if not start and (where := _PLACED.fullmatch(line.folded, end)) and not _NO_PLACE.search(where["place"]):
        facts.read_date("date", line, found, LABELLED)  # 2024年2月27日，澜川: no page is dated so
        _read_where(line, where.span("place"), facts)
        return True
    if match := _DATELINE.fullmatch(line.folded):
        named = "before" if match["before"] else "after"
        weekday = named == "after" and end == len(line.folded)
        if match[named] and not weekday and not _NO_PLACE.match(match[named]):
            facts.read("publisher", line, match.span(named), STATED)
    elif len(line.folded) > end - start + 2:
        return False
    facts.read_date("published", line, found, STATED)
    return True


def _read_dated_byline(line: Line, facts: Facts) -> bool:
    """Read `温竹筠　二〇二四年二月二十七日` and `（2024年2月27日　市长 温竹筠）`: who and when in one line."""
    day = find_day(line.folded)
    if day is None or not day.sure or len(line.folded) > _LONG_TITLE:
        return False
    before, after = _side(line, 0, day.start), _side(line, day.end, len(line.text))
    byline = before or after
    if byline is None or (before and after) or not _read_byline(byline, None, facts):
        return False
    # 年 and 日 are how a speech is dated, -, / and a clock how a page is
    facts.read_date("date" if "日" in line.folded else "published", line, (day.iso, day.start, day.end), STATED)
    return True


def _bare(line: Line) -> Line:
    return _side(line, 0, len(line.text)) or line


def _speaks_below(lines: Sequence[Line], index: int) -> bool:
    """Say whether the title begins under a line with what somebody speaks at: 在…, below who does."""
    return index + 1 < len(lines) and _AT.match(lines[index + 1].folded) is not None


def _read_other_name(lines: Sequence[Line], index: int, titles: Sequence[int], facts: Facts) -> bool:
    """Read a name that has neither a Han surname nor an office, between a speech's title and `（its day）`: a guess."""
    line = lines[index]
    if not titles or titles[-1] != index - 1 or not _ALONE.fullmatch(line.folded) or index + 1 == len(lines):
        return False
    dated = _PAREN.fullmatch(lines[index + 1].folded)
    word = (dictionary_flag(line.folded) or "nr").startswith("nr")
    if not (dated and find_day(dated["inner"]) and word and _SPOKEN.search(lines[index - 1].folded)):
        return False
    facts.read("speaker", line, (0, len(line.text)), INFERRED)
    facts.byline = True
    return True


def _side(line: Line, start: int, end: int) -> Line | None:
    """Return what stands on one side of a day without the brackets and commas around it; None if that is all."""
    while start < end and line.folded[start] in _AROUND:
        start += 1
    while (
        start < end
        and (last := line.folded[end - 1]) in _AROUND
        and not (last == ")" and "(" in line.folded[start:end])
    ):
        end -= 1
    return line.part(start, end)


def read_bracketed_place(line: Line, facts: Facts, end: int | None = None) -> None:
    """Read the place in `（2020年11月24日，澜川）`."""
    match = _BRACKETED_PLACE.search(line.folded, 0, len(line.folded) if end is None else end)
    if match:
        _read_where(line, match.span("place"), facts)


def _read_where(line: Line, span: tuple[int, int], facts: Facts) -> None:
    """Read the place beside a day; of a hall the place that its name begins with, if it does."""
    where = line.folded[slice(*span)]
    if _NO_PLACE.search(where):
        return
    if not _VENUES.search(where):
        facts.read("place", line, span, STATED)
    elif (place := find_place(where)) and not place[0]:
        facts.read("place", line, (span[0], span[0] + place[1]), TOLD)


def _read_byline(line: Line, office: Line | None, facts: Facts) -> bool:
    """Read `市委书记 顾望舒`, a lone name, or an office with a masked name.

    :param office: The line above, if that is an office without a name.
    """
    if len(line.folded) > 80 or ASKED.match(line.folded):  # ——对话溪州市水务局局长沈砚秋
        return False
    if is_name(line.folded):
        facts.read("speaker", line, (0, len(line.text)), LABELLED)
        facts.byline = True
        if office and _says(facts, line.folded):
            facts.read("role", office, (0, len(office.text)), LABELLED)
        return True
    named = _NAMED.fullmatch(line.folded)
    other = _OTHER_NAME.fullmatch(line.folded)
    match = named if named and is_name(named["name"]) else _BYLINE.fullmatch(line.folded)
    if other and (match is None or not is_name(match["name"])) and not re.search(f"[某×]|{OFFICE}", other["name"]):
        facts.read("speaker", line, other.span("name"), TOLD)
        facts.read("role", line, other.span("role"), TOLD)
        facts.byline = True
        return True
    match = match or _TITLED.fullmatch(line.folded)
    if match is None or re.search("记者|通讯员", line.folded):
        return False
    name = match["name"]
    if not is_name(name) and not re.fullmatch("[*×某]+", name):
        return False
    if is_name(name):
        facts.read("speaker", line, match.span("name"), LABELLED)
    if match["role"] and (not is_name(name) or _says(facts, name)):
        facts.read("role", line, match.span("role"), LABELLED)
    facts.byline = True
    return True


def _says(facts: Facts, name: str) -> bool:
    """Say whether the speaker that is known is the one of this name."""
    return fold(facts.speaker or "") == re.sub(r"\s", "", name)


def _is_no_title(text: str) -> bool:
    """Say whether a line over a text is a site's day of today or a picture's caption."""
    masthead = _MASTHEAD.search(text) is not None and not _LABEL.match(text)  # 时间：…（星期三） is of the text
    return masthead or (len(text) <= 100 and _CAPTION.fullmatch(text) is not None)


def _is_day(text: str) -> bool:
    day = find_day(text)
    return day is not None and text[: day.start].strip() in ("", "(") and len(_CLOCK.sub("", text[day.end :])) <= 1
