"""How the cash pool can be built: an even transfer at each month's end (C1)."""

from __future__ import annotations

import datetime as dt

from cashbuoy_workbook.blocks import Block
from cashbuoy_workbook.sheets.grid import BLANK, Styled, block
from cashbuoy_workbook.sheets.view import View, day

COLUMNS = ("month", "transfer", "aside", "month_lowest", "left", "room")


def pool_dates(view: View) -> list[list[Styled]]:
    """The floor, and when the forecast reaches the target or falls short of it: label, two blanks
    and figure of each line."""
    pool = view.analysis.buffer.pool
    falls_now = pool.gap <= 0
    rows = [_line(view, "pool_floor", (view.money(pool.floor), view.style("money")))]
    if not falls_now:
        rows.append(_line(view, "pool_closes", _date(view, pool.closes_on)))
    if falls_now or pool.opens_on is not None:
        rows.append(_line(view, "pool_opens", _date(view, pool.opens_on)))
    return rows


def _line(view: View, key: str, figure: Styled) -> list[Styled]:
    return [(view.texts(f"buffer.{key}"), "text"), BLANK, BLANK, figure]


def _date(view: View, found: dt.date | None) -> Styled:
    return (view.texts("buffer.pool_never"), "text") if found is None else (found, "date")


def transfers_block(view: View, row: int, width: int) -> Block:
    """The months of the plan that set something aside; in words where there are none."""
    pool = view.analysis.buffer.pool
    rows: list[list[Styled]] = [
        [(view.texts("buffer.section_transfers"), "section"), *[(None, "section")] * (width - 1)],
        [(_in_words(view), "subtitle")],
    ]
    plan = pool.transfers[(pool.transfers["transfer"] > 0).to_numpy()]
    if len(plan):
        rows.append([(view.texts(f"buffer.column_{name}"), "header") for name in COLUMNS])
        money = view.style("money_grid")
        for line in plan.to_dict("records"):
            figures = ("transfer", "aside", "lowest", "left", "room")
            rows.append(
                [
                    (line["end"].date().replace(day=1), "month_grid"),
                    *((view.money(line[name]), money) for name in figures),
                ]
            )
    return block("cb_Buffer_Transfers", row, 0, rows)


def _in_words(view: View) -> str:
    pool = view.analysis.buffer.pool
    reached = pool.floor + pool.aside_now
    if len(pool.transfers):
        reached = pool.floor + int(pool.transfers["aside"].iloc[-1])
    words = {
        "amount": _money(view, pool.transfer),
        "months": pool.months,
        "first": _first(view),
        "missing": _money(view, max(0, pool.target - reached)),
    }
    if pool.complete:
        key = "transfers_complete" if pool.transfer else "transfers_full"
    else:
        key = "transfers_part" if pool.transfer else "transfers_none"
    return view.texts(f"buffer.{key}", **words)


def _money(view: View, minor: int) -> str:
    return f"{view.money(minor):,.{view.digits}f}"


def _first(view: View) -> str:
    """The day of the first transfer."""
    plan = view.analysis.buffer.pool.transfers
    given = plan.loc[(plan["transfer"] > 0).to_numpy(), "end"]
    return day(given.iloc[0].date()) if len(given) else ""
