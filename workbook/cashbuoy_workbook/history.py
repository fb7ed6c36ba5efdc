"""The History sheet: every refresh adds its indicators, one line per indicator and as-of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from cashbuoy.analysis import Analysis
from cashbuoy.ledger.schema import HISTORY
from cashbuoy.measures import Unit
from cashbuoy.money import minor_digits, to_major
from cashbuoy.warning.monitor import MONITOR_PREFIX
from cashbuoy_workbook.blocks import Block, Level, Sheet, TableArea
from cashbuoy_workbook.inputs import column_titles
from cashbuoy_workbook.texts import Language, Texts

_TITLE_ROW = 3
_LEVELS: tuple[Level, ...] = ("red", "amber", "green")
_TAB = "8795A1"


@dataclass(frozen=True)
class HistoryLine:
    """One figure of one day, in major units; `level` None: no rule looks at it."""

    date: dt.date
    indicator: str
    value: float | None
    level: Level | None


def history_sheet(analysis: Analysis, language: Language) -> Sheet:
    """Sheet with the earlier lines of the ledgers' tblHistory, and this refresh's in place of any
    of the same day."""
    texts = Texts(language)
    lines = history_lines(analysis)
    titles = (*column_titles(HISTORY, language).values(), texts("labels.history_name"))
    units = {i.id: str(i.unit) for i in analysis.indicators}
    units |= {light.recorded_as: str(light.unit) for light in analysis.monitor}
    return Sheet(
        key="History",
        title=texts("labels.tab_History"),
        blocks=(
            Block(
                "",
                0,
                0,
                ((texts("labels.history_title"),), (texts("labels.history_hint"),)),
                (("title",), ("subtitle",)),
            ),
            Block("", _TITLE_ROW, 0, (titles,), (("header",) * len(titles),)),
            *_body(lines, units, texts),
        ),
        tables=(TableArea(HISTORY.name, _TITLE_ROW, 0, max(len(lines), 1), titles),),
        widths=(14, 28, 18, 14, 40),
        heights={0: 28, _TITLE_ROW: 24},
        freeze=(_TITLE_ROW + 1, 0),
        landscape=False,
        repeat_rows=(_TITLE_ROW, _TITLE_ROW),
        tab_colour=_TAB,
    )


def history_lines(analysis: Analysis) -> tuple[HistoryLine, ...]:
    """Earlier lines and this refresh's, by date; a day refreshed again is written anew."""
    earlier = analysis.ledgers[HISTORY.name]
    kept: dict[tuple[dt.date, str], HistoryLine] = {}
    for line in _earlier_lines(earlier):
        if line.date != analysis.as_of:
            kept[line.date, line.indicator] = line
    return (*sorted(kept.values(), key=lambda line: line.date), *_lines_now(analysis))


def _earlier_lines(frame: pd.DataFrame) -> Iterator[HistoryLine]:
    columns = (frame[name].tolist() for name in ("date", "indicator", "value", "level"))
    for date, indicator, value, level in zip(*columns, strict=True):
        if not pd.isna(date) and indicator:
            yield HistoryLine(
                date.date(), indicator, None if pd.isna(value) else float(value), _level_of(level)
            )


def _level_of(text: str) -> Level | None:
    """The level that a cell names, in either language."""
    for level in _LEVELS:
        labels = {Texts("en")(f"labels.level_{level}"), Texts("zh")(f"labels.level_{level}"), level}
        if text.strip() in labels:
            return level
    return None


def _lines_now(analysis: Analysis) -> Iterator[HistoryLine]:
    digits = minor_digits(analysis.ledgers.base_currency)
    watched = {rule.watches for rule in analysis.policy.rules.values() if rule.enabled}
    fired = _worst(analysis)
    for indicator in analysis.indicators:
        if indicator.value is not None:
            calm: Level | None = "green" if indicator.id in watched else None
            yield HistoryLine(
                analysis.as_of,
                indicator.id,
                _in_major(indicator.value, indicator.unit, digits),
                fired.get(indicator.id, calm),
            )
    yield from _lights_now(analysis, digits)


def _lights_now(analysis: Analysis, digits: int) -> Iterator[HistoryLine]:
    """The monitor's lights: the contracts' progress has no other past than these lines."""
    for light in analysis.monitor:
        if light.measured is not None:
            value = _in_major(light.measured, light.unit, digits)
            level: Level | None = None if light.limit is None else "green"
            yield HistoryLine(
                analysis.as_of, light.recorded_as, value, "red" if light.abnormal else level
            )


def _worst(analysis: Analysis) -> dict[str, Level]:
    worst: dict[str, Level] = {}
    for warning in analysis.warnings:
        if warning.target.kind == "indicator" and worst.get(warning.target.key) != "red":
            worst[warning.target.key] = warning.level
    return worst


def _in_major(value: float, unit: Unit, digits: int) -> float:
    return float(to_major(value, digits)) if unit == "money" else value


def _body(lines: Iterable[HistoryLine], units: Mapping[str, str], texts: Texts) -> Iterator[Block]:
    rows = [
        (
            line.date,
            line.indicator,
            line.value,
            texts(f"labels.level_{line.level or 'none'}"),
            _name(line.indicator, texts),
        )
        for line in lines
    ]
    if not rows:
        return
    styles = [
        ("date_grid", "text_grid", f"{units.get(row[1], 'rate')}_grid", "symbol_grid", "text_grid")
        for row in rows
    ]
    fills: dict[Level, tuple[tuple[int, int], ...]] = {
        level: tuple((i, 3) for i, line in enumerate(lines) if line.level == level)
        for level in _LEVELS
    }
    yield Block("cb_History", _TITLE_ROW + 1, 0, tuple(rows), tuple(styles), fills)


def _name(indicator: str, texts: Texts) -> str:
    light = indicator.removeprefix(MONITOR_PREFIX)
    key = f"indicators.{indicator}" if light == indicator else f"sheets.light_{light}"
    return texts(key) if texts.has(key) else indicator
