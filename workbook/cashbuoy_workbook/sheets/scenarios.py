"""Scenarios: the forecast under each what-if, side by side, and what the buffer would cover."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cashbuoy.forecast.scenarios import BASE, ScenarioResult
from cashbuoy.policy.models import LARGEST
from cashbuoy_workbook.blocks import Block, Chart, Formula, Level, Note, Series, Sheet
from cashbuoy_workbook.sheets.grid import Fill, Styled, a1, block, pixels
from cashbuoy_workbook.sheets.levels import in_words
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.styles import SERIES, symbol
from cashbuoy_workbook.widths import wrapped_height

SHEET = "Scenarios"
HEADER_ROW = HEADING_ROWS
CHANGE_ROW = HEADER_ROW + 1
WORST_ROW = CHANGE_ROW + 1
MONTH_ROW = WORST_ROW + 6  # section, lowest, its day, months below, change at the end, a blank row
TITLE_WIDTH, WIDTH = 42.0, 18.0
# The base forecast first; apart from each other in greyscale too.
COLOURS = (SERIES["cash"], "C77C11", "2F9C95", "7A4E9E", "8795A1", "1C2733", "A3B18A", "B07AA1")
LAYERS = {
    "gap": "cover_gap",
    "pool": "cover_pool",
    "insurance": "cover_insurance",
    "lines": "cover_lines",
}


def render(view: View) -> Sheet:
    results = view.analysis.scenarios
    periods = view.analysis.forecast.months.periods
    cover_row = MONTH_ROW + len(periods) + 3
    last = cover_row + len(LAYERS) + 2
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("scenarios_subtitle")),
            _header(view, results),
            _worst(view, results),
            _months(view, results),
            _cover(view, results, cover_row),
        ),
        charts=(_chart(view, results, last + 1),),
        widths=(TITLE_WIDTH, *[WIDTH] * len(results)),
        heights={**TITLE_HEIGHT, **_heights(view, results)},
        freeze=(WORST_ROW, 1),
        print_columns=(0, len(results)),
        repeat_rows=(HEADER_ROW, HEADER_ROW),
        pages_tall=1,
    )


def scenario_title(view: View, result: ScenarioResult) -> str:
    if result.id == BASE:
        return view.say("scenario_base")
    title = result.scenario.title
    return view.pick(title.en, title.zh)


def what_changes(view: View, result: ScenarioResult) -> str:
    """The shock in words, one part a line."""
    shock = result.scenario
    parts = []
    if shock.receipts_later_days:
        parts.append(view.say("shock_later", days=shock.receipts_later_days))
    if result.customer:
        parts.append(view.say("shock_fails", customer=result.customer))
    elif shock.customer_fails == LARGEST:
        parts.append(view.say("shock_no_customers"))
    elif shock.customer_fails:
        parts.append(view.say("shock_nobody", customer=shock.customer_fails))
    if shock.sales:
        parts.append(view.say("shock_sales", change=f"{shock.sales:+.0%}"))
    if shock.costs:
        parts.append(view.say("shock_costs", change=f"{shock.costs:+.0%}"))
    return "\n".join(parts) or view.say("shock_none")


def _heights(view: View, results: tuple[ScenarioResult, ...]) -> dict[int, float]:
    titles = (scenario_title(view, r) for r in results)
    changes = (what_changes(view, r) for r in results)
    return {
        HEADER_ROW: max(wrapped_height(t, WIDTH - 2) for t in titles) + 4,
        CHANGE_ROW: max(wrapped_height(c, WIDTH) for c in changes) + 4,
    }


def _section(view: View, key: str, count: int) -> list[Styled]:
    return [(view.say(key), "section"), *[(None, "section")] * count]


def _header(view: View, results: tuple[ScenarioResult, ...]) -> Block:
    return block(
        "cb_Scenarios_Titles",
        HEADER_ROW,
        0,
        [
            [
                (view.currency_name, "header_left"),
                *((scenario_title(view, r), "header") for r in results),
            ],
            [
                (view.say("scenario_change"), "text_grid"),
                *((what_changes(view, r), "small_middle") for r in results),
            ],
        ],
    )


def _worst(view: View, results: tuple[ScenarioResult, ...]) -> Block:
    money = view.style("money_round")
    end = {r.id: int(r.forecast.closing[-1]) for r in results}
    figures: list[tuple[str, Callable[[ScenarioResult], Styled]]] = [
        ("scenario_lowest", lambda r: (view.money(r.lowest), money)),
        ("scenario_lowest_on", lambda r: (r.lowest_on, "date")),
        ("scenario_months_below", lambda r: (r.months_below, "integer")),
        ("scenario_end_change", lambda r: (view.money(end[r.id] - end[BASE]), money)),
    ]
    rows = [_section(view, "section_worst", len(results))]
    rows += [[(view.say(k), "text"), *(cell(r) for r in results)] for k, cell in figures]
    floor = view.analysis.forecast.floor
    levels = [_level(r.lowest, floor) for r in results]
    fills: list[Fill] = [(level, 1, 1 + i) for i, level in enumerate(levels)]
    notes = [
        Note(1, 1 + i, _why(view, level, r.lowest))
        for i, (level, r) in enumerate(zip(levels, results, strict=True))
        if level != "green"
    ]
    return block("cb_Scenarios_Worst", WORST_ROW, 0, rows, fills=fills, notes=notes)


def _why(view: View, level: Level, lowest: int) -> str:
    return view.say(
        "note_scenario",
        symbol=symbol(level),
        lowest=in_words(view, float(lowest), "money"),
        floor=in_words(view, float(view.analysis.forecast.floor), "money"),
    )


def _level(cash: int, floor: int) -> Level:
    return "red" if cash < 0 else "amber" if cash < floor else "green"


def _months(view: View, results: tuple[ScenarioResult, ...]) -> Block:
    """Closing cash by month; coloured where a day of the month is below the floor or zero."""
    periods = view.analysis.forecast.months.periods
    money, floor = view.style("money_round"), view.analysis.forecast.floor
    rows = [_section(view, "section_closing", len(results))]
    columns = [view.moneys(r.forecast.months.closing) for r in results]
    for i, period in enumerate(periods):
        month = period.start.replace(day=1)
        rows.append([(month, "month"), *((column[i], money) for column in columns)])
    limit: Styled = (view.money(floor), view.style("money_round_muted"))
    rows.append([(view.say("line_floor"), "text_muted"), *[limit] * len(results)])
    fills: list[Fill] = []
    notes: list[Note] = []
    for column, result in enumerate(results, start=1):
        for month_at in np.flatnonzero(result.forecast.months.headroom < 0).tolist():
            lowest = int(result.forecast.months.lowest[month_at])
            level = _level(lowest, floor)
            fills.append((level, 1 + month_at, column))
            notes.append(Note(1 + month_at, column, _why(view, level, lowest)))
    return block("cb_Scenarios_Months", MONTH_ROW, 0, rows, fills=fills, notes=notes)


def _cover(view: View, results: tuple[ScenarioResult, ...], row: int) -> Block:
    """The worst gap and what each layer of the buffer covers of it; the rest is a live formula."""
    money = view.style("money_round")
    rows = [_section(view, "section_cover", len(results))]
    for name, title in LAYERS.items():
        cells: list[Styled] = [(view.money(getattr(r.cover, name)), money) for r in results]
        rows.append([(view.say(title), "text"), *cells])
    top = row + 1
    rest: list[Styled] = []
    fills: list[Fill] = []
    notes: list[Note] = []
    for column, result in enumerate(results, start=1):
        parts = [a1(top + i, column) for i in range(len(LAYERS))]
        open_part = view.money(result.cover.uncovered)
        rest.append((Formula(f"={'-'.join(parts)}", open_part), view.style("money_round_total")))
        level: Level = "red" if result.cover.uncovered else "green"
        fills.append((level, len(rows), column))
        if result.cover.uncovered:
            notes.append(Note(len(rows), column, _why(view, level, result.lowest)))
    rows.append([(view.say("cover_uncovered"), "text_total"), *rest])
    return block("cb_Scenarios_Cover", row, 0, rows, fills=fills, notes=notes)


def _chart(view: View, results: tuple[ScenarioResult, ...], row: int) -> Chart:
    first, last = MONTH_ROW + 1, MONTH_ROW + len(view.analysis.forecast.months.periods)
    months = (SHEET, first, 0, last, 0)
    lines = [
        Series(
            scenario_title(view, result),
            months,
            (SHEET, first, i, last, i),
            COLOURS[(i - 1) % len(COLOURS)],
            dashed=i > len(COLOURS),
        )
        for i, result in enumerate(results, start=1)
    ]
    return Chart(
        row=row,
        column=0,
        width=pixels(TITLE_WIDTH, *[WIDTH] * len(results)),
        height=340,
        title=view.say("chart_scenarios"),
        series=tuple(lines),
        number_format=scale_of(view).axis_format,
    )
