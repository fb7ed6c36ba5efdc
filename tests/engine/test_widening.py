"""Bands are stretched by what the weeks after earlier dates were like."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from firm import policy

from cashbuoy.behaviour.odds import PaymentOdds
from cashbuoy.behaviour.widening import band_widening, cut_offs, stretch, stretched, surprises
from cashbuoy.calendars import work_calendar
from cashbuoy.forecast.paths import Certain, Dice, Loadings, Swing, Uncertain, draw_closing

POLICY = policy("", profile="standard")
CALENDAR = work_calendar("CN", 2024, 2026)
TODAY = dt.date(2026, 3, 31)


def ledger(late_after=None, n=600, seed=1):
    """Invoices of 20 customers paid about 5 days after due; 25 days later from a date on."""
    rng = np.random.default_rng(seed)
    issued = np.datetime64("2025-01-01") + rng.integers(0, 450, n)
    due = issued + 30
    paid = due + rng.integers(0, 11, n)
    if late_after:
        paid = paid + np.where(due > np.datetime64(late_after), 25, 0)
    amount = rng.integers(1_000_00, 9_000_00, n)
    return pd.DataFrame(
        {
            "counterparty": np.char.add("C", rng.integers(0, 20, n).astype(str)).astype(object),
            "document_date": issued.astype("datetime64[ns]"),
            "due_date": due.astype("datetime64[ns]"),
            "amount": amount,
            "paid": amount,
            "paid_date": paid.astype("datetime64[ns]"),
            "amount_base": amount,
            "paid_base": amount,
            "dispute": False,
            "promise_date": pd.Series(pd.NaT, index=range(n), dtype="datetime64[ns]"),
        }
    )


def widening(invoices, rules=POLICY):
    return band_widening(invoices, rules, TODAY, CALENDAR)


def test_habits_that_change_widen_the_bands_and_steady_ones_do_not():
    assert 0.7 < widening(ledger()) < 1.25
    assert widening(ledger(late_after="2025-11-01")) > 1.4


def test_what_comes_later_and_the_order_of_rows_change_nothing():
    invoices = ledger(late_after="2025-11-01")
    other = invoices.copy()
    later = (other["paid_date"] > pd.Timestamp(TODAY)).to_numpy()
    assert later.any()
    other.loc[later, "paid_date"] += pd.Timedelta(days=99)
    new = (other["document_date"] > pd.Timestamp(TODAY)).to_numpy()
    other.loc[new, ["amount", "paid", "amount_base", "paid_base"]] *= 7
    other = other.sample(frac=1, random_state=3).reset_index(drop=True)
    assert widening(other) == widening(invoices)


def test_without_a_past_or_switched_off_bands_stay():
    assert widening(ledger()[:0]) == 1
    assert widening(ledger().assign(document_date=pd.Timestamp(TODAY))) == 1
    off = policy("behaviour: {bands: {cut_offs: 0}}", profile="standard")
    assert widening(ledger(late_after="2025-11-01"), off) == 1


def test_all_weeks_after_a_cut_off_are_over():
    days = cut_offs(TODAY, POLICY)
    assert days[0] == TODAY - dt.timedelta(days=56)
    assert len(days) == POLICY.behaviour.bands.cut_offs


def test_the_factor_is_the_quantile_of_past_weeks_beside_the_assumed_ones():
    # With hardly an assumed week: 80 % of 1..10, a little more as ten weeks are not all weeks.
    rules = policy("behaviour: {bands: {assumed_weeks: 0.1}}", profile="standard")
    weeks = [np.arange(1, 6) / 10, np.arange(6, 11) / 10]
    assert stretch(weeks, rules) == pytest.approx(0.1 + 0.9 * 0.88)
    assert stretch([np.full(40, 99.0)], rules) == 4  # one week alone must not decide
    assert stretch([], rules) == 1


def test_a_week_on_its_median_is_no_surprise():
    found = surprises(ledger(), POLICY, dt.date(2025, 10, 1), CALENDAR)
    assert 0 < len(found) <= 8
    assert (found >= 0).all()


def test_paths_are_stretched_around_their_median_and_never_below_zero():
    paths = np.array([[10.0, 0.0], [20.0, 10.0], [30.0, 50.0]])
    assert stretched(paths, 1.5).tolist() == [[5.0, 0.0], [20.0, 10.0], [35.0, 70.0]]


def test_the_simulation_stretches_receipts_and_not_the_level_of_sales():
    profiles = np.array(
        [[0.5, 0.0, 0.5, 0.0], [0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    )
    odds = PaymentOdds(profiles, np.arange(4))
    uncertain = Uncertain(
        np.array([100, 1000, 500, 300]), np.arange(4), np.array([-1, 0, -1, -1]), odds
    )
    nothing = np.zeros((1, 2))
    certain = Certain(np.zeros(2), nothing, nothing)
    swing, still = Swing(0.3, 0.5, 0.0), Swing(0.0, 0.0, 0.0)
    plain, wide = (
        draw_closing(0, uncertain, certain, Dice(4000, 7, Loadings(0.0, 0.0), swing, still, s), 1)
        for s in (1.0, 2.0)
    )
    # One invoice brings 100 or nothing on day 1: 50 on average, and twice as far away.
    # Another one is sure, a third never comes: there is room for both.
    assert set(plain[0]) == {500.0, 600.0}
    assert set(wide[0]) == {450.0, 650.0}
    sales = plain[1] - plain[0]
    assert np.allclose(wide[1] - wide[0], sales)
    assert sales.std() > 100
