"""Paths of cash against what is known without drawing: binomials, convolutions, identities."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.behaviour.odds import PaymentOdds
from cashbuoy.forecast import paths as paths_module
from cashbuoy.forecast.paths import (
    BLOCK,
    Certain,
    Dice,
    Loadings,
    Swing,
    Uncertain,
    draw_closing,
    draw_paths,
)
from cashbuoy.forecast.simulation import Spans, read_paths, simulate

STEADY = Swing(0.0, 0.5, 0.0)
ALONE = Loadings(0.0, 0.0)
TOGETHER = Loadings(1.0, 0.0)
DAYS = 4
SPANS = Spans((0, 2), (2, 4), (0,), (4,))


def receipts(*items, odds=((0.5, 0, 0, 0, 0, 0.5),)):
    """Items (amount, customer[, profile[, lot]])."""
    rows = [(*i, *(0, 0, -1)[len(i) - 1 :]) for i in items]
    amount, customer, profile, lot = (np.array(c, dtype=np.int64) for c in zip(*rows, strict=True))
    return Uncertain(amount, customer, lot, PaymentOdds(np.array(odds, dtype=float), profile))


def nothing_else(net=0.0, days=DAYS, months=2):
    return Certain(np.full(days, float(net)), np.zeros((months, days)), np.zeros((months, days)))


def dice(paths=20_000, seed=7, loadings=ALONE, sales=STEADY, costs=STEADY):
    return Dice(paths, seed, loadings, sales, costs)


def test_one_invoice_is_paid_as_often_as_its_odds_say():
    odds = ((0.1, 0.2, 0.3, 0.0, 0.15, 0.25),)
    cash = draw_closing(100, receipts((1_000, 0), odds=odds), nothing_else(), dice())
    assert set(np.unique(cash)) == {100, 1_100}
    paid = (cash == 1_100).mean(axis=1)
    error = np.sqrt(np.array([0.1, 0.3, 0.6, 0.6]) * (1 - np.array([0.1, 0.3, 0.6, 0.6])) / 20_000)
    assert (np.abs(paid - [0.1, 0.3, 0.6, 0.6]) < 4 * error).all()


def test_independent_invoices_are_binomial():
    n, p, paths = 20, 0.3, 50_000
    uncertain = receipts(*[(1, i) for i in range(n)], odds=((p, 0, 0, 0, 0, 1 - p),))
    paid = draw_closing(0, uncertain, nothing_else(), dice(paths))[0]
    seen = np.bincount(paid.astype(int), minlength=n + 1) / paths
    exact = np.array([_choose(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])
    assert (np.abs(seen - exact) < 4.5 * np.sqrt(exact * (1 - exact) / paths) + 1e-5).all()


def _choose(n, k):
    out = 1.0
    for i in range(k):
        out = out * (n - i) / (i + 1)
    return out


def test_quantiles_are_those_of_the_exact_convolution():
    amounts, chances = [700, 450, 300, 210, 120], [0.2, 0.7, 0.5, 0.9, 0.35]
    odds = [(p, 0, 0, 0, 0, 1 - p) for p in chances]
    uncertain = receipts(*[(a, i, i) for i, a in enumerate(amounts)], odds=odds)
    exact = {0: 1.0}
    for amount, chance in zip(amounts, chances, strict=True):
        now: dict[int, float] = {}
        for total, weight in exact.items():
            now[total] = now.get(total, 0) + weight * (1 - chance)
            now[total + amount] = now.get(total + amount, 0) + weight * chance
        exact = now
    totals = np.array(sorted(exact))
    upto = np.cumsum([exact[t] for t in totals])
    outlook = simulate(0, 0, uncertain, nothing_else(), SPANS, dice(40_000), 0.95)
    for row, q in enumerate((0.1, 0.5, 0.9)):
        found = outlook.closing[row, 0]
        at = int(np.searchsorted(totals, found))
        assert totals[at] == found
        # The share of paths at or below the figure is within the error of the draw.
        error = 4 * np.sqrt(q * (1 - q) / 40_000)
        assert upto[at] >= q - error
        assert at == 0 or upto[at - 1] <= q + error


def test_perfect_correlation_pays_all_or_nothing():
    uncertain = receipts(*[(1, i) for i in range(50)])
    paid = draw_closing(0, uncertain, nothing_else(), dice(4_000, loadings=TOGETHER))[0]
    assert set(np.unique(paid)) == {0, 50}
    assert abs(paid.mean() / 50 - 0.5) < 4 * np.sqrt(0.25 / 4_000)


def test_the_customer_factor_binds_invoices_of_one_customer_only():
    same = receipts((1, 0), (1, 0))
    other = receipts((1, 0), (1, 1))
    bound = dice(20_000, loadings=Loadings(0.0, 1.0))
    assert set(np.unique(draw_closing(0, same, nothing_else(), bound)[0])) == {0, 2}
    apart = draw_closing(0, other, nothing_else(), bound)[0]
    assert abs((apart == 1).mean() - 0.5) < 4 * np.sqrt(0.25 / 20_000)


def test_correlated_pairs_agree_as_the_gaussian_copula_says():
    # For chances of one half: P(both) = 1/4 + arcsin(rho) / (2 pi) (Sheppard, 1899).
    for rho in (0.2, 0.5, 0.8):
        drawn = dice(40_000, loadings=Loadings(float(np.sqrt(rho)), 0.0))
        paid = draw_closing(0, receipts((1, 0), (1, 1)), nothing_else(), drawn)[0]
        both = 0.25 + np.arcsin(rho) / (2 * np.pi)
        assert abs((paid == 2).mean() - both) < 4 * np.sqrt(both * (1 - both) / 40_000)


def test_the_mean_of_the_paths_is_expected_cash():
    rng = np.random.default_rng(3)
    odds = rng.random((40, DAYS + 2)) ** 3
    odds /= odds.sum(axis=1, keepdims=True)
    n = 500
    amount = rng.integers(-50_000, 900_000, n)
    profile = rng.integers(0, 40, n)
    uncertain = Uncertain(
        amount, rng.integers(0, 30, n), np.full(n, -1), PaymentOdds(odds, profile)
    )
    drawn = dice(20_000, loadings=Loadings(0.3, 0.5))
    cash = draw_closing(5_000, uncertain, nothing_else(-10_000), drawn)
    by_day = (amount[:, None] * odds[profile, :DAYS]).sum(axis=0)
    expected = 5_000 + np.cumsum(by_day - 10_000)
    assert (np.abs(cash.mean(axis=1) - expected) < 4 * cash.std(axis=1) / np.sqrt(20_000)).all()


def test_swings_keep_the_mean_and_have_the_deviation_asked_for():
    uncertain = receipts((1_000_000, 0, 0, 0), (1_000_000, 1, 0, 1), odds=((1, 0, 0, 0, 0, 0),))
    certain = dataclasses.replace(nothing_else(), costs=np.array([[0, -500_000, 0, 0], [0] * 4]))
    certain = dataclasses.replace(certain, net=np.array([0.0, -500_000, 0, 0]))
    swung = dice(40_000, sales=Swing(0.2, 1.0, 0.0), costs=Swing(0.1, 0.5, 0.0))
    cash = draw_closing(0, uncertain, certain, swung)
    assert cash[0].mean() == pytest.approx(2_000_000, rel=0.005)
    assert cash[0].std() == pytest.approx(2_000_000 * np.sqrt(np.exp(0.04) - 1), rel=0.02)
    costs = cash[0] - cash[1]
    assert costs.mean() == pytest.approx(500_000, rel=0.005)
    assert costs.std() == pytest.approx(500_000 * np.sqrt(np.exp(0.01) - 1), rel=0.02)
    # Lasting 1: both months of sales are the same; lasting 0: they are not.
    apart = draw_closing(0, uncertain, certain, dice(40_000, sales=Swing(0.2, 0.0, 0.0)))
    assert apart[0].std() == pytest.approx(cash[0].std() / np.sqrt(2), rel=0.03)


def test_bad_times_are_bad_for_payments_sales_and_costs_at_once():
    odds = ((0.5, 0, 0, 0, 0.5, 0), (1, 0, 0, 0, 0, 0))
    uncertain = receipts((1_000, 0, 0, -1), (1_000_000, 1, 1, 0), odds=odds)
    linked = dice(20_000, loadings=Loadings(0.9, 0.0), sales=Swing(0.2, 0.8, 0.8))
    cash = draw_closing(0, uncertain, nothing_else(), linked)[0]
    alone = draw_closing(0, receipts((1_000, 0), odds=odds), nothing_else(), linked)[0]
    late = alone == 0
    assert cash[late].mean() < cash[~late].mean() - 50_000


def test_vat_moves_with_the_sales_it_is_on():
    uncertain = receipts((1_130, 0, 0, 0), odds=((1, 0, 0, 0, 0, 0),))
    vat = np.array([[0, 0, -130.0, 0], [0] * 4])
    certain = Certain(vat.sum(axis=0), vat, np.zeros((2, 4)))
    cash = draw_closing(0, uncertain, certain, dice(2_000, sales=Swing(0.3, 1.0, 0.0)))
    assert np.allclose(cash[3], cash[0] * 1_000 / 1_130)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_seed_alone_decides_whatever_the_threads_and_the_chunks(workers, monkeypatch):
    rng = np.random.default_rng(1)
    n = 300
    odds = rng.random((7, DAYS + 2))
    odds /= odds.sum(axis=1, keepdims=True)
    uncertain = Uncertain(
        rng.integers(1, 10**6, n),
        rng.integers(0, 9, n),
        np.where(np.arange(n) % 5 == 0, 1, -1),
        PaymentOdds(odds, rng.integers(0, 7, n)),
    )
    drawn = dice(3 * BLOCK + 17, 99, Loadings(0.2, 0.3), Swing(0.1, 0.5, 0.2), Swing(0.1, 0.5, 0.2))
    once = draw_closing(0, uncertain, nothing_else(5), drawn, 1)
    monkeypatch.setattr(paths_module, "_GROUP", 64)
    monkeypatch.setattr(paths_module, "_TILE", 24)
    again = draw_closing(0, uncertain, nothing_else(5), drawn, workers)
    assert np.allclose(once, again, rtol=1e-12, atol=1e-6)
    other = draw_closing(0, uncertain, nothing_else(5), dataclasses.replace(drawn, seed=100), 1)
    assert not np.array_equal(once, other)


def _firm():
    """Opening cash, receipts of three customers and of two months' sales, VAT on these, costs."""
    odds = ((0.3, 0.2, 0.1, 0.1, 0.2, 0.1), (0.0, 0.6, 0.1, 0.2, 0.0, 0.1))
    items = [(900 + i, i % 3, i % 2, -1) for i in range(20)]
    sales = [(5_000, 3, 1, 0), (7_000, 4, 1, 1)]
    vat = np.array([[0, 0, -650.0, 0], [0, 0, 0, -910.0]])
    costs = np.array([[-800.0, -800, 0, 0], [0, 0, -900, -900]])
    certain = Certain(vat.sum(axis=0) + costs.sum(axis=0) + 150, vat, costs)
    swing = Swing(0.2, 0.5, 0.3)
    drawn = Dice(2 * BLOCK + 5, 7, Loadings(0.3, 0.4), swing, swing, stretch=1.3)
    return 10_000, receipts(*items, *sales, odds=odds), certain, drawn


