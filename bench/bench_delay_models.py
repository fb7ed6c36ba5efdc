"""The delay model: time to learn and to apply, and its error beside a gradient-boosted model.

    python tasks.py bench                                  time, synthetic ledgers
    python bench/bench_delay_models.py AR_IBM.csv          the IBM ledger by docs/backtest.md

The gradient-boosted model needs LightGBM (pip install -e .[bench]); without it the rest is shown.
It learns the chance of payment in each of the next eight weeks from snapshots of open invoices at
past dates, of which everything was known at the origin: age, terms, amount, and of the customer the
mean, spread, last delay and number of invoices paid by the snapshot.
"""

from __future__ import annotations

import datetime as dt
import sys
import time

import numpy as np
import pandas as pd

from cashbuoy.behaviour.backtest import Protocol, backtest
from cashbuoy.behaviour.learning import learn_delays
from cashbuoy.behaviour.odds import Owed
from cashbuoy.calendars import work_calendar
from cashbuoy.policy.load import profile

WEEKS = 8
SETTINGS = {
    "objective": "multiclass", "num_class": WEEKS + 1, "learning_rate": 0.05, "num_leaves": 8,
    "min_data_in_leaf": 40, "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.8,
    "verbose": -1, "num_threads": 1, "seed": 1,
}  # fmt: skip


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
    """Two years of invoices; `alike` is the share of the variance within a customer. `day`: any, or
    workdays (what falls on a weekend comes on Monday)."""
    rng = np.random.default_rng(seed)
    who = rng.integers(0, customers, rows)
    score = rng.normal(0, np.sqrt(1 - alike), customers)[who] + rng.normal(0, np.sqrt(alike), rows)
    issued = np.datetime64("2012-01-01") + rng.integers(0, 730, rows)
    due = issued + rng.choice([15, 30, 60], rows)
    paid = np.maximum(due + np.rint(4 + 13 * score + 3 * score**2).astype(np.int64), issued)
    if day == "workdays":
        paid = np.busday_offset(paid, 0, roll="forward")
    amount = np.rint(rng.lognormal(9, 0.8, rows)).astype(np.int64) + 1
    names = np.char.add("C", np.char.zfill(who.astype(str), 5)).astype(object)
    return documents(names, *(d.astype("datetime64[ns]") for d in (issued, due)), amount,
                     paid.astype("datetime64[ns]"))  # fmt: skip


def ibm(path: str) -> pd.DataFrame:
    raw = pd.read_csv(path)
    days = [pd.to_datetime(raw[c]) for c in ("InvoiceDate", "DueDate", "SettledDate")]
    amount = (raw["InvoiceAmount"] * 100).round().astype("int64")
    return documents(raw["customerID"], *days[:2], amount, days[2])


