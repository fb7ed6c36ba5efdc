"""The cockpit: what the owner reads in ten seconds is what the other sheets say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cashbuoy.warning.emergency import StateLine
from cashbuoy.warning.monitor import MonitorLight
from cashbuoy.warning.usual_range import UsualRange
from cashbuoy_workbook.blocks import Formula
from cashbuoy_workbook.sheets import cockpit
from cashbuoy_workbook.sheets.cockpit_grid import LAST, TILES
from cashbuoy_workbook.sheets.cockpit_panel import light_line, light_note
from cashbuoy_workbook.sheets.fired_rules import fired_rules
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.top_actions import MOST, top_actions
from cashbuoy_workbook.sheets.trend_bars import bars
from workbook.builders import (
    block,
    cells,
    empty_firm,
    figure,
    fills,
    notes,
    sheet,
    small_firm,
    view,
)

VALUE_ROW = cockpit.TILE_ROW + 1
REMARK_ROW = cockpit.TILE_ROW + 2


def test_tiles_by_hand() -> None:
    shown = cells(sheet("Cockpit"))
    assert shown[cockpit.TILE_ROW, TILES[0]] == "Cash now (CNY)"
    assert shown[VALUE_ROW, TILES[0]] == 100_000
    assert shown[REMARK_ROW, TILES[0]] == "● +10,000 on last month"
    assert shown[VALUE_ROW, TILES[1]] == small_firm().forecast.lowest / 100
    assert fills(sheet("Cockpit"))[REMARK_ROW, TILES[1]] == "red"


def test_the_lowest_cash_says_when() -> None:
    remark = cells(sheet("Cockpit", "zh"))[REMARK_ROW, TILES[1]]
    assert remark == f"▲ {small_firm().forecast.lowest_on:%Y-%m-%d} 低于零"


def test_what_is_not_known_is_not_shown_as_nought_or_as_safe() -> None:
    shown = sheet("Cockpit", name="empty")
    for column in TILES:
        assert cells(shown)[VALUE_ROW, column] == "–"
        assert fills(shown)[REMARK_ROW, column] == "grey"
        assert notes(shown)[REMARK_ROW, column]
    state = block(shown, "cb_Cockpit_State")
    assert "not judged" in str(state.values[0][0])
    assert set(state.fills) == {"grey"}


def test_an_emergency_is_said_in_red() -> None:
    state = block(sheet("Cockpit"), "cb_Cockpit_State")
    assert state.values[0][0] == "▲ EMERGENCY PLAN IN FORCE · since 2026-11-23"
    assert set(state.fills) == {"red"}
    plan = small_firm().emergency
    normal = StateLine(
        small_firm().as_of, "normal", small_firm().as_of, None, (), small_firm().as_of
    )
    calm = view(replace(small_firm(), emergency=replace(plan, now=normal), unmeasured=()))
    assert "Normal" in str(block(cockpit.render(calm), "cb_Cockpit_State").values[0][0])


def test_the_list_has_one_line_a_rule_with_its_months() -> None:
    rows = block(sheet("Cockpit"), "cb_Cockpit_Warnings").values[2:]
    rules = list(dict.fromkeys(w.rule for w in small_firm().warnings))
    kinds = [str(row[0]).partition(" ")[0] for row in rows]
    assert len([k for k in kinds if k != "☐"]) == len(rules)
    assert len(rows) <= MOST
    first = rows[0]
    assert first[0] == "▲ red · A3.1"
    assert first[TILES[1]].text == "Cash runs out: 2026-12 and 6 more months"  # type: ignore[union-attr]
    assert first[TILES[3]] == "-18,000 CNY (limit 0 CNY)"


def test_a_rule_s_months_count_once_in_the_list() -> None:
    fired = fired_rules(view(small_firm()))
    assert sum(f.more + 1 for f in fired) == len(small_firm().warnings)


def test_the_curve_joins_past_and_forecast_and_is_live() -> None:
    figures = block(sheet("Cockpit"), "cb_Cockpit_ChartData").values[2:]
    assert figures[0] == ("26.10", 90_000, None, 15_000, 90_000, 0)
    assert figures[1] == ("now", 100_000, 100_000, 15_000, 100_000, 0)
    low, _, high = small_firm().outlook.months / 100
    assert [row[4] for row in figures[2:]] == low.tolist()
    assert [row[4] + row[5] for row in figures[2:]] == pytest.approx(high.tolist())
    closing = small_firm().forecast.months.closing.tolist()
    assert [figure(row[2]) for row in figures[2:]] == [c / 100 for c in closing]
    assert all(isinstance(row[2], Formula) and row[1] is None for row in figures[2:])
    assert [row[0] for row in figures[2:5]] == ["11", "12", "27.01"]


def test_the_panel_says_how_old_the_data_is_and_whether_it_adds_up() -> None:
    rows = block(sheet("Cockpit"), "cb_Cockpit_Data").values
    shown = {row[0]: row[2] for row in rows[1:]}
    assert shown["● Bank balances"] == "2026-11-23 (0 d)"
    assert shown["○ Monthly figures"] == "none"
    assert shown["● Control totals"].text == "all agree"  # type: ignore[union-attr]
    broken = replace(small_firm().controls[0], left=1)
    torn = cockpit.render(view(replace(small_firm(), controls=(broken,))))
    last = block(torn, "cb_Cockpit_Data")
    assert last.values[-1][0] == "▲ Control totals"
    assert (len(last.values) - 1, 0) in last.fills["red"]


def test_everything_but_the_chart_s_figures_is_on_the_printed_page() -> None:
    shown = sheet("Cockpit")
    assert shown.print_columns == (0, LAST)
    assert (shown.pages_wide, shown.pages_tall) == (1, 1)
    for b in shown.blocks:
        inside = b.column + b.width - 1 <= LAST
        assert inside == (b.name != "cb_Cockpit_ChartData"), b.name


def test_the_chart_leaves_the_panel_and_the_list_uncovered() -> None:
    shown = sheet("Cockpit")
    (chart,) = shown.charts
    width = sum(int(w * 7 + 5) for w in shown.widths[: TILES[4]])
    assert chart.width < width
    points = [shown.heights.get(r, 15.0) for r in range(chart.row, cockpit.WARNING_ROW)]
    assert chart.height <= sum(points) * 96 / 72


def test_round_units_follow_the_firm_s_size() -> None:
    large = small_firm("receivables: {default_terms_days: 31}")
    months = replace(large.forecast.months, closing=large.forecast.months.closing * 1000)
    big = replace(large, forecast=replace(large.forecast, months=months))
    assert scale_of(view(big)).of(1_234_567.0) == 1_235  # thousands
    assert scale_of(view(big, "zh")).of(1_234_567.0) == 123.5  # 万
    assert scale_of(view(empty_firm())).of(1_234.4) == 1_234


def test_what_to_do_holds_more_than_rules_the_worst_first() -> None:
    actions = top_actions(view(small_firm()))
    order = {"red": 0, "amber": 1, None: 2}
    levels = [order[a.level] for a in actions]
    assert levels == sorted(levels)
    asked = [a for a in actions if a.place.sheet == "Collections"]
    work = small_firm().worklist.actions
    assert len(asked) == len(work) > 0
    # 8,000 overdue since July, all of it pursued.
    assert "8,000 CNY" in "\n".join(a.money for a in asked)
    assert all(a.todo and a.place.text for a in actions)


def test_a_quiet_firm_is_told_so_above_what_is_routine() -> None:
    quiet = view(replace(small_firm(), warnings=(), unmeasured=()))
    shown = cockpit.render(quiet)
    rows = block(shown, "cb_Cockpit_Warnings")
    assert "●" in str(rows.values[2][0])
    assert str(rows.values[3][0]).startswith("☐")
    merged = {r for r, *_ in shown.merges}
    assert {rows.row + i for i in range(1, rows.height)} <= merged


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.0, 50.0, 100.0], "▁▅█"),
        ([3.0, 3.0], "▁▁"),
        ([None, 1.0, None, 2.0], "·▁·█"),
        ([5.0], ""),
        ([None, 5.0], ""),
        ([], ""),
        ([-2.0, -1.0, 5.0], "▁▂█"),
    ],
)
def test_bars_go_from_the_lowest_to_the_highest(values, shown) -> None:
    assert bars(values) == shown


def test_every_tile_has_the_way_its_figure_took() -> None:
    tiles = block(sheet("Cockpit"), "cb_Cockpit_Tiles")
    ahead = tiles.values[3][TILES[1]]
    lowest = small_firm().forecast.months.lowest
    assert len(str(ahead)) == len(lowest)
    assert str(ahead)[int(lowest.argmin())] == "▁"
    assert str(ahead)[int(lowest.argmax())] == "█"


def test_a_light_says_what_is_usual_and_how_it_came() -> None:
    light = MonitorLight(
        "bank_balance",
        5_000_00.0,
        9_025_00.0,
        "money",
        abnormal=True,
        past=tuple((small_firm().as_of, 10_000_00.0) for _ in range(12)),
        usual=UsualRange(10_000_00, 9_025_00, 10_975_00, 12),
    )
    note = light_note(view(small_firm()), light)
    assert "9,025 CNY to 10,975 CNY" in note
    assert "10,000 CNY of 12 periods" in note
    assert note.endswith("████████████▁")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Bank balance: 127,378 (limit 171,414 CNY)"),
        ("zh", "银行余额：127,378（限值 171,414 人民币元）"),
    ],
)
def test_a_light_names_its_currency_once(language: str, words: str) -> None:
    light = MonitorLight("bank_balance", 127_377_68.0, 171_414_00.0, "money", abnormal=True)
    assert light_line(view(small_firm(), language), light) == words
