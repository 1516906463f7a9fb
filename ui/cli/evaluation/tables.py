"""A report of gold questions for people: tables with Chinese labels. JSON is for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from rag.evaluation.judge import Outcome
from rag.evaluation.metrics import LEAVE_OUT, Comparison, good

LABELS = {
    "questions": "题数",
    "hit@1": "命中@1",
    "hit@5": "命中@5",
    "hit@10": "命中@10",
    "mrr": "MRR",
    "evidence": "证据全",
    "found": "检索全",
    "accuracy": "正确",
    "false_refusal": "误拒",
    "refusal": "拒答",
    "wrong": "错答",
    "cites_source": "引对文",
    "supported": "句有据",
    "precision": "引用准",
    "exact": "引文实",
    "ece": "ECE",
    "aurc": "AURC",
    "errors": "出错",
}
STAGES = {
    "understand": "理解",
    "retrieve": "检索",
    "evidence": "见证据",
    "decide": "判断",
    "first_token": "首字",
    "verify": "核对",
    "generate": "生成",
    "total": "答完",
}
TOKENS = {"read": "读入", "cached": "其中缓存", "written": "写出"}
_SHOWN = 60  # questions listed; the rest are in the JSON


def print_report(console: Console, result: Mapping[str, Any]) -> None:
    """Print figures by type with the intervals of the whole, times and tokens, and what did not go well."""
    rows = [*result["by_type"].items(), ("全部 all", result["all"])]
    if result["leave_out"]:
        rows.append((f"去源 {LEAVE_OUT}", result["leave_out"]["all"]))
    names = [
        name
        for name in LABELS
        if any(own[name] is not None for _, own in rows) and not (name == "errors" and not result["all"][name])
    ]
    table = Table("类型 type", box=None, pad_edge=False)
    for name in names:
        table.add_column(LABELS[name], justify="right")
    for kind, own in rows:
        table.add_row(kind, *("" if own[name] is None else _figure(own[name]) for name in names))
        if kind not in result["by_type"] and any(own["intervals"].values()):
            table.add_row("　95% 区间", *(_interval(own["intervals"].get(name)) for name in names), style="dim")
    console.print(table)
    console.print("  ".join(f"{LABELS[name]} {name}" for name in names if LABELS[name].lower() != name), style="dim")
    for title, unit, labels, values in (
        ("用时 time", "毫秒 ms", STAGES, result["all"]["ms"]),
        ("词元 tokens", "个", TOKENS, result["all"]["tokens"]),
    ):
        if values:
            _print_spread(console, title, unit, labels, values)
    if not result["complete"]:
        console.print("没有跑完：以上只含已完成的题 not complete: figures are of what was done", style="yellow")
    _print_failures(console, result["outcomes"])


def print_comparison(console: Console, comparison: Comparison, title: str = "与旧结果比较 compared over") -> None:
    """Print what differs between two runs."""
    console.print(f"{title} {comparison.shared} 题")
    table = Table("类型 type", "指标 figure", "旧 old", "新 new", "变化 change", box=None, pad_edge=False)
    for change in comparison.changes:
        name = f"{LABELS[change.name]} {change.name}" if change.name not in LABELS[change.name].lower() else change.name
        table.add_row(
            "全部 all" if change.type == "all" else change.type,
            name,
            _figure(change.old),
            _figure(change.new),
            f"{change.new - change.old:+.3f}",
            style="green" if change.better else "red",
        )
    if comparison.changes:
        console.print(table)
    else:
        console.print("各项指标都没有变 no figure differs")
    for title, items, style in (
        ("变对 now right", comparison.gained, "green"),
        ("变错 now wrong", comparison.lost, "red"),
    ):
        console.print(f"{title}：{len(items)}")
        for id_, question in items:
            console.print(f"  {id_} {question}", style=style)
    console.print(f"配对检验 paired test (McNemar, exact): p = {comparison.p_value:.3g}")
    if comparison.leave_out:
        print_comparison(console, comparison.leave_out, f"去源比较 {LEAVE_OUT}, compared over")


def _print_spread(
    console: Console, title: str, unit: str, labels: Mapping[str, str], values: Mapping[str, Mapping[str, float]]
) -> None:
    known = [name for name in labels if name in values] + [name for name in values if name not in labels]
    table = Table(title, *(f"{labels.get(name, '')}{name}" for name in known), box=None, pad_edge=False)
    for label, key in (("中位 median", "median"), ("九成 p90", "p90")):
        table.add_row(f"{label}（{unit}）", *(f"{values[name][key]:,.0f}" for name in known))
    console.print(table)


def _print_failures(console: Console, outcomes: Sequence[Mapping[str, Any]]) -> None:
    failures = [own for own in outcomes if good(Outcome(**own)) is False]
    mark = {True: f"{LEAVE_OUT}.", False: ""}
    for own in failures[:_SHOWN]:
        said = own["error"] or own["answer"] or f"证据不全，首个命中 first hit: {own['rank'] or '—'}"
        console.print(
            f"✗ {own['id']} [{mark[own['left_out']]}{own['type']}] {own['question']} → {' '.join(said.split())}"
        )
    if len(failures) > _SHOWN:
        console.print(f"… 另有 {len(failures) - _SHOWN} 题 more, with --json or --output", style="dim")


def _interval(ends: Sequence[float] | None) -> str:
    return f"[{ends[0]:.2f}, {ends[1]:.2f}]" if ends else ""


def _figure(value: float) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
