"""Time of the payment schedule: 2,000 bills over three months, cash ample, tight and short.

Prints, by rules and at the least cost: seconds, what it costs, and how far below the floor.

    python bench/bench_payables.py
"""

from __future__ import annotations

import time

import numpy as np

from cashbuoy.payables.by_rules import pay_by_rules
from cashbuoy.payables.choices import choices_of
from cashbuoy.payables.credit_notes import Offsets
from cashbuoy.payables.due_bills import DueBills
from cashbuoy.payables.optimiser import pay_at_least_cost
from cashbuoy.payables.payments import breach, whole_bills
from cashbuoy.payables.programme import PartTerms
from cashbuoy.payables.runs import Stretches
from cashbuoy.policy.load import profile

START = np.datetime64("2026-11-02")
BILLS, RUNS = 2_000, 30


def made_up_bills(rng: np.random.Generator) -> DueBills:
    due = START + rng.integers(-20, 60, BILLS).astype("timedelta64[D]")
    net = np.round(rng.lognormal(14.5, 1.0, BILLS)).astype(np.int64)
    priority = rng.choice(3, BILLS, p=[0.3, 0.4, 0.3])
    most = np.array([0, 15, 45])[priority].astype("timedelta64[D]")
    offered = (rng.random(BILLS) < 0.15) & (due > START + 12)
    return DueBills(
        item=np.arange(BILLS),
        net=net,
        by_bill=np.zeros(BILLS, dtype=np.int64),
        due=due,
        deadline=due,
        earliest=due,
        latest=due + most,
        priority=priority,
        late_rate=np.where(rng.random(BILLS) < 0.3, 0.0005, 0.0),
        discount=np.where(offered, np.rint(net * 0.01), 0).astype(np.int64),
        discount_until=np.where(offered, START + 8, np.datetime64("NaT")),
        in_parts=(priority == 2) & (net > 5_000_000) & ~offered,
        fixed_on=np.full(BILLS, np.datetime64("NaT", "D")),
        offsets=Offsets(*(np.zeros(0, dtype=np.int64) for _ in range(4))),
    )


def main() -> None:
    rng = np.random.default_rng(7)
    policy = profile("advanced")
    settings = policy.payables.schedule
    bills = made_up_bills(rng)
    weeks = np.arange(RUNS // 2) * np.timedelta64(7, "D")
    runs = np.sort(np.concatenate([START + 1 + weeks, START + 4 + weeks]))
    choices = choices_of(bills, runs, policy)
    wanted, waited = (
        whole_bills(choices, run).paid_by(RUNS) for run in (choices.preferred, choices.latest)
    )
    # Of what could be put off, this share has to be; more than all of it where the floor breaks.
    for name, share in (("ample", 0.0), ("tight", 0.5), ("hard", 0.9), ("short", 1.1)):
        room = (wanted - (wanted - waited) * share).astype(np.int64)
        stretches = Stretches(runs, room, runs)
        begin = time.perf_counter()
        rules = pay_by_rules(choices, stretches)
        middle = time.perf_counter()
        terms = PartTerms(1_000_000, settings.parts.most)
        found = pay_at_least_cost(choices, stretches, settings.solver, terms)
        end = time.perf_counter()
        ways = (
            ("rules", rules, middle - begin, np.nan),
            ("optimise", found.payments, end - middle, found.gap),
        )
        for way, payments, seconds, proof in ways:
            short = breach(payments, stretches)
            print(
                f"{name:6} {way:9} {seconds:6.2f} s  cost {payments.total_cost / 100:14,.0f}"
                f"  fees {payments.fee.sum() / 100:10,.0f}"
                f"  discounts {payments.discount.sum() / 100:10,.0f}"
                f"  below the floor {short / 100:16,.0f}  within {proof:.2%}"
            )


if __name__ == "__main__":
    main()
