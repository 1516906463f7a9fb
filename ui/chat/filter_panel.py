"""Which speeches a question may draw on, chosen beside the chat; and what the question itself implied, as chips."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import gradio as gr

from corpus import SettingsError
from index import Filters
from rag import Implied
from ui.backend import Backend, accepted, tags_of
from ui.chat.source_choices import Choice, choices, document
from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.rendering.invisible_characters import told
from ui.rendering.markup import attribute, both, escape, filled

CONDITIONS = ("speaker", "office", "place", "date", "occasion", "title")
"""What a question may imply: `rag.datamodel.Implied.name`."""


class FilterPanel:
    """The components of the panel. Build it within the page's Blocks, then `wire` it.

    :ivar chosen: What `wire` keeps up to date: Filters, or None for the whole library.
    :ivar fields: The components that hold the choice.
    """

    def __init__(self, assistant: Backend, chosen: gr.State) -> None:
        self._assistant = assistant
        self._chosen = chosen
        found = choices(assistant.speeches(), tags_of(assistant))
        self._chips = gr.HTML("", elem_id="chosen", js_on_load=_BRIDGE)
        with gr.Accordion(texts.FILTERS[0], open=False, elem_id="filters") as self._frame:
            with gr.Row():
                documents = _list(_label("document"), found.documents, wide=True)
                folders = _list(_label("folder"), found.folders)
                tags = _list(_label("tag"), found.tags)
            with gr.Row():
                speakers = _list(_label("speaker"), found.speakers)
                places = _list(_label("place"), found.places)
                kinds = _list(_label("kind"), found.kinds)
            with gr.Row():
                since = _date(_label("since"), "2023")
                until = _date(_label("until"), "2024-06")
                self._clear = gr.Button(_label("clear"), size="sm", elem_id="filters-clear")
            self._said = gr.HTML("", elem_id="filters-said")
        self.fields = [speakers, places, kinds, documents, folders, tags, since, until]

    def wire(self, blocks: gr.Blocks) -> None:
        """Connect the components; the choices are those of the library when the page is opened."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        outputs = [self._chosen, self._said, self._frame, self._chips]
        # one event for all: the replies to two may come in the other order, and an older choice would stand
        changes = [field.change for field in self.fields]
        gr.on(changes, self._choose, inputs=self.fields, outputs=outputs, trigger_mode="always_last", **quiet)
        self._clear.click(lambda: _values(None), outputs=self.fields, **quiet)
        self._chips.select(_picked, inputs=self.fields, outputs=self.fields, **quiet)
        blocks.load(self._refresh, outputs=self.fields[:6], **quiet)

    def show(self, filters: Filters | None) -> dict[Any, Any]:
        """Return new values of the components: what a conversation was asked with."""
        return dict(zip(self.fields, _values(filters), strict=True))

    def _choose(self, *chosen: Any) -> tuple[Any, ...]:
        try:
            filters = _filters(*chosen)
        except SettingsError:
            return None, f'<p class="bad" role="alert">{both(texts.BAD_DATE)}</p>', gr.skip(), ""
        if not filters:
            return None, "", gr.Accordion(label=texts.FILTERS[0]), ""
        speeches = self._assistant.speeches()
        count = len(accepted(self._assistant, filters))
        said = f'<p role="status">{both(filled(texts.MATCHES, count))}</p>'
        titles = {speech.id: document(speech) for speech in speeches} if filters.ids else {}
        label = gr.Accordion(label=f"{texts.FILTERED[0]}：{told(summary(filters, titles))}")
        return filters, said, label, choice_chips(filters, titles, count)

    def _refresh(self) -> list[Any]:
        return [gr.Dropdown(choices=found) for found in self._offered()]

    def _offered(self) -> list[list[Choice]]:
        return choices(self._assistant.speeches(), tags_of(self._assistant)).all()


# a script of ours calls it; Gradio takes the event's name out of this text
_BRIDGE = "window.yinzhengChoose = (data) => trigger('select', data);"
_NAMES = ("speaker", "place", "kind", "document", "folder", "tag", "since", "until")


def _values(filters: Filters | None) -> list[Any]:
    """Return the values of the fields, in their order."""
    f = filters or Filters()
    return [*map(list, (f.speakers, f.places, f.kinds, f.ids, f.folders, f.tags)), f.since or "", f.until or ""]


def _filters(  # noqa: PLR0913  one for each field
    speakers: list[str],
    places: list[str],
    kinds: list[str],
    documents: list[str],
    folders: list[str],
    tags: list[str],
    since: str,
    until: str,
) -> Filters:
    first, last = (since or "").strip() or None, (until or "").strip() or None
    return Filters(speakers, places, first, last, kinds, documents, folders, tags)


