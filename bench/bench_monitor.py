"""How often the 3+1 monitor cries wolf, and how soon it sees a fall: a seeded simulation.

Weekly figures around a steady level with independent noise, judged as `warning/usual_range.py` does
with the shipped policy. Printed are false alarms per week on steady series, and the share of runs
in which a fall of 30 % is found within two weeks of it, for several noises and lengths of history.
"""

from __future__ import annotations

import numpy as np

from cashbuoy.policy.load import profile
from cashbuoy.warning.usual_range import usual_range

RUNS, SEED, FALL = 4_000, 20261123, 0.30


def simulated(periods: int, noise: float, spreads: float, least: float) -> tuple[float, float]:
    """Share of false alarms a week, and of falls found within two weeks."""
    draws = np.random.default_rng(SEED)
    false = found = 0
    for _ in range(RUNS):
        past = 1 + noise * draws.standard_normal(periods)
        calm, *fallen = 1 + noise * draws.standard_normal(3)
        fallen = [(1 - FALL) * value for value in fallen]
        false += calm < usual_range(past.tolist(), spreads, least).low
        for week, value in enumerate(fallen):
            before = [*past[week:].tolist(), *fallen[:week]]
            if value < usual_range(before, spreads, least).low:
                found += 1
                break
    return false / RUNS, found / RUNS


def main() -> None:
    monitor = profile("basic").monitor
    print(f"{RUNS} runs each; {monitor.spreads} spreads of at least {monitor.least_spread:.0%}")
    print("weeks  noise  false alarms a week  fall of 30 % found in two weeks")
    for periods in (3, 6, monitor.periods):
        for noise in (0.03, 0.05, 0.08):
            false, found = simulated(periods, noise, monitor.spreads, monitor.least_spread)
            print(f"{periods:5d}  {noise:5.0%}  {false:19.2%}  {found:31.1%}")


if __name__ == "__main__":
    main()
