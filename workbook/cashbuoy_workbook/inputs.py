"""Input sheets: one ledger table each, the user's values exactly as they were left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from cashbuoy.findings import Finding
from cashbuoy.ledger.schema import Column, Table
from cashbuoy.ledger.titles import match_titles
from cashbuoy_workbook.blocks import Block, Cell, Choice, Level, Note, Sheet, TableArea
from cashbuoy_workbook.finding_texts import finding_text
from cashbuoy_workbook.input_cells import base_style, odd_styles, raw_cells
from cashbuoy_workbook.modules import input_key
from cashbuoy_workbook.texts import Language, Texts
from cashbuoy_workbook.widths import column_width, wrapped_height
from cashbuoy_workbook.word_lists import WordList, word_lists

TITLE_ROW = 3
"""Row of the titles, from 0; data row n (from 1) stands in sheet row TITLE_ROW + n."""

EMPTY_ROWS = 20
_RULES_BELOW = 500
_MOST_NOTES = 2_000
_LONGEST_TITLE = 200
_SAMPLE_ROWS = 200
_LONGEST_MESSAGE = 255
_LEVELS: Mapping[str, Level] = {"error": "red", "warning": "amber"}
_TAB = "FFD27A"
# Column kind -> kind of rule, and its message.
_RULES: Mapping[str, tuple[Literal["date", "decimal", "whole"], str]] = {
    "date": ("date", "date"),
    "month": ("date", "month"),
    "integer": ("whole", "whole"),
    "money": ("decimal", "number"),
    "rate": ("decimal", "number"),
    "share": ("decimal", "share"),
}


@dataclass(frozen=True)
class InputColumn:
    """A column of an input sheet: `column` None is one of the user's own."""

    title: str
    column: Column | None
    cells: Sequence[Cell]


def input_sheet(
    table: Table,
    raw: pd.DataFrame | None,
    language: Language,
    currency: str,
    findings: Iterable[Finding] = (),
    *,
    hidden: bool = False,
    lists: Mapping[str, WordList] | None = None,
) -> Sheet:
    """Sheet of one input table. `raw` has the titles found as columns, None or no rows gives
    `EMPTY_ROWS` empty ones; its own columns are kept, on the right. `currency` is the base
    currency. Cells named by `findings` of this table are coloured, with a note that says why.
    `lists`: what cells offer, by canonical column; those of the schema if not given."""
    texts = Texts(language)
    columns = input_columns(table, raw, language)
    height = max((len(c.cells) for c in columns), default=0) or EMPTY_ROWS
    titles = tuple(c.title for c in columns)
    use = texts(f"labels.use_{input_key(table.name)}", currency=currency)
    widths = tuple(_width(c) for c in columns)
    title = texts(f"labels.tab_{input_key(table.name)}")
    return Sheet(
        key=input_key(table.name),
        title=title,
        blocks=(
            Block("", 0, 0, ((title,), (use,)), (("title",), ("small_wrap",))),
            _heading(table, columns, texts, currency),
            _body(table, columns, height, texts, findings),
        ),
        tables=(TableArea(table.name, TITLE_ROW, 0, height, titles),),
        choices=tuple(_rules(columns, height, texts, lists or word_lists(table, language))),
        widths=widths,
        column_styles=tuple(base_style(c.column).replace("_input", "_below") for c in columns),
        heights={0: 28, 1: wrapped_height(use, sum(widths), 12) + 2, 2: 24, TITLE_ROW: 30},
        merges=((1, 0, 1, len(columns) - 1),),
        freeze=(TITLE_ROW + 1, 1),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
        hidden=hidden,
        tab_colour=_TAB,
    )


def column_titles(table: Table, language: Language) -> dict[str, str]:
    """Canonical column -> the title shown."""
    return {c.name: c.zh if language == "zh" else c.en for c in table.columns}


def input_columns(
    table: Table, raw: pd.DataFrame | None, language: Language
) -> tuple[InputColumn, ...]:
    """The columns in the order of the sheet: the schema's, then the user's own as found."""
    shown = column_titles(table, language)
    if raw is None:
        return tuple(InputColumn(shown[c.name], c, ()) for c in table.columns)
    found = match_titles(table, raw)
    # A title that sets a scale, such as "Amount (thousand)", must keep saying so.
    shown |= {name: str(raw.columns[found.positions[name]]) for name in found.factors}
    none: tuple[Cell, ...] = (None,) * len(raw)
    known = [
        InputColumn(
            shown[c.name],
            c,
            raw_cells(raw.iloc[:, found.positions[c.name]]) if c.name in found.positions else none,
        )
        for c in table.columns
    ]
    taken = set(found.positions.values())
    own = [
        InputColumn(str(title), None, raw_cells(raw.iloc[:, i]))
        for i, title in enumerate(raw.columns)
        if i not in taken
    ]
    return _distinct([*known, *own], Texts(language))


