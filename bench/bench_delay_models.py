"""The delay model: time to learn and to apply, and its error beside a gradient-boosted model.

    python tasks.py bench                                  time, synthetic ledgers
    python bench/bench_delay_models.py AR_IBM.csv          the IBM ledger by docs/backtest.md
    python bench/bench_delay_models.py --fresh             ledgers on which nothing was chosen
    python bench/bench_delay_models.py --ablate [AR_IBM.csv]  without each part, on held-out ledgers

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
from made_up_ledgers import FRESH, HELD_OUT, SHOWN, documents, synthetic

from cashbuoy.behaviour.backtest import Protocol, backtest
from cashbuoy.behaviour.learning import learn_delays
from cashbuoy.behaviour.odds import Owed
from cashbuoy.calendars import work_calendar
from cashbuoy.policy.load import profile
from cashbuoy.policy.models import Policy

WEEKS = 8
CALENDAR = work_calendar("US", 2011, 2015)
ORIGINS = [d.date() for d in pd.date_range("2012-10-01", "2013-10-01", freq="28D")]
SETTINGS = {
    "objective": "multiclass", "num_class": WEEKS + 1, "learning_rate": 0.05, "num_leaves": 8,
    "min_data_in_leaf": 40, "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.8,
    "verbose": -1, "num_threads": 1, "seed": 1,
}  # fmt: skip


def without(**changes) -> Policy:
    """The standard policy with other settings of `behaviour`."""
    policy = profile("standard")
    return policy.model_copy(update={"behaviour": policy.behaviour.model_copy(update=changes)})


def ablations() -> dict[str, Policy]:
    """The model without each of its parts: weights so strong that nothing is learned."""
    rules = profile("standard").behaviour
    return {
        "whole model": without(),
        "pay days": without(pay_days=rules.pay_days.model_copy(update={"customers": 0.0})),
        "types learned": without(mix_customers=100_000.0),
        "own frequencies": without(own_invoices=100_000.0),
        "segments": without(segment_invoices=100_000.0),
        "pace": without(pace=rules.pace.model_copy(update={"payments": 100_000.0})),
        "half-life": without(half_life_days=36_600.0),
    }


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
    result = backtest(invoices, profile("standard"), CALENDAR, Protocol(tuple(origins)))
    wape = dict(zip(result.scores()["method"], result.scores()["wape"], strict=True))
    inside = result.coverage()
    said = "  ".join(f"{method} {value:.3f}" for method, value in wape.items())
    print(
        f"{name}: {said}  luck {result.luck():.3f}  50 % band {inside[50]:.0%}  "
        f"80 % band {inside[80]:.0%}",
        flush=True,
    )
    try:
        print(f"  LightGBM, same protocol: {boosted_wape(invoices, origins):.3f}", flush=True)
    except ImportError:
        print("  LightGBM is not installed")


def show_ablations(ledgers: dict[str, pd.DataFrame], origins: dict[str, list[dt.date]]) -> None:
    """WAPE (and what the 80 % band covers) without each part, by ledger."""
    for part, policy in ablations().items():
        results = {
            name: backtest(
                ledger, policy, CALENDAR, Protocol(tuple(origins.get(name, ORIGINS)), paths=300)
            )
            for name, ledger in ledgers.items()
        }
        said = "  ".join(
            f"{name} {r.scores()['wape'][0]:.4f} ({r.coverage()[80]:.0%})"
            for name, r in results.items()
        )
        print(f"{'' if part == 'whole model' else 'without '}{part}: {said}", flush=True)


def show_time() -> None:
    """100,000 invoices of 2,000 customers, 10,000 of them open, a year ahead."""
    invoices = synthetic(100_000, 2000, 0.5, 1)
    as_of = dt.date(2013, 11, 25)
    policy, calendar = profile("standard"), CALENDAR
    learn_delays(invoices[:100], policy, as_of, calendar)  # first call: imports and caches
    start, cpu = time.perf_counter(), time.process_time()
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
    done, cpu = time.perf_counter(), time.process_time() - cpu
    print(
        f"learn from {len(invoices):,} invoices {learned - start:.3f} s; odds of {n:,} open ones, "
        f"365 days, {done - again:.3f} s, together {cpu:.3f} s of one processor; "
        f"{len(odds.profiles):,} profiles, {odds.profiles.nbytes / 1e6:.0f} MB"
    )


def main() -> None:
    show_time()
    file = next((word for word in sys.argv[1:] if not word.startswith("--")), None)
    if "--ablate" in sys.argv:
        ledgers = {name: made() for name, made in HELD_OUT.items()}
        if file:
            ledgers["IBM before 2012-06"] = ibm(file)
        held = [d.date() for d in pd.date_range("2012-02-15", "2012-04-06", freq="7D")]
        show_ablations(ledgers, {"IBM before 2012-06": held})
    elif file:
        dates = pd.date_range("2012-06-01", "2013-09-30", freq="14D")
        show_errors("IBM", ibm(file), [d.date() for d in dates])
    else:
        for name, made in (FRESH if "--fresh" in sys.argv else SHOWN).items():
            show_errors(name, made(), ORIGINS)


if __name__ == "__main__":
    main()