def _with(part, **other):
    """A change of the firm: some fields of one of its parts given by what they were."""
    place = {"uncertain": 1, "certain": 2, "dice": 3}[part]

    def change(firm):
        values = {name: new(getattr(firm[place], name)) for name, new in other.items()}
        return (*firm[:place], dataclasses.replace(firm[place], **values), *firm[place + 1 :])

    return change


def _with_odds(**other):
    """The firm with other odds: what they are by what they were."""

    def odds(before):
        return dataclasses.replace(
            before, **{name: new(getattr(before, name)) for name, new in other.items()}
        )

    return _with("uncertain", odds=odds)


def _shorter(firm):
    opening, uncertain, certain, drawn = firm
    days = {name: getattr(certain, name)[..., :-1] for name in ("net", "with_sales", "costs")}
    return opening, uncertain, Certain(**days), drawn


def _without_the_last_item(firm):
    opening, uncertain, certain, drawn = firm
    odds = PaymentOdds(uncertain.odds.profiles, uncertain.odds.profile[:-1])
    arrays = (uncertain.amount[:-1], uncertain.customer[:-1], uncertain.lot[:-1])
    return opening, Uncertain(*arrays, odds), certain, drawn


# What differs, how, and whether the days drawn before may serve again.
CHANGES = [
    ("nothing", lambda firm: firm, True),
    ("certain cash", _with("certain", net=lambda net: net - np.array([0, 300, 0, 70])), True),
    ("opening cash", lambda firm: (firm[0] - 2_500, *firm[1:]), True),
    ("amounts", _with("uncertain", amount=lambda a: np.where(np.arange(a.size) < 9, 0, a)), True),
    ("costs", _with("certain", costs=lambda costs: costs * 1.1), True),
    ("VAT on sales", _with("certain", with_sales=lambda vat: vat * 0.5), True),
    ("days of the odds", _with_odds(profiles=lambda p: p[:, [1, 0, 2, 3, 4, 5]]), False),
    ("odds of an item", _with_odds(profile=lambda p: 1 - p), False),
    ("customers", _with("uncertain", customer=lambda c: np.minimum(c, 2)), False),
    ("months of sales", _with("uncertain", lot=lambda lot: np.where(lot == 1, 0, lot)), False),
    ("items", _without_the_last_item, False),
    ("days", _shorter, False),
    ("seed", _with("dice", seed=lambda seed: seed + 1), False),
    ("paths", _with("dice", paths=lambda paths: paths - 9), False),
    ("loadings", _with("dice", loadings=lambda _: Loadings(0.1, 0.2)), False),
    ("stretch", _with("dice", stretch=lambda _: 1.0), False),
]


