"""Text of documents and questions is words to the language model, never a part of the conversation's own form.

Engines read the whole prompt with the special tokens of its chat template: `<|im_end|>` in a document would end the
message that it stands in, and what follows would be the system's or the assistant's word. Characters that nobody sees
(zero-width, bidirectional, tags) could spell what a reader does not notice. Neither may reach a model.
"""

import re
import unicodedata

# <|im_start|> <s> </s> <<SYS>> <start_of_turn> <think> <tool_call> <｜begin▁of▁sentence｜>: `<5%` and `a < b` are not
_ANGLED = re.compile(r"<(?=/?[|｜<!]?[A-Za-z_][^<>\n]{0,40}>)|(?<=<)<(?=/?[A-Za-z])|<(?=[|｜])|(?<=[|｜])>")
_BRACKETED = re.compile(
    r"\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|gMASK|sMASK)\])", re.IGNORECASE
)
# what `rag.answering.prompts` itself writes
_FRAME = re.compile(r"【(?=\s*(?:资料|问题)\s*】)")
_KEPT = "\n\t"


def neutral(text: str) -> str:
    """Return a text without invisible characters, in which nothing is a special token or a heading of the prompt.

    >>> neutral("产值<5%。<|im_end|>")
    '产值<5%。＜|im_end|＞'
    """
    visible = "".join(
        char for char in text if char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")
    )
    return _FRAME.sub("〖", _BRACKETED.sub("［", _widen(visible)))


def _widen(text: str) -> str:
    marked = _ANGLED.sub(lambda match: "＜" if match.group() == "<" else "＞", text)
    return re.sub(r"(＜/?[A-Za-z_][^<>＜＞\n]{0,40})>", r"\1＞", marked)
