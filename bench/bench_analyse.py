"""Time and memory of a refresh's arithmetic: 100,000 receivables and 50,000 payables.

Prints the time to build the frames alone (the floor: no tool that holds the rows can beat it),
to clean them, and of each stage of analyse(), with rows per second and peak memory.

    python tasks.py bench
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd

from cashbuoy import analysis
from cashbuoy.ledger.clean import Ledgers, clean_ledgers
from cashbuoy.policy.load import profile

AS_OF = dt.date(2026, 10, 31)
RECEIVABLES, PAYABLES = 100_000, 50_000


def documents(n: int, seed: int, titles: dict[str, str]) -> pd.DataFrame:
    """A raw ledger as a host hands it over: three years, few still open, one in ten in USD."""
    rng = np.random.default_rng(seed)
    issued = pd.Timestamp(AS_OF) - pd.to_timedelta(rng.integers(0, 1095, n), unit="D")
    due = issued + pd.to_timedelta(rng.choice([30, 45, 60, 90], n), unit="D")
    paid_on = due + pd.to_timedelta(rng.normal(8, 20, n).round(), unit="D")
    amount = np.round(rng.lognormal(9, 1, n), 2)
    unpaid = (paid_on > pd.Timestamp(AS_OF)) | (rng.random(n) < 0.02)
    return pd.DataFrame(
        {
            titles["document"]: [f"{titles['prefix']}{i:07d}" for i in range(n)],
            titles["counterparty"]: np.char.add("C", rng.integers(0, 2000, n).astype(str)).astype(
                object
            ),
            titles["issued"]: issued,
            "Due date": due,
            "Currency": np.where(rng.random(n) < 0.1, "USD", "CNY").astype(object),
            "Amount": amount,
            "Paid": np.where(unpaid, 0.0, amount),
            "Paid date": pd.Series(paid_on).mask(unpaid),
        }
    )


def raw_tables() -> dict[str, pd.DataFrame]:
    """All raw tables of the bench company."""
    days = pd.date_range(end=pd.Timestamp(AS_OF), periods=36, freq="ME")
    invoice = {
        "document": "Invoice",
        "counterparty": "Customer",
        "issued": "Invoice date",
        "prefix": "R",
    }
    bill = {"document": "Bill", "counterparty": "Supplier", "issued": "Bill date", "prefix": "P"}
    return {
        "tblReceivables": documents(RECEIVABLES, 1, invoice),
        "tblPayables": documents(PAYABLES, 2, bill),
        "tblBank": pd.DataFrame({"Date": days, "Account": "Main", "Balance": 5e6}),
        "tblRates": pd.DataFrame({"Currency": "USD", "Date": days, "Rate": 7.1}),
    }


def with_forecasts(ledgers: Ledgers, snapshots: pd.DataFrame) -> Ledgers:
    """The ledgers as a workbook has them from its second refresh on: with the forecasts kept, so
    that those of past months need not be made up for."""
    stored = snapshots.assign(row=range(1, len(snapshots) + 1))
    return replace(ledgers, tables={**ledgers.tables, "tblSnapshots": stored})


def timed_stages(spent: dict[str, float]) -> None:
    """Wrap every function that analyse() calls so that its time is added up in `spent`."""
    for name, stage in list(vars(analysis).items()):
        if callable(stage) and not isinstance(stage, type) and name != "analyse":
            setattr(analysis, name, _timed(name, stage, spent))


def _timed(name, stage, spent):
    def run(*args, **kwargs):
        start = time.perf_counter()
        try:
            return stage(*args, **kwargs)
        finally:
            spent[name] += time.perf_counter() - start

    return run


def peak_megabytes() -> float | None:
    """Highest resident memory of this process so far; None where the system does not say."""
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / (1024 if sys.platform == "darwin" else 1)


def main() -> None:
    rows = RECEIVABLES + PAYABLES
    policy = profile("advanced")
    start = time.perf_counter()
    raw = raw_tables()
    built = time.perf_counter()
    ledgers = clean_ledgers(raw, "CNY")
    cleaned = time.perf_counter()
    before = peak_megabytes()
    analysis.analyse(ledgers, policy, AS_OF)  # first call: imports and caches
    first = time.perf_counter()
    spent: dict[str, float] = defaultdict(float)
    timed_stages(spent)
    again = time.perf_counter()
    result = analysis.analyse(ledgers, policy, AS_OF)
    total = time.perf_counter() - again
    kept = with_forecasts(ledgers, result.rolling.snapshots)
    later, cpu = time.perf_counter(), time.process_time()
    analysis.analyse(kept, policy, AS_OF)
    with_kept, cpu = time.perf_counter() - later, time.process_time() - cpu

    print(f"{rows:,} rows, {len(result.receivables) + len(result.payables):,} open, "
          f"{len(result.events):,} cash events")  # fmt: skip
    print(f"  build the frames (floor)   {built - start:7.3f} s")
    for what, seconds in (
        ("clean them", cleaned - built),
        ("analyse, first call", first - cleaned),
        ("analyse, again", total),
        ("analyse, forecasts kept", with_kept),
    ):
        print(f"  {what:<26} {seconds:7.3f} s  {rows / seconds:12,.0f} rows/s")
    print(f"    of which processor time    {cpu:7.3f} s")
    print("  stages of analyse, again:")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        if seconds >= 0.001:
            print(f"    {name:<24} {seconds:7.3f} s")
    if before is not None:
        print(f"  peak memory: {before:,.0f} MB once cleaned, {peak_megabytes():,.0f} MB in all")


if __name__ == "__main__":
    main()