@pytest.mark.parametrize(
    ("change", "same_days"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES]
)
def test_paths_like_those_of_another_forecast_are_its_own(change, same_days):
    firm = _firm()
    before = draw_paths(*firm)
    kept = before.closing.copy()
    changed = change(firm)
    like = draw_paths(*changed, like=before)
    assert np.allclose(like.closing, draw_closing(*changed), rtol=1e-12, atol=1e-6)
    assert (like.draw.table is before.draw.table) == same_days
    assert np.array_equal(before.closing, kept)
    # They serve for the next in turn, as far as for the way back.
    assert np.allclose(draw_paths(*firm, like=like).closing, kept, rtol=1e-12, atol=1e-6)


@pytest.mark.parametrize(
    ("items", "least", "most"),
    [
        pytest.param([(1_000, 0)], 0, 1_000, id="one claim"),
        pytest.param([(600, 0), (400, 1)], 0, 1_000, id="two"),
        pytest.param([(1_000, 0), (-300, 0)], -300, 1_000, id="a credit note"),
    ],
)
def test_wide_bands_stay_between_nothing_and_all_that_is_owed(items, least, most):
    uncertain = receipts(*items, odds=((0.1, 0.6, 0.2, 0, 0, 0.1),))
    drawn = dataclasses.replace(dice(2_000), stretch=1.8)
    cash = draw_closing(0, uncertain, nothing_else(), drawn)
    assert (cash.min(), cash.max()) == (pytest.approx(least), pytest.approx(most))


