"""History keeps earlier days as they are and writes the day of the refresh anew."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from cashbuoy.measures import Indicator
from cashbuoy.policy.load import profile
from cashbuoy.warning.rules import EarlyWarning
from cashbuoy.warning.watched import Target
from cashbuoy_workbook.history import HistoryLine, history_lines, history_sheet

AS_OF = dt.date(2026, 3, 31)


def analysis(*earlier: tuple[str, str, float, str], currency="CNY", warnings=()):
    """An analysis as far as History looks at it."""
    frame = pd.DataFrame(list(earlier), columns=["date", "indicator", "value", "level"])
    frame["date"] = pd.to_datetime(frame["date"])

    class Ledgers(dict):
        base_currency = currency

    return SimpleNamespace(
        as_of=AS_OF,
        policy=profile("basic"),
        ledgers=Ledgers(tblHistory=frame),
        indicators=(
            Indicator("dso", 61.5, "days"),
            Indicator("cash", 123456.0, "money"),
            Indicator("hhi", None, "index", reason="no_sales"),
        ),
        warnings=warnings,
        monitor=(),
    )


def warning(level, key="dso"):
    target = Target("indicator", key)
    return EarlyWarning("dso_rising", "A3.3", level, 61.5, 50.0, "days", target, AS_OF, AS_OF)


def test_lines_of_the_day_in_major_units() -> None:
    assert history_lines(analysis()) == (
        HistoryLine(AS_OF, "dso", 61.5, "green"),  # a rule watches DSO, and none fired
        HistoryLine(AS_OF, "cash", 1234.56, None),  # no rule watches the balance itself
    )


def test_yen_has_no_minor_unit() -> None:
    assert history_lines(analysis(currency="JPY"))[1].value == 123456.0


@pytest.mark.parametrize(
    ("levels", "level"),
    [(["amber"], "amber"), (["red", "amber"], "red"), (["amber", "red"], "red")],
)
def test_the_worst_level_counts(levels, level) -> None:
    lines = history_lines(analysis(warnings=tuple(warning(x) for x in levels)))
    assert lines[0].level == level


def test_earlier_days_stay_and_the_same_day_is_written_anew() -> None:
    lines = history_lines(
        analysis(
            ("2026-03-31", "dso", 99.0, "▲ 红"),
            ("2026-02-28", "dso", 58.0, "◆ amber"),
            ("2026-01-31", "gone", 1.0, "● 绿"),
            ("2026-02-28", "dso", 59.0, ""),
        )
    )
    assert lines == (
        HistoryLine(dt.date(2026, 1, 31), "gone", 1.0, "green"),
        HistoryLine(dt.date(2026, 2, 28), "dso", 59.0, None),  # the later of two
        HistoryLine(AS_OF, "dso", 61.5, "green"),
        HistoryLine(AS_OF, "cash", 1234.56, None),
    )


@pytest.mark.parametrize(("language", "level"), [("zh", "◆ 黄"), ("en", "◆ amber")])
def test_sheet(language, level) -> None:
    sheet = history_sheet(analysis(warnings=(warning("amber"),)), language)
    block = next(b for b in sheet.blocks if b.name == "cb_History")
    assert [row[:4] for row in block.values] == [
        (AS_OF, "dso", 61.5, level),
        (AS_OF, "cash", 1234.56, ""),
    ]
    assert block.fills["amber"] == ((0, 3),)
    assert sheet.tables[0].rows == block.height == 2
    assert block.row == sheet.tables[0].row + 1


def test_an_empty_history_is_a_table_without_lines() -> None:
    empty = analysis()
    empty.indicators = ()
    sheet = history_sheet(empty, "zh")
    assert sheet.tables[0].rows == 1
    assert all(b.name != "cb_History" for b in sheet.blocks)
