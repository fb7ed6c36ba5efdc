"""The delay model on ledgers of any kind: what must hold whatever customers do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
from firm import policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.behaviour.learning import DelayModel, learn_delays
from cashbuoy.behaviour.odds import Owed, PaymentOdds
from cashbuoy.calendars import work_calendar

AS_OF = dt.date(2026, 3, 31)
POLICY = policy()
CALENDAR = work_calendar("CN", 2020, 2030)
NEVER = np.datetime64("NaT", "ns")

invoice_rows = st.lists(
    st.fixed_dictionaries(
        {
            "counterparty": st.sampled_from(["Acme", "Bolt", "Cog", ""]),
            "issued_ago": st.integers(-60, 1500),
            "terms": st.integers(-5, 200),
            "delay": st.one_of(st.none(), st.integers(-250, 700)),
            "amount": st.integers(-10_000, 1_000_000),
            "paid_share": st.sampled_from([0.0, 0.4, 1.0, 1.3]),
            "undated": st.booleans(),
            "dispute": st.booleans(),
            "promise": st.one_of(st.none(), st.integers(-30, 90)),
        }
    ),
    max_size=25,
)


def ledger(rows: list[dict]) -> pd.DataFrame:
    """Rows as documents; `delay` None: never paid."""
    today = pd.Timestamp(AS_OF)
    day = pd.Timedelta(days=1)
    built = []
    for row in rows:
        issued = today - row["issued_ago"] * day
        due = issued + row["terms"] * day
        paid_on = pd.NaT if row["delay"] is None or row["undated"] else due + row["delay"] * day
        paid = 0 if row["delay"] is None else int(row["amount"] * row["paid_share"])
        promise = pd.NaT if row["promise"] is None else today + row["promise"] * day
        built.append((row["counterparty"], issued, due, row["amount"], paid, paid_on,
                      row["dispute"], promise))  # fmt: skip
    columns = ["counterparty", "document_date", "due_date", "amount", "paid", "paid_date",
               "dispute", "promise_date"]  # fmt: skip
    frame = pd.DataFrame(built, columns=columns)
    for column in ("document_date", "due_date", "paid_date", "promise_date"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[ns]")
    frame["dispute"] = frame["dispute"].astype(bool)
    frame[["amount", "paid"]] = frame[["amount", "paid"]].astype("int64")
    return frame.assign(amount_base=frame["amount"], paid_base=frame["paid"])


def owed_of(frame: pd.DataFrame) -> Owed:
    return Owed(
        frame["counterparty"].to_numpy(object),
        frame["document_date"].to_numpy(),
        frame["due_date"].to_numpy(),
        frame["amount"].to_numpy(np.int64),
        frame["promise_date"].to_numpy(),
        frame["dispute"].to_numpy(bool),
    )


def learned(frame: pd.DataFrame) -> DelayModel:
    return learn_delays(frame, POLICY, AS_OF, CALENDAR)


def chances(odds: PaymentOdds) -> np.ndarray:
    return odds.profiles[odds.profile]


@settings(deadline=None, max_examples=40)
@given(invoice_rows)
def test_chances_are_chances_and_nothing_comes_before_it_is_issued(rows):
    frame = ledger(rows)
    odds = learned(frame).odds(owed_of(frame), 90)
    assert odds.profile.shape == (len(frame),)
    assert np.isfinite(odds.profiles).all()
    assert (odds.profiles >= 0).all()
    np.testing.assert_allclose(odds.profiles.sum(axis=1), 1, atol=1e-9)
    for row, chance in zip(rows, chances(odds), strict=True):
        before = max(-row["issued_ago"] - 1, 0)  # days ahead on which it is not issued yet
        promised = row["promise"] is not None and row["promise"] > 0
        if not promised:
            assert chance[: min(before, 90)].sum() == 0


@settings(deadline=None, max_examples=25)
@given(invoice_rows, st.randoms(use_true_random=False))
def test_the_future_and_the_order_of_rows_change_nothing(rows, rng):
    """No look-ahead: what happens after the date may be anything."""
    frame = ledger(rows)
    mixed = [dict(row) for row in rows]
    rng.shuffle(mixed)
    for row in mixed:
        ahead = row["delay"] is not None and row["terms"] + row["delay"] > row["issued_ago"]
        if ahead and not row["undated"]:
            least = row["issued_ago"] - row["terms"] + 1
            row["delay"] = rng.choice([None, least + rng.randrange(300)])
    later = {**mixed[0], "issued_ago": -rng.randrange(1, 100)} if mixed else None
    other = ledger([*mixed, *([later] if later else [])])
    asked = owed_of(frame)
    first, second = (learned(f).odds(asked, 60) for f in (frame, other))
    np.testing.assert_array_equal(chances(first), chances(second))


@settings(deadline=None, max_examples=25)
@given(invoice_rows, st.integers(1, 40))
def test_a_day_passed_without_payment_only_takes_that_day_away(rows, days):
    """Given unpaid after so many days more, the days beyond keep their proportions (same bucket,
    any day good for payment), for a customer whose type is known. (Where it is not, the wait says
    something of the type, which the model learns when it is learned anew.)"""
    frame = ledger(rows)
    model = learned(frame)
    likeliest = model.payers.types.argmax(axis=1)
    sure = np.eye(model.payers.types.shape[1])[likeliest]
    model = replace(model, on_days_off=1.0, payers=replace(model.payers, types=sure))
    today = pd.Timestamp(AS_OF)
    issue, due = today - pd.Timedelta(days=40), today + pd.Timedelta(days=50)
    one = Owed(np.array(["Acme"], object), np.array([issue], "M8[ns]"), np.array([due], "M8[ns]"),
               np.array([500]), np.array([NEVER]), np.array([False]))  # fmt: skip
    later = replace(model, as_of=AS_OF + dt.timedelta(days=days))
    now, then = chances(model.odds(one, 120))[0], chances(later.odds(one, 120 - days))[0]
    left = now[days:-2].sum() + now[-2]
    kept, given_then = now[days:-2] / left, then[:-2] / (1 - then[-1])
    assert np.abs(kept - given_then).sum() / 2 < 1e-6