def test_wide_bands_of_sales_stay_below_all_that_is_sold():
    uncertain = receipts((1_000, 0, 0, 0), odds=((0.1, 0.6, 0.2, 0, 0, 0.1),))
    swing = Swing(0.3, 0.5, 0.0)
    sold = draw_closing(
        0, receipts((1_000, 0, 0, 0), odds=((1.0, 0, 0, 0, 0, 0.0),)), nothing_else(),
        dataclasses.replace(dice(2_000, sales=swing), stretch=1.8),
    )  # fmt: skip
    came = draw_closing(
        0, uncertain, nothing_else(), dataclasses.replace(dice(2_000, sales=swing), stretch=1.8)
    )
    assert (came > -1e-6).all()
    assert (came <= sold + 1e-6).all()


def test_cash_that_is_certain_moves_every_path_alike():
    firm = _firm()
    paid = _with("certain", net=lambda net: net + np.array([0, 400, 0, -1_000]))(firm)
    before = draw_paths(*firm)
    moved = draw_paths(*paid, like=before).closing - before.closing
    assert moved == pytest.approx(np.repeat([[0], [400], [400], [-600]], BLOCK * 2 + 5, axis=1))


def test_a_shorter_run_is_the_beginning_of_a_longer_one():
    uncertain = receipts(*[(1 + i, i) for i in range(40)])
    long = draw_closing(0, uncertain, nothing_else(), dice(5 * BLOCK))
    short = draw_closing(0, uncertain, nothing_else(), dice(2 * BLOCK + 3))
    assert np.array_equal(long[:, : 2 * BLOCK + 3], short)


