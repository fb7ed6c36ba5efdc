"""Variance: closed months against what was forecast of them, and how good forecasts are (A1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from cashbuoy.forecast.accuracy import RECEIPTS, accuracy, by
from cashbuoy.forecast.actuals import LINES
from cashbuoy.forecast.snapshots import ITEMISED
from cashbuoy_workbook.blocks import Block, Chart, Note, Series, Sheet
from cashbuoy_workbook.sheets.accuracy_line import rosy_words
from cashbuoy_workbook.sheets.grid import Fill, Styled, block, pixels
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.variance_rows import Comparison, lead_words, line_words
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View, day
from cashbuoy_workbook.styles import SERIES

SHEET = "Variance"
LABEL_WIDTH, MONEY_WIDTH = 36.0, 12.5
_PAYMENTS = tuple(k for k in ITEMISED if k not in RECEIPTS)
_NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six")
_RATIOS = ("bias", "wape")
_GLANCE = ("forecast", "actual", "variance")
# What stands below keeps its place, whether there are notes or none, and few months or many.
_MOST_NOTES = 2
_CHART_ROWS = 16
# Section title, hint and column titles above the months of one forecast.
_TITLES = 3
# Label, six figures, bias and error.
WIDTH = 9


def render(view: View) -> Sheet:
    leads = tuple(range(1, view.analysis.policy.rolling.months_before + 1))
    blocks = [view.heading(SHEET, view.texts("variance.subtitle")), _notes(view)]
    glance = _glance(view, _after(blocks[-1]))
    blocks.append(glance)
    heights = {HEADING_ROWS + i: 30.0 for i in range(len(view.analysis.rolling.too_rosy))}
    merges = [(row, 0, row, WIDTH - 1) for row in heights]
    merges += [(glance.row + 1, c, glance.row + 1, c + 2) for c in (1, 4)]
    if len(view.analysis.rolling.variances):
        bias = _accuracy(view, leads, _after(glance) + _CHART_ROWS)
        blocks.append(bias)
        merges += [(bias.row + 2, c, bias.row + 2, c + 1) for c in range(1, 2 * len(leads), 2)]
        for lead in leads:
            blocks += [b for b in [_months(view, lead, _after(blocks[-1]))] if b.height > _TITLES]
        blocks.append(_customers(view, _after(blocks[-1])))
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=tuple(blocks),
        charts=(_chart(view, glance, _after(glance)),),
        widths=(LABEL_WIDTH, *[MONEY_WIDTH] * (WIDTH - 1)),
        heights=TITLE_HEIGHT | heights,
        merges=tuple(merges),
        freeze=(HEADING_ROWS, 1),
        landscape=False,
        print_columns=(0, WIDTH - 1),
    )


def _after(block: Block) -> int:
    """The second row below a block."""
    return block.row + block.height + 1


def _notes(view: View) -> Block:
    """Whether the forecasts have been too rosy, in words."""
    rolling = view.analysis.rolling
    words = [rosy_words(view, note) for note in rolling.too_rosy]
    if not len(rolling.variances):
        words = [view.texts("variance.nothing_yet")]
    elif not words:
        months = view.analysis.policy.rolling.rosy_months
        words = [view.texts("variance.calm", months=months)]
    style = "wrap_middle" if rolling.too_rosy else "text"
    rows: list[list[Styled]] = [[(w, style), *[(None, style)] * (WIDTH - 1)] for w in words]
    rosy = range(len(rolling.too_rosy))
    rows += [[(None, "text")]] * (_MOST_NOTES - len(rows))
    fills: list[Fill] = [("amber", row, column) for row in rosy for column in range(WIDTH)]
    return block("cb_Variance_Notes", HEADING_ROWS, 0, rows, fills=fills)


def _glance(view: View, row: int) -> Block:
    """Receipts and net cash by month: forecast one month before, actual, variance."""
    words = Comparison(view).words
    ahead = _ahead(view)
    groups: list[Styled] = [(words("month"), "header_left")]
    for name in ("receipts", "net"):
        groups += [(words(name), "header"), (None, "header"), (None, "header")]
    parts: list[Styled] = [(view.currency_name, "header_left")]
    parts += [(words(part), "header") for part in _GLANCE] * 2
    rows: list[list[Styled]] = [
        [(words("section_glance"), "section"), *_filled(WIDTH - 1)],
        groups,
        parts,
    ]
    fills: list[Fill] = []
    notes: list[Note] = []
    flagged = {(n.subject, m): n for n in view.analysis.rolling.too_rosy for m in n.months}
    months = _all_months(view)
    for i, month in enumerate(months, len(rows)):
        cells: list[Styled] = [(month.date(), "month")]
        for at, subject in ((3, "receipts"), (6, "net")):
            cells += _three(view, ahead, subject, month)
            note = flagged.get((subject, month.date()))  # type: ignore[arg-type]
            if note:
                fills.append(("amber", i, at))
                notes.append(Note(i, at, words("rosy_cell", months=len(note.months))))
        rows.append(cells)
    to_come: list[Styled] = [(None, "month"), *[(None, "money_round")] * 6]
    rows += [to_come] * (view.analysis.policy.rolling.compared_months - len(months))
    return block("cb_Variance_Glance", row, 0, rows, fills=fills, notes=notes)


def _three(view: View, ahead: pd.DataFrame, subject: str, month: pd.Timestamp) -> list[Styled]:
    rows = ahead[ahead["month"] == month]
    rows = rows[rows["category"].isin(RECEIPTS)] if subject == "receipts" else rows
    if subject == "net" and not _tied(view, month):
        rows = rows.iloc[:0]
    if not len(rows):
        return [(None, "money_round")] * 3
    forecast, actual = (int(rows[name].sum()) for name in ("forecast", "actual"))
    figures = (forecast, actual, actual - forecast)
    return [(view.money(value), "money_round") for value in figures]


def _accuracy(view: View, leads: Sequence[int], row: int) -> Block:
    """Bias and error of each line, of all receipts and of net cash, by how long before."""
    words = Comparison(view).words
    found = view.analysis.rolling.variances
    titles: list[Styled] = [(words("line"), "header_left")]
    below: list[Styled] = [(None, "header_left")]
    for lead in leads:
        titles += [(lead_words(view, lead), "header"), (None, "header")]
        below += [(words("bias"), "header"), (words("wape"), "header")]
    rows: list[list[Styled]] = [
        [(words("section_accuracy"), "section"), *_filled(WIDTH - 1)],
        [(words("accuracy_hint"), "small")],
        titles,
        below,
    ]
    for category in (k for k in LINES if found["category"].eq(k).any()):
        of_line = accuracy(found[found["category"] == category], "lead")
        rows.append(_biases(line_words(view, category), of_line, leads, "_grid"))
    receipts = accuracy(found[found["category"].isin(RECEIPTS)], "lead")
    whole = found[found["month"].isin([m for m in _all_months(view) if _tied(view, m)])]
    rows.append(_biases(words("receipts"), receipts, leads, "_subtotal"))
    rows.append(_biases(words("net"), accuracy(whole, "lead"), leads, "_total"))
    return block("cb_Variance_Accuracy", row, 0, rows)


def _biases(label: str, found: pd.DataFrame, leads: Sequence[int], role: str) -> list[Styled]:
    cells: list[Styled] = [(label, f"text{role}")]
    for lead in leads:
        for name in _RATIOS:
            value = found.loc[lead, name] if lead in found.index else np.nan
            cells.append((_ratio(value), f"share{role}"))
    return cells


def _ratio(value: object) -> float | None:
    """A share for a cell; nothing where nothing moved."""
    number = float(str(value))
    return None if np.isnan(number) else number


def _months(view: View, lead: int, row: int) -> Block:
    """Every closed month, the latest first, against the forecast of `lead` months before."""
    table = Comparison(view)
    found = view.analysis.rolling.variances
    lines = by(found[found["lead"] == lead], "month", "category")
    title = table.words("section_months", before=lead_words(view, lead))
    rows: list[list[Styled]] = [
        [(title, "section"), *_filled(WIDTH - 1)],
        [(table.words("split_hint"), "small")],
        table.titles(view.currency_name),
    ]
    months = lines.index.get_level_values(0).unique()
    for month in reversed(list(months)):
        rows.append(_made(view, lead, month))
        rows += _of_month(view, lines.loc[month], row + len(rows), tied=_tied(view, month))
    return block(f"cb_Variance_Months{_NUMBERS[lead - 1]}", row, 0, rows)


def _of_month(view: View, here: pd.DataFrame, row: int, *, tied: bool) -> Iterator[list[Styled]]:
    """The lines of one month from sheet row `row` on, with subtotals and the total."""
    table = Comparison(view)
    sums: list[tuple[int, int]] = []
    for title, keys in (("receipts", RECEIPTS), ("payments", _PAYMENTS)):
        present = [k for k in keys if k in here.index]
        for at, category in enumerate(present, row):
            yield table.figures(line_words(view, category), here.T[category], at)
        if present:
            first, row = row, row + len(present)
            total = here.loc[present].sum()
            yield table.sums(table.words(title), total, [(first, row - 1)], "_subtotal")
            sums.append((row, row))
            row += 1
    for category in (k for k in LINES if k in here.index and k not in ITEMISED):
        yield table.figures(line_words(view, category), here.T[category], row)
        sums.append((row, row))
        row += 1
    name = table.words("net" if tied else "net_itemised")
    yield table.sums(name, here.sum(), sums, "_total")


def _made(view: View, lead: int, month: pd.Timestamp) -> list[Styled]:
    """A month's first row: the month, and which forecast it is compared with."""
    found = view.analysis.rolling.variances
    here = found[(found["month"] == month) & (found["lead"] == lead)].iloc[0]
    key = {"reconstructed": "made_since", "override": "made_typed"}.get(here["origin"], "made_on")
    words = view.texts(f"variance.{key}", day=day(here["as_of"].date()))
    return [(month.date(), "month_left"), (words, "small")]


