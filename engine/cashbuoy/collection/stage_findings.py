"""What the staged plans show the user on Checks: wrong plan names, over-billing, missing dates."""

from __future__ import annotations

import datetime as dt
import difflib

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.collection.staged_plan import EVENTS
from cashbuoy.findings import Finding, Place
from cashbuoy.money import Minor, minor_digits
from cashbuoy.policy.models import Collection


def unknown_plans(
    contracts: pd.DataFrame, used: NDArray[np.object_], collection: Collection
) -> tuple[Finding, ...]:
    """Contracts whose plan the policy does not have, with the nearest name and the plan used."""
    known = {name.casefold(): name for name in collection.staged_plans}
    asked = contracts["plan"].str.strip().str.casefold()
    missing = contracts.assign(used=used)[(asked != "") & ~asked.isin(list(known))]
    return tuple(
        Finding(
            "unknown_staged_plan",
            "warning",
            "assumed",
            Place("tblContracts", c["row"], "plan"),
            found=c["plan"],
            details={
                "contract": c["contract"],
                "nearest": known[_nearest(c["plan"].strip().casefold(), known)],
                "used": c["used"],
            },
        )
        for c in missing.to_dict("records")
    )


def over_billed(contracts: pd.DataFrame, billed: Minor) -> tuple[Finding, ...]:
    """Contracts whose invoices (`billed`, minor units, shape (n,)) exceed their amount."""
    amount = contracts["amount"].to_numpy(np.int64)
    over = contracts.assign(billed=billed)[(amount >= 0) & (billed > amount)]
    return tuple(
        Finding(
            "contract_over_billed",
            "warning",
            "kept",
            Place("tblContracts", c["row"], "amount"),
            currency=c["currency"],
            details={
                "contract": c["contract"],
                "amount": _shown(c["amount"], c["currency"]),
                "billed": _shown(c["billed"], c["currency"]),
                "excess": _shown(c["billed"] - c["amount"], c["currency"]),
            },
        )
        for c in over.to_dict("records")
    )


def dated_ahead(contracts: pd.DataFrame, as_of: dt.date) -> tuple[Finding, ...]:
    """Events dated after `as_of` in the columns of what has happened, one finding each: a typing
    error, or a plan. Either way the stages count from that day."""
    today = pd.Timestamp(as_of)
    return tuple(
        Finding(
            "contract_signed_ahead" if event == "signed" else "contract_event_ahead",
            "info" if event == "signed" else "warning",  # an expected signing has no other column
            "assumed",
            Place("tblContracts", int(c["row"]), event),
            found=f"{c[event]:%Y-%m-%d}",
            expected=f"event_{event}",
            details={"contract": c["contract"], "as_of": as_of.isoformat()},
        )
        for event in EVENTS
        for c in contracts[(contracts[event] > today).to_numpy()].to_dict("records")
    )


def slipped(stages: pd.DataFrame) -> tuple[Finding, ...]:
    """A finding for each contract (`at`) with money that comes later than planned: an event has not
    happened when expected (stage_slipped), or one came late and moves those after it."""
    ahead = ~stages["happened"] & (stages["unbilled"] != 0)
    late = stages[ahead & (stages["moved_days"] > 0)]
    return tuple(_slip(group) for _, group in late.groupby("at", sort=True))


def _slip(group: pd.DataFrame) -> Finding:
    missed = bool(group["missed"].any())
    cause = (group[group["missed"]] if missed else group).iloc[0]
    return Finding(
        "stage_slipped" if missed else "stage_moved",
        "warning" if missed else "info",
        "assumed",
        Place("tblContracts", int(cause["row"]), f"expected_{cause['event']}"),
        currency=cause["currency"],
        expected=f"event_{cause['event']}",
        details={
            "contract": cause["contract"],
            "planned": f"{cause['planned_event']:%Y-%m-%d}",
            "now": f"{cause['event_date']:%Y-%m-%d}",
            "stages": ", ".join(map(str, group["number"])),
            "days": int(group["moved_days"].max()),
            "amount": _shown(int(group["unbilled"].sum()), cause["currency"]),
        },
    )


def undated(stages: pd.DataFrame) -> tuple[Finding, ...]:
    """One finding for each contract (`at`) with stages whose event has no date: `amount` is what
    the forecast therefore lacks."""
    found = (
        stages[stages["status"] == "undated"]
        .groupby("at")
        .agg(
            row=("row", "first"),
            contract=("contract", "first"),
            currency=("currency", "first"),
            event=("event", "first"),
            amount=("unbilled", "sum"),
            numbers=("number", lambda numbers: ", ".join(map(str, numbers))),
        )
    )
    return tuple(
        Finding(
            "stage_undated",
            "info",
            "left_out",
            Place("tblContracts", c["row"], c["event"]),
            left_out=c["amount"],
            currency=c["currency"],
            details={
                "contract": c["contract"],
                "stages": c["numbers"],
                "amount": _shown(c["amount"], c["currency"]),
            },
        )
        for c in found.to_dict("records")
    )


def _nearest(asked: str, known: dict[str, str]) -> str:
    return difflib.get_close_matches(asked, known, n=1, cutoff=0)[0]


def _shown(minor: int, currency: str) -> str:
    digits = minor_digits(currency)
    return f"{minor / 10**digits:,.{digits}f} {currency}"
