"""The Variance sheet and the closed months say what the engine found, and their formulas add up."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd
import pytest
from firm import balance, day, ledgers, policy, recurring

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy_workbook.blocks import Formula
from cashbuoy_workbook.sheets import cockpit, forecast, variance
from cashbuoy_workbook.sheets.grid import a1
from cashbuoy_workbook.snapshots import snapshots_sheet, with_typed
from engine.test_variance import BOOKS, FORECAST, NOVEMBER, RULES
from workbook.builders import cells, figure, fills, view


@cache
def firm(snapshots: int = len(FORECAST)) -> Analysis:
    tables = BOOKS | {"Snapshots": FORECAST[:snapshots]}
    return analyse(ledgers(**tables), policy(RULES), NOVEMBER)


def block_named(blocks, name):
    return next(b for b in blocks if b.name == name)


def labelled(block, label):
    """The last row of a block with that label."""
    return [r for r in block.values if r[0] == label][-1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_october_stands_on_the_sheet(language) -> None:
    shown = variance.render(view(firm(), language))
    months = block_named(shown.blocks, "cb_Variance_MonthsOne")
    net = labelled(months, "Net cash" if language == "en" else "现金净流量")
    assert [figure(cell) for cell in net[1:7]] == [25_000, 2_500, -22_500, -20_000, -5_500, 3_000]
    assert all(isinstance(cell, Formula) for cell in net[1:7])


def test_the_later_month_comes_under_two_months_before() -> None:
    shown = variance.render(view(firm()))
    months = block_named(shown.blocks, "cb_Variance_MonthsTwo")
    net = labelled(months, "Net cash")
    assert [figure(cell) for cell in net[1:4]] == [-6_000, 14_000, 20_000]


def test_customers_that_fell_short_come_first() -> None:
    shown = variance.render(view(firm()))
    rows = block_named(shown.blocks, "cb_Variance_Customers").values
    assert [r[0] for r in rows[2:4]] == [
        "Late Ltd",
        "Billed since the forecast, against the budget",
    ]


def test_without_forecasts_the_sheet_says_so_and_keeps_its_shape() -> None:
    empty = variance.render(view(firm(0)))
    assert any("No closed month" in str(value) for value in cells(empty).values())
    full = variance.render(view(firm()))
    assert empty.charts[0] == full.charts[0]
    assert not fills(empty)


def actual(name: str, analysis: Analysis | None = None) -> list[object]:
    """The cells of a line in the columns before the forecast's first month, and in that."""
    drawn = view(analysis or firm())
    place = forecast.layout(drawn)
    shown = cells(forecast.render(drawn))
    return [shown.get((place.rows[name], c)) for c in range(1, place.first + 1)]


def test_closed_months_stand_before_the_forecast_and_tie_to_the_bank() -> None:
    drawn = view(firm())
    place, shown = forecast.layout(drawn), cells(forecast.render(drawn))
    titles = [shown[forecast.HEADER_ROW, c] for c in range(1, place.first)]
    assert titles == ["2026-09 actual", "2026-10 actual", "2026-11 actual"]
    marks = [shown[forecast.MARK_ROW, c] for c in range(1, place.first)]
    assert marks == ["no data", "tied to bank", "tied to bank"]
    assert [figure(c) for c in actual("opening")[1:3]] == [50_000, 52_500]
    assert [figure(c) for c in actual("receipts")[1:3]] == [13_500, 20_000]
    assert [figure(c) for c in actual("closing")[1:3]] == [52_500, 66_500]
    assert actual("opening")[0] is None


def test_the_forecast_opens_with_the_closing_cash_of_the_last_month() -> None:
    place = forecast.layout(view(firm()))
    opening = actual("opening")[3]
    assert isinstance(opening, Formula)
    assert opening.text == f"={a1(place.rows['closing'], place.first - 1)}"
    assert figure(opening) == figure(actual("closing")[2]) == 66_500


