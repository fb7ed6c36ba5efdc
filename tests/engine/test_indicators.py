"""Indicators by hand-worked numbers and by identities."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy import indicators as ind
from cashbuoy.errors import FormulaError


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        # 150,000 of 1,200,000 a year: an eighth of the year
        (ind.dso(150_000, 1_200_000, 365), 45.625),
        (ind.dso([100_000, 200_000], 1_200_000, 365), 45.625),  # several balances: their average
        (ind.dso(300, [100, 200, 300], [31, 28, 31]), 45.0),  # flows and days are added up
        (ind.bpdso(60_000, 1_200_000, 360), 18.0),
        (ind.add_days(150_000, 60_000, 1_200_000, 360), 27.0),
        (ind.dso(-50, 100, 30), -15.0),  # prepayments outweigh invoices
        (ind.dpo(90, 360, 360), 90.0),
        (ind.dio(25, 100, 360), 90.0),
        (ind.ccc(45, 60, 90), 15.0),
        (ind.turnover(1_200_000, 150_000), 8.0),
        (ind.cei(100, 200, 100, 100), 100.0),  # nothing overdue is left
        (ind.cei(100, 200, 300, 100), 0.0),  # nothing was collected
        (ind.cei(100, 600, 150, 100, 3), 75.0),  # a quarter with 200 a month: 150 of 200 collected
        (ind.current_ratio([300, 200], 250), 2.0),
        (ind.quick_ratio(500, [100, 50], 250), 1.4),
        (ind.cash_ratio([20, 10], 150), 0.2),
        (ind.cash_ratio(20, 150, 10), 0.2),
        (ind.runway_months(250_000, [-40_000, -60_000]), 5.0),
        (ind.runway_months(-1, -50), 0.0),
        (ind.top_share([20, 30, 50]), 0.5),
        (ind.top_share([20, 30, 50], 2), 0.8),
        (ind.top_share([20, 30, 50], 9), 1.0),
        (ind.top_share([60, -10, 50]), 0.6),  # a customer with returns only
        (ind.hhi([5]), 10_000.0),
        (ind.hhi([1, 1, 1, 1]), 2_500.0),
        (ind.overdue_share([-5, 0, 1, 31], [40, 30, 20, 10]), 0.3),
        (ind.overdue_share([-5, 0, 1, 31], [40, 30, 20, 10], 30), 0.1),
        (ind.overdue_share([10, 10], [100, -40]), 1.0),
        (ind.ecl_allowance([1000, 200], [0.01, 0.5]), 110.0),
    ],
)
def test_by_hand(answer, expected):
    assert answer == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("receivables", "sales", "days", "expected"),
    [
        # March and February fit; 400,000 of January's 700,000 is 17.71 of its 31 days
        (2_100_000, [700_000, 800_000, 900_000], [31, 28, 31], 31 + 28 + 31 * 4 / 7),
        (2_400_000, [700_000, 800_000, 900_000], [31, 28, 31], 90),  # all of them, to the cent
        (900_000, [700_000, 800_000, 900_000], [31, 28, 31], 31),
        (450_000, [700_000, 800_000, 900_000], [31, 28, 31], 15.5),
        (0, [700_000, 800_000], [28, 31], 0),
        (150, [100, 0, 100], 30, 75),  # a month without sales counts with all its days
        (150, [100, 100, -50], 30, 90),  # credit notes: 50 more to count back
        (0.3, [1, 0.1, 0.1, 0.1], 30, 90),  # what floats leave of nothing is nothing
    ],
)
def test_countback(receivables, sales, days, expected):
    assert ind.dso_countback(receivables, sales, days) == pytest.approx(expected)


def test_countback_says_how_many_more_periods_it_needs():
    # 1,000 less 600 leaves 400; at 200 a month that is two more months.
    with pytest.raises(FormulaError, match=r"the 3 periods given.*about 2 of them") as error:
        ind.dso_countback(1000, [100, 200, 300], [31, 28, 31])
    assert error.value.code == "#N/A"
    assert error.value.key == "countback_short"
    assert error.value.details == {"given": 3, "more": 2}


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: ind.dso(100, 0, 30), "#DIV/0!"),
        (lambda: ind.dso(100, -5, 30), "#NUM!"),
        (lambda: ind.dso(100, 5, 0), "#NUM!"),
        (lambda: ind.dso(float("nan"), 5, 30), "#VALUE!"),
        (lambda: ind.dso([], 5, 30), "#VALUE!"),
        (lambda: ind.dso(100, [5, float("inf")], 30), "#VALUE!"),
        (lambda: ind.dpo(100, 0, 30), "#DIV/0!"),
        (lambda: ind.dio(100, 0, 30), "#DIV/0!"),
        (lambda: ind.ccc(1, 2, float("nan")), "#VALUE!"),
        (lambda: ind.turnover(100, 0), "#DIV/0!"),
        (lambda: ind.cei(0, 100, 100, 100), "#DIV/0!"),
        (lambda: ind.cei(1, 100, 100, 100, 0), "#NUM!"),
        (lambda: ind.current_ratio(1, 0), "#DIV/0!"),
        (lambda: ind.quick_ratio(1, 1, 0), "#DIV/0!"),
        (lambda: ind.cash_ratio(1, -1), "#NUM!"),
        (lambda: ind.runway_months(100, [5, -5]), "#N/A"),
        (lambda: ind.top_share([0, 0]), "#DIV/0!"),
        (lambda: ind.top_share([1], 0), "#NUM!"),
        (lambda: ind.top_share([1], 1.5), "#NUM!"),
        (lambda: ind.hhi([1, -1]), "#NUM!"),
        (lambda: ind.hhi([0]), "#DIV/0!"),
        (lambda: ind.overdue_share([1], [0]), "#DIV/0!"),
        (lambda: ind.age_sums([1], [1], [30, 30]), "#NUM!"),
        (lambda: ind.ecl_allowance([1, 2], [0.1]), "#VALUE!"),
        (lambda: ind.ecl_allowance([1], [1.5]), "#NUM!"),
        (lambda: ind.dso_countback(-1, [1], 30), "#NUM!"),
        (lambda: ind.dso_countback(1, [0, 0], 30), "#DIV/0!"),
        (lambda: ind.dso_countback(1, [1, 2], [30, 31, 30]), "#VALUE!"),
        (lambda: ind.dso_countback(1, [1, 2], [30, 0]), "#NUM!"),
    ],
)
def test_what_has_no_answer_is_an_error_of_the_right_kind(call, code):
    with pytest.raises(FormulaError) as error:
        call()
    assert error.value.code == code
    assert error.value.key
    assert str(error.value) == error.value.reason


def test_ageing_sums_by_the_last_day_of_each_bucket():
    sums = ind.age_sums([-3, 0, 1, 30, 31, 400], [1, 2, 4, 8, 16, 32], [0, 30, 60])
    assert sums.tolist() == [3, 12, 16, 32]
    assert ind.age_sums([], [], [0, 30]).tolist() == [0, 0, 0]


def test_ageing_sums_are_exact_for_minor_units():
    big = 2**53 + 1
    assert ind.age_sums([1, 1], np.array([big, 1]), [0]).tolist() == [0, big + 1]


money = st.floats(1, 1e9)
span = st.integers(1, 366)
flows = st.lists(st.floats(0, 1e9), min_size=1, max_size=24)


@given(money, money, span)
def test_turnover_times_days_outstanding_is_the_period(balance, flow, days):
    for days_outstanding in (ind.dso, ind.dpo, ind.dio):
        turns = ind.turnover(flow, balance)
        assert turns * days_outstanding(balance, flow, days) == pytest.approx(days)


@given(money, st.floats(0, 1), money, span)
def test_best_possible_and_delinquent_days_make_dso(balance, share, sales, days):
    current = balance * share
    parts = ind.bpdso(current, sales, days) + ind.add_days(balance, current, sales, days)
    assert parts == pytest.approx(ind.dso(balance, sales, days))


@given(st.lists(st.floats(1, 1e9), min_size=1, max_size=24), st.floats(0, 1))
def test_countback_of_even_sales_is_simple_dso(sales, share):
    even = [sales[0]] * len(sales)
    balance = share * sum(even)
    simple = ind.dso(balance, even, 30 * len(even))
    assert ind.dso_countback(balance, even, 30) == pytest.approx(simple, abs=1e-6)


@given(st.lists(st.floats(1, 1e9), min_size=1, max_size=24), st.floats(0, 1), st.floats(0, 1))
def test_countback_grows_with_receivables(sales, share, more):
    lower, higher = sorted((share * sum(sales), more * sum(sales)))
    assert ind.dso_countback(lower, sales, 30) <= ind.dso_countback(higher, sales, 30) + 1e-9


@given(flows.filter(lambda f: sum(f) > 1), st.floats(0.001, 1000))
def test_scaling_money_scales_nothing_but_money(amounts, factor):
    scaled = [a * factor for a in amounts]
    assert ind.hhi(scaled) == pytest.approx(ind.hhi(amounts))
    assert ind.top_share(scaled, 2) == pytest.approx(ind.top_share(amounts, 2))
    assert ind.dso(100 * factor, scaled, 30) == pytest.approx(ind.dso(100, amounts, 30))


@given(flows.filter(lambda f: sum(f) > 1), st.randoms(use_true_random=False))
def test_the_order_of_the_cells_changes_not_even_the_last_digit(amounts, random):
    shuffled = list(amounts)
    random.shuffle(shuffled)
    for f in (ind.hhi, ind.top_share, lambda a: ind.dso(100, a, 30)):
        assert f(shuffled) == f(amounts)


@given(st.lists(st.tuples(st.integers(-500, 800), st.integers(-(10**9), 10**9)), max_size=50))
def test_ageing_sums_add_up_to_the_whole(items):
    days, amounts = [d for d, _ in items], np.array([a for _, a in items], dtype=np.int64)
    assert ind.age_sums(days, amounts, [0, 30, 60, 90, 180, 365]).sum() == amounts.sum()


def test_a_first_answer_needs_no_pandas():
    code = (
        "import sys\n"
        "from cashbuoy import indicators\n"
        "assert indicators.dso(1, 1, 1) == 1\n"
        "assert not {'pandas', 'scipy', 'holidays', 'pydantic'} & sys.modules.keys()"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
