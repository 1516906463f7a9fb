"""Documents that speak to the machine instead of to their readers: they are found and shown, but nothing rests on them.

A speech tells people what to do; it does not tell a language model to ignore its instructions. A document that does is
no evidence, whatever else it says. Kept apart is what a person may well write about such machines: one phrase of the
weaker kind disqualifies only the passage that it stands in.

Knows nothing of what is true: a document that states a wrong figure, plainly, is cited as saying so.
"""

import hashlib
import re
from collections.abc import Callable, Sequence

from corpus import Speech, fold
from corpus.language.lexicon import pattern
from index import Hit
from rag.retrieval.prompt_sanitizer import neutral

_WHAT = r"(?:指令|指示|提示词?|规则|约束|设定|对话|instructions?|prompts?|rules?)"
_TAGS = {0xE0000 + code: code for code in range(0x20, 0x7F)}
# any of these makes the whole document none that an answer may rest on
_COMMANDS = pattern(
    r"(?i){machine_talk:drop}[^。！？\n]{0,4}{machine_talk:before}[^。！？\n]{0,8}(?:{what}|资料|内容|文字|要求)"
    r"|{machine_talk:drop}[^。！？\n]{0,6}(?:所有|一切|全部|任何)[^。！？\n]{0,4}(?:指令|提示|prompt)"
    r"|(?:ignore|disregard|forget|override|bypass)[^.\n]{0,40}{what}"
    r"|<\|?/?(?:im_start|im_end|endoftext|system|assistant|user|begin_of_text|end_of_text|eot_id|start_header_id)\b"
    r"|<(?:start|end)_of_turn>|\[/?inst\]|<</?sys>>|</?tool_(?:call|response)>|</?(?:think|function_calls?)>"
    r"|(?:^|\n)\s*(?:system|assistant|user|系统|助手)\s*(?:消息|提示|指令|message|prompt)?\s*[:：]"
    r"|(?:系统|system)\s*(?:提示词?|消息|指令|prompt|message|override)"
    r"|你(?:现在|从现在起|必须|将)?(?:是|扮演|成为)[^。！？\n]{0,12}(?:助手|ai|人工智能|模型|机器人|dan)"
    r"|(?:开发者|越狱|jailbreak|developer)\s*(?:模式|mode)"
    r"|(?:ai|{machine_talk:machine})(?:助手|系统|模型)?[^。！？\n]{0,6}(?:请|必须|应当?|务必|需要)[^。！？\n]{0,10}{machine_talk:write}"
    r"|(?:tool_calls?|function_call)\b",
    what=_WHAT,
)
# these only the passage
_HINTS = pattern(
    r"(?i)(?:正确|标准|最终|唯一)(?:的)?答案(?:是|为|应为|如下|[:：])"
    r"|答案(?:是|为|应为|[:：])[^。！？\n]{0,25}[\d“\"]"  # not: 答案是肯定的
    r"|(?:无论|不管|不论)[^。！？\n]{0,12}(?:提问|问{machine_talk:asked})"
    r"|(?:凡|若|如果|当)[^。！？\n]{0,12}(?:问到|问起|被问|提问)[^。！？\n]{0,20}(?:回答|答|说|输出)"
    r"|请(?:直接|只|务必|在回答中)?{machine_talk:reply}[^。！？\n]{0,20}(?:[:：“\"]|https?|即可)"
    r"|(?:回答|回复|输出)(?:时|中)?{machine_talk:must}"
    r"|(?:资料|文档|来源|引用)\s*[\[【［]\d+[\]】］]|[\[【［]\d+[\]】］]\s*(?:已|经)?(?:证实|核实|确认)"
    r"|!\[[^\]]*\]\(|(?:^|\s)(?:curl|wget|fetch)\s|(?:the )?(?:correct )?answer is",
)


_REMEMBERED = 1 << 16
_judged: dict[bytes, bool] = {}


def commands(text: str) -> bool:
    """Say whether a text gives orders to a language model, or counterfeits the form of a conversation with one."""
    return bool(_COMMANDS.search(_plain(text)))


def gives_orders(text: str) -> bool:
    """Say whether a whole document gives orders; remembered: it takes a millisecond for every thousand characters."""
    key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    if key not in _judged:
        if len(_judged) >= _REMEMBERED:
            _judged.clear()
        _judged[key] = commands(text)
    return _judged[key]


def hints(text: str) -> bool:
    """Say whether a passage tells what is to be answered."""
    return bool(_HINTS.search(_plain(text))) or commands(text)


def trusted(hits: Sequence[Hit], source_text: Callable[[str], str]) -> list[Hit]:
    """Return the hits that an answer may rest on, in their order.

    :param source_text: The whole text of a speech by its id.
    :raises NotFoundError: If a speech was removed meanwhile.
    """
    ordered = {speech_id: gives_orders(source_text(speech_id)) for speech_id in {hit.speech.id for hit in hits}}
    return [hit for hit in hits if not ordered[hit.speech.id] and not hints(f"{_about(hit.speech)}\n{hit.text}")]


def _about(speech: Speech) -> str:
    return " ".join(filter(None, (speech.title, speech.speaker, speech.role, speech.place, speech.publisher)))


def _plain(text: str) -> str:
    """Return a text as a model would understand it: nothing invisible in it, no blanks between Chinese characters."""
    spelled = text.translate(_TAGS)  # characters that nobody sees, one for each of ASCII
    folded = fold(neutral(spelled))
    return re.sub(r"(?<=[\u4e00-\u9fff])[ \t.·*_~\-]{1,3}(?=[\u4e00-\u9fff])", "", folded)
