"""Ledgers for the benchmarks of the delay model: two years of invoices from 2012, all settled."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

START = np.datetime64("2012-01-01")
DAYS = 730


def documents(customer, issued, due, amount, paid_on) -> pd.DataFrame:
    """Settled invoices as the engine's documents."""
    return pd.DataFrame(
        {
            "counterparty": customer,
            "document_date": issued,
            "due_date": due,
            "amount": amount,
            "paid": amount,
            "paid_date": paid_on,
            "amount_base": amount,
            "paid_base": amount,
            "dispute": False,
            "promise_date": pd.Series(pd.NaT, index=range(len(amount)), dtype="datetime64[ns]"),
        }
    )


def synthetic(rows: int, customers: int, alike: float, seed: int, day: str = "any") -> pd.DataFrame:
    """Any day or working days; `alike` is the share of the variance within a customer. `day`: any,
    or workdays (what falls on a weekend comes on Monday)."""
    rng = np.random.default_rng(seed)
    who = rng.integers(0, customers, rows)
    score = rng.normal(0, np.sqrt(1 - alike), customers)[who] + rng.normal(0, np.sqrt(alike), rows)
    issued = START + rng.integers(0, DAYS, rows)
    due = issued + rng.choice([15, 30, 60], rows)
    paid = np.maximum(due + np.rint(4 + 13 * score + 3 * score**2).astype(np.int64), issued)
    if day == "workdays":
        paid = np.busday_offset(paid, 0, roll="forward")
    return _ledger(rng, who, issued, due, paid)


def fixed_days(rows: int, customers: int, seed: int) -> pd.DataFrame:
    """Customers that pay on the 10th, the 25th, at month end, on Fridays, or on any day, once the
    invoice is approved; on the Monday after where that is a weekend."""
    rng = np.random.default_rng(seed)
    who = rng.integers(0, customers, rows)
    kind = rng.integers(0, 5, customers)[who]
    mean = rng.normal(2, 10, customers)[who]
    issued = START + rng.integers(0, DAYS, rows)
    due = issued + rng.choice([15, 30, 60], rows)
    ready = np.maximum(due + np.rint(mean + rng.normal(0, 6, rows)).astype(np.int64), issued)
    paid = np.choose(kind, [ready, *_pay_days(ready)])
    return _ledger(rng, who, issued, due, np.busday_offset(paid, 0, roll="forward"))


def all_slower(seed: int) -> pd.DataFrame:
    """Invoices issued after 2013-01-15 are paid 8 days later by everybody."""
    ledger = synthetic(2000, 40, 0.5, seed)
    late = ledger["document_date"] > pd.Timestamp("2013-01-15")
    ledger.loc[late, "paid_date"] += pd.Timedelta(days=8)
    return ledger


def seasonal(seed: int) -> pd.DataFrame:
    """Everybody pays up to 6 days later in spring and earlier in autumn."""
    ledger = synthetic(2000, 40, 0.5, seed)
    ago = (ledger["document_date"] - pd.Timestamp(START)).dt.days
    later = pd.to_timedelta((6 * np.sin(2 * np.pi * ago / 365)).round(), unit="D")
    ledger["paid_date"] = np.maximum(ledger["paid_date"] + later, ledger["document_date"])
    return ledger


