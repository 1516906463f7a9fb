"""Which speeches a question may draw on, chosen beside the chat; and what the question itself implied, as chips."""

from collections.abc import Collection, Sequence
from typing import Any

import gradio as gr

from corpus import SettingsError, Speech
from corpus.metadata.fields import KINDS
from index import Filters
from rag import Implied
from ui.backend import Backend
from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.rendering.invisible_characters import told
from ui.rendering.markup import attribute, both, escape, filled

CONDITIONS = ("speaker", "office", "place", "date", "occasion", "title")
"""What a question may imply: `rag.datamodel.Implied.name`."""

_CHOICES = 2_000  # of one list: more make the page slow


class FilterPanel:
    """The components of the panel. Build it within the page's Blocks, then `wire` it.

    :ivar chosen: What `wire` keeps up to date: Filters, or None for the whole library.
    """

    def __init__(self, assistant: Backend, chosen: gr.State) -> None:
        self._assistant = assistant
        self._chosen = chosen
        speakers, places, kinds = choices(assistant.speeches())
        with gr.Accordion(texts.FILTERS[0], open=False, elem_id="filters") as self._frame:
            with gr.Row():
                self._speakers = _list(_label("speaker"), speakers)
                self._places = _list(_label("place"), places)
                self._kinds = _list(_label("kind"), kinds)
            with gr.Row():
                self._since = _date(_label("since"), "2023")
                self._until = _date(_label("until"), "2024-06")
                self._clear = gr.Button(_label("clear"), size="sm", elem_id="filters-clear")
            self._said = gr.HTML("", elem_id="filters-said")

    def wire(self, blocks: gr.Blocks) -> None:
        """Connect the components; the choices are those of the library when the page is opened."""
        fields = [self._speakers, self._places, self._kinds, self._since, self._until]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        outputs = [self._chosen, self._said, self._frame]
        for field in fields:
            field.change(self._choose, inputs=fields, outputs=outputs, **quiet)
        self._clear.click(lambda: ([], [], [], "", ""), outputs=fields, **quiet)
        blocks.load(self._refresh, outputs=fields[:3], **quiet)

    def _choose(
        self, speakers: list[str], places: list[str], kinds: list[str], since: str, until: str
    ) -> tuple[Filters | None, str, Any]:
        try:
            filters = Filters(speakers, places, (since or "").strip() or None, (until or "").strip() or None, kinds)
        except SettingsError:
            return None, f'<p class="bad" role="alert">{both(texts.BAD_DATE)}</p>', gr.skip()
        if not filters:
            return None, "", gr.Accordion(label=texts.FILTERS[0])
        count = sum(filters.accepts(speech) for speech in self._assistant.speeches())
        said = f'<p role="status">{both(filled(texts.MATCHES, count))}</p>'
        return filters, said, gr.Accordion(label=f"{texts.FILTERED[0]}：{told(summary(filters))}")

    def _refresh(self) -> list[Any]:
        return [gr.Dropdown(choices=_named(values)) for values in choices(self._assistant.speeches())]


def choices(speeches: Sequence[Speech]) -> tuple[list[str], list[str], list[str]]:
    """Return the speakers, places and kinds to choose from, the frequent ones first."""

    def ranked(name: str) -> list[str]:
        counts: dict[str, int] = {}
        for speech in speeches:
            if value := getattr(speech, name):
                counts[value] = counts.get(value, 0) + 1
        return sorted(counts, key=lambda value: (-counts[value], value))[:_CHOICES]

    kinds = ranked("kind")
    return ranked("speaker"), ranked("place"), [kind for kind in KINDS if kind in kinds]


def summary(filters: Filters) -> str:
    """Return filters in one line: `顾望舒 · 青岑县 · 2023 — 2024`."""
    period = " — ".join((filters.since or "", filters.until or "")).strip() if filters.since or filters.until else ""
    return " · ".join(part for part in (*filters.speakers, *filters.places, *filters.kinds, period) if part)


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


def _list(label: str, values: list[str]) -> gr.Dropdown:
    return gr.Dropdown(
        _named(values), value=[], label=label, multiselect=True, filterable=True, min_width=140, elem_classes="filter"
    )


def _named(values: Sequence[str]) -> list[tuple[str, str]]:
    return [(told(value), value) for value in values]


def _date(label: str, hint: str) -> gr.Textbox:
    return gr.Textbox(label=label, placeholder=hint, max_length=10, lines=1, min_width=90, elem_classes="filter")
