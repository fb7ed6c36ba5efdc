"""Late fees by contract and by statute, worked by hand; 1,000,000.00 unless it says otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from firm import day, policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.collection.late_fees import FEE_COLUMNS, LateItems, late_fees, rate_on, silent_rate

SETTINGS = policy().late_fees
EACH_DAY = policy("late_fees: {lpr_day: each_day}").late_fees
MILLION = 100_000_000


def items(due: str, amount: int = MILLION, **more: object) -> LateItems:
    def array(name: str, kind: str, usual: object) -> np.ndarray:
        return np.array([more.get(name, usual)], dtype=kind)

    return LateItems(
        due=np.array([due], "datetime64[D]"),
        amount=np.array([amount], np.int64),
        paid=array("paid", "int64", 0),
        paid_date=array("paid_date", "datetime64[D]", "NaT"),
        buyer=array("buyer", "object", "small"),
        agreed=array("agreed", "float64", np.nan),
        signed=array("signed", "datetime64[D]", "NaT"),
    )


@pytest.mark.parametrize(
    ("late", "until", "basis", "fee"),
    [
        pytest.param(
            items("2026-03-01", buyer="public"), "2026-03-31", "regulation", 15_000.00,
            id="0.05 % a day for 30 days",
        ),
        pytest.param(
            items("2025-05-31", buyer="large"), "2025-06-30", "regulation", 15_000.00,
            id="before its revision of 2025 too",
        ),
        pytest.param(
            items("2020-09-01", buyer="large"), "2020-09-02", "regulation", 500.00,
            id="the regulation's first day",
        ),
        pytest.param(
            items("2020-08-31", buyer="large"), "2020-09-30", "court", 4_746.58,
            id="due before it: 3.85 % x 1.5 x 30 / 365",
        ),
        pytest.param(
            items("2026-03-01"), "2026-03-31", "court", 3_698.63, id="between small firms",
        ),
        pytest.param(
            items("2026-03-01", agreed=0.1825), "2026-03-31", "contract", 15_000.00, id="as agreed",
        ),
        pytest.param(
            items("2026-03-01", buyer="public", agreed=0.02, signed="2025-01-10"), "2026-03-31",
            "regulation_floor", 2_547.95, id="agreed, but not below the 3.10 % of the day of signing",
        ),
        pytest.param(
            items("2026-03-01", buyer="public", agreed=0.031, signed="2025-01-10"), "2026-03-31",
            "contract", 2_547.95, id="agreed at just that",
        ),
        pytest.param(
            items("2026-03-01", buyer="public", paid=40_000_000, paid_date="2026-03-11"),
            "2026-03-31", "regulation", 11_000.00, id="ten days on all of it, twenty on the rest",
        ),
        pytest.param(
            items("2026-03-01", buyer="public", paid=MILLION, paid_date="2026-03-11"),
            "2026-03-31", "regulation", 5_000.00, id="the fee does not vanish when all is paid",
        ),
        pytest.param(
            items("2026-03-01", buyer="public", paid=40_000_000), "2026-03-31", "regulation",
            9_000.00, id="part of it paid in time",
        ),
        pytest.param(
            items("2025-01-01", amount=10, agreed=1.0, paid=5, paid_date="2025-07-03"),
            "2026-01-01", "contract", 0.08, id="ten cents for 183 days, five for 182",
        ),
        pytest.param(
            items("2025-05-10"), "2025-06-09", "court", 3_821.92,
            id="the LPR of the breach, 3.10 %, holds on",
        ),
    ],
)  # fmt: skip
def test_the_fee(late, until, basis, fee):
    found = late_fees(late, day(until), SETTINGS)
    assert tuple(found) == FEE_COLUMNS
    assert set(found["basis"]) == {basis}
    assert found["fee"].sum() == round(fee * 100)


def test_a_change_of_the_rate_within_the_time():
    found = late_fees(items("2025-05-10"), day("2025-06-09"), EACH_DAY)
    assert [f"{d:%m-%d}" for d in found["first"]] == ["05-11", "05-20"]
    assert [f"{d:%m-%d}" for d in found["last"]] == ["05-19", "06-09"]
    assert found["days"].tolist() == [9, 21]
    assert found["rate"].tolist() == pytest.approx([0.0465, 0.045])
    # 1,146.575 + 2,589.041 = 3,735.616
    assert found["fee"].tolist() == [114_658, 258_904]


@pytest.mark.parametrize(
    "late",
    [
        items("2026-03-31"),
        items("2026-05-01"),
        items("2026-01-01", amount=-MILLION),
        items("2026-01-01", paid=MILLION),
    ],
)
def test_nothing_late_has_no_fee(late):
    assert late_fees(late, day("2026-03-31"), SETTINGS).empty


def test_a_firm_that_is_not_small_has_no_claim_under_the_regulation():
    own = policy("late_fees: {we_are_sme: false}").late_fees
    found = late_fees(items("2026-03-01", buyer="public"), day("2026-03-31"), own)
    assert found["basis"].tolist() == ["court"]


def test_elsewhere_only_what_contracts_say_is_charged():
    own = policy("firm: {country: GB}\ncalendar: {country: GB}").fees_by_law
    assert late_fees(items("2026-03-01", buyer="large"), day("2026-03-31"), own).empty
    agreed = late_fees(items("2026-03-01", buyer="large", agreed=0.02), day("2026-03-31"), own)
    assert agreed[["basis", "rate"]].values.tolist() == [["contract", 0.02]]
    chosen = policy("firm: {country: GB}\ncalendar: {country: GB}\nlate_fees: {law: china}")
    assert len(late_fees(items("2026-03-01"), day("2026-03-31"), chosen.fees_by_law))


@pytest.mark.parametrize(
    ("on", "rate"),
    [("2015-01-01", 0.0425), ("2025-05-19", 0.031), ("2025-05-20", 0.03), ("2030-01-01", 0.03)],
)
def test_the_rate_of_a_day(on, rate):
    assert rate_on(SETTINGS.lpr, np.array([on], "datetime64[D]")).tolist() == [rate]


@given(
    st.integers(1, 10**12),
    st.floats(0, 1),
    st.integers(0, 2500),
    st.integers(0, 2500),
    st.sampled_from(["public", "small"]),
)
def test_fees_add_up_over_parts_of_the_time(amount, share, paid_after, later, buyer):
    due = np.datetime64("2019-09-01")
    late = items(
        str(due), amount, buyer=buyer, paid=int(amount * share), paid_date=str(due + paid_after)
    )
    whole = late_fees(late, (due + paid_after + later).item(), EACH_DAY)
    part = late_fees(late, (due + paid_after).item(), EACH_DAY)
    rest = late_fees(
        items(str(due + paid_after), amount - int(amount * share), buyer=buyer),
        (due + paid_after + later).item(),
        EACH_DAY,
    )
    if buyer == "small":
        assert abs(whole["fee"].sum() - part["fee"].sum() - rest["fee"].sum()) <= 1
    assert whole["days"].sum() == (
        paid_after + later if amount > int(amount * share) else paid_after
    )
    assert (whole["fee"] >= 0).all()


@pytest.mark.parametrize(
    ("buyer", "settings", "expected"),
    [
        ("large", {}, (0.1825, "regulation")),
        ("small", {}, (0.0465, "court")),  # 3.10 % on the first day late, x 1.5
        ("large", {"we_are_sme": False}, (0.0465, "court")),
        ("large", {"law": "none"}, (0.0, "none")),
        # Due on 15 May 2025: 5 days at 3.10 % and 10 at 3.00 %, x 1.5.
        ("small", {"lpr_day": "each_day"}, (1.5 * (4 * 0.031 + 11 * 0.030) / 15, "court")),
    ],
)
def test_the_rate_of_a_silent_contract_is_that_of_the_fees(buyer, settings, expected) -> None:
    law = policy().fees_by_law.model_copy(update=settings)
    due, until = day("2025-05-15"), day("2025-05-30")
    rate, basis = silent_rate(due, until, buyer, law)
    assert (rate, basis) == (pytest.approx(expected[0]), expected[1])
    item = LateItems(
        np.array([due], "datetime64[D]"), np.array([100_000_000]), np.array([0]),
        np.array(["NaT"], "datetime64[D]"), np.array([buyer], object), np.array([np.nan]),
        np.array(["NaT"], "datetime64[D]"),
    )  # fmt: skip
    assert late_fees(item, until, law)["fee"].sum() == round(1e8 * rate * 15 / 365)
