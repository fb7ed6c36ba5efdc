"""Closed months beside the forecast: actual cash, tied to the bank (A1)."""

from __future__ import annotations

import numpy as np

from cashbuoy.forecast.actuals import LINES, OPERATING_REST, UNEXPLAINED
from cashbuoy.forecast.horizon import Period
from cashbuoy_workbook.blocks import Block, Cell, Formula
from cashbuoy_workbook.sheets.grid import Styled, a1, block, span
from cashbuoy_workbook.sheets.variance_rows import line_words
from cashbuoy_workbook.sheets.view import View

LABEL_WIDTH = 38.0


def closed_months(view: View, row: int, column: int) -> Block:
    """The last closed months and the one that runs, labels in the first column; empty columns are
    kept for months of which nothing is known yet, so that the block keeps its place."""
    most = shown_months(view)
    shown = _shown(view, most)
    titles: list[Styled] = [(view.texts("variance.closed_title"), "header_left")]
    titles += [(_title(view, at), "header") for at in shown]
    marks: list[Styled] = [(view.currency_name, "hint")]
    marks += [(_mark(view, at), "hint") for at in shown]
    lines = _lines(view, shown)
    first, last = row + 3, row + 2 + len(lines)
    rows: list[list[Styled]] = [titles, marks, _cash(view, "opening", shown)]
    for line in lines:
        figures = view.moneys(view.analysis.rolling.actuals.lines.loc[line].to_numpy(np.int64))
        cells: list[Styled] = [(_words(view, line), "label_1")]
        rows.append(cells + [(figures[at], "money_round") for at in shown])
    net: list[Styled] = [(view.say("line_net"), "text_total")]
    for at, month in enumerate(shown, column + 1):
        total = view.money(int(view.analysis.rolling.actuals.net[month]))
        text = f"=SUM({span(first, at, last, at)})" if lines else "=0"
        net.append((Formula(text, total), "money_round_total"))
    rows.append(net)
    rows.append(_closing(view, shown, row + 2, row + 3 + len(lines), column))
    width = most + 1
    return block(
        "cb_Forecast_Closed", row, column, [r + [(None, "text")] * (width - len(r)) for r in rows]
    )


def shown_months(view: View) -> int:
    """How many columns the months take: the closed ones and the one that may run."""
    return view.analysis.policy.rolling.closed_months + 1


def _shown(view: View, most: int) -> list[int]:
    """Positions of the months shown: the last closed ones, and the one that runs."""
    actuals = view.analysis.rolling.actuals
    first = max(0, actuals.closed - (most - 1))
    return list(range(first, len(actuals.months)))


def _lines(view: View, shown: list[int]) -> list[str]:
    """Lines in which anything moved."""
    lines = view.analysis.rolling.actuals.lines
    return [k for k in LINES if lines.loc[k].iloc[shown].ne(0).any()]


def _words(view: View, line: str) -> str:
    if line in (OPERATING_REST, UNEXPLAINED):
        return view.texts(f"variance.line_{line}")
    return line_words(view, line)


def _title(view: View, at: int) -> str:
    """A text, not a date: what stands below is no forecast that could be typed over."""
    actuals = view.analysis.rolling.actuals
    month: Period = actuals.months[at]
    if actuals.running and at == len(actuals.months) - 1:
        return view.texts("variance.running_month", month=f"{month.start:%Y-%m}", day=month.end.day)
    return view.texts("variance.closed_month", month=f"{month.start:%Y-%m}")


def _mark(view: View, at: int) -> str:
    tied = bool(view.analysis.rolling.actuals.tied[at])
    return view.texts("variance.tied" if tied else "variance.not_tied")


def _cash(view: View, name: str, shown: list[int]) -> list[Styled]:
    actuals = view.analysis.rolling.actuals
    cells: list[Styled] = [(view.say(f"line_{name}"), "text")]
    for at in shown:
        value = view.money(int(actuals.opening[at])) if actuals.tied[at] else None
        cells.append((value, "money_round"))
    return cells


def _closing(view: View, shown: list[int], opening: int, net: int, column: int) -> list[Styled]:
    actuals = view.analysis.rolling.actuals
    cells: list[Styled] = [(view.say("line_closing"), "text_total")]
    for at, month in enumerate(shown, column + 1):
        closing: Cell = None
        if actuals.tied[month]:
            value = view.money(int(actuals.closing[month]))
            closing = Formula(f"={a1(opening, at)}+{a1(net, at)}", value)
        cells.append((closing, "money_round_total"))
    return cells
