"""How much of every open invoice is insured, by whom, and why the rest is not (C2).

An invoice is under the line that held when it was shipped (its own date). Of a buyer's invoices the
earlier shipped come first: each has what the limit of its day leaves beside those before it. A
buyer's second policy takes what the first leaves open. Disputed invoices, those whose cover was
lost, and those shipped after the buyer was to get no more, have no part in a limit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.cover_clock import STEPS, CoverEvents, CoverTerms, cover_clock
from cashbuoy.buffer.cover_events import cover_events
from cashbuoy.buffer.cover_lines import RISKS, CoverLines
from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import Minor
from cashbuoy.policy.models import Insurance

# One row per open invoice and line that it is under, in order of risk, rank, and the invoices'
# own order. Money in base minor units.
PAIR_COLUMNS = (
    "item",      # position of the invoice in the frame given
    "line",      # position of the line in CoverLines.frame
    "slot",
    "risk",
    "rank",
    "owed",      # of the invoice, less credit notes and what is disputed
    "insured",   # within the limit of its day, >= 0
    "covered",   # share of it that is paid
    "deductible",  # the part of `insured` that the firm bears first, as a fraction
    "reason",    # why not all is insured: of REASONS, "" where it is
    "claimed",   # bool: the claim for it is admitted or paid
)  # fmt: skip
REASONS = ("disputed", "cover_lost", "shipped_late", "over_limit", "withdrawn")


@dataclass(frozen=True)
class Insured:
    """pairs: PAIR_COLUMNS. clock: cover_clock.CLOCK_COLUMNS with `pair`, the position in `pairs`
    (instead of `item`): every step of every pair."""

    pairs: pd.DataFrame
    clock: pd.DataFrame

    @property
    def at_stake(self) -> NDArray[np.bool_]:
        """Which pairs have something to lose by a deadline, shape (pairs,): what is insured, and
        what will be once its dispute is won, for notice is due all the same."""
        if self.pairs.empty:
            return np.zeros(0, dtype=bool)
        stake = (self.pairs["insured"] > 0) | (self.pairs["reason"] == "disputed")
        return stake.to_numpy(bool)


def insure(
    invoices: pd.DataFrame,
    lines: CoverLines,
    actions: pd.DataFrame,
    disputes: pd.DataFrame,
    settings: Insurance,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> Insured:
    """Open invoices under their lines. `invoices`: document, counterparty, document_date, due_date,
    owed (base minor units, no credit notes, net of them), disputed (the part of it in dispute); and
    `claimed` (of it: claims admitted or paid) where there are such."""
    shipped = invoices["document_date"].to_numpy("datetime64[D]")
    parts = []
    for risk in RISKS:
        ranks = lines.frame.loc[lines.frame["risk"] == risk, "rank"]
        for rank in range(int(ranks.max()) + 1 if len(ranks) else 0):
            slot = lines.slots(risk, rank).reindex(invoices["counterparty"], fill_value=-1)
            at = lines.holding(slot.to_numpy(np.int64), shipped)
            item = np.flatnonzero(at >= 0)
            parts.append(_pairs(item, at[item], risk, rank, lines))
    pairs = pd.concat(parts, ignore_index=True) if parts else _pairs(*_NOBODY, lines)
    clock = _clock(invoices, pairs, lines, actions, disputes, settings, as_of, calendar)
    return Insured(_allotted(pairs, clock, invoices, lines), clock)


_NOBODY = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), "commercial", 0)


def _pairs(
    item: NDArray[np.int64], line: NDArray[np.int64], risk: str, rank: int, lines: CoverLines
) -> pd.DataFrame:
    n = item.size
    return pd.DataFrame(
        {
            "item": item,
            "line": line,
            "slot": lines.frame["slot"].to_numpy(np.int64)[line],
            "risk": np.full(n, risk, dtype=object),
            "rank": np.full(n, rank, dtype=np.int64),
        }
    )


@once_without_rows("pairs")
def _clock(
    invoices: pd.DataFrame,
    pairs: pd.DataFrame,
    lines: CoverLines,
    actions: pd.DataFrame,
    disputes: pd.DataFrame,
    settings: Insurance,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    item, line = pairs["item"].to_numpy(np.int64), pairs["line"].to_numpy(np.int64)
    happened = cover_events(invoices, actions, disputes, as_of)
    terms = CoverTerms(
        extension=settings.extension_days,
        notify=lines.frame["notify_days"].to_numpy(np.int64)[line],
        waiting=lines.frame["waiting_days"].to_numpy(np.int64)[line],
        claim=lines.frame["claim_days"].to_numpy(np.int64)[line],
        payment=settings.payment_days,
    )
    due = invoices["due_date"].to_numpy("datetime64[D]")[item]
    clock = cover_clock(due, terms, _of_items(happened, item), as_of, calendar, settings)
    return clock.rename(columns={"item": "pair"})


def _of_items(events: CoverEvents, item: NDArray[np.int64]) -> CoverEvents:
    return CoverEvents(
        notified=events.notified[item],
        insolvent=events.insolvent[item],
        claimed=events.claimed[item],
        disputed=events.disputed[item],
        admitted=None if events.admitted is None else events.admitted[item],
        paid=None if events.paid is None else events.paid[item],
        settled=None if events.settled is None else events.settled[item],
    )


@once_without_rows("pairs")
def _allotted(
    pairs: pd.DataFrame, clock: pd.DataFrame, invoices: pd.DataFrame, lines: CoverLines
) -> pd.DataFrame:
    """The pairs with what is insured of each, policy after policy."""
    item, line = pairs["item"].to_numpy(np.int64), pairs["line"].to_numpy(np.int64)
    slot = pairs["slot"].to_numpy(np.int64)
    whole = invoices["owed"].to_numpy(np.int64)[item]
    owed = whole - invoices["disputed"].to_numpy(np.int64)[item]
    shipped = invoices["document_date"].to_numpy("datetime64[D]")[item]
    limit = lines.frame["limit"].to_numpy(np.int64)[line]
    covered = lines.frame["covered"].to_numpy(np.float64)[line]
    claimed = np.zeros(len(invoices), dtype=bool)
    if "claimed" in invoices:
        claimed = (invoices["claimed"] > 0).to_numpy()
    lost = _lost(clock)
    stop = _last_shipment(clock, slot)
    reasons = [
        (owed <= 0) & (whole > 0),
        lost,
        shipped > stop,
        limit == 0,
    ]
    reason = np.select(reasons, ["disputed", "cover_lost", "shipped_late", "withdrawn"], "")
    insured = np.zeros(len(pairs), dtype=np.int64)
    left = owed.copy()
    taken = np.zeros(len(invoices), dtype=np.int64)
    for risk in RISKS:
        taken[:] = 0
        own = (pairs["risk"] == risk).to_numpy()
        for rank in range(int(pairs["rank"].max()) + 1 if len(pairs) else 0):
            here = np.flatnonzero(own & (pairs["rank"] == rank).to_numpy())
            left[here] = owed[here] - taken[item[here]]
            good = here[reason[here] == ""]
            insured[good] = _within(limit[good], left[good], slot[good], shipped[good])
            taken[item[here]] += insured[here]
    reason = np.where((reason == "") & (insured < left), "over_limit", reason)
    reason = np.where((reason == "") & (owed < whole), "disputed", reason)
    return pairs.assign(
        owed=owed,
        insured=insured,
        covered=covered,
        deductible=_deductible(insured, slot, lines.frame["deductible"].to_numpy(np.int64)[line]),
        reason=reason.astype(object),
        claimed=claimed[item],
    )


def _within(
    limit: Minor, owed: Minor, slot: NDArray[np.int64], shipped: NDArray[np.datetime64]
) -> Minor:
    """What the limits leave for each invoice of a slot, earlier shipments first; shape (n,)."""
    order = np.lexsort((np.arange(slot.size), shipped, slot))
    amount = owed[order]
    before = np.cumsum(amount) - amount
    first = np.searchsorted(slot[order], slot[order])
    before -= before[first] if before.size else before
    fits = np.clip(limit[order] - before, 0, amount)
    within = np.empty_like(fits)
    within[order] = fits
    return within


def _lost(clock: pd.DataFrame) -> NDArray[np.bool_]:
    """Pairs whose cover is gone because a deadline was missed."""
    state = clock["state"].to_numpy(object).reshape(-1, len(STEPS))
    gone: NDArray[np.bool_] = state[:, STEPS.index("payment")] == "lost"
    return gone


def _last_shipment(clock: pd.DataFrame, slot: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """The last day on which the buyer of each pair could be shipped to under cover: the first end
    of the extension, notice or insolvency among its open invoices."""
    ship = clock["deadline"].to_numpy("datetime64[D]").reshape(-1, len(STEPS))[:, 0]
    return pd.Series(ship.astype("datetime64[ns]")).groupby(slot).transform("min").to_numpy(
        "datetime64[D]"
    )  # fmt: skip


def _deductible(insured: Minor, slot: NDArray[np.int64], amount: Minor) -> NDArray[np.float64]:
    """The fraction of what is insured that the buyer's deductible takes."""
    frame = pd.DataFrame({"slot": slot, "insured": insured, "amount": amount})
    by = frame.groupby("slot")
    whole = by["insured"].transform("sum").to_numpy(np.float64)
    first = np.minimum(by["amount"].transform("max").to_numpy(np.float64), whole)
    share: NDArray[np.float64] = np.divide(first, whole, out=np.zeros_like(whole), where=whole > 0)
    return share