def _picked(  # noqa: PLR0913  one for each field
    speakers: list[str],
    places: list[str],
    kinds: list[str],
    documents: list[str],
    folders: list[str],
    tags: list[str],
    since: str,
    until: str,
    event: gr.EventData,
) -> list[Any]:
    """Return the fields after one thing was chosen beside them.

    `do` is only (this document and no other), add (this document, or the `value` of the field `name`, too) or drop.
    """
    do, name, value = str(event.do), str(event.name), str(event.value)
    if do == "only":
        return _values(Filters(ids=[value]))
    fields: list[Any] = [speakers, places, kinds, documents, folders, tags, since, until]
    if do == "add" and not name:
        name = "document"
    at = _NAMES.index(name) if name in _NAMES else None
    if at is not None and isinstance(fields[at], list):
        fields[at] = [one for one in fields[at] if one != value] + ([value] if do == "add" else [])
    elif at is not None:
        fields[at] = ""
    return fields


def choice_chips(filters: Filters, titles: Mapping[str, str], count: int) -> str:
    """Return what is chosen as chips above the question, each with a button that takes it away.

    :param titles: Of the documents, by id.
    :param count: How many speeches it leaves.
    """
    shown = []
    for name, values in zip(_NAMES, _values(filters), strict=True):
        for value in values if isinstance(values, list) else [values] if values else []:
            said = titles.get(value, value) if name == "document" else value
            zh, en = _pair(name)
            words = both((f"{zh}：{told(said)}", f"{en}: {told(said)}"))
            label = attribute("aria-label", (f"{texts.UNCHOOSE[0]}：{said}", f"{texts.UNCHOOSE[1]}: {said}"))
            shown.append(
                f'<li><span title="{escape(said)}">{words}</span><button type="button" data-do="unchoose" '
                f'data-name="{name}" data-value="{escape(value)}" {label}>×</button></li>'
            )
    only = both(filled(texts.ONLY_IN, count))
    return f'<div class="chosen"><small>{only}</small><ul>{"".join(shown)}</ul></div>' if shown else ""


def summary(filters: Filters, titles: Mapping[str, str] | None = None) -> str:
    """Return filters in one line: `顾望舒 · 青岑县 · 2023 — 2024`."""
    period = " — ".join((filters.since or "", filters.until or "")).strip() if filters.since or filters.until else ""
    ids = [(titles or {}).get(one, one) for one in filters.ids]
    named = (*filters.speakers, *filters.places, *filters.kinds, *ids, *filters.folders, *filters.tags, period)
    return " · ".join(part for part in named if part)


def chips(implied: Sequence[Implied], anchor: str, ignored: Collection[str] = ()) -> str:
    """Return what a question implied, each with a button that asks again without it; empty if it implied nothing.

    :param ignored: Names of what it implies that was not applied, each with a button that brings it back.
    """
    shown = [
        _chip((f"{zh}：{known.value}", f"{en}: {known.value}"), anchor, known.name, off=False)
        for known in implied
        for zh, en in [_pair(known.name)]
    ]
    for name in CONDITIONS:
        if name in ignored:
            zh, en = _pair(name)
            shown.append(_chip((f"不按{zh}筛选", f"Not by {en.lower()}"), anchor, name, off=True))
    return f'<div class="implied"><small>{both(texts.IMPLIED)}</small><ul>{"".join(shown)}</ul></div>' if shown else ""


def _chip(said: Pair, anchor: str, name: str, *, off: bool) -> str:
    deed, why, sign = ("with", texts.RESTORE, "↺") if off else ("without", texts.WITHOUT, "×")
    kind = ' class="off"' if off else ""
    label = attribute("aria-label", (f"{why[0]}：{said[0]}", f"{why[1]}: {said[1]}"))
    return (
        f"<li{kind}><span>{both(said)}</span>"
        f'<button type="button" data-do="{deed}" data-number="{escape(anchor)}" data-name="{escape(name)}" '
        f"{attribute('title', why)} {label}>{sign}</button></li>"
    )


def _pair(name: str) -> Pair:
    return texts.FILTER_LABELS.get(name, (name, name))


def _label(name: str) -> str:
    return _pair(name)[0]


def _list(label: str, found: list[Choice], *, wide: bool = False) -> gr.Dropdown:
    return gr.Dropdown(
        found,
        value=[],
        label=label,
        multiselect=True,
        filterable=True,
        allow_custom_value=True,  # what was chosen may have gone, or be none of the first `MOST`
        scale=2 if wide else 1,
        min_width=140,
        elem_classes="filter",
    )


def _date(label: str, hint: str) -> gr.Textbox:
    return gr.Textbox(label=label, placeholder=hint, max_length=10, lines=1, min_width=90, elem_classes="filter")
