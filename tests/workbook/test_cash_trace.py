"""From a figure of Forecast or Weeks to the rows of Items behind it; accounts; the memo lines."""

from __future__ import annotations

import re

import pytest
from firm import balance, day, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.forecast.categories import BY_KEY, FROM_CUSTOMERS
from cashbuoy_workbook.blocks import Formula, Link, Sheet
from cashbuoy_workbook.sheets import forecast, items, weeks
from cashbuoy_workbook.sheets.grid import a1
from workbook.builders import block, cells, figure, row_titled, sheet, small_firm, view

LAYOUTS = {"Forecast": forecast.layout, "Weeks": weeks.layout}


def amounts_behind(link: Link) -> list[float]:
    """The cells of Items that a link selects."""
    found = re.fullmatch(r"([A-Z]+)(\d+)(?::\1(\d+))?", link.cell.replace("$", ""))
    assert found
    assert link.sheet == "Items"
    first, last = int(found[2]), int(found[3] or found[2])
    body = block(sheet("Items"), "cb_Items_Rows")
    column = items.NAMES.index("amount")
    assert a1(0, column)[:-1] == found[1]
    rows = body.values[first - 1 - body.row : last - body.row]
    return [figure(r[column]) for r in rows]


def links(shown: Sheet) -> list[tuple[str, int, Link]]:
    """Line, column and link of every link of the trace block."""
    trace = block(shown, f"cb_{shown.key}_Trace")
    return [
        (str(row[0]), trace.column + at, cell)
        for row in trace.values[1:]
        for at, cell in enumerate(row)
        if isinstance(cell, Link)
    ]


@pytest.mark.parametrize("key", LAYOUTS)
def test_every_link_selects_the_amounts_of_the_figure_in_its_column(key: str) -> None:
    shown = sheet(key)
    table = cells(shown)
    found = links(shown)
    assert len(found) > 10
    for title, column, link in found:
        figure_at = figure(table[row_titled(shown, title), column])
        assert sum(amounts_behind(link)) == pytest.approx(figure_at, abs=0.001), (title, column)


@pytest.mark.parametrize("key", LAYOUTS)
def test_every_figure_that_is_not_zero_has_its_link(key: str) -> None:
    shown, place = sheet(key), LAYOUTS[key](view(small_firm()))
    table = cells(shown)
    linked = {(title, column) for title, column, _ in links(shown)}
    moving = {
        (str(table[row, 0]), column)
        for name, row in place.rows.items()
        for column in range(place.first, place.last + 1)
        if name in BY_KEY and figure(table[row, column]) != 0
    }
    assert len(moving) > 5
    assert moving <= linked


@pytest.mark.parametrize("key", LAYOUTS)
def test_a_link_above_the_table_leads_to_the_links_below(key: str) -> None:
    shown = sheet(key)
    ((link,),) = block(shown, f"cb_{key}_ToTrace").values
    trace = block(shown, f"cb_{key}_Trace")
    assert isinstance(link, Link)
    assert (link.sheet, link.cell) == (key, a1(trace.row, 0))


@pytest.mark.parametrize("key", LAYOUTS)
def test_links_are_not_printed_and_all_else_is(key: str) -> None:
    shown = sheet(key)
    trace = block(shown, f"cb_{key}_Trace")
    assert shown.print_last == trace.row - 1
    others = [b.row + b.height - 1 for b in shown.blocks if b is not trace]
    assert max(others) <= shown.print_last


def test_weeks_open_with_the_sum_of_the_accounts() -> None:
    books = ledgers(
        Bank=[
            balance("2026-10-30", 1_000) | {"account": "Main"},
            balance("2026-10-31", 200) | {"account": "Dollars", "currency": "USD"},
        ],
        Rates=[{"currency": "USD", "date": day("2026-10-01"), "rate": 7.1}],
    )
    firm = view(analyse(books, policy("simulation: {paths: 0}"), day("2026-10-31")))
    shown = weeks.render(firm)
    accounts = block(shown, "cb_Weeks_Accounts")
    # 1,000 + 200 x 7.1 = 2,420
    by_account = {row[0]: (row[1], row[2], row[4]) for row in accounts.values[2:-1]}
    assert by_account == {"Main": ("CNY", 1_000.0, 1_000.0), "Dollars": ("USD", 200.0, 1_420.0)}
    total = accounts.values[-1][4]
    assert isinstance(total, Formula)
    assert total.value == 2_420.0
    first = accounts.row + 2
    assert total.text == f"=SUM({a1(first, 4)}:{a1(first + 1, 4)})"
    opening = cells(shown)[row_titled(shown, "Opening cash"), weeks.layout(firm).first]
    assert isinstance(opening, Formula)
    assert opening.text == f"={a1(accounts.row + accounts.height - 1, 4)}"
    assert opening.value == 2_420.0


def test_without_a_balance_one_row_says_what_stands_in() -> None:
    accounts = block(sheet("Weeks", name="empty"), "cb_Weeks_Accounts").values
    assert len(accounts) == 4
    assert accounts[2][0]
    assert figure(accounts[2][4]) == figure(accounts[3][4]) == 0


@pytest.mark.parametrize("key", LAYOUTS)
def test_receipts_from_customers_stand_beside_those_on_due_dates(key: str) -> None:
    shown, analysis = sheet(key), small_firm()
    table = analysis.forecast.months if key == "Forecast" else analysis.forecast.weeks
    due = analysis.receipts_on_due.months if key == "Forecast" else analysis.receipts_on_due.weeks
    expected = table.lines.loc[list(FROM_CUSTOMERS)].sum().to_numpy()
    place = LAYOUTS[key](view(analysis))
    found = cells(shown)
    for at, column in enumerate(range(place.first, place.last + 1)):
        shown_due, shown_all, difference = (
            found[place.rows[name], column] for name in ("on_due", "from_customers", "late")
        )
        assert figure(shown_due) == due[at] / 100
        assert figure(shown_all) == expected[at] / 100
        assert figure(difference) == (expected[at] - due[at]) / 100
        assert isinstance(difference, Formula)
        assert difference.text == (
            f"={a1(place.rows['from_customers'], column)}-{a1(place.rows['on_due'], column)}"
        )
        assert figure(found[place.rows["tie"], column]) == 0