def pair_payments(pairs: pd.DataFrame) -> NDArray[np.float64]:
    """What is paid for each pair (PAIR_COLUMNS) against commercial risk, should all of it be lost;
    base minor units with fractions, before maximum liabilities."""
    return paid_for(pairs, "commercial")


def paid_for(pairs: pd.DataFrame, risk: str) -> NDArray[np.float64]:
    """`pair_payments` against one of cover_lines.RISKS."""
    if pairs.empty:
        return np.zeros(0)
    paid = pairs["insured"] * (1 - pairs["deductible"]) * pairs["covered"]
    return np.where((pairs["risk"] == risk).to_numpy(), paid, 0.0)


def paid_each(paid: NDArray[np.float64], pairs: pd.DataFrame) -> Minor:
    """Payments in whole minor units: those of a slot together are rounded down, and shared out to
    its invoices by largest remainder."""
    if pairs.empty:
        return np.zeros(0, dtype=np.int64)
    slot = pairs["slot"].to_numpy(np.int64)
    down = np.floor(paid + 1e-9).astype(np.int64)
    frame = pd.DataFrame({"slot": slot, "paid": paid, "down": down, "rest": down - paid})
    by = frame.groupby("slot")
    whole = np.floor(by["paid"].transform("sum").to_numpy(np.float64) + 1e-6).astype(np.int64)
    missing = whole - by["down"].transform("sum").to_numpy(np.int64)
    rank = by["rest"].rank(method="first").to_numpy(np.float64)
    each: Minor = down + (rank <= missing)
    return each


def payments_ahead(pairs: pd.DataFrame) -> Minor:
    """What is still paid for each pair should all of it be lost, whole minor units, before maximum
    liabilities: nothing where the claim is admitted or paid, for that is in the forecast."""
    each = paid_each(pair_payments(pairs), pairs)
    return np.where(pairs["claimed"].to_numpy(bool), 0, each) if len(pairs) else each


def liability_left(pairs: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    """The maximum liability of each policy (of cover_lines.LINE_COLUMNS) less what the claims that
    are admitted or paid have taken of it, by policy."""
    if pairs.empty:
        return pd.Series(dtype=np.int64)
    own = lines[["policy", "maximum_liability"]].take(pairs["line"].to_numpy(np.int64))
    taken = paid_each(pair_payments(pairs), pairs) - payments_ahead(pairs)
    by = own.assign(taken=taken).groupby("policy")
    left: pd.Series = (by["maximum_liability"].min() - by["taken"].sum()).clip(lower=0)
    return left
