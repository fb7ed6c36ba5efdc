"""The to-pay list of the sheet Payables: every payment of each day, with totals and reasons."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.forecast.categories import BY_KEY
from cashbuoy.ledger.schema import CHOICE_LABELS
from cashbuoy.money import Minor, minor_digits
from cashbuoy.payables.schedule import PayablesSchedule
from cashbuoy_workbook.blocks import Block, Formula
from cashbuoy_workbook.sheets.grid import Fill, Styled, a1, block, span
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.styles import symbol

# Column: width.
COLUMNS = {
    "date": 12.0,
    "supplier": 26.0,
    "bill": 20.0,
    "priority": 10.0,
    "due": 12.0,
    "late": 9.0,
    "settled": 17.0,
    "discount": 17.0,
    "fee": 17.0,
    "amount": 17.0,
    "reason": 62.0,
}
WIDTHS = tuple(COLUMNS.values())
LAST = len(COLUMNS) - 1
AMOUNT, REASON = LAST - 1, LAST
MOST_LEFT_OUT = 200
_LATE = 5


def list_block(view: View, schedule: PayablesSchedule, row: int) -> Block:
    """Payments by day: our own instalments that were missed, the schedule's, those that are fixed;
    each day with its total and the cash at its end."""
    unit = view.currency_name
    rows: list[list[Styled]] = [
        _section(_say(view, "section_list")),
        [(_say(view, f"column_{c}", unit=unit), "header") for c in COLUMNS],
    ]
    lines = _lines(view, schedule)
    if lines.empty:
        return block("cb_Payables_List", row, 0, [*rows, [(_say(view, "nothing"), "text")]])
    cash = pd.Series(schedule.chosen.closing, index=schedule.days)
    fills: list[Fill] = []
    totals: list[str] = []
    for date, of_day in lines.groupby("date", sort=True):
        first = row + len(rows)
        for line, missed in zip(of_day["cells"], of_day["missed"], strict=True):
            if (line[_LATE][0] or 0) > 0:
                fills.append(("red" if missed else "amber", len(rows), _LATE))
            rows.append(line)
        after = int(cash[pd.Timestamp(str(date))])
        if after < schedule.floor:
            fills.append(("red" if after < 0 else "amber", len(rows), REASON))
        total = _day_total(view, schedule, date, of_day, first, after)
        totals.append(a1(row + len(rows), AMOUNT))
        rows.append(total)
    whole = view.money(int(lines["minor"].sum()))
    rows.append(
        [
            (_say(view, "all_total"), "text_total"),
            *[(None, "text_total")] * (AMOUNT - 1),
            (Formula(f"={'+'.join(totals)}", whole), view.style("money_total")),
            (None, "text_total"),
        ]
    )
    return block("cb_Payables_List", row, 0, rows, fills=fills)


def left_out_block(view: View, schedule: PayablesSchedule, row: int) -> Block | None:
    """Open bills that are not scheduled, and why; None where there are none."""
    left = schedule.left_out
    if left.empty:
        return None
    unit, money = view.currency_name, view.style("money_grid")
    titles: list[Styled] = [
        (None, "header"),
        (_say(view, "column_supplier"), "header"),
        (_say(view, "column_bill"), "header"),
        (None, "header"),
        (_say(view, "column_due"), "header"),
        (None, "header"),
        (_say(view, "column_open", unit=unit), "header"),
        (_say(view, "column_left_reason"), "header_left"),
        *[(None, "header")] * (LAST - 7),
    ]
    rows: list[list[Styled]] = [_section(_say(view, "section_left_out")), titles]
    shown = left.head(MOST_LEFT_OUT)
    for line in shown.to_dict("records"):
        note = _note(view, int(line["row"])) if line["reason"] == "dispute" else ""
        reason = _say(view, f"left_{line['reason']}")
        rows.append(
            [
                (None, "text"),
                (line["supplier"], "text_grid"),
                (line["bill"], "text_grid"),
                (None, "text"),
                (line["due_date"].date(), "date_grid"),
                (None, "text"),
                (view.money(line["amount"]), money),
                (view.texts.headed(reason, note) if note else reason, "text"),
            ]
        )
    if len(left) > len(shown):
        rest = left.iloc[len(shown) :]
        total = f"{view.money(int(rest['amount'].sum())):,.{view.digits}f}"
        rows.append(
            [(None, "text"), (_say(view, "left_more", count=len(rest), amount=total), "text")]
        )
    return block("cb_Payables_LeftOut", row, 0, rows)


def _say(view: View, key: str, /, **values: object) -> str:
    return view.texts(f"payables.{key}", **values)


def _section(title: str) -> list[Styled]:
    return [(title, "section"), *[(None, "section")] * LAST]


def _note(view: View, row: int) -> str:
    """What the user noted beside a bill."""
    table = view.analysis.ledgers["tblPayables"]
    own = table.loc[table["row"] == row, "note"]
    return str(own.iloc[0]) if len(own) and own.iloc[0] else ""


def _lines(view: View, schedule: PayablesSchedule) -> pd.DataFrame:
    """date, minor (to pay), cells, missed: one row per line of the list; instalments of ours that
    were missed before the bills, what is fixed after them."""
    fixed, missed = _fixed(view, schedule), schedule.fixed["missed"].to_numpy(bool)
    parts = [fixed[missed], _scheduled(view, schedule), fixed[~missed]]
    marks = [np.full(len(part), at == 0) for at, part in enumerate(parts)]
    return pd.concat(parts, ignore_index=True).assign(missed=np.concatenate(marks))


def _scheduled(view: View, schedule: PayablesSchedule) -> pd.DataFrame:
    frame, money = schedule.frame, view.style("money_grid")
    dates = frame["pay_date"].dt.date.tolist()
    columns = [
        [(d, "date_grid") for d in dates],
        [(s, "text_grid") for s in frame["supplier"].tolist()],
        [(s, "text_grid") for s in frame["bill"].tolist()],
        [(_choice(view, p), "text_grid") for p in frame["priority"].tolist()],
        [(d, "date_grid") for d in frame["due_date"].dt.date.tolist()],
        [(n or None, "count_grid") for n in frame["days_late"].tolist()],
        *(
            [(v, money) for v in _money(view, frame[name].to_numpy())]
            for name in ("settled", "discount", "late_fee", "amount")
        ),
        [(_reason(view, line), "unit_grid") for line in frame.to_dict("records")],
    ]
    cells = [list(line) for line in zip(*columns, strict=True)]
    return _table(dates, frame["amount"].to_numpy(), cells)


def _fixed(view: View, schedule: PayablesSchedule) -> pd.DataFrame:
    """Payments that are not the schedule's to move."""
    frame = schedule.fixed
    cells = [
        _fixed_cells(view, line, value)
        for line, value in zip(
            frame.to_dict("records"), view.moneys(frame["amount"].to_numpy()), strict=True
        )
    ]
    return _table(frame["date"].dt.date.tolist(), frame["amount"].to_numpy(), cells)


