"""The state that a firm is in: normal, watch, emergency, recovery (A3).

Each begins on the day its cause is there; leaving takes days without a cause, and leaving an
emergency cash above the floor besides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from cashbuoy.forecast.tables import Forecast
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Emergency
from cashbuoy.warning.monitor import MonitorLight, programmes_started
from cashbuoy.warning.rules import EarlyWarning

State = Literal["normal", "watch", "emergency", "recovery"]
STATES: tuple[State, ...] = ("normal", "watch", "emergency", "recovery")
PROGRAMMES = "programmes"  # the cause where the 3+1 monitor starts them


@dataclass(frozen=True)
class Conditions:
    """What speaks for a state on one day: the rules (or PROGRAMMES) that call for watch and for an
    emergency, and whether the lowest forecast cash is safely above the floor."""

    watch: tuple[str, ...]
    emergency: tuple[str, ...]
    safe: bool


@dataclass(frozen=True)
class StateLine:
    """The state of one day. `since`: its first day; `started`: first day that was not normal, of
    all the days up to this one, None in the state normal; `causes` of the state when it began;
    `met_on`: the last day on which there was a cause to be in it."""

    date: dt.date
    state: State
    since: dt.date
    started: dt.date | None
    causes: tuple[str, ...]
    met_on: dt.date


def conditions(
    warnings: Iterable[EarlyWarning],
    lights: Iterable[MonitorLight],
    start_at: int,
    forecast: Forecast,
    settings: Emergency,
) -> Conditions:
    """What the day's warnings call for. A level only held while it cools off is no cause."""
    live = [w for w in warnings if not w.held]
    red = tuple(dict.fromkeys(w.rule for w in live if w.level == "red"))
    amber = tuple(dict.fromkeys(w.rule for w in live if w.level == "amber" and w.rule not in red))
    starting = tuple(dict.fromkeys(w.rule for w in live if w.starts_emergency))
    programmes = (PROGRAMMES,) if programmes_started(lights, start_at) else ()
    watch = red if len(red) >= settings.watch_red_rules else ()
    watch += amber if len(amber) >= settings.watch_amber_rules else ()
    emergency = starting or (red if len(red) >= settings.red_rules else ())
    if settings.programmes_start == "emergency":
        emergency += programmes
    enough = forecast.floor + settings.exit_headroom * abs(forecast.floor)
    return Conditions(watch + programmes, emergency, forecast.lowest >= enough)


def next_state(
    before: StateLine | None, today: Conditions, settings: Emergency, as_of: dt.date
) -> StateLine:
    """The state at `as_of`, from that of the refresh before (None: never refreshed)."""
    was: State = before.state if before else "normal"
    calm_days = (as_of - before.met_on).days if before else 0
    if today.emergency:
        return _state("emergency", before, as_of, today.emergency, met=True)
    if was == "emergency":
        over = calm_days >= settings.exit_days and today.safe
        return _state("recovery" if over else "emergency", before, as_of, (), met=False)
    if was == "recovery":
        if today.watch:
            return _state("recovery", before, as_of, (), met=True)
        over = calm_days >= settings.recovery_days
        return _state("normal" if over else "recovery", before, as_of, (), met=False)
    if today.watch:
        return _state("watch", before, as_of, today.watch, met=True)
    lasts = was == "watch" and calm_days < settings.watch_days
    return _state("watch" if lasts else "normal", before, as_of, (), met=False)


def _state(
    state: State,
    before: StateLine | None,
    as_of: dt.date,
    causes: tuple[str, ...],
    *,
    met: bool,
) -> StateLine:
    met_on = as_of if met or before is None else before.met_on
    if before is not None and before.state == state:
        return replace(before, date=as_of, met_on=met_on)
    started = before.started if before is not None and before.started else as_of
    return StateLine(as_of, state, as_of, None if state == "normal" else started, causes, met_on)


def read_states(ledgers: Ledgers, as_of: dt.date) -> tuple[StateLine, ...]:
    """Lines of tblStates dated before `as_of`, by date; one with an unknown state is left out."""
    table = ledgers["tblStates"]
    known = table[(table["date"] < pd.Timestamp(as_of)).to_numpy()]
    known = known.sort_values("date", kind="stable")
    columns = ("date", "state", "since", "started", "causes", "met_on")
    return tuple(
        StateLine(
            date.date(),
            state,
            (date if pd.isna(since) else since).date(),
            None if pd.isna(started) else started.date(),
            tuple(cause.strip() for cause in causes.split(",") if cause.strip()),
            (date if pd.isna(met_on) else met_on).date(),
        )
        for date, state, since, started, causes, met_on in zip(
            *(known[c] for c in columns), strict=True
        )
        if state in STATES
    )


def state_log(before: tuple[StateLine, ...], now: StateLine) -> tuple[StateLine, ...]:
    """tblStates as it is to be written: every change, the latest line before today, and today's
    unless the firm was never anything but normal."""
    kept: list[StateLine] = []
    for line in before:
        if kept and kept[-1].since == line.since and kept[-1].date != kept[-1].since:
            kept.pop()  # neither a change nor the latest
        kept.append(line)
    return (*kept, now) if kept or now.state != "normal" else ()