def snapshot(invoices: pd.DataFrame, at: dt.date) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Features of the invoices open at a date, the week in which each came (WEEKS: later), and
    amounts."""
    today = pd.Timestamp(at)
    known = invoices[invoices["document_date"] <= today]
    paid = known[known["paid_date"] <= today]
    late = (paid["paid_date"] - paid["due_date"]).dt.days
    habits = late.groupby(paid["counterparty"]).agg(["mean", "std", "last", "size"])
    items = known[~(known["paid_date"] <= today)]
    features = pd.DataFrame(
        {
            "age": (today - items["due_date"]).dt.days,
            "terms": (items["due_date"] - items["document_date"]).dt.days,
            "amount": items["amount"],
        }
    ).join(items[["counterparty"]].join(habits, on="counterparty").drop(columns="counterparty"))
    week = ((items["paid_date"] - today).dt.days.to_numpy() - 1) // 7
    return features, np.clip(week, 0, WEEKS).astype(int), items["amount"].to_numpy(float)


def boosted_wape(invoices: pd.DataFrame, origins: list[dt.date]) -> float:
    """WAPE of weekly collections by LightGBM, learned anew at each origin."""
    import lightgbm  # noqa: PLC0415  (only where installed)

    wrong = came = 0.0
    begin = invoices["document_date"].min().date()
    for origin in origins:
        past = pd.date_range(begin + dt.timedelta(60), origin - dt.timedelta(7 * WEEKS), freq="7D")
        rows = [snapshot(invoices, day.date())[:2] for day in past]
        known = lightgbm.Dataset(
            pd.concat([r[0] for r in rows]), np.concatenate([r[1] for r in rows])
        )
        model = lightgbm.train(SETTINGS, known, num_boost_round=60)
        features, week, amount = snapshot(invoices, origin)
        chance = np.asarray(model.predict(features))
        forecast = amount @ chance[:, :WEEKS]
        actual = np.bincount(week, weights=amount, minlength=WEEKS + 1)[:WEEKS]
        wrong, came = wrong + np.abs(forecast - actual).sum(), came + actual.sum()
    return wrong / came


def show_errors(name: str, invoices: pd.DataFrame, origins: list[dt.date]) -> None:
    result = backtest(
        invoices, profile("standard"), work_calendar("US", 2011, 2015), Protocol(tuple(origins))
    )
    wape = dict(zip(result.scores()["method"], result.scores()["wape"], strict=True))
    inside = result.coverage()
    said = "  ".join(f"{method} {value:.3f}" for method, value in wape.items())
    print(f"{name}: {said}  50 % band {inside[50]:.0%}  80 % band {inside[80]:.0%}", flush=True)
    try:
        print(f"  LightGBM, same protocol: {boosted_wape(invoices, origins):.3f}", flush=True)
    except ImportError:
        print("  LightGBM is not installed")


def show_time() -> None:
    """100,000 invoices of 2,000 customers, 10,000 of them open, a year ahead."""
    invoices = synthetic(100_000, 2000, 0.5, 1)
    as_of = dt.date(2013, 11, 25)
    policy, calendar = profile("standard"), work_calendar("US", 2011, 2015)
    learn_delays(invoices[:100], policy, as_of, calendar)  # first call: imports and caches
    start = time.perf_counter()
    model = learn_delays(invoices, policy, as_of, calendar)
    learned = time.perf_counter()
    chosen = invoices[
        (invoices["document_date"] <= pd.Timestamp(as_of))
        & ~(invoices["paid_date"] <= pd.Timestamp(as_of))
    ][:10_000]
    n = len(chosen)
    owed = Owed(
        chosen["counterparty"].to_numpy(object), chosen["document_date"].to_numpy(),
        chosen["due_date"].to_numpy(), chosen["amount"].to_numpy(),
        np.full(n, np.datetime64("NaT", "ns")), np.zeros(n, dtype=bool),
    )  # fmt: skip
    again = time.perf_counter()
    odds = model.odds(owed, 365)
    done = time.perf_counter()
    print(
        f"learn from {len(invoices):,} invoices {learned - start:.3f} s; odds of {n:,} open ones, "
        f"365 days, {done - again:.3f} s, {len(odds.profiles):,} profiles, "
        f"{odds.profiles.nbytes / 1e6:.0f} MB"
    )


def main() -> None:
    show_time()
    if len(sys.argv) > 1:
        origins = [d.date() for d in pd.date_range("2012-06-01", "2013-09-30", freq="14D")]
        show_errors("IBM", ibm(sys.argv[1]), origins)
        return
    origins = [d.date() for d in pd.date_range("2012-10-01", "2013-10-01", freq="28D")]
    for name, ledger in (
        ("customers alike", synthetic(3000, 60, 1.0, 11)),
        ("customers differ", synthetic(3000, 60, 0.4, 12)),
        ("few customers, working days", synthetic(800, 12, 0.3, 13, "workdays")),
    ):
        show_errors(name, ledger, origins)


if __name__ == "__main__":
    main()
