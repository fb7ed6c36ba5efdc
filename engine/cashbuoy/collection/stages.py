"""Staged collection plans (B2): from contracts to dated amounts that add up to the cent."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, WorkCalendar
from cashbuoy.collection.event_dates import event_dates
from cashbuoy.collection.stage_findings import (
    dated_ahead,
    over_billed,
    slipped,
    undated,
    unknown_plans,
)
from cashbuoy.collection.staged_plan import stage_amounts, stage_due_dates
from cashbuoy.findings import Finding
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import Minor, minor_digits
from cashbuoy.policy.models import Collection

# One row per stage of every contract; money int64 minor units of the contract's currency, and base.
STAGE_COLUMNS = (
    "row",            # data row in tblContracts
    "contract",
    "customer",
    "currency",
    "plan",           # name of the staged plan in the policy
    "number",         # 1, 2, 3 ...
    "stage_en",
    "stage_zh",
    "event",          # signed | shipped | accepted
    "planned_event",  # datetime64, as agreed; NaT where nothing says
    "event_date",     # datetime64, when it happened or is expected; NaT while unknown
    "happened",       # the event, by the as-of date
    "planned_due",    # datetime64, due by the planned event
    "due_date",       # datetime64, NaT while the event has no date
    "moved_days",     # due_date - planned_due, calendar days; 0 where there was no plan
    "amount",         # the stage's part of the contract
    "due",            # of it fallen due by the as-of date
    "billed",         # covered by invoices that name the contract, filled stage by stage
    "unbilled",       # amount - billed
    "unbilled_base",
    "collected",      # paid on those invoices, filled stage by stage
    "open",           # amount - collected
    "open_base",
    "status",         # collected | billed | to_bill (due, not billed) | slipped (its event was
                      # expected by now) | scheduled | undated
    "major",
    "provisional",
)  # fmt: skip


@once_without_rows("contracts")
def stage_schedule(
    contracts: pd.DataFrame,
    invoices: pd.DataFrame,
    collection: Collection,
    calendar: WorkCalendar,
    as_of: dt.date,
    rates: Rates,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Every contract's stages (STAGE_COLUMNS, by contract row and stage), and what was noticed.

    `contracts` is the clean tblContracts, `invoices` documents.receivable_documents. Invoices dated
    by `as_of` that name the contract cover its stages in order, with their whole amounts, credit
    notes deducted; so do their payments. Invoices in another currency than the contract's count
    by their share of the contract's base value.

    Findings: a plan name that the policy does not have (the default plan is taken), contracts
    billed beyond their amount, events dated after `as_of`, events that have not happened when
    expected, stages that a late event has moved, stages without a date because their event has
    none.
    """
    today = np.datetime64(as_of, "D")
    contracts = contracts.reset_index(drop=True)
    names = _plan_names(contracts, collection)
    billed, collected = _invoiced(contracts, invoices, as_of, rates)
    stages = pd.concat(
        [_no_stages()]
        + [
            _stages_of(name, collection, contracts[names == name], calendar, today)
            for name in collection.staged_plans
            if (names == name).any()
        ],
        ignore_index=True,
    )
    stages = stages.sort_values(["at", "number"], kind="stable", ignore_index=True)
    at = stages["at"].to_numpy(np.int64)
    stages["billed"] = _filled(stages, billed[at])
    stages["collected"] = _filled(stages, collected[at])
    stages["unbilled"] = stages["amount"] - stages["billed"]
    stages["open"] = stages["amount"] - stages["collected"]
    stages["due"] = stages["amount"].where(stages["due_date"] <= pd.Timestamp(as_of), 0)
    for name in ("unbilled", "open"):
        stages[f"{name}_base"] = rates.to_base(
            "tblContracts",
            stages[name].to_numpy(np.int64),
            stages["currency"],
            stages["signed"],
            rows=stages["row"],
        )
    stages["status"] = _status(stages, as_of)
    findings = (
        *unknown_plans(contracts, names, collection),
        *over_billed(contracts, billed),
        *dated_ahead(contracts, as_of),
        *slipped(stages),
        *undated(stages),
    )
    return stages[list(STAGE_COLUMNS)], findings


def _plan_names(contracts: pd.DataFrame, collection: Collection) -> NDArray[np.object_]:
    """The policy's plan for each contract; the default where it names none, or one unknown."""
    known = {name.strip().casefold(): name for name in collection.staged_plans}
    asked = contracts["plan"].str.strip().str.casefold()
    return asked.map(known).fillna(collection.default_staged_plan).to_numpy(object)


