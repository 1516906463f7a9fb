"""What is said when the library does not answer: that it does not, and what was searched."""

from dataclasses import dataclass

from index import Filters


@dataclass(frozen=True, slots=True)
class Scope:
    """What was searched.

    :param speeches: How many speeches.
    :param first: Date of the earliest, as far as stated.
    :param last: Date of the latest.
    :param passages: Whether given passages were searched, not a library.
    """

    speeches: int
    first: str | None
    last: str | None
    filters: Filters | None = None
    passages: bool = False


def refusal(reason: str, scope: Scope) -> str:
    """Return the text of a refusal."""
    if scope.passages:
        return f"所给的 {scope.speeches} 段文字没有回答这个问题（{reason}）。"
    if not scope.speeches:
        searched = "没有符合筛选条件的讲话" if scope.filters else "资料库是空的，请先添加讲话"
        return f"资料库中找不到答案：{searched}。"
    period = ""
    if scope.first and scope.last:
        period = f"（{scope.first}）" if scope.first == scope.last else f"（{scope.first} 至 {scope.last}）"
    narrowed = "符合筛选条件的" if scope.filters else ""
    return f"资料库中找不到这个问题的答案：已检索{narrowed} {scope.speeches} 篇讲话{period}，{reason}。"