def _distinct(columns: Iterable[InputColumn], texts: Texts) -> tuple[InputColumn, ...]:
    """Titles of a table must differ, capitals aside, stand on one line, and none may be empty."""
    taken: set[str] = set()
    out = []
    for position, column in enumerate(columns):
        plain = " ".join(column.title.split())[:_LONGEST_TITLE] or texts(
            "labels.untitled", number=position + 1
        )
        title, number = plain, 1
        while title.casefold() in taken:
            number += 1
            title = f"{plain} ({number})"
        taken.add(title.casefold())
        out.append(InputColumn(title, column.column, column.cells))
    return tuple(out)


def _heading(table: Table, columns: Sequence[InputColumn], texts: Texts, currency: str) -> Block:
    hints = tuple(_hint(table, c.column, texts, currency) for c in columns)
    required = [c.column is not None and c.column.required for c in columns]
    return Block(
        "",
        TITLE_ROW - 1,
        0,
        (hints, tuple(c.title for c in columns)),
        (
            ("hint",) * len(columns),
            tuple("header_required" if needed else "header" for needed in required),
        ),
    )


def _hint(table: Table, column: Column | None, texts: Texts, currency: str) -> str:
    """What belongs in a column: required or not, and the unit."""
    if column is None:
        return texts("labels.own_column")
    own_currency = column.kind == "money" and "currency" in table.by_name
    unit = texts(f"labels.unit_{column.kind}{'_own' if own_currency else ''}", currency=currency)
    parts = [texts("labels.required")] if column.required else []
    return " · ".join([*parts, unit] if unit else parts)


def _body(
    table: Table,
    columns: Sequence[InputColumn],
    height: int,
    texts: Texts,
    findings: Iterable[Finding],
) -> Block:
    names = {c.column.name: i for i, c in enumerate(columns) if c.column is not None}
    fills, notes = _marks(table, names, height, texts, findings)
    blank = (None,) * height
    values = tuple(zip(*(c.cells or blank for c in columns), strict=True))
    return Block(
        f"cb_{input_key(table.name)}",
        TITLE_ROW + 1,
        0,
        values,
        _styles(columns, height),
        fills,
        notes,
    )


def _styles(columns: Sequence[InputColumn], height: int) -> tuple[tuple[str, ...], ...]:
    usual = tuple(base_style(c.column) for c in columns)
    rows = [usual] * height
    for position, column in enumerate(columns):
        for row, style in odd_styles(column.column, column.cells).items():
            styles = list(rows[row])
            styles[position] = style
            rows[row] = tuple(styles)
    return tuple(rows)


def _marks(
    table: Table,
    names: Mapping[str, int],
    height: int,
    texts: Texts,
    findings: Iterable[Finding],
) -> tuple[dict[Level, tuple[tuple[int, int], ...]], tuple[Note, ...]]:
    """Colours and notes of the cells that findings name; the worst level wins."""
    worst: dict[tuple[int, int], Level] = {}
    reasons: dict[tuple[int, int], list[str]] = {}
    for finding in findings:
        place, level = finding.place, _LEVELS.get(finding.severity)
        if place is None or place.table != table.name or place.row is None or level is None:
            continue
        cell = (place.row - 1, names.get(place.column or "", 0))
        if cell[0] >= height:
            continue
        if worst.get(cell) != "red":
            worst[cell] = level
        reasons.setdefault(cell, []).append(finding_text(finding, texts))
    fills: dict[Level, tuple[tuple[int, int], ...]] = {}
    for wanted in ("red", "amber"):
        cells = tuple(cell for cell, level in worst.items() if level == wanted)
        if cells:
            fills["red" if wanted == "red" else "amber"] = cells
    noted = list(reasons.items())[:_MOST_NOTES]
    return fills, tuple(Note(*cell, "\n".join(dict.fromkeys(why))) for cell, why in noted)


def _rules(
    columns: Sequence[InputColumn], height: int, texts: Texts, lists: Mapping[str, WordList]
) -> Iterable[Choice]:
    first, last = TITLE_ROW + 1, TITLE_ROW + height + _RULES_BELOW
    for position, shown in enumerate(columns):
        column = shown.column
        if column is None:
            continue
        if column.name in lists:
            offered = lists[column.name]
            yield Choice(
                first,
                position,
                last,
                position,
                "list",
                offered.words,
                shown.title,
                _list_message(offered.words, texts),
                offered.name,
            )
        elif column.kind in _RULES:
            kind, text = _RULES[column.kind]
            message = texts(f"labels.rule_{text}")
            yield Choice(first, position, last, position, kind, (), shown.title, message)


def _list_message(words: tuple[str, ...], texts: Texts) -> str:
    """Names as many words as a message has room for."""
    message = texts("labels.rule_list", options=" / ".join(words))
    for count in range(len(words) - 1, 0, -1):
        if len(message) <= _LONGEST_MESSAGE:
            break
        message = texts("labels.rule_list", options=" / ".join((*words[:count], "…")))
    return message


def _width(column: InputColumn) -> float:
    kind = column.column.kind if column.column is not None else "text"
    least = {"money": 15, "date": 12, "month": 10, "share": 9, "text": 12}.get(kind, 9)
    # Titles carry a filter button, and long texts wrap over two lines.
    title = column_width([column.title]) + 2
    texts = [c for c in column.cells[:_SAMPLE_ROWS] if isinstance(c, str)]
    return max(title, column_width(texts, least=least, most=40))