def drifting(seed: int) -> pd.DataFrame:
    """40 customers with skewed delays; half slow down by 15 days half-way; new ones come."""
    rng = np.random.default_rng(seed)
    rows, customers = 2000, 40
    who = rng.integers(0, customers, rows)
    since = rng.integers(0, DAYS // 2, customers) * (rng.random(customers) < 0.4)
    issued = START + since[who] + (rng.random(rows) * (DAYS - since[who])).astype(np.int64)
    due = issued + rng.choice([30, 45], customers)[who]
    slower = (rng.random(customers) < 0.5)[who] & (issued > START + DAYS // 2)
    late = rng.gamma(2.0, rng.uniform(1, 12, customers)[who]) - 5 + 15 * slower
    return _ledger(rng, who, issued, due, np.maximum(due + late.astype(np.int64), issued))


def statements(seed: int) -> pd.DataFrame:
    """25 customers with terms from month end; a third pay on the 15th, a third on the last working
    day, the others when they like; one in thirty invoices is forgotten for two months."""
    rng = np.random.default_rng(seed)
    rows, customers = 1200, 25
    who = rng.integers(0, customers, rows)
    issued = START + rng.integers(0, DAYS, rows)
    month = issued.astype("datetime64[M]") + 1 + rng.integers(0, 3, customers)[who]
    due = month.astype("datetime64[D]") + 29
    late = np.where(rng.random(rows) < 1 / 30, 60, 0) + rng.integers(-6, 9, customers)[who]
    ready = np.maximum(due + late + rng.integers(-3, 4, rows), issued)
    fifteenth = _first_on(ready, 15)
    following = ready.astype("datetime64[M]") + 1
    last = np.busday_offset(following.astype("datetime64[D]") - 1, 0, roll="backward")
    after = np.busday_offset((following + 1).astype("datetime64[D]") - 1, 0, roll="backward")
    month_end = np.where(last >= ready, last, after)
    paid = np.choose(rng.integers(0, 3, customers)[who], [fifteenth, month_end, ready])
    return _ledger(rng, who, issued, due, np.busday_offset(paid, 0, roll="forward"))


def tiny(seed: int) -> pd.DataFrame:
    """Six customers, 150 invoices, amounts that differ a hundredfold."""
    rng = np.random.default_rng(seed)
    who = rng.choice(6, 150, p=[0.4, 0.2, 0.15, 0.1, 0.1, 0.05])
    issued = START + rng.integers(0, DAYS, 150)
    due = issued + 30
    late = np.rint(rng.normal(rng.normal(8, 8, 6)[who], 7)).astype(np.int64)
    paid = np.busday_offset(np.maximum(due + late, issued), 0, roll="forward")
    return _ledger(rng, who, issued, due, paid, spread=1.5)


Ledgers = dict[str, Callable[[], pd.DataFrame]]

SHOWN: Ledgers = {
    "customers alike": lambda: synthetic(3000, 60, 1.0, 11),
    "customers differ": lambda: synthetic(3000, 60, 0.4, 12),
    "few customers, working days": lambda: synthetic(800, 12, 0.3, 13, "workdays"),
    "fixed pay days": lambda: fixed_days(1500, 30, 14),
}
HELD_OUT: Ledgers = {  # settings and parts are judged on these
    "customers alike": lambda: synthetic(3000, 60, 1.0, 111),
    "customers differ": lambda: synthetic(3000, 60, 0.4, 112),
    "customers differ, again": lambda: synthetic(3000, 60, 0.4, 122),
    "few, working days": lambda: synthetic(800, 12, 0.3, 113, "workdays"),
    "few, working days, again": lambda: synthetic(800, 12, 0.3, 123, "workdays"),
    "fixed pay days": lambda: fixed_days(1500, 30, 114),
    "fixed pay days, few": lambda: fixed_days(400, 12, 115),
    "all slow down": lambda: all_slower(301),
    "seasons": lambda: seasonal(301),
}
FRESH: Ledgers = {  # made after the model was settled, scored once: nothing was chosen on them
    "habits that change": lambda: drifting(2001),
    "statements, 15th and month end": lambda: statements(2002),
    "six customers, 150 invoices": lambda: tiny(2003),
}


def _first_on(ready: np.ndarray, day: int) -> np.ndarray:
    """The first such day of a month on or after `ready`."""
    month = ready.astype("datetime64[M]")
    this = month.astype("datetime64[D]") + day - 1
    return np.where(this >= ready, this, (month + 1).astype("datetime64[D]") + day - 1)


def _pay_days(ready: np.ndarray) -> list[np.ndarray]:
    end = (ready.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    friday = np.busday_offset(ready, 0, roll="forward", weekmask="Fri")
    return [_first_on(ready, 10), _first_on(ready, 25), end, friday]


def _ledger(rng, who, issued, due, paid, spread: float = 0.8) -> pd.DataFrame:
    amount = np.rint(rng.lognormal(9, spread, len(who))).astype(np.int64) + 1
    names = np.char.add("C", np.char.zfill(who.astype(str), 5)).astype(object)
    return documents(names, *(d.astype("datetime64[ns]") for d in (issued, due)), amount,
                     paid.astype("datetime64[ns]"))  # fmt: skip
