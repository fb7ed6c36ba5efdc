"""Buffer: the cash pool (C1), bank lines and the ladder (C3), without and with (C5), and
concentration (C4)."""

from __future__ import annotations

import pandas as pd

from cashbuoy_workbook.blocks import Block, Formula, Note, Sheet
from cashbuoy_workbook.sheets.buffer_ladder import ladder_block
from cashbuoy_workbook.sheets.buffer_pool import pool_dates, transfers_block
from cashbuoy_workbook.sheets.buffer_shares import shares_block
from cashbuoy_workbook.sheets.buffer_standings import CHART_ROWS, standings_block, standings_chart
from cashbuoy_workbook.sheets.grid import BLANK, Fill, Styled, a1, block, span
from cashbuoy_workbook.sheets.levels import marks_by_key, warning_notes, worst
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.styles import symbol
from cashbuoy_workbook.widths import titles_height

SHEET = "Buffer"
POOL_ROW = HEADING_ROWS
LINES_ROW = POOL_ROW + 9
POOL_BESIDE = 4  # column of what stands beside the pool
LINE_COLUMNS = (
    "bank",
    "line_limit",
    "drawn",
    "available",
    "committed",
    "rate",
    "expires",
    "days_left",
)
WIDTHS = (39, 15, 15, 14, 14, 12, 14, 14, 15, 10, 27)


def render(view: View) -> Sheet:
    lines, width = _lines(view), len(WIDTHS)
    ladder = ladder_block(view, _below(lines), width)
    blocks = [
        view.heading(SHEET, view.say("buffer_subtitle")),
        _pool(view),
        lines,
        ladder,
    ]
    charts, below, pages, titled = [], _below(ladder), [], [ladder]
    if view.analysis.buffer.standings:
        table = standings_block(view, below, width)
        blocks.append(table)
        titled.append(table)
        pages.append(table.row)
        below = _below(table)
        charts.append(standings_chart(view, table, WIDTHS[:6]))
        below += CHART_ROWS + 1
    transfers = transfers_block(view, below, width)
    shares = shares_block(view, _below(transfers), width)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(*blocks, transfers, shares),
        charts=tuple(charts),
        widths=WIDTHS,
        heights={**TITLE_HEIGHT, **_heads(*titled, transfers, shares)},
        freeze=(HEADING_ROWS, 0),
        print_columns=(0, width - 1),
        new_pages=(*pages, shares.row),
    )


def _heads(*blocks: Block) -> dict[int, float]:
    """Rows of column titles, high enough for all of them."""
    return {
        b.row + i: titles_height((str(title or "") for title in b.values[i]), WIDTHS)  # noqa: PD011
        for b in blocks
        for i, styles in enumerate(b.styles)
        if "header" in styles
    }


def _below(above: Block) -> int:
    """The row below a block and a blank one."""
    return above.row + above.height + 1


def _section(view: View, key: str) -> list[Styled]:
    return [(view.say(key), "section"), *[(None, "section")] * (len(WIDTHS) - 1)]


def _pool(view: View) -> Block:
    """Cash now against so many months of operating payments."""
    forecast, months = view.analysis.forecast, view.analysis.policy.buffer.pool_months
    cash, outflow = (
        view.money(forecast.opening),
        round(view.money(forecast.monthly_outflow), view.digits),
    )
    target = months * outflow
    money = view.style("money")
    at = {n: a1(POOL_ROW + 1 + i, 1) for i, n in enumerate(_POOL)}
    share = cash / target if target else 0.0
    rows: list[list[Styled]] = [
        _section(view, "section_pool"),
        [(view.say("pool_cash"), "text"), (cash, money)],
        [(view.say("pool_outflow"), "text"), (outflow, money)],
        [(view.say("pool_months"), "text"), (months, "months_input")],
        [
            (view.say("pool_target"), "text_subtotal"),
            (Formula(f"={at['outflow']}*{at['months']}", target), view.style("money_subtotal")),
        ],
        [
            (view.say("pool_gap"), "text_total"),
            (
                Formula(f"={at['cash']}-{at['target']}", cash - target),
                view.style("money_total"),
            ),
        ],
        [
            (view.say("pool_share"), "text"),
            (Formula(f"=IF({at['target']}=0,0,{at['cash']}/{at['target']})", share), "share"),
        ],
        [
            (view.say("pool_lasts"), "text"),
            (
                Formula(
                    f"=IF({at['outflow']}=0,0,{at['cash']}/{at['outflow']})",
                    cash / outflow if outflow else 0.0,
                ),
                "months",
            ),
        ],
    ]
    warnings = marks_by_key(view, "indicator").get("cash_pool_share", [])
    level = worst(warnings)
    for row, beside in zip(rows[1:], pool_dates(view), strict=False):
        row.extend([*[BLANK] * (POOL_BESIDE - len(row)), *beside])
    rows[6].append((f"{symbol(level)} {view.say(f'level_{level}')}", "text"))
    return block(
        "cb_Buffer_Pool",
        POOL_ROW,
        0,
        rows,
        fills=[(level, 6, 2)] if target else [],
        notes=[Note(6, 2, warning_notes(view, warnings))] if warnings else [],
    )


_POOL = ("cash", "outflow", "months", "target", "gap", "share", "lasts")


def _lines(view: View) -> Block:
    """Bank lines: what is left to draw, and until when."""
    lines = view.analysis.ledgers["tblLines"]
    money, total_style = view.style("money_grid"), view.style("money_total")
    rows: list[list[Styled]] = [
        _section(view, "section_lines"),
        [(view.say(f"column_{c}"), "header") for c in LINE_COLUMNS],
    ]
    fills: list[Fill] = []
    first = LINES_ROW + len(rows)
    for line in lines.to_dict("records"):
        row = LINES_ROW + len(rows)
        left = (
            None
            if pd.isna(line["expires"])
            else (line["expires"].date() - view.analysis.as_of).days
        )
        if left is not None and left <= 0:
            fills.append(("grey", len(rows), len(LINE_COLUMNS) - 1))
        free = view.money(line["limit"] - line["drawn"])
        rate = line["rate"]
        rows.append(
            [
                (line["bank"], "text_grid"),
                (view.money(line["limit"]), money),
                (view.money(line["drawn"]), money),
                (Formula(f"={a1(row, 1)}-{a1(row, 2)}", free), money),
                (view.say("yes" if line["committed"] else "no"), "symbol_grid"),
                (None if pd.isna(rate) else rate, "share_grid"),
                (None if left is None else line["expires"].date(), "date_grid"),
                (left, "count_grid"),
            ]
        )
    if not len(lines):
        rows.append([(view.say("no_lines"), "text")])
        return block("cb_Buffer_Lines", LINES_ROW, 0, rows)
    last = LINES_ROW + len(rows) - 1
    totals: list[Styled] = [(view.say("total"), "text_total")]
    sums = {
        1: lines["limit"].sum(),
        2: lines["drawn"].sum(),
        3: (lines["limit"] - lines["drawn"]).sum(),
    }
    for at, minor in sums.items():
        area = span(first, at, last, at)
        totals.append((Formula(f"=SUM({area})", view.money(int(minor))), total_style))
    totals += [(None, "text_total")] * (len(LINE_COLUMNS) - len(totals))
    rows.append(totals)
    return block("cb_Buffer_Lines", LINES_ROW, 0, rows, fills=fills)