def _fixed_cells(view: View, line: Mapping[Hashable, Any], value: float) -> list[Styled]:
    money = view.style("money_grid")
    who, reference, missed = line["counterparty"], line["reference"], bool(line["missed"])
    same = who in ("", reference)
    known = BY_KEY[str(line["category"])]
    why = _say(view, "fixed", category=view.pick(known.en, known.zh))
    if missed:
        why = f"{symbol('red')} {_say(view, 'fixed_missed', due=day(line['due'].date()))}"
    late = (line["date"] - line["due"]).days
    return [
        (line["date"].date(), "date_grid"),
        (reference if same else who, "text_grid"),
        (None if same else reference, "text_grid"),
        (None, "text_grid"),
        (line["due"].date(), "date_grid"),
        (late or None, "count_grid"),
        (value, money),
        (None, money),
        (None, money),
        (value, money),
        (why, "unit_grid"),
    ]


def _table(dates: list[object], minor: Minor, cells: list[list[Styled]]) -> pd.DataFrame:
    found = pd.DataFrame({"date": dates, "minor": minor})
    found["cells"] = pd.Series(cells, index=found.index, dtype=object)
    return found


def _money(view: View, minor: Minor) -> list[float | None]:
    """Amounts; nothing where they are zero."""
    return [v or None for v in view.moneys(minor)]


def _choice(view: View, key: str) -> str:
    label = CHOICE_LABELS[key]
    return view.pick(label.en, label.zh)


def _reason(view: View, line: Mapping[Hashable, object]) -> str:
    """Why the payment stands on its day; of a foreign bill also what is paid in its currency."""
    key, left = f"reason_{line['reason']}", int(str(line["left"]))
    values: dict[str, object] = {"part": line["part"]}
    if line["reason"] in ("limit", "waits"):
        key = f"{key}_short" if left < 0 else key
        shown = f"{view.money(abs(left)):,.{view.digits}f}"
        values = {"tight": day(pd.Timestamp(str(line["tight"])).date()), "left": shown}
    words, currency = _say(view, key, **values), str(line["currency"])
    by_bill = int(str(line["by_bill"]))
    if by_bill:
        given = f"{view.money(by_bill):,.{view.digits}f}"
        matures = day(pd.Timestamp(str(line["matures"])).date())
        words = f"{words} · {_say(view, 'by_bill', amount=given, date=matures)}"
    if currency == view.currency:
        return words
    own = view.in_currency(int(str(line["own"])), currency)
    return f"{words} · {currency} {own:,.{minor_digits(currency)}f}"


def _day_total(
    view: View,
    schedule: PayablesSchedule,
    date: object,
    of_day: pd.DataFrame,
    first: int,
    after: int,
) -> list[Styled]:
    last = first + len(of_day) - 1
    total = view.money(int(of_day["minor"].sum()))
    cash = f"{view.money(after):,.{view.digits}f}"
    words = _say(view, "cash_after", cash=cash)
    if after < schedule.floor:
        short = f"{view.money(schedule.floor - after):,.{view.digits}f}"
        words = _say(view, "cash_after_short", symbol=symbol("amber"), cash=cash, short=short)
    return [
        (_say(view, "day_total", date=str(date)), "text_subtotal"),
        *[(None, "text_subtotal")] * (AMOUNT - 1),
        (
            Formula(f"=SUM({span(first, AMOUNT, last, AMOUNT)})", total),
            view.style("money_subtotal"),
        ),
        (f"  {words}", "text_subtotal"),
    ]
