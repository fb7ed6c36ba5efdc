"""Time and memory of the simulation: 10,000 paths of 10,000 open invoices over 365 days.

Every invoice has chances of its own (10,000 profiles), the hardest case for the processor's cache;
in practice many share one. Target: 1.5 seconds on two cores.

    python tasks.py bench
"""

from __future__ import annotations

import time

import numpy as np
from bench_analyse import peak_megabytes

from cashbuoy.behaviour.odds import PaymentOdds
from cashbuoy.forecast.paths import Certain, Dice, Loadings, Swing, Uncertain
from cashbuoy.forecast.simulation import Spans, simulate

DAYS, MONTHS = 365, 12
SIZES = ((10_000, 10_000), (2_000, 300))  # paths, invoices: the target, and a small firm's refresh


def firm(invoices: int, seed: int = 1) -> tuple[Uncertain, Certain]:
    """Open invoices of 500 customers, a year of budgeted sales, costs that use all of it up."""
    rng = np.random.default_rng(seed)
    chances = rng.random((invoices, DAYS + 2)) ** 8
    chances /= chances.sum(axis=1, keepdims=True)
    amount = rng.lognormal(14, 1, invoices).astype(np.int64)
    lot = np.full(invoices, -1)
    lot[: min(MONTHS, invoices)] = np.arange(min(MONTHS, invoices))
    uncertain = Uncertain(
        amount, rng.integers(0, 500, invoices), lot, PaymentOdds(chances, np.arange(invoices))
    )
    costs = np.zeros((MONTHS, DAYS))
    costs[np.minimum(np.arange(DAYS) // 30, MONTHS - 1), np.arange(DAYS)] = -amount.sum() / DAYS
    return uncertain, Certain(costs.sum(axis=0), np.zeros((MONTHS, DAYS)), costs)


def main() -> None:
    starts = tuple(range(0, 360, 30))
    weeks = tuple(range(0, 91, 7))
    spans = Spans(starts, (*starts[1:], DAYS), weeks, (*weeks[1:], 98))
    for paths, invoices in SIZES:
        uncertain, certain = firm(invoices)
        swing = Swing(0.1, 0.5, 0.2)
        dice = Dice(paths, 1, Loadings(0.25, 0.4), swing, swing, stretch=1.2)
        opening = int(uncertain.amount.sum()) // 10
        simulate(opening, 0, uncertain, certain, spans, dice, 0.95)  # imports
        for workers in (1, 2):
            start, spent = time.perf_counter(), time.process_time()
            simulate(opening, 0, uncertain, certain, spans, dice, 0.95, workers)
            wall, cpu = time.perf_counter() - start, time.process_time() - spent
            print(f"{paths:,} paths x {invoices:,} invoices x {DAYS} days, {workers} thread(s): "
                  f"{wall:6.3f} s ({cpu:.3f} s of processor)")  # fmt: skip
    peak = peak_megabytes()
    if peak is not None:
        print(f"  peak memory: {peak:,.0f} MB")


if __name__ == "__main__":
    main()