def test_these_paths_are_the_same_on_every_machine():
    # Worked once; a change here means that every user's figures change with the same seed.
    uncertain = receipts(*[(2**i, i) for i in range(16)])
    cash = draw_closing(
        0, uncertain, nothing_else(), dice(4, seed=2026, loadings=Loadings(0.3, 0.4))
    )
    assert cash[0].astype(int).tolist() == [52_542, 50_817, 45_535, 65_151]


def test_nothing_uncertain_gives_one_path():
    none = Uncertain(
        *(np.zeros(0, dtype=np.int64),) * 3, PaymentOdds(np.zeros((0, 6)), np.zeros(0, int))
    )
    outlook = simulate(1_000, 900, none, nothing_else(-50), SPANS, dice(100), 0.95)
    assert outlook.closing.tolist() == [[950, 900, 850, 800]] * 3
    assert outlook.month_lows.tolist() == [[900, 800]] * 3
    assert outlook.floor.by_day.tolist() == [0, 0, 1, 1]
    assert outlook.floor.in_month.tolist() == [0, 1]
    assert outlook.floor.needed.tolist() == [0, 100]
    assert outlook.zero.needed.tolist() == [0, 0]


def test_chances_and_the_cash_needed_read_off_ten_paths():
    # One day, closing cash 0, 10 .. 90; the floor is 25.
    cash = np.arange(0, 100, 10, dtype=float)[None, :]
    outlook = read_paths(cash, 25, Spans((0,), (1,), (0,), (1,)), 0.8)
    assert outlook.closing[:, 0].tolist() == [0, 40, 80]
    assert outlook.floor.by_day[0] == pytest.approx(0.3)
    assert outlook.zero.by_day[0] == 0  # zero itself is not below zero
    assert outlook.floor.needed[0] == 5  # with 5 more, 8 of 10 are at 25 or above


def test_once_below_stays_counted():
    cash = np.array([[10.0, 10], [-5, 10], [20, 10]])
    outlook = read_paths(cash, 0, Spans((0, 2), (2, 3), (0,), (3,)), 0.95)
    assert outlook.zero.by_day.tolist() == [0, 0.5, 0.5]
    assert outlook.zero.in_month.tolist() == [0.5, 0]
    assert outlook.zero.by_month.tolist() == [0.5, 0.5]
    assert outlook.zero.needed.tolist() == [5, 5]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_quantiles_are_in_order_and_more_cash_is_never_more_danger(data):
    n = data.draw(st.integers(1, 12))
    amount = data.draw(st.lists(st.integers(-1_000, 100_000), min_size=n, max_size=n))
    weights = data.draw(
        st.lists(st.lists(st.integers(0, 5), min_size=6, max_size=6), min_size=n, max_size=n)
    )
    odds = np.array(weights, dtype=float) + 1e-9
    odds /= odds.sum(axis=1, keepdims=True)
    uncertain = Uncertain(
        np.array(amount), np.arange(n) % 3, np.full(n, -1), PaymentOdds(odds, np.arange(n))
    )
    drawn = dice(400, loadings=Loadings(0.4, 0.4))
    poor, rich = (
        simulate(cash, 20_000, uncertain, nothing_else(-3_000), SPANS, drawn, 0.95)
        for cash in (0, 10_000)
    )
    for outlook in (poor, rich):
        for table in (outlook.closing, outlook.months, outlook.weeks, outlook.month_lows):
            assert (np.diff(table, axis=0) >= 0).all()
        assert (np.diff(outlook.floor.by_day) >= 0).all()
        assert (np.diff(outlook.floor.needed) >= 0).all()
        assert (outlook.zero.by_day <= outlook.floor.by_day).all()
    assert np.array_equal(poor.closing + 10_000, rich.closing)
    assert (rich.floor.by_day <= poor.floor.by_day).all()
    assert (rich.floor.needed == np.maximum(poor.floor.needed - 10_000, 0)).all()
