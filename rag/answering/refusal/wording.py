"""What is said, in Chinese, when the library does not answer: that it does not, why, and what was searched.

Made from a `Refusal`, which says the same as data; other languages are made from that too, not from these words.
"""

from collections.abc import Mapping, Sequence

from corpus.language.dates import in_words
from rag.datamodel import Refusal, RefusalCode, Scope

_REASONS: Mapping[RefusalCode, str] = {
    RefusalCode.NOTHING_FOUND: "没有检索到任何相关段落",
    RefusalCode.NOT_ANSWERED: "检索到的段落没有回答这个问题",
    RefusalCode.INCOMPLETE_LIST: "检索到的段落没有列全所问的各项",
    RefusalCode.UNVERIFIABLE: "模型写不出有原文依据的回答",
    RefusalCode.MODEL_UNAVAILABLE: "模型服务暂时不可用，单凭检索到的段落不能断定答案",
    RefusalCode.UNKNOWN_PLACE: "资料库中没有提到{places}",
    RefusalCode.NOT_IN_LIBRARY: "{whose}全部 {speeches} 篇讲话都没有出现“{phrase}”",
    RefusalCode.NOT_SAID: "全部 {speeches} 篇讲话都没有“{phrase}”这句话",
    RefusalCode.NOT_LISTED: "全部 {speeches} 篇讲话提到“{phrase}”的有 {naming} 篇，都没有列出是哪几个",
    RefusalCode.OTHER_NAME: "全部 {speeches} 篇讲话都没有“{phrase}”，《{title}》中的是“{name}”",
    RefusalCode.WHICH_TEXT: "没有说明是哪一篇：资料库共有 {speeches} 篇，如{examples}；请写明题名、讲话人或日期",
    RefusalCode.SAID_BY_ALL: "{whose}全部 {speeches} 篇讲话都提到了“{phrase}”",
    RefusalCode.NOT_OFFERED: "这里只找出并引用原文，不做“{task}”这类事",
    RefusalCode.NOT_CHINESE: "资料是中文的，其他语言的问题读不准，请用中文提问",
    RefusalCode.SAID_BY_ALL_SPEAKERS: "{whose}全部 {speeches} 篇讲话的讲话人都提到过“{phrase}”",
}
_OWNERS = ("speakers", "places", "dates", "titles")


def reason_text(refusal: Refusal) -> str:
    """Return in one line why a question is not answered."""
    values = {name: _joined(name, value) for name, value in refusal.params.items()}
    whose = "、".join(values[name] for name in _OWNERS if values.get(name))
    return _REASONS[refusal.code].format_map(values | {"whose": f"{whose}的" if whose else ""})


def _joined(name: str, value: str | int | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return "、".join(map(in_words, value) if name == "dates" else value)
    return str(value)


def refusal_text(refusal: Refusal, scope: Scope) -> str:
    """Return the text of a refusal."""
    reason = reason_text(refusal)
    if refusal.code is RefusalCode.NOT_OFFERED:
        return f"{reason}；可以看原文、看提纲，或者问提到过几次。"
    if refusal.code is RefusalCode.NOT_CHINESE:
        return f"{reason}。这里只列出意思最接近的段落，并没有回答。"
    if refusal.code is RefusalCode.WHICH_TEXT and scope.speeches and not scope.passages:
        return f"{reason}。"
    if scope.passages:
        return f"所给的 {scope.speeches} 段文字没有回答这个问题（{reason}）。"
    if not scope.speeches:
        searched = "没有符合筛选条件的讲话" if scope.filtered else "资料库是空的，请先添加讲话"
        return f"资料库中找不到答案：{searched}。"
    period = ""
    if scope.first and scope.last:
        period = f"（{scope.first}）" if scope.first == scope.last else f"（{scope.first} 至 {scope.last}）"
    narrowed = "符合筛选条件的" if scope.filtered else ""
    return f"资料库中找不到这个问题的答案：已检索{narrowed} {scope.speeches} 篇讲话{period}，{reason}。"


def unanswered_text(questions: Sequence[str]) -> str:
    """Return the lines at the end of an answer that say which parts of the question it leaves open, one each."""
    return "".join(f"\n（资料库中找不到这一问的答案：{' '.join(question.split())}）" for question in questions)