def _invoiced(
    contracts: pd.DataFrame, invoices: pd.DataFrame, as_of: dt.date, rates: Rates
) -> tuple[Minor, Minor]:
    """Billed and collected by `as_of` for each contract, minor units of its currency."""
    today = pd.Timestamp(as_of)
    ours = invoices[(invoices["document_date"] <= today) & (invoices["contract"] != "")]
    known_by_now = ours["paid_date"].isna() | (ours["paid_date"] <= today)
    ours = ours.assign(
        paid=ours["paid"].where(known_by_now, 0), paid_base=ours["paid_base"].where(known_by_now, 0)
    )
    # A contract entered twice must not be billed twice by the same invoices.
    first = contracts[~contracts["contract"].duplicated()]
    place = pd.Series(first.index, index=first["contract"])
    at = ours["contract"].map(place)
    ours, at = ours[at.notna()], at[at.notna()].astype(np.int64)
    same = (ours["currency"].to_numpy() == contracts["currency"].to_numpy()[at]).astype(bool)
    worth = rates.of_books.to_base(
        "tblContracts",
        contracts["amount"].to_numpy(np.int64),
        contracts["currency"],
        contracts["signed"],
        rows=contracts["row"],
    )
    # One unit of base in the contract's own currency, by the contract's own value.
    per_base = contracts["amount"].to_numpy(np.float64) / np.where(worth == 0, 1, worth)
    billed, collected = (
        np.where(
            same,
            ours[column].to_numpy(np.int64),
            np.rint(ours[f"{column}_base"].to_numpy() * per_base[at]).astype(np.int64),
        )
        for column in ("amount", "paid")
    )
    return _sum_at(at, billed, len(contracts)), _sum_at(at, collected, len(contracts))


def _sum_at(at: pd.Series, amounts: Minor, size: int) -> Minor:
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, at.to_numpy(), amounts)
    return total


def _stages_of(
    name: str,
    collection: Collection,
    contracts: pd.DataFrame,
    calendar: WorkCalendar,
    today: np.datetime64,
) -> pd.DataFrame:
    """The stages of all contracts on one plan; `at` is the contract's position."""
    plan = collection.staged_plans[name]
    events = event_dates(contracts, plan.lead_days, collection.slipped_after_days, calendar, today)
    digits = contracts["currency"].map(minor_digits).to_numpy(np.int64)
    amounts = stage_amounts(plan, contracts["amount"].to_numpy(np.int64), digits)
    due = stage_due_dates(plan, {e: d.now for e, d in events.items()}, calendar)
    planned = stage_due_dates(plan, {e: d.planned for e, d in events.items()}, calendar)
    of_stage = [events[stage.event] for stage in plan.stages]
    count = len(plan.stages)
    stages = contracts.loc[
        contracts.index.repeat(count),
        ["row", "contract", "customer", "currency", "major", "signed"],
    ]
    return stages.reset_index(names="at").assign(
        plan=name,
        number=np.tile(np.arange(1, count + 1), len(contracts)),
        stage_en=[stage.name.en for stage in plan.stages] * len(contracts),
        stage_zh=[stage.name.zh for stage in plan.stages] * len(contracts),
        event=[stage.event for stage in plan.stages] * len(contracts),
        planned_event=_column(np.stack([e.planned for e in of_stage], -1)),
        event_date=_column(np.stack([e.now for e in of_stage], -1)),
        happened=np.stack([e.happened for e in of_stage], -1).ravel(),
        missed=np.stack([e.missed for e in of_stage], -1).ravel(),
        planned_due=_column(planned),
        due_date=_column(due),
        moved_days=_days(due - planned),
        amount=amounts.ravel(),
        provisional=calendar.is_provisional(due).ravel(),
    )


def _no_stages() -> pd.DataFrame:
    """No stages at all, with the right kinds of columns."""
    kinds = dict.fromkeys(("at", "row", "number", "moved_days", "amount"), "int64")
    dates = ("signed", "planned_event", "event_date", "planned_due", "due_date")
    kinds |= dict.fromkeys(dates, "datetime64[ns]")
    kinds |= dict.fromkeys(("happened", "missed", "major", "provisional"), "bool")
    texts = ("contract", "customer", "currency", "plan", "stage_en", "stage_zh", "event")
    kinds |= dict.fromkeys(texts, "str")
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def _column(dates: Dates) -> NDArray[np.datetime64]:
    return dates.ravel().astype("datetime64[ns]")


def _days(moved: NDArray[np.timedelta64]) -> NDArray[np.int64]:
    """Whole days, 0 where unknown."""
    known = ~np.isnat(moved)
    return np.where(known, moved.astype("timedelta64[D]").astype(np.int64), 0).ravel()


def _filled(stages: pd.DataFrame, whole: Minor) -> Minor:
    """How much of each stage the contract's `whole` covers, earlier stages first."""
    amount = stages["amount"].to_numpy(np.int64)
    earlier = stages.groupby("at")["amount"].cumsum().to_numpy(np.int64) - amount
    # A contract below zero (a rebate agreement) is covered by credit notes.
    sign = np.where(amount < 0, -1, 1)
    filled: Minor = sign * np.clip(sign * (whole - earlier), 0, np.abs(amount))
    return filled


def _status(stages: pd.DataFrame, as_of: dt.date) -> NDArray[np.object_]:
    is_billed = (stages["unbilled"] == 0).to_numpy()
    return np.select(
        [
            is_billed & (stages["collected"] == stages["amount"]).to_numpy(),
            is_billed,
            stages["due_date"].isna().to_numpy(),
            stages["missed"].to_numpy(bool),
            (stages["due_date"] <= pd.Timestamp(as_of)).to_numpy(),
        ],
        ["collected", "billed", "undated", "slipped", "to_bill"],
        "scheduled",
    ).astype(object)