def _customers(view: View, row: int) -> Block:
    """What each customer was forecast to pay, and paid; those that fell short most first."""
    table = Comparison(view)
    ahead = _ahead(view)
    receipts = ahead[ahead["category"].isin(RECEIPTS)]
    sums = by(receipts, "counterparty")
    bias = accuracy(receipts, "counterparty")
    short = (sums["forecast"] - sums["actual"]).sort_values(ascending=False, kind="stable")
    titles = table.titles(table.words("customer"))
    rows: list[list[Styled]] = [
        [(table.words("section_customers"), "section"), *_filled(WIDTH - 1)],
        [*titles, (table.words("bias"), "header"), (table.words("wape"), "header")],
    ]
    for customer in short.index:
        label = customer or table.words("budgeted")
        cells = table.figures(label, sums.T[customer], row + len(rows))
        rows.append(cells + [(_ratio(bias.loc[customer, name]), "share") for name in _RATIOS])
    return block("cb_Variance_Customers", row, 0, rows)


def _chart(view: View, glance: Block, row: int) -> Chart:
    first, last = glance.row + 3, glance.row + glance.height - 1

    def series(name: str, column: int, colour: str, *, dashed: bool = False) -> Series:
        kind = "column" if column < 3 else "line"
        return Series(
            view.texts(f"variance.chart_{name}"),
            (SHEET, first, 0, last, 0),
            (SHEET, first, column, last, column),
            colour,
            kind=kind,  # type: ignore[arg-type]
            dashed=dashed,
        )

    return Chart(
        row=row,
        column=0,
        width=pixels(LABEL_WIDTH, *[MONEY_WIDTH] * (WIDTH - 1)),
        height=_CHART_ROWS * 20 - 10,
        title=view.texts("variance.chart"),
        series=(
            series("receipts_forecast", 1, SERIES["band"]),
            series("receipts_actual", 2, SERIES["receipts"]),
            series("net_forecast", 4, SERIES["other"], dashed=True),
            series("net_actual", 5, SERIES["net"]),
        ),
        number_format=scale_of(view).axis_format,
    )


def _ahead(view: View) -> pd.DataFrame:
    found = view.analysis.rolling.variances
    return found[found["lead"] == 1]


def _all_months(view: View) -> list[pd.Timestamp]:
    months: list[pd.Timestamp] = sorted(view.analysis.rolling.variances["month"].unique())
    return months


def _tied(view: View, month: pd.Timestamp) -> bool:
    actuals = view.analysis.rolling.actuals
    tied: dict[dt.date, bool] = dict(
        zip((m.start for m in actuals.months), actuals.tied.tolist(), strict=True)
    )
    return tied[month.date()]


def _filled(cells: int) -> list[Styled]:
    return [(None, "section")] * cells
