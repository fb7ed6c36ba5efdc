"""The reference page of all formulas, in both languages, made from the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cashbuoy.policy.load import profile
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.formulas.registry import (
    PREFIX,
    Argument,
    Formula,
    FromPolicy,
    Kind,
    Result,
    Today,
    Words,
)

INTRODUCTION = Words(
    "Every formula has an alias with the prefix `"
    + PREFIX
    + "` (`"
    + PREFIX
    + "DSO`) for workbooks "
    "in which the plain name is taken. Arguments in square brackets may be left out. A range of "
    "several balances stands for their average, a range of flows for their sum; periods run from "
    "oldest to latest. Empty cells are left out. A formula without an answer shows a real error "
    "(`#VALUE!`, `#NUM!`, `#DIV/0!`, `#N/A`), never a text; an error cell in an argument comes "
    "back as that same error. Without a date the day of the calculation holds, and spreadsheets "
    "calculate anew only when a cell changes: write TODAY() where a figure should follow the "
    "calendar. In a table titles may be Chinese or English, in any order and under headings; "
    "totals, subtotals, means and blank rows are passed over; a cell or column that leaves the "
    "answer in doubt is refused, and *Explain* says which. Defaults from the "
    "policy show the value of the basic profile.",
    "每个公式都有带前缀 `"
    + PREFIX
    + "` 的别名（如 `"
    + PREFIX
    + "DSO`），供原名已被占用的工作簿使用。"
    "方括号内的参数可以省略。多个余额组成的区域取平均，多期发生额组成的区域相加；各期由远到近排列。空单元格不计。"
    "无法计算时显示真正的错误值（`#VALUE!`、`#NUM!`、`#DIV/0!`、`#N/A`），不会显示文字；"
    "参数区域内的错误值原样返回。省略日期时取计算当日，而电子表格只在单元格变动时"
    "重新计算：需要逐日更新的，请填 TODAY()。"
    "表格标题可为中文或英文，列序不限，上方可有表头说明；合计、小计、平均行和空行不计；"
    "凡使结果存疑的单元格或列一律拒绝计算，原因见“说明”按钮。取自策略的默认值所列为基础版的数值。",
)
KINDS: dict[Kind, Words] = {
    "number": Words("number", "数字"),
    "numbers": Words("numbers", "数字或区域"),
    "paired": Words("numbers, one a period", "数字或区域（逐期对应）"),
    "date": Words("date", "日期"),
    "any_date": Words("date", "日期"),
    "text": Words("text", "文本"),
    "flag": Words("TRUE or FALSE", "TRUE 或 FALSE"),
    "table": Words("range with titles", "带标题的区域"),
    "numbers_or_table": Words("numbers, or range with titles", "数字、区域或带标题的区域"),
}
RESULTS: dict[Result, Words] = {
    "number": Words("number", "数字"),
    "date": Words("date", "日期"),
    "text": Words("text", "文本"),
    "block": Words("table that spills", "溢出表格"),
}


def formula_reference() -> str:
    """All formulas by category, as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield "# Formulas · 公式"
    yield ""
    yield "<!-- Made from the registry by `python tasks.py docs`; do not edit. -->"
    yield ""
    yield INTRODUCTION.en
    yield ""
    yield INTRODUCTION.zh
    category = None
    for formula in formulas().values():
        if formula.category != category:
            category = formula.category
            yield ""
            yield f"## {category.en} · {category.zh}"
        yield from _section(formula)


def _section(formula: Formula) -> Iterator[str]:
    result = RESULTS[formula.result]
    yield ""
    yield f"### {formula.name}"
    yield ""
    yield f"`{formula.signature}` → {result.en} · {result.zh}"
    yield ""
    yield f"{formula.help.en}.  "
    yield f"{formula.help.zh}。"
    yield ""
    yield "| argument · 参数 | kind · 类型 | meaning · 含义 | default · 默认值 |"
    yield "|---|---|---|---|"
    for argument in formula.arguments:
        kind = KINDS[argument.kind]
        labels = argument.choices.items()
        english = _choices(f"`{key}` {label.en.lower()}" for key, label in labels)
        chinese = _choices(f"`{key}` {label.zh}" for key, label in labels)
        meaning = f"{argument.help.en}{english}<br>{argument.help.zh}{chinese}"
        yield f"| `{argument.name}` | {kind.en}<br>{kind.zh} | {meaning} | {_default(argument)} |"
    if formula.errors:
        yield ""
        for refusal in formula.errors:
            yield f"- `{refusal.code}`: {refusal.words.en} · {refusal.words.zh}"
    yield ""
    yield f"Example · 示例: `{formula.example}`"


def _choices(labels: Iterable[str]) -> str:
    listed = ", ".join(labels)
    return f": {listed}" if listed else ""


def _default(argument: Argument) -> str:
    default = argument.default
    if isinstance(default, FromPolicy):
        return f"policy · 策略 `{default.key}` = {_plain(default.of(profile('basic')))}"
    if isinstance(default, Today):
        return "today · 今天"
    if default is None:
        return "none · 无" if argument.optional else ""
    return _plain(default)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:g}" if isinstance(value, float) else f"{value}"
