"""A question becomes a grounded Answer: every sentence cited to the exact characters that say so, or a refusal."""

from importlib.metadata import version

from index import AddReport, Filters, Hit
from rag.answering.events import Delta, Event, Finished, Retrieved
from rag.api import ask
from rag.assistant import Assistant
from rag.datamodel import Answer, Citation, Claim, DeskLink, Implied, Refusal, RefusalCode, Row, Scope, Turn, Verdict
from rag.desk.alignment import Pair as AlignedPair
from rag.desk.alignment import Passage as AlignedPassage
from rag.desk.compare import Compared, side_of
from rag.desk.compare import Side as ComparedSide
from rag.desk.compare import compare as compare_sides
from rag.desk.digest.meeting import meeting as digest_meeting
from rag.desk.digest.novelty import Novelty
from rag.desk.digest.novelty import novelty as digest_novelty
from rag.desk.digest.outline import MOST as MOST_POINTS
from rag.desk.digest.outline import Digest
from rag.desk.digest.outline import outline as digest_outline
from rag.desk.digest.outline import points as digest_points
from rag.desk.digest.topics import Topic as DigestTopic
from rag.desk.digest.topics import on_topic as digest_topic
from rag.desk.draft_check.checker import check_draft
from rag.desk.draft_check.comments import KINDS as COMMENT_KINDS
from rag.desk.draft_check.comments import comment as draft_comment
from rag.desk.draft_check.comments import with_comments as draft_with_comments
from rag.desk.draft_check.drafts import MAX_DRAFT, Draft, draft_of_text, read_draft
from rag.desk.draft_check.verdicts import ALARMS, DraftReport, FigureCheck
from rag.desk.draft_check.verdicts import LABELS as FINDING_LABELS
from rag.desk.draft_check.verdicts import Checked as CheckedSentence
from rag.desk.draft_check.verdicts import Difference as DraftDifference
from rag.desk.draft_check.verdicts import Finding as DraftFinding
from rag.desk.excerpts import Excerpt
from rag.desk.figures import Cell as FigureCell
from rag.desk.figures import Change as FigureChange
from rag.desk.figures import FigureRecord
from rag.desk.figures import Kind as FigureKind
from rag.desk.figures import Reading as FigureReading
from rag.desk.figures import Row as FigureRow
from rag.desk.figures import cells as figure_cells
from rag.desk.figures import figures as find_figures
from rag.desk.figures import refresh as refresh_figures
from rag.desk.figures.datamodel import plain as plain_number
from rag.desk.figures.related_measures import related as related_measures
from rag.desk.figures.store import measured as measured_names
from rag.desk.phrases.collocation import MOST as MOST_NEIGHBOURS
from rag.desk.phrases.collocation import Neighbour, neighbours
from rag.desk.phrases.concordance import Concordance, concordance
from rag.desk.phrases.concordance import Order as ConcordanceOrder
from rag.desk.phrases.concordance import Searched as SearchedTexts
from rag.desk.phrases.contrast import contrast
from rag.desk.phrases.dispersion import By as DispersionBy
from rag.desk.phrases.dispersion import Frequency, by_voice, dispersion
from rag.desk.phrases.keyness import SURE as SURE_DIFFERENCE
from rag.desk.phrases.keyness import Keyness, KeyPhrase, keyness
from rag.desk.phrases.keyness import Trend as KeynessTrend
from rag.desk.phrases.uses import Use as PhraseUse
from rag.desk.phrases.wording_changes import Version as WordingVersion
from rag.desk.phrases.wording_changes import wording_changes
from rag.desk.watch.feed import atom as news_as_atom
from rag.desk.watch.feed import json_lines as news_as_json_lines
from rag.desk.watch.news import look as look_for_news
from rag.desk.watch.news import states as watch_states
from rag.desk.watch.store import FILE as WATCHES_FILE
from rag.desk.watch.store import News, Watch, Watches
from rag.extractive.provenance import Voice, voice
from rag.question.analysis import MAX_QUESTION
from rag.settings import Settings

__all__ = [
    "ALARMS",
    "AddReport",
    "AlignedPair",
    "AlignedPassage",
    "Answer",
    "Assistant",
    "COMMENT_KINDS",
    "CheckedSentence",
    "Citation",
    "Claim",
    "Compared",
    "ComparedSide",
    "Concordance",
    "ConcordanceOrder",
    "Delta",
    "DeskLink",
    "Digest",
    "DigestTopic",
    "DispersionBy",
    "Draft",
    "DraftDifference",
    "DraftFinding",
    "DraftReport",
    "Event",
    "Excerpt",
    "FINDING_LABELS",
    "FigureCell",
    "FigureChange",
    "FigureCheck",
    "FigureKind",
    "FigureReading",
    "FigureRecord",
    "FigureRow",
    "Filters",
    "Finished",
    "Frequency",
    "Hit",
    "Implied",
    "KeyPhrase",
    "Keyness",
    "KeynessTrend",
    "MAX_DRAFT",
    "MAX_QUESTION",
    "MOST_NEIGHBOURS",
    "MOST_POINTS",
    "Neighbour",
    "News",
    "Novelty",
    "PhraseUse",
    "Refusal",
    "RefusalCode",
    "Retrieved",
    "Row",
    "SURE_DIFFERENCE",
    "Scope",
    "SearchedTexts",
    "Settings",
    "Turn",
    "Verdict",
    "Voice",
    "WATCHES_FILE",
    "Watch",
    "Watches",
    "WordingVersion",
    "__version__",
    "ask",
    "by_voice",
    "check_draft",
    "compare_sides",
    "concordance",
    "contrast",
    "digest_meeting",
    "digest_novelty",
    "digest_outline",
    "digest_points",
    "digest_topic",
    "dispersion",
    "draft_comment",
    "draft_of_text",
    "draft_with_comments",
    "figure_cells",
    "find_figures",
    "keyness",
    "look_for_news",
    "measured_names",
    "neighbours",
    "news_as_atom",
    "news_as_json_lines",
    "plain_number",
    "read_draft",
    "refresh_figures",
    "related_measures",
    "side_of",
    "voice",
    "watch_states",
    "wording_changes",
]

__version__ = version("yinzheng")