def test_sums_of_actual_months_are_formulas_over_their_own_column() -> None:
    place = forecast.layout(view(firm()))
    for name in ("operating_in", "operating_out", "operating", "net", "closing"):
        assert actual(name)[0] is None  # nothing known: no figure is made up
        for column, cell in enumerate(actual(name)[1:3], 2):
            assert isinstance(cell, Formula)
            letters = set(re.findall(r"([A-Z]+)\d", cell.text))
            assert letters == {a1(0, column)[:-1]}
    parts = [figure(actual(n)[1]) or 0 for n in (*place.activities, "unexplained")]
    assert sum(parts) == figure(actual("net")[1])


def test_the_month_that_runs_is_the_last_one_and_opens_the_forecast() -> None:
    tables = BOOKS | {"Bank": [*BOOKS["Bank"], balance("2026-12-15", 70_000)]}
    running = analyse(ledgers(**tables), policy(RULES), day("2026-12-15"))
    drawn = view(running)
    place, shown = forecast.layout(drawn), cells(forecast.render(drawn))
    assert shown[forecast.HEADER_ROW, place.first - 1] == "2026-12 actual to 15"
    assert figure(actual("opening", running)[3]) == 70_000
    assert place.first == forecast.layout(view(firm())).first


def test_no_columns_of_actuals_if_the_policy_asks_for_none() -> None:
    settings = firm().policy.rolling.model_copy(update={"closed_months": 0})
    rules = firm().policy.model_copy(update={"rolling": settings})
    place = forecast.layout(view(analyse(ledgers(**BOOKS), rules, NOVEMBER)))
    assert place.first == 1
    assert "unexplained" not in place.rows


def test_what_was_forecast_comes_back_from_the_sheet_as_it_was() -> None:
    analysis = firm()
    for language in ("en", "zh"):
        sheet = snapshots_sheet(analysis, language)
        titles = sheet.blocks[1].values[0]
        frame = pd.DataFrame(sheet.blocks[2].values, columns=list(titles), dtype=object)
        tables = {f"tbl{name}": pd.DataFrame(rows) for name, rows in BOOKS.items()}
        again = analyse(
            clean_ledgers(tables | {"tblSnapshots": frame}, "CNY"), policy(RULES), NOVEMBER
        )
        pd.testing.assert_frame_equal(again.rolling.snapshots, analysis.rolling.snapshots)
        pd.testing.assert_frame_equal(again.rolling.variances, analysis.rolling.variances)


def test_a_typed_figure_is_kept_as_what_it_adds_to_the_forecast() -> None:
    analysis = analyse(
        ledgers(
            Recurring=[recurring("Rent", "rent", "out", 500, "2026-01-15")],
            Bank=[balance("2026-11-30", 1_000)],
        ),
        policy(RULES),
        NOVEMBER,
    )
    sheet = snapshots_sheet(analysis, "en")
    marked = with_typed(sheet, NOVEMBER, {("rent", day("2026-12-01")): -650.0}, "en")
    assert marked.blocks[2].values[-1] == (
        NOVEMBER, day("2026-12-01"), "Rent", None, None, -150.0, -150.0, "Typed by user",
    )  # fmt: skip
    assert marked.tables[0].rows == sheet.tables[0].rows + 1
    assert with_typed(sheet, NOVEMBER, {}, "en") == sheet


def test_the_forecast_says_how_far_off_earlier_ones_were() -> None:
    drawn = view(firm())
    (line,) = block_named(forecast.render(drawn).blocks, "cb_Forecast_Accuracy").values
    # October alone has a forecast of one month before: 39,000, and 13,500 came. 25.5 / 13.5.
    assert "(1)" in str(line[0])
    assert "188.9%" in str(line[0])
    assert block_named(cockpit.render(drawn).blocks, "cb_Cockpit_Accuracy").values == (line,)
    none = view(firm(0))
    for sheet in (forecast, cockpit):
        (empty,) = [b for b in sheet.render(none).blocks if b.name.endswith("_Accuracy")]
        assert empty.values == ((None,),)
