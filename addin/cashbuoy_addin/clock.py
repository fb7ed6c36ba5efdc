"""The one place where Cashbuoy learns what day it is."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """The date of this day, where the computer is."""
    return dt.datetime.now().astimezone().date()
