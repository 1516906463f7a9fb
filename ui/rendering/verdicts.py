"""How a sentence was verified, in words and with a tick: what was compared with the source, and what was not."""

from rag import Answer, Claim, Verdict
from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.rendering.markup import both, escape, filled


def verdict(claim: Claim) -> str:
    """Return, in words, how a sentence was verified; what was compared is in its title, for hover and screen readers.

    A tick stands only where it was also checked that the sentence is the kind of answer that was asked for.
    """
    name = texts.QUOTED if claim.verdict is Verdict.QUOTED else texts.SUPPORTED
    sure = "" if claim.verdict is Verdict.QUOTED or "kind" in claim.compared else " partial"
    why = compared(claim)
    return f'<span class="verdict {claim.verdict.value}{sure}" title="{escape(" · ".join(why))}">{both(name)}</span>'


def compared(claim: Claim) -> Pair:
    """Return what of a sentence was compared with the source, and what was not."""
    if claim.verdict is Verdict.QUOTED:
        return texts.QUOTED_WHY
    if "extracted" in claim.compared:
        return texts.EXTRACTED_WHY
    named = [texts.COMPARED[name] for name in claim.compared if name in texts.COMPARED]
    zh = texts.SUPPORTED_WHY[0].format("、".join(name for name, _ in named)) if named else texts.UNKNOWN_WHY[0]
    en = texts.SUPPORTED_WHY[1].format(", ".join(name for _, name in named)) if named else texts.UNKNOWN_WHY[1]
    more = ("", "") if "kind" in claim.compared else texts.NOT_COMPARED
    return zh + more[0], en + more[1]


def tally(answer: Answer) -> str:
    """Return how the sentences of an answer were verified: `2 句与原文一致`, `1 句原文原话`."""
    agreeing = [claim for claim in answer.claims if claim.verdict is Verdict.SUPPORTED]
    sure = sum("kind" in claim.compared for claim in agreeing)
    counted = (
        (sure, "supported", texts.TALLY_CHECKED),
        (len(agreeing) - sure, "supported partial", texts.TALLY_PARTIAL),
        (len(answer.claims) - len(agreeing), "quoted", texts.TALLY_QUOTED),
    )
    return "".join(
        f'<span class="tally {kind}">{both(filled(pair, count))}</span>' for count, kind, pair in counted if count
    )
