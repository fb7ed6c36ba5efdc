"""The chance that a running balance falls below the floor, against exact answers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cashbuoy.buffer.shortfall import TENTH, deviations_of, shortfall_risk
from cashbuoy.errors import FormulaError


def below(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


@pytest.mark.parametrize("n", [1, 2, 3, 5, 12, 26, 60])
def test_even_steps_from_the_floor_stay_above_it_as_often_as_the_law_says(n):
    # Sparre Andersen (1954): C(2n, n) / 4^n for any even, continuous steps.
    stays = math.comb(2 * n, n) / 4**n
    assert shortfall_risk(50, 50, [0] * n, 10) == pytest.approx(1 - stays, abs=2e-6)


def test_one_period_is_the_normal_distribution():
    for room in (-30, 0, 25, 80, 400):
        assert shortfall_risk(room, 0, [-10], [40]) == pytest.approx(
            below(-(room - 10) / 40), abs=1e-9
        )


@pytest.mark.parametrize(
    ("flows", "spread", "answer"),
    [
        ([-60, -30], [0, 0], 0.0),
        ([-60, -50], [0, 0], 1.0),
        ([-120, 500], [0, 0], 1.0),  # short in between counts
        ([-60, -50, 100], [0, 0, 30], 1.0),
        # A sure payment after a random month: the month must leave 30.
        ([0, -30, 60], [50, 0, 0], below(-(100 - 30) / 50)),
        ([-20, 0, -30], [0, 50, 0], below(-(80 - 30) / 50)),
    ],
)
def test_sure_flows_move_the_line(flows, spread, answer):
    assert shortfall_risk(100, 0, flows, spread) == pytest.approx(answer, abs=1e-9)


@pytest.mark.parametrize("rho", [0.0, 0.2, 0.5, 0.9, 0.99, 1.0])
def test_two_periods_are_the_bivariate_normal(rho):
    stats = pytest.importorskip("scipy.stats")
    spread, room, flows = np.array([30.0, 45.0]), 70.0, np.array([-20.0, -15.0])
    one, two = spread[0] ** 2, spread.sum() ** 2 - 2 * (1 - rho) * spread.prod()
    shared = one + rho * spread.prod()
    cov = np.array([[one, shared], [shared, two]])
    exact = stats.multivariate_normal(cov=cov, allow_singular=True)
    stays = exact.cdf(room + np.cumsum(flows))
    assert shortfall_risk(room, 0, flows, spread, rho) == pytest.approx(1 - stays, abs=2e-4)


def test_many_small_periods_approach_the_reflection_principle():
    # Brownian motion falls below -b by time t with chance 2 Phi(-b / sqrt t); steps overshoot by
    # 0.5826 of a step's deviation (Siegmund, 1985).
    n = 100
    found = shortfall_risk(10 - 0.5826, 0, [0] * n, 1.0)
    assert found == pytest.approx(2 * below(-10 / math.sqrt(n)), abs=2e-3)


def test_the_tenth_percentile_gives_the_deviation():
    assert deviations_of([100, 50], [100 - TENTH * 7, 50]).tolist() == pytest.approx([7, 0])


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: deviations_of([1, 2], [1]), "#VALUE!"),
        (lambda: deviations_of([1, 2], [1, 3]), "#NUM!"),
        (lambda: shortfall_risk(1, 0, [1, 2], [1, 2, 3]), "#VALUE!"),
        (lambda: shortfall_risk(1, 0, [1, 2], [-1]), "#NUM!"),
        (lambda: shortfall_risk(1, 0, [1, 2], [1], 1.1), "#NUM!"),
        (lambda: shortfall_risk(1, 0, [1] * 121, [1]), "#NUM!"),
        (lambda: shortfall_risk(1, 0, [], [1]), "#VALUE!"),
    ],
)
def test_refusals(call, code):
    with pytest.raises(FormulaError) as caught:
        call()
    assert caught.value.code == code


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-100, 100), st.integers(0, 60)), min_size=1, max_size=8),
    st.integers(-50, 300),
    st.integers(0, 200),
    st.sampled_from([0.0, 0.3, 1.0]),
)
def test_more_cash_is_never_more_risk_and_a_longer_look_never_less(flows, cash, more, rho):
    mean, spread = ([float(f[i]) for f in flows] for i in (0, 1))
    risk = shortfall_risk(cash, 0, mean, spread, rho)
    assert 0 <= risk <= 1
    assert shortfall_risk(cash + more, 0, mean, spread, rho) <= risk + 1e-5
    assume(len(mean) > 1)
    assert shortfall_risk(cash, 0, mean[:-1], spread[:-1], rho) <= risk + 1e-5
