"""`ask`: one call from a question and a folder to an answer. Libraries and models stay open for the next call."""

import threading
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from index import Filters
from rag.assistant import Assistant
from rag.datamodel import Answer, Turn
from rag.settings import Settings

_opened: dict[tuple[Path, str], Assistant] = {}
_opening = threading.Lock()


def ask(
    question: str,
    *,
    corpus: str | Path | None = None,
    history: Sequence[Turn] = (),
    filters: Filters | None = None,
    passages: Sequence[str] | None = None,
    settings: Settings | None = None,
) -> Answer:
    """Answer one question; the models stay loaded for the next.

    :param corpus: A file or folder; it is indexed on first use, and what changed in it is indexed again at each
        call. Default: the library of the settings.
    :param history: As `Assistant.stream`; so `filters` and `passages`.
    :raises InputError: If the question or the corpus cannot be used.
    :raises ModelError: If a model is missing or fails.
    """
    settings = settings or Settings.load()
    directory = settings.library_path
    if corpus is not None:  # a library of this machine alone, whatever others share
        directory, settings = Settings.library_of(corpus), replace(settings, journal_url="")
    key = (directory, repr(sorted(asdict(settings).items())))
    with _opening:
        assistant = _opened.get(key)
        if assistant is None:
            assistant = _opened[key] = Assistant.open(directory, settings=settings)
    if corpus is not None and passages is None:
        report = assistant.add(corpus)
        if report.failed and not assistant.speeches():
            raise report.failed[0]
    return assistant.ask(question, history=history, filters=filters, passages=passages)
