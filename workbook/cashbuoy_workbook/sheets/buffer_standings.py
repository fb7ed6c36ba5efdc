"""Without and with: what insurance, factoring and the whole ladder do, side by side (C5)."""

from __future__ import annotations

from collections.abc import Callable

from cashbuoy.buffer.with_without import Standing
from cashbuoy_workbook.blocks import Block, Chart, Level, Note, Series
from cashbuoy_workbook.sheets.grid import Fill, Styled, block, pixels
from cashbuoy_workbook.sheets.levels import in_words
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import SERIES, symbol

TITLES = 3  # rows above the figures
LOWEST = TITLES + 2
CHART_ROWS = 12


def standings_block(view: View, row: int, width: int) -> Block:
    standings = view.analysis.buffer.standings
    floor = view.analysis.forecast.floor
    rows: list[list[Styled]] = [
        [(view.texts("buffer.section_standings"), "section"), *[(None, "section")] * (width - 1)],
        [(view.texts("buffer.standings_hint"), "subtitle")],
        [
            (view.currency_name, "header_left"),
            *((view.texts(f"buffer.case_{s.case}"), "header") for s in standings),
        ],
    ]
    months = view.analysis.policy.simulation.months_ahead
    books = view.analysis.buffer.statement.books_on
    for key, cell in _figures(view):
        title = view.texts(f"buffer.standing_{key}", months=months, date=books)
        rows.append([(title, "text_grid"), *(cell(s) for s in standings)])
    if books:
        rows.append([(view.texts("buffer.standings_ratio"), "subtitle")])
    fills: list[Fill] = [
        (cash_level(s.lowest, floor), LOWEST, at) for at, s in enumerate(standings, start=1)
    ]
    notes = [
        Note(LOWEST, at, low_cash_note(view, s.lowest))
        for at, s in enumerate(standings, start=1)
        if s.lowest < floor
    ]
    return block("cb_Buffer_Standings", row, 0, rows, fills=fills, notes=notes)


def standings_chart(view: View, table: Block, widths: tuple[float, ...]) -> Chart:
    """Lowest cash of each case, below the table."""
    titles = table.row + TITLES - 1
    lowest = table.row + LOWEST
    last = len(view.analysis.buffer.standings)
    return Chart(
        row=table.row + table.height + 1,
        column=0,
        width=pixels(*widths),
        height=CHART_ROWS * 20,
        title=view.texts("buffer.chart_standings"),
        series=(
            Series(
                view.texts("buffer.standing_lowest"),
                ("Buffer", titles, 1, titles, last),
                ("Buffer", lowest, 1, lowest, last),
                SERIES["cash"],
                kind="column",
            ),
        ),
        number_format=scale_of(view).axis_format,
    )


def _figures(view: View) -> list[tuple[str, Callable[[Standing], Styled]]]:
    money = view.style("money_grid")

    def amount(read: Callable[[Standing], int]) -> Callable[[Standing], Styled]:
        return lambda s: (view.money(read(s)), money)

    ratio = "cash_ratio_of" if view.analysis.buffer.statement.books_on else "cash_ratio"
    return [
        (ratio, lambda s: (s.cash_ratio, "ratio_grid")),
        ("dso", lambda s: (s.dso, "days_grid")),
        ("lowest", amount(lambda s: s.lowest)),
        ("lowest_on", lambda s: (s.lowest_on.date(), "date_grid")),
        ("loss", amount(lambda s: s.expected_loss)),
        ("chance", lambda s: (s.chance, "share_grid")),
        ("chance_ever", lambda s: (s.chance_ever, "share_grid")),
        ("raised", amount(lambda s: s.raised)),
        ("borrowed", amount(lambda s: s.borrowed)),
        ("sold", amount(lambda s: s.sold)),
        ("cost", amount(lambda s: s.cost)),
    ]


def cash_level(cash: int, floor: int) -> Level:
    """Red below zero, amber below the floor."""
    return "red" if cash < 0 else "amber" if cash < floor else "green"


def low_cash_note(view: View, lowest: int) -> str:
    """Why a figure of lowest cash is coloured."""
    floor = view.analysis.forecast.floor
    return view.say(
        "note_scenario",
        symbol=symbol(cash_level(lowest, floor)),
        lowest=in_words(view, float(lowest), "money"),
        floor=in_words(view, float(floor), "money"),
    )
