"""The Scenarios sheet, and what the simulation shows on the others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from firm import policy

from cashbuoy_workbook.sheets import cockpit, forecast, scenarios, weeks
from cashbuoy_workbook.sheets.outlook_rows import chance_in_words, chance_level
from workbook.builders import block, cells, figure, fills, sheet, small_firm, view


def test_every_scenario_has_a_column_and_the_first_is_the_forecast() -> None:
    shown, results = sheet("Scenarios"), small_firm().scenarios
    table = block(shown, "cb_Scenarios_Months").values
    assert all(len(row) == 1 + len(results) for row in table)
    closing = small_firm().forecast.months.closing.tolist()
    assert [row[1] for row in table[1:-1]] == [c / 100 for c in closing]
    assert list(table[-1][1:]) == [small_firm().forecast.floor / 100] * len(results)
    titles = block(shown, "cb_Scenarios_Titles").values[0]
    assert titles[:2] == ("CNY", "Base forecast")
    assert "All of it together" in titles


def test_what_the_layers_cover_adds_up_to_the_gap() -> None:
    rows = {r[0]: r[1:] for r in block(sheet("Scenarios"), "cb_Scenarios_Cover").values[1:]}
    gap, *layers, rest = rows.values()
    for i, left in enumerate(rest):
        assert figure(left) == pytest.approx(gap[i] - sum(layer[i] for layer in layers))


def test_the_worst_of_each_scenario_is_coloured_by_its_level() -> None:
    shown, results = sheet("Scenarios"), small_firm().scenarios
    floor = small_firm().forecast.floor
    for column, result in enumerate(results, start=1):
        level = "red" if result.lowest < 0 else "amber" if result.lowest < floor else "green"
        assert fills(shown)[scenarios.WORST_ROW + 1, column] == level


def test_months_and_weeks_show_the_quantiles_below_the_table() -> None:
    outlook = small_firm().outlook
    first = forecast.layout(view(small_firm())).first  # months with actuals stand before
    for name, ends, at in (("Forecast", outlook.months, first), ("Weeks", outlook.weeks, 1)):
        rows = block(sheet(name), f"cb_{name}_Outlook").values
        for quantile, row in zip((2, 1, 0), rows[1:4], strict=True):
            shown = list(row[at : at + ends.shape[1]])
            assert shown == [v / 100 for v in ends[quantile].tolist()]


def test_without_a_simulation_nothing_of_it_is_shown() -> None:
    plain = view(replace(small_firm(), outlook=None))
    for shown in (forecast.render(plain), weeks.render(plain), cockpit.render(plain)):
        assert not [b.name for b in shown.blocks if b.name.endswith("Outlook")]
    assert len(cockpit.render(plain).charts[0].series) == 3
    assert "P10" not in str(cells(cockpit.render(plain)).values())


@pytest.mark.parametrize(
    ("chance", "words", "level"),
    [(0, "0%", "green"), (0.001, "<1%", "green"), (0.11, "11%", "amber"), (0.51, "51%", "red"),
     (0.999, ">99%", "red"), (1, "100%", "red")],
)  # fmt: skip
def test_chances_in_words_never_claim_certainty(chance, words, level) -> None:
    assert chance_in_words(chance) == words
    assert chance_level(chance, {}) == level


@pytest.mark.parametrize(
    ("chance", "level"),
    [(0.15, "green"), (0.2, "green"), (0.21, "amber"), (0.5, "amber"), (0.51, "red")],
)
def test_the_cockpit_judges_a_chance_as_the_rule_does(chance, level) -> None:
    assert chance_level(chance, policy().rules) == level
