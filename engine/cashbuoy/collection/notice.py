"""The notice of a possible loss to the credit insurer (B7): which cover, what is due by when."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover_lines import CoverLines, cover_lines
from cashbuoy.buffer.insured import Insured, insure
from cashbuoy.calendars import WorkCalendar
from cashbuoy.collection.letter import DEADLINE_COLUMNS, Cover, HeldLimit
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Policy


def covers_of(
    items: pd.DataFrame,
    customer: str,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> tuple[Cover, ...]:
    """The customer's `items` (letter.ITEM_COLUMNS) under the lines of tblInsurance that held when
    they were shipped: one cover a policy, in the table's order. Items shipped while none held are
    in none. A policy counts by its line against commercial risk, since a buyer who does not pay is
    one; where it has none, by that against political risk."""
    lines = cover_lines(ledgers["tblInsurance"], policy.insurance)
    under = _under(items.assign(customer=customer), lines, ledgers, policy, as_of, calendar)
    held = lines.frame.take(under.pairs["line"].to_numpy(np.int64)).reset_index(drop=True)
    held = held.assign(item=under.pairs["item"].to_numpy(np.int64), pair=np.arange(len(held)))
    held = held.sort_values("risk", kind="stable")  # commercial first
    held = held.drop_duplicates(["policy", "item"]).sort_values(["row", "item"], kind="stable")
    documents = items["document"].to_numpy(object)
    return tuple(
        _cover(of_policy, under.clock, documents)
        for _, of_policy in held.groupby("policy", sort=False)
    )


def notices_near(
    items: pd.DataFrame, ledgers: Ledgers, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> frozenset[str]:
    """Customers with an overdue invoice among `items` (letter.ITEM_COLUMNS and customer) whose
    notice to an insurer has to be given within `insurance.red_days`."""
    lines = cover_lines(ledgers["tblInsurance"], policy.insurance)
    insured = items["customer"].isin(lines.frame["customer"].unique())
    late = items[(insured & (items["days_overdue"] > 0) & (items["open"] > 0)).to_numpy(bool)]
    if late.empty:
        return frozenset()
    under = _under(late, lines, ledgers, policy, as_of, calendar)
    clock = under.clock
    near = (clock["step"] == "notice") & (clock["days_left"] <= policy.insurance.red_days)
    pair = clock.loc[near, "pair"].to_numpy(np.int64)
    at = under.pairs["item"].to_numpy(np.int64)[pair]
    return frozenset(late["customer"].to_numpy(object)[at].tolist())


def _under(
    items: pd.DataFrame,
    lines: CoverLines,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> Insured:
    """The items under their lines, with the clock of each."""
    owed = pd.DataFrame(
        {
            "document": items["document"].to_numpy(object),
            "counterparty": items["customer"].to_numpy(object),
            "document_date": items["document_date"].to_numpy("datetime64[ns]"),
            "due_date": items["due_date"].to_numpy("datetime64[ns]"),
            "owed": 1,  # whatever is owed, the clock runs; amounts are the claim's
            "disputed": 0,
        }
    )
    logs = ledgers["tblActions"], ledgers["tblDisputes"]
    return insure(owed, lines, *logs, policy.insurance, as_of, calendar)


def _cover(held: pd.DataFrame, clock: pd.DataFrame, documents: np.ndarray) -> Cover:
    """One policy: its lines as they held for each item (LINE_COLUMNS, item, pair)."""
    clock = clock.merge(held[["pair", "item"]], on="pair").sort_values("item", kind="stable")
    clock.insert(0, "document", documents[clock["item"].to_numpy(np.int64)])
    limits = held.drop_duplicates("row").sort_values("valid_from", na_position="first")
    first = held.iloc[0]
    return Cover(
        policy=str(first["policy"]),
        insurer=str(first["insurer"]),
        risk=str(first["risk"]),
        limits=tuple(
            HeldLimit(int(line["limit"]), float(line["covered"]), _day(line["valid_from"]))
            for line in limits.to_dict("records")
        ),
        deadlines=clock[list(DEADLINE_COLUMNS)].reset_index(drop=True),
    )


def _day(start: pd.Timestamp) -> dt.date | None:
    return None if pd.isna(start) else start.date()
