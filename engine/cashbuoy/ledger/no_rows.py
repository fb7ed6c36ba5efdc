"""No rows in, the same out: what empty tables lead to is worked out once.

Most firms leave most tables empty, and pandas takes as long for no rows as for a thousand.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")


def once_without_rows(
    *frames: str, also: tuple[str, ...] = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a pure function whose result, where none of the arguments `frames` has rows, hangs
    on nothing but their columns and the arguments `also` (hashable)."""

    def decorated(work: Callable[P, R]) -> Callable[P, R]:
        names = list(inspect.signature(work).parameters)
        of_frames = [names.index(name) for name in frames]
        of_others = [names.index(name) for name in also]
        kept: dict[Any, Any] = {}

        @wraps(work)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            given: list[Any] = [
                kwargs[n] if n in kwargs else _at(args, i) for i, n in enumerate(names)
            ]
            tables = [given[i] for i in of_frames]
            if any(len(table) for table in tables):
                return work(*args, **kwargs)
            key = (*map(_columns, tables), *(given[i] for i in of_others))
            if key not in kept:
                kept[key] = work(*args, **kwargs)
            found: R = _own(kept[key])
            return found

        return run

    return decorated


def _at(args: tuple[Any, ...], place: int) -> Any:  # noqa: ANN401
    """An argument given by position; None where it was left to its default."""
    return args[place] if place < len(args) else None


def _columns(table: Any) -> tuple[Any, ...]:  # noqa: ANN401
    if isinstance(table, pd.DataFrame):
        return (*table.columns, *table.dtypes.tolist())
    return (table.dtype,)


def _own(found: Any) -> Any:  # noqa: ANN401
    """The result with frames of the caller's own: to add a column to one leaves ours alone."""
    if isinstance(found, tuple) and type(found) is tuple:
        return tuple(_own(part) for part in found)
    return found.copy(deep=False) if isinstance(found, pd.DataFrame | pd.Series) else found
