"""Which part of each invoice an insurer has admitted, or has paid and so owns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.cover_events import about
from cashbuoy.money import Minor, share_out

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class AdmittedParts:
    """parts: one row per item: item (position), action_row, admitted (day), amount (base minor
    units), stated. about: action, item, exposure and amount of every admission that is not paid
    yet, and whether it is the one that counts (`chosen`); closed: action and item of the others."""

    parts: pd.DataFrame
    about: pd.DataFrame
    closed: pd.DataFrame


def received_parts(noted: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Payments of insurers by invoice: item, action_row, day, amount (of the payment, as stated),
    booked (the invoice's own payment contains it), insurers (of what is still open).

    The share of the debt that the payment bore is the insurer's in what the customer still pays. A
    payment without an amount is taken for what was admitted, else for what the terms say. Where the
    invoice was booked as paid since, by so much, the open rest is the firm's own.
    """
    pairs = _exposed(noted, items, "claim_paid", on_the_day=True)
    stated = noted["amount"].to_numpy(np.int64)[pairs["action"]]
    exposure = pairs["exposure"].to_numpy(np.float64)
    share = np.where(stated > 0, _stated_share(pairs, stated), _admitted_share(noted, items, pairs))
    of = items.take(pairs["item"].to_numpy(np.int64)).reset_index(drop=True)
    since = (of["paid_date"] >= pairs["day"]).to_numpy()
    booked = since & (share > 0) & (of["paid"].to_numpy(np.float64) >= np.floor(share * exposure))
    insurers = np.where(booked, 0, np.rint(share * of["room"].to_numpy(np.float64)))
    amount = np.zeros(len(pairs), dtype=np.int64)
    for action in np.unique(pairs["action"]).tolist():
        at = np.flatnonzero(pairs["action"] == action)
        amount[at] = share_out(int(stated[at[0]]), exposure[at])
    frame = pairs.assign(booked=booked, insurers=insurers.astype(np.int64), amount=amount)
    frame["action_row"] = noted["row"].to_numpy(np.int64)[pairs["action"]]
    # What several payments have bought of one invoice is never more than is open of it.
    before = frame.groupby("item")["insurers"].cumsum() - frame["insurers"]
    left = np.maximum(of["room"].to_numpy(np.int64) - before.to_numpy(np.int64), 0)
    return frame.assign(insurers=np.minimum(frame["insurers"], left))


def admitted_parts(
    noted: pd.DataFrame, items: pd.DataFrame, received: pd.DataFrame
) -> AdmittedParts:
    """What admitted claims still bring, by invoice, where `room` is what the customer owes and no
    insurer owns. A payment about an invoice closes the admissions before it. Of several that are
    open, the last that states an amount counts, and the first says since when.

    An amount stated is that of all invoices of the admission. What the customer has paid since
    reduces it in proportion.
    """
    pairs = _exposed(noted, items, "claim_admitted", on_the_day=False)
    closed = received.groupby("item")["day"].max().reindex(pairs["item"]).to_numpy()
    over = pairs["day"].to_numpy() <= closed  # NaT compares false
    done, pairs = pairs[over], pairs[~over].reset_index(drop=True)
    stated = noted["amount"].to_numpy(np.int64)[pairs["action"]]
    pairs["stated"] = stated > 0
    best = pairs.sort_values(["stated", "day"], kind="stable").drop_duplicates("item", keep="last")
    pairs["chosen"] = pairs.index.isin(best.index)
    room = items["room"].to_numpy(np.int64)[pairs["item"]]
    amount = np.minimum(items["by_terms"].to_numpy(np.int64)[pairs["item"]], room)
    for action in np.unique(pairs["action"][stated > 0]).tolist():
        here = (pairs["action"] == action).to_numpy()
        at = np.flatnonzero(here & pairs["chosen"].to_numpy())
        amount[at] = _shared(int(stated[here][0]), pairs["exposure"].to_numpy()[here], room[at])
    pairs["amount"] = amount
    pairs["admitted"] = pairs.groupby("item")["day"].transform("min")
    pairs["action_row"] = noted["row"].to_numpy(np.int64)[pairs["action"]]
    parts = pairs[pairs["chosen"].to_numpy()]
    columns = ["item", "action_row", "admitted", "amount", "stated"]
    return AdmittedParts(parts[columns].reset_index(drop=True), pairs, done)


def _shared(stated: int, exposure: Minor, room: Minor) -> Minor:
    """An amount for invoices of some `exposure` over those of which `room` is left."""
    whole = min(stated, int(exposure.sum()))
    left = int(room.sum())
    if left <= 0:
        return np.zeros_like(room)
    return share_out(min(round(whole * left / int(exposure.sum())), left), room)


def _exposed(
    noted: pd.DataFrame, items: pd.DataFrame, kind: str, *, on_the_day: bool
) -> pd.DataFrame:
    """The invoices that each action of a kind is about, with what the customer owed of them then:
    what is left and what was paid after the action (`on_the_day`: or on its day)."""
    pairs = about(noted, items, kind)
    day = noted["date"].to_numpy()[pairs["action"]]
    of = items.take(pairs["item"].to_numpy(np.int64))
    paid_on = of["paid_date"].to_numpy()
    later = paid_on >= day if on_the_day else paid_on > day
    owed = of["room"].to_numpy(np.int64) + np.where(later, of["paid"].to_numpy(np.int64), 0)
    pairs = pairs.assign(day=day, exposure=owed)
    return pairs[(owed > 0)].reset_index(drop=True)


def _stated_share(pairs: pd.DataFrame, stated: Minor) -> Floats:
    whole = pairs.groupby("action")["exposure"].transform("sum").to_numpy(np.float64)
    share: Floats = np.minimum(stated / np.maximum(whole, 1), 1.0)
    return share


def _admitted_share(noted: pd.DataFrame, items: pd.DataFrame, paid: pd.DataFrame) -> Floats:
    """The share of each paid invoice by the last admission with an amount, else by the terms."""
    admitted = _exposed(noted, items, "claim_admitted", on_the_day=False)
    stated = noted["amount"].to_numpy(np.int64)[admitted["action"]]
    admitted = admitted.assign(share=_stated_share(admitted, stated))[stated > 0]
    last = admitted.drop_duplicates("item", keep="last").set_index("item")["share"]
    of = items.take(paid["item"].to_numpy(np.int64))
    terms = of["by_terms"].to_numpy(np.float64) / np.maximum(of["room"].to_numpy(np.float64), 1)
    said = last.reindex(paid["item"]).to_numpy(np.float64)
    return np.where(np.isnan(said), terms, said)
