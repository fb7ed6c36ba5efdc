"""Forecasts kept and reconstructed: what is kept, for how long, and nothing seen that came later."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from firm import balance, bill, day, invoice, ledgers, policy, recurring

from cashbuoy.analysis import analyse
from cashbuoy.forecast.known_then import known_then
from cashbuoy.forecast.snapshots import kept_snapshots, take_snapshot

TODAY = day("2026-10-31")
RULES = policy("modules: [recurring]\nrolling: {compared_months: 2, months_before: 2}")


def firm(changed_after=None):
    """A year of monthly invoices, each paid 20 days late; what came after a day may be changed."""
    sales, bills, bank = [], [], []
    for month in pd.date_range("2025-10-01", "2026-10-01", freq="MS"):
        issued, due = month.date(), (month + pd.Timedelta(days=30)).date()
        came = due + dt.timedelta(days=20)
        amount = 1_000.0
        if changed_after and issued > changed_after:
            amount, due = 77.0, due + dt.timedelta(days=9)
        row = invoice(f"R{issued}", issued.isoformat(), due.isoformat(), amount)
        if came <= TODAY:
            later = changed_after and came > changed_after
            row |= {"paid": amount, "paid_date": came + dt.timedelta(days=5 if later else 0)}
        if changed_after and came > changed_after >= issued:
            row |= {"dispute": "yes", "promise_date": came + dt.timedelta(days=40)}
        sales.append(row)
        bills.append(bill(f"P{issued}", issued.isoformat(), due.isoformat(), 400,
                          **({"paid": 400, "paid_date": due} if due <= TODAY else {})))  # fmt: skip
        end = (month + pd.offsets.MonthEnd(0)).date()
        later = bool(changed_after and end > changed_after)
        bank.append(balance(end.isoformat(), 9_000 if later else 5_000))
    rent = [recurring("Rent", "rent", "out", 100, "2025-01-15")]
    return {"Receivables": sales, "Payables": bills, "Bank": bank, "Recurring": rent}


def snapshots_of(analysis, made):
    found = analysis.rolling.snapshots
    return found[found["as_of"] == made].reset_index(drop=True)


def test_where_none_was_kept_forecasts_are_reconstructed_and_kept() -> None:
    found = analyse(ledgers(**firm()), RULES, TODAY).rolling
    origins = found.snapshots.drop_duplicates("as_of").set_index("as_of")["origin"]
    assert {day.strftime("%Y-%m-%d"): origin for day, origin in origins.items()} == {
        "2026-07-31": "reconstructed",
        "2026-08-31": "reconstructed",
        "2026-09-30": "reconstructed",
        "2026-10-31": "refresh",
    }
    pairs = found.variances.groupby("month")["lead"].unique()
    assert all(sorted(leads) == [1, 2] for leads in pairs)
    parts = found.variances[["timing", "volume", "one_off"]].sum(axis=1)
    assert (parts == found.variances["actual"] - found.variances["forecast"]).all()


def test_a_reconstruction_sees_nothing_that_came_later() -> None:
    then = day("2026-08-31")
    one = analyse(ledgers(**firm()), RULES, TODAY)
    other = analyse(ledgers(**firm(changed_after=then)), RULES, TODAY)
    for made in ("2026-07-31", "2026-08-31"):
        pd.testing.assert_frame_equal(snapshots_of(one, made), snapshots_of(other, made))
    assert not snapshots_of(one, "2026-09-30").equals(snapshots_of(other, "2026-09-30"))


def test_a_refresh_at_that_time_would_have_kept_the_same() -> None:
    books = ledgers(**firm())
    then = day("2026-08-31")
    back_then = analyse(known_then(books, RULES, then), RULES, then)
    made_then = snapshots_of(back_then, "2026-08-31").drop(columns="origin")
    since = snapshots_of(analyse(books, RULES, TODAY), "2026-08-31").drop(columns="origin")
    # Of later months nothing will be compared: they are not worked out.
    compared = made_then[made_then["month"] <= "2026-10-01"].reset_index(drop=True)
    pd.testing.assert_frame_equal(compared, since)


def test_a_currency_quoted_for_the_first_time_since_takes_its_first_quote() -> None:
    dollars = invoice("U1", "2026-07-10", "2026-11-10", 1_000.0, "Abroad", currency="USD")
    firms = firm()
    quotes = [
        {"currency": "USD", "date": day(on), "rate": rate}
        for on, rate in (("2026-10-12", 7.0), ("2026-10-20", 9.0))
    ]
    books = ledgers(**firms | {"Receivables": [*firms["Receivables"], dollars], "Rates": quotes})
    made = analyse(books, RULES, TODAY).rolling.snapshots
    for then in ("2026-07-31", "2026-08-31", "2026-09-30"):
        of_then = made[(made["as_of"] == then) & (made["counterparty"] == "Abroad")]
        assert int(of_then["whole"].max()) == 700_000


def test_no_more_forecasts_are_reconstructed_than_the_policy_says() -> None:
    books = ledgers(**firm())
    wide = {"compared_months": 4, "months_before": 3}
    for most, days in ((1, ["2026-09-30"]), (2, ["2026-08-31", "2026-09-30"])):
        rolling = RULES.rolling.model_copy(update=wide | {"reconstruct": most})
        rules = RULES.model_copy(update={"rolling": rolling})
        kept = analyse(books, rules, TODAY).rolling.snapshots
        back = kept.loc[kept["origin"] == "reconstructed", "as_of"].dt.strftime("%Y-%m-%d")
        assert sorted(set(back)) == days
        # What was kept needs no second reconstruction, and no older one takes its turn.
        stored = kept.assign(as_of=kept["as_of"].dt.date, month=kept["month"].dt.date)
        rows = (stored.assign(amount=kept["amount"] / 100, whole=kept["whole"] / 100)).to_dict(
            "records"
        )
        again = analyse(ledgers(**firm(), Snapshots=rows), rules, TODAY).rolling.snapshots
        pd.testing.assert_frame_equal(again, kept)


def test_without_reconstruction_nothing_is_compared() -> None:
    off = policy("modules: [recurring]\nrolling: {reconstruct: 0}")
    found = analyse(ledgers(**firm()), off, TODAY).rolling
    assert found.variances.empty
    assert found.snapshots["as_of"].unique().tolist() == [pd.Timestamp(TODAY)]


def test_a_list_of_open_items_alone_cannot_be_reconstructed() -> None:
    open_only = [invoice("R1", "2026-03-01", "2026-04-01", 500)]
    found = analyse(ledgers(Receivables=open_only), RULES, TODAY).rolling
    assert set(found.snapshots["origin"]) == {"refresh"}


def test_a_snapshot_holds_the_whole_forecast() -> None:
    analysis = analyse(ledgers(**firm()), RULES, TODAY)
    taken = take_snapshot(analysis.events, TODAY, RULES.rolling)
    by_month = analysis.events.groupby(analysis.events["date"].dt.to_period("M"))["amount"].sum()
    mine = taken.groupby(taken["month"].dt.to_period("M"))["amount"].sum()
    assert mine[mine != 0].to_dict() == by_month[by_month != 0].to_dict()
    items = taken[taken["category"] == "receipts"]
    items = items[items["reference"] != ""].drop_duplicates("reference")
    owed = analysis.events[analysis.events["category"] == "receipts"].groupby("reference")
    assert items.set_index("reference")["whole"].to_dict() == owed["amount"].sum().to_dict()


def test_the_smallest_items_stand_together_under_their_party() -> None:
    few = RULES.rolling.model_copy(update={"largest_items": 1})
    events = analyse(ledgers(**firm()), RULES, TODAY).events
    taken = take_snapshot(events, TODAY, few)
    items = taken[taken["category"].isin(["receipts", "supplier_payments"])]
    near = items[items["counterparty"] != ""]
    assert near["reference"].ne("").sum() <= near["month"].nunique()
    assert taken["amount"].sum() == events["amount"].sum()


def made(on, amount=1):
    row = {"as_of": on, "month": "2026-12-01", "category": "receipts", "counterparty": "Acme",
           "reference": "R1", "amount": amount, "whole": amount, "origin": "refresh"}  # fmt: skip
    frame = pd.DataFrame([row, row | {"reference": "R2"}])
    return frame.astype({"as_of": "datetime64[ns]", "month": "datetime64[ns]"})


def test_old_forecasts_are_thinned_and_a_day_is_kept_once() -> None:
    days = ["2026-01-31", "2026-08-10", "2026-08-31", "2026-10-05", "2026-10-30", "2026-10-31"]
    stored = pd.concat([*map(made, days)], ignore_index=True)
    settings = RULES.rolling
    kept = kept_snapshots(stored, made("2026-10-31", 7), TODAY, settings)
    rows = kept.groupby(kept["as_of"].dt.strftime("%Y-%m-%d"))["reference"].apply(list).to_dict()
    assert rows == {
        "2026-01-31": [""],  # too old to be compared: by category
        "2026-08-31": ["R1", "R2"],  # the last of its month; the 10th is gone
        "2026-10-05": [""],  # one of the last days
        "2026-10-30": [""],
        "2026-10-31": ["R1", "R2"],
    }
    assert kept.loc[kept["as_of"] == "2026-10-31", "amount"].tolist() == [7, 7]
    assert kept.loc[kept["as_of"] == "2026-10-05", "amount"].tolist() == [2]
    again = kept_snapshots(kept, made("2026-10-31", 7), TODAY, settings)
    pd.testing.assert_frame_equal(kept, again)


def test_too_rosy_three_months_running_is_said_with_the_money() -> None:
    found = analyse(
        ledgers(**firm()),
        policy("modules: [recurring]\nforecast: {receipts: due_date}\nrolling: {reconstruct: 0}"),
        TODAY,
    )
    assert found.rolling.too_rosy == ()
    rows = [
        {"as_of": f"2026-{m:02d}-30", "month": f"2026-{m + 1:02d}-01", "category": "receipts",
         "counterparty": "Acme", "reference": f"X{m}", "amount": 3_000, "whole": 3_000}
        for m in (7, 8, 9)
    ]  # fmt: skip
    told = analyse(ledgers(**firm(), Snapshots=rows), RULES_NO_HELP, TODAY)
    (receipts, *_) = told.rolling.too_rosy
    assert receipts.subject == "receipts"
    assert [m.month for m in receipts.months] == [8, 9, 10]
    assert receipts.forecast == 9_000_00
    assert receipts.shortfall == 6_000_00
    finding = next(f for f in told.findings if f.id == "forecast_too_rosy_receipts")
    assert finding.details["shortfall"] == 6_000


RULES_NO_HELP = policy("modules: [recurring]\nrolling: {reconstruct: 0, compared_months: 3}")
