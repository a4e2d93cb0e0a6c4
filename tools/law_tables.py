"""The tables of a legal text as Markdown, and the words every page of docs/law shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hengjian.law.decision_table import Cell, DecisionTable
from hengjian.law.figure import Figure
from hengjian.law.shortfall_table import ShortfallTable

CONFIDENCE = {
    "verified": "已核对 verified",
    "news": "公开报道 news",
    "inferred": "推断 inferred",
    "memory": "记忆 memory",
}
VERDICTS = {"allow": "可以 allow", "forbid": "不得 forbid", "setting": "按口径 by setting"}


def decisions(held: DecisionTable) -> Iterator[str]:
    """Write a decision table, its scope, and which regulation applies from when."""
    yield "## 判定表 Decision table"
    yield (
        f"适用：最大秤量不超过{held.max_kg}千克，准确度等级{'、'.join(held.accuracy_classes)}。 "
        f"Covers up to {held.max_kg} kg, classes {', '.join(held.accuracy_classes)}."
    )
    spans = [f"{period.first or '…'} – {period.last or '…'}" for period in held.periods]
    yield table(
        ("行 row", "事实 facts", *spans, "可信度 confidence"),
        [
            (
                f"`{row.name}`",
                "<br>".join(f"{fact}: {value}" for fact, value in row.when.items()),
                *(_cell(cell) for cell in row.cells),
                mark(row.confidence.value),
            )
            for row in held.rows
        ],
    )
    rows = [(choice.name, str(choice.first or "…")) for choice in held.regulations]
    yield "### 检定规程 Verification regulation"
    yield table(("规程 regulation", "自 from"), rows)


def _cell(cell: Cell) -> str:
    return f"**{VERDICTS[cell.verdict]}**<br>{cell.reason.zh}<br>{cell.reason.en}"


def shortfalls(held: ShortfallTable) -> Iterator[str]:
    """Write how much may be missing, band by band, and what is left out."""
    yield "## 允许短少 What may be missing"
    yield f"{held.cite} {quoted(held.says, held.quoted)}\n\n{held.says_en}"
    rows, lowest = [], "0"
    for group in held.groups:
        price = f"{lowest} < … ≤ {group.up_to_yuan}" if group.up_to_yuan else f"> {lowest}"
        lowest = str(group.up_to_yuan)
        rows += [
            (f"{group.zh}<br>{group.en}", price, f"≤ {band.up_to_g} g", f"{band.allowed_g} g",
             mark(band.confidence.value))
            for band in group.bands
        ]  # fmt: skip
    head = ("商品 goods", "元/千克 yuan/kg", "重量 mass", "允许 allowed", "可信度 confidence")
    yield table(head, rows)
    left_out = [f"{one.zh} {one.en}" for one in held.goods.values() if one.outside]
    yield f"不适用 Left out: {'；'.join(left_out)}."


def figures(figures: Sequence[Figure]) -> Iterator[str]:
    """Write the numbers of a text with the words they stand in."""
    yield "## 数值 Figures"
    rows = [
        (f"`{one.name}`", str(one.cite), f"{one.value} `{one.unit}`",
         f"{quoted(one.says, one.quoted)}<br>{one.says_en}", mark(one.cite.confidence.value))
        for one in figures
    ]  # fmt: skip
    yield table(("名称 name", "条款 article", "数值 value", "文本 text", "可信度 confidence"), rows)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Lay a table out."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def mark(confidence: str) -> str:
    """Say how sure we are; 待核 where nobody has read it."""
    return CONFIDENCE[confidence] + ("" if confidence == "verified" else " **待核**")


def quoted(says: str, quoted: bool) -> str:
    """Give the words as quoted or as our paraphrase."""
    return f"“{says}”" if quoted else f"（转述 paraphrase）{says}"
