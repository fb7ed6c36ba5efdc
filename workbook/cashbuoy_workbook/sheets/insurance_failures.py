"""What if a buyer fails: cash without and with cover, by buyer and by month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.buffer.failing import BuyerFails
from cashbuoy_workbook.blocks import Block, Chart, Note, Series
from cashbuoy_workbook.sheets.buffer_standings import cash_level, low_cash_note
from cashbuoy_workbook.sheets.grid import Fill, Styled, block, pixels
from cashbuoy_workbook.sheets.insurance_clock import COLUMNS as GRID
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import SERIES

COLUMNS = (
    "customer", "owed", "pays", "first", "without", "without_on", "insured", "insured_on", "end",
)  # fmt: skip
MONTHS_TITLES = 2


def failures_block(view: View, row: int) -> Block:
    settings, floor = view.analysis.policy.insurance, view.analysis.forecast.floor
    rows: list[list[Styled]] = [
        [
            (view.texts("buffer.section_failures"), "section"),
            *[(None, "section")] * (len(GRID) - 1),
        ],
        [(view.texts(f"buffer.failures_{settings.failure}"), "subtitle")],
        [(view.texts(f"buffer.failure_column_{name}"), "header") for name in COLUMNS],
    ]
    fills: list[Fill] = []
    notes: list[Note] = []
    for failure in view.analysis.buffer.failures:
        for at, closing in ((4, failure.without), (6, failure.insured)):
            lowest = int(closing.min())
            fills.append((cash_level(lowest, floor), len(rows), at))
            if lowest < floor:
                notes.append(Note(len(rows), at, low_cash_note(view, lowest)))
        rows.append(_row(view, failure))
    if not view.analysis.buffer.failures:
        rows.append([(view.texts("buffer.buyers_none"), "text")])
    return block("cb_Insurance_Failures", row, 0, rows, fills=fills, notes=notes)


def months_block(view: View, row: int) -> Block:
    """Cash at month ends of the forecast, and if the first of the buyers fails."""
    failure = view.analysis.buffer.failures[0]
    forecast = view.analysis.forecast
    ends = _month_ends(view)
    titles = ("month", "failure_base", "failure_without", "failure_insured")
    rows: list[list[Styled]] = [
        [(view.texts("buffer.failure_months", customer=failure.customer), "label")],
        [
            (view.texts("buffer.column_month" if t == "month" else f"buffer.{t}"), "header")
            for t in titles
        ],
    ]
    money = view.style("money_round")
    for i, period in enumerate(forecast.months.periods):
        figures = (forecast.closing, failure.without, failure.insured)
        rows.append(
            [
                (period.start.replace(day=1), "month"),
                *((view.money(int(closing[ends[i]])), money) for closing in figures),
            ]
        )
    return block("cb_Insurance_Months", row, 0, rows)


def failure_chart(view: View, months: Block) -> Chart:
    """Below the months' figures."""
    first, last = months.row + MONTHS_TITLES, months.row + months.height - 1
    colours = (SERIES["other"], SERIES["floor"], SERIES["cash"])
    titles = ("failure_base", "failure_without", "failure_insured")
    labels = ("Insurance", first, 0, last, 0)
    return Chart(
        row=months.row + months.height + 1,
        column=0,
        width=pixels(*list(GRID.values())[:9]),
        height=300,
        title=str(months.values[0][0]),
        series=tuple(
            Series(view.texts(f"buffer.{t}"), labels, ("Insurance", first, i, last, i), colour)
            for i, (t, colour) in enumerate(zip(titles, colours, strict=True), start=1)
        ),
        number_format=scale_of(view).axis_format,
    )


def _row(view: View, failure: BuyerFails) -> list[Styled]:
    money, days = view.style("money_grid"), view.analysis.forecast.days
    known = failure.paid_on[~np.isnat(failure.paid_on)]
    cells: list[Styled] = [
        (failure.customer, "text_grid"),
        (view.money(failure.owed), money),
        (view.money(failure.pays), money),
        (known.min().item() if known.size else None, "date_grid"),
    ]
    for closing in (failure.without, failure.insured):
        at = int(closing.argmin())
        cells += [(view.money(int(closing[at])), money), (days[at].date(), "date_grid")]
    gained = int(failure.insured[-1] - failure.without[-1])
    return [*cells, (view.money(gained), money)]


def _month_ends(view: View) -> NDArray[np.int64]:
    start = view.analysis.forecast.days[0].date()
    ends = [(p.end - start).days for p in view.analysis.forecast.months.periods]
    return np.array(ends, dtype=np.int64)
