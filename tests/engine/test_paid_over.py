"""Several instalments in one payment: what is over settles the others of the plan."""

from __future__ import annotations

import pandas as pd
from firm import balance, day, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.plans.paid_over import carried_over

AS_OF = day("2026-11-02")
RULES = policy("modules: [plans, payables]\nsimulation: {paths: 0}\nrolling: {reconstruct: 0}")
DUE = ["2026-09-10", "2026-10-12", "2026-11-10", "2026-12-10"]


def book(*paid: tuple[float, str] | None, direction: str = "in", status: str = "current"):
    plan = {
        "plan": "P", "counterparty": "Acme", "direction": direction, "principal": 400,
        "start": day("2026-08-10"), "instalments": 4, "frequency": "monthly",
        "method": "equal_principal", "rate": 0.0, "status": status,
    }  # fmt: skip
    rows = []
    for number, (due, payment) in enumerate(zip(DUE, paid, strict=True), start=1):
        row = {"plan": "P", "number": number, "due": day(due), "principal": 100}
        if payment:
            row |= {"paid": payment[0], "paid_date": day(payment[1])}
        rows.append(row)
    return ledgers(Bank=[balance("2026-11-02", 5000)], Plans=[plan], Instalments=rows)


def analysed(*paid: tuple[float, str] | None, **more: str) -> Analysis:
    return analyse(book(*paid, **more), RULES, AS_OF)


def ahead(analysis: Analysis) -> dict[str, int]:
    own = analysis.events[analysis.events["source"] == "tblPlans"]
    return own.groupby("reference")["amount"].sum().to_dict()


def test_two_and_a_half_instalments_at_once_leave_nothing_overdue():
    analysis = analysed((250, "2026-09-10"), None, None, None)
    assert analysis.plans is not None
    (plan,) = analysis.plans.plans.to_dict("records")
    assert (plan["state"], plan["missed"], plan["arrears"]) == ("current", 0, 0)
    assert (plan["paid"], plan["open"], plan["next_amount"]) == (25_000, 15_000, 5_000)
    assert plan["late_fee"] == 0
    assert ahead(analysis) == {"P / 3": 5_000, "P / 4": 10_000}
    (told,) = [f for f in analysis.findings if f.id == "plan_paid_over"]
    assert told.place is not None
    assert (told.place.table, told.place.row, told.details["over"]) == ("tblInstalments", 1, 150.0)


def test_our_own_payment_at_once_brings_no_money_back():
    assert ahead(analysed((250, "2026-09-10"), None, None, None, direction="out")) == {
        "P / 3": -5_000,
        "P / 4": -10_000,
    }


def test_what_we_paid_beyond_our_whole_plan_is_not_counted_on_to_come_back():
    analysis = analysed((450, "2026-09-10"), None, None, None, direction="out")
    assert ahead(analysis) == {}
    assert analysis.plans is not None
    (plan,) = analysis.plans.plans.to_dict("records")
    assert (plan["state"], plan["open"]) == ("completed", -5_000)


def test_a_miss_made_good_with_the_next_payment_is_late_until_then():
    """150 on 30 October for the second, of 12 October: made good then, 50 of the third."""
    analysis = analysed((60, "2026-09-10"), (190, "2026-10-30"), None, None)
    assert analysis.plans is not None
    schedule = analysis.plans.schedule
    assert schedule["paid"].tolist() == [10_000, 10_000, 5_000, 0]
    assert schedule["paid_date"].dt.strftime("%m-%d").tolist()[:3] == ["10-30", "10-30", "10-30"]
    (plan,) = analysis.plans.plans.to_dict("records")
    assert (plan["state"], plan["because"]) == ("current", "caught_up")


def test_a_payment_of_a_later_day_settles_nothing_yet():
    analysis = analysed((100, "2026-09-10"), (300, "2026-11-20"), None, None)
    assert ahead(analysis) == {"P / 2": 10_000, "P / 3": 10_000, "P / 4": 10_000}


def test_what_we_owe_under_a_broken_plan_of_ours_stays_in_the_forecast():
    analysis = analysed((100, "2026-09-10"), None, None, None, direction="out", status="broken")
    assert ahead(analysis) == {"P / 2": -10_000, "P / 3": -10_000, "P / 4": -10_000}
    (told,) = [f for f in analysis.findings if f.id == "own_plan_broken"]
    assert told.details == {"plan": "P", "creditor": "Acme", "open": 300.0}
    # A customer's broken plan is pursued by its invoices instead.
    assert ahead(analysed((100, "2026-09-10"), None, None, None, status="broken")) == {}


amounts = st.integers(0, 400)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("AB"), amounts, amounts, st.integers(0, 60)), max_size=9))
def test_every_plans_payments_add_up_and_only_surpluses_move(rows):
    frame = pd.DataFrame(rows, columns=["plan", "payment", "paid", "day"])
    start = pd.Timestamp("2026-01-01")
    frame["number"] = range(len(frame))
    frame["due"] = start + pd.to_timedelta(frame["number"] * 7, unit="D")
    came = start + pd.to_timedelta(frame["day"].astype("int64"), unit="D")
    frame["paid_date"] = came.where(frame["paid"] > 0)
    frame = frame.astype({"payment": "int64", "paid": "int64"})
    noted = frame[frame["paid"] != 0]
    noted = pd.DataFrame({"at": noted.index, "date": noted["paid_date"], "amount": noted["paid"]})
    parts = carried_over(frame, noted)
    assert (parts["amount"] > 0).all()
    assert set(parts["date"]) <= set(noted["date"])
    found = frame.assign(paid=parts.groupby("at")["amount"].sum().reindex(frame.index).fillna(0))
    old, new = (f.groupby("plan")["paid"].sum().to_dict() for f in (frame, found))
    assert old == new
    assert (found["paid"] >= frame["paid"].clip(upper=frame["payment"])).all()
    over = (found["paid"] > found["payment"]).groupby(found["plan"]).any()
    under = (found["paid"] < found["payment"]).groupby(found["plan"]).any()
    assert not (over & under).any()
    # The oldest first: behind one that got something but not enough, none got anything.
    for _, of_plan in found.assign(got=found["paid"] - frame["paid"]).groupby("plan"):
        taken = of_plan[frame.loc[of_plan.index, "paid"] < of_plan["payment"]]
        short = (taken["paid"] < taken["payment"]).to_numpy()
        if short.any():
            assert (taken["got"].to_numpy()[short.argmax() + 1 :] == 0).all()
