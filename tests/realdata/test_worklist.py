"""The worklist of real ledgers: every customer that owes has an action or a reason; two actions of
each are reckoned by hand (due dates, working days, money at risk)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from credit_firm import book_of
from firm import day, policy

from cashbuoy.calendars import calendar_of
from cashbuoy.collection.contacts import REASONS
from cashbuoy.collection.worklist import Worklist, work_ahead
from cashbuoy.config import shipped
from cashbuoy.ledger.clean import Ledgers, clean_ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.ledger.open_items import open_receivables
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy_addin.imports import import_csv, import_xero, load_mapping

pytestmark = pytest.mark.realdata

IBM = "ar_ibm/WA_Fn-UseC_-Accounts-Receivable.csv"
Found = tuple[pd.DataFrame, Worklist]


def worked(books: Ledgers, as_of: str) -> Found:
    """Open invoices by due dates and ageing buckets, and the worklist by the customers' grades."""
    rules, today = policy(), day(as_of)
    calendar = calendar_of(rules.calendar, today, today)
    rates = Rates.of(books, "document", today)
    documents = receivable_documents(books, rules, rates)
    schedules, _ = plan_schedules(books, rules.instalments, calendar, today)
    items = open_receivables(documents, rules, today, calendar, rates)
    payers = book_of(books, rules, today).payers
    return items, work_ahead(items, documents, schedules, books, rules, today, calendar, payers)


@pytest.fixture(scope="module")
def ibm(shared_data: Path) -> Found:
    mapping = load_mapping(Path(str(shipped().joinpath("imports", "ibm_ar.yaml"))))
    return worked(clean_ledgers(import_csv(shared_data / IBM, mapping).tables, "USD"), "2012-12-31")


@pytest.fixture(scope="module")
def xero(shared_data: Path) -> Found:
    books = clean_ledgers(import_xero(shared_data / "xero").tables, "CAD")
    return worked(books, "2021-02-28")


@pytest.mark.parametrize(("name", "asked", "waiting"), [("ibm", 6, 55), ("xero", 5, 5)])
def test_everyone_who_owes_has_an_action_or_a_reason(
    name: str, asked: int, waiting: int, request: pytest.FixtureRequest
) -> None:
    items, work = request.getfixturevalue(name)
    assert (len(work.actions), len(work.waiting)) == (asked, waiting)
    both = [*work.actions["customer"], *work.waiting["customer"]]
    assert sorted(both) == sorted(set(items["counterparty"]))
    assert set(work.actions["reason"]) | set(work.waiting["reason"]) <= set(REASONS)
    assert work.items["open_base"].sum() == work.actions["amount"].sum()
    undisputed = items.set_index("row")
    own = undisputed.loc[work.items["row"]]
    assert ((own["open_base"] - own["disputed_base"]).to_numpy() == work.items["open_base"]).all()
    assert work.actions["at_risk"].is_monotonic_decreasing


def action(found: Found, customer: str) -> list[object]:
    rows = found[1].actions
    [row] = rows[rows["customer"] == customer].to_dict("records")
    names = ("grade", "action", "count", "amount", "working_days", "offset", "at_risk")
    return [row[name] for name in names]


def test_two_customers_of_the_large_ledger_by_hand(ibm: Found) -> None:
    # Due 17 December: 18 to 21, 24 to 28 and 31 December are ten working days; B is rung up from
    # day 7. Up to 30 days late the money comes in 10 days: 62.17 x 6 % x 10 / 365 = 0.10.
    assert action(ibm, "7938-EVASK") == ["B", "call", 1, 6_217, 10, 7, 10]
    # Due 24 December: five working days, B is reminded from day 3: 83.66 x 6 % x 10 / 365 = 0.14.
    assert action(ibm, "3831-FXWYK") == ["B", "reminder", 1, 8_366, 5, 3, 14]
    # Fourteen owe nothing but what they dispute.
    assert (ibm[1].waiting["reason"] == "disputed").sum() == 14


def test_two_customers_of_the_small_firm_by_hand(xero: Found) -> None:
    # 3,880.43 is 90 days late: 5 % lost, the rest in 45 days at 6 %: 194.02 + 27.27 = 221.29.
    # 3,898.52, 59 days: 2 % and 30 days: 77.97 + 18.84 = 96.81. 3,911.04, 28 days: 10 days: 6.43.
    assert action(xero, "KDUB1kRgevBwTB5rxhBUxw==") == [
        "D", "formal_demand", 3, 1_168_999, 60, 22, 32_453,
    ]  # fmt: skip
    # Due 31 January 2021: nine working days from 1 to 10 February with Sunday the 7th, eight from
    # 18 to 26 with Saturday the 20th (11 to 17 are off). 962.22 x 6 % x 10 / 365 = 1.58.
    assert action(xero, "yCck9dlrmH23awJG3EHS5Q==")[1:] == ["second", 1, 96_222, 17, 15, 158]
