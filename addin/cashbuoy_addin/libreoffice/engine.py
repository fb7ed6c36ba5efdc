"""The engine that xlwings calls, and how it becomes the one xlwings uses.

It is named "excel" because xlwings asks for the engine of that name wherever it converts values
without a range, as for the arguments of formulas.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

# xlwings tries its commercial parts on import: they are not looked at.
sys.modules.setdefault("xlwings.pro", None)  # type: ignore[arg-type]

import xlwings  # noqa: E402

from .app import App, Apps  # noqa: E402
from .session import PIPE_VARIABLE, Session  # noqa: E402
from .values import ERROR_TEXTS, Cell  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = (str, float, int, bool, type(None))


class Engine:
    """What xlwings wants of an engine: its apps, and the conversion of single values."""

    name = "excel"
    type = "desktop"

    @property
    def apps(self) -> Apps:
        """The running LibreOffices."""
        return Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Cell, options: object) -> Cell:  # noqa: ARG004
        """A value on its way to a cell: None for NaN, NaT and NA, no numpy."""
        if type(value) in PLAIN:
            return None if value != value else value  # noqa: PLR0124 - NaN
        if isinstance(value, np.datetime64):
            value = pd.Timestamp(value)
        if pd.isna(value):
            return None
        if isinstance(value, pd.Timestamp):
            return value.to_pydatetime(warn=False)
        return value.item() if isinstance(value, np.generic) else value

    @staticmethod
    def clean_value_data(
        data: list[list[Cell]],
        datetime_builder: Callable[..., Any],
        empty_as: Cell,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Cell]]:
        """Rows of cell values as the options of a read want them."""

        def clean(value: Cell) -> Cell:
            if value is None or value == "":
                return empty_as
            if isinstance(value, float):
                return value if number_builder is None else number_builder(value)
            if isinstance(value, dt.datetime):
                return value if as_they_are else _rebuild(value, datetime_builder)
            if isinstance(value, int) and value in ERROR_TEXTS:
                return ERROR_TEXTS[value] if err_to_str else None
            return value

        as_they_are = datetime_builder is dt.datetime
        return [[clean(value) for value in row] for row in data]


def _rebuild(value: dt.datetime, builder: Callable[..., Any]) -> Cell:
    return builder(
        year=value.year,
        month=value.month,
        day=value.day,
        hour=value.hour,
        minute=value.minute,
        second=value.second,
        microsecond=value.microsecond,
        tzinfo=None,
    )


ENGINE = Engine()
_displaced: list[xlwings.Engine | None] = []


def activate() -> ModuleType:
    """Make LibreOffice the engine of xlwings, and return xlwings. LibreOffice starts when the first
    app or book is asked for."""
    if not _displaced:
        engines = xlwings.engines
        _displaced.append(engines.engines_by_name.get(ENGINE.name))
        engines.add(xlwings.Engine(impl=ENGINE))
        engines.active = engines[ENGINE.name]  # type: ignore[assignment]  # xlwings says None only
    return xlwings


def deactivate() -> None:
    """Give xlwings back the engine it had: Excel's, or none."""
    if not _displaced:
        return
    engines, before = xlwings.engines, _displaced.pop()
    engines.engines = [engine for engine in engines.engines if engine.impl is not ENGINE]
    engines.engines_by_name.pop(ENGINE.name)
    if before is not None:
        engines.engines_by_name[ENGINE.name] = before
    engines.active = before  # type: ignore[assignment]  # xlwings says None only


def attach(pipe: str | None = None) -> xlwings.App:
    """Use a LibreOffice that is running and listens on a pipe; None: the one that started us."""
    activate()
    return xlwings.App(impl=App.of(Session.attach(pipe or os.environ[PIPE_VARIABLE])))


def start(*, headless: bool = True) -> xlwings.App:
    """Start a LibreOffice without a workbook, with windows or without."""
    activate()
    return xlwings.App(impl=App.of(Session.start(headless=headless)))


def shut_down() -> None:
    """End every LibreOffice that was started here, without saving anything; let go of others."""
    for app in list(ENGINE.apps):
        if app.session.started_here:
            app.quit()
        else:
            app.session.close()
