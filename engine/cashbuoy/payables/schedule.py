"""Which bill is paid on which day (C6): the schedule, and what it does to cash."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates
from cashbuoy.findings import Finding
from cashbuoy.forecast.foresight import Foresight
from cashbuoy.forecast.simulation import QUANTILES, Outlook
from cashbuoy.forecast.tables import Forecast
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor
from cashbuoy.payables.by_rules import pay_by_rules
from cashbuoy.payables.choices import Choices, choices_of
from cashbuoy.payables.closing import Closing
from cashbuoy.payables.due_bills import PRIORITIES, DueBills, due_bills, least_part
from cashbuoy.payables.fixed import Missed, fixed_payments, missed_instalments
from cashbuoy.payables.optimiser import Found, pay_at_least_cost
from cashbuoy.payables.outcome import Outcome, Unpaid, outcome, outcome_as_due
from cashbuoy.payables.payments import Payments
from cashbuoy.payables.programme import PartTerms
from cashbuoy.payables.reasons import Reasons, reasons_of
from cashbuoy.payables.runs import Stretches, paying_runs
from cashbuoy.payables.schedule_findings import schedule_findings
from cashbuoy.policy.models import Policy

# One row per payment, by day and supplier: a bill, a part of one, or a part of a credit note that
# is taken off a bill (amounts negative). Money: int64 base minor units unless it says otherwise.
SCHEDULE_COLUMNS = (
    "row",  # data row in tblPayables
    "bill",
    "supplier",
    "priority",
    "due_date",  # datetime64
    "currency",
    "own",  # what is settled of it, minor units of its own currency
    "pay_date",  # datetime64
    "part",  # 1, 2 ... ; 0 for what is paid whole
    "settled",  # what is settled of it in base currency
    "discount",  # what goes off for paying early, >= 0
    "late_fee",  # what comes on top, >= 0
    "by_bill",  # what our own acceptance bill settles of it, >= 0
    "matures",  # datetime64: when that is paid; NaT where there is none
    "amount",  # what leaves the bank: settled - discount + late_fee - by_bill
    "days_late",  # after the due date; 0 where it is on time
    "reason",  # reasons.REASONS
    "tight",  # datetime64: for what waits, the day on which cash is tightest before; else NaT
    "left",  # what is above the floor on that day
)
LEFT_OUT_COLUMNS = ("row", "bill", "supplier", "due_date", "amount", "reason")
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class PayablesSchedule:
    """The to-pay list, and cash with and without it. Money in base minor units.

    mode: how it was made; cash: which cash had to stay above `floor` (policy.payables.schedule;
    "expected" also where nothing was simulated). frame: SCHEDULE_COLUMNS. left_out: bills that are
    no part of it, and why. fixed: payments of plans, loans, bills and regular items in the same
    days, our own missed instalments first (fixed.FIXED_COLUMNS). runs: the paying runs. days: of
    the forecast; the first `watched` of them are those that the schedule moves. outcomes: as the
    forecast has the bills, by the rules, and at the least cost where that was asked for; the last
    is the schedule itself. proven: how much cheaper it could be at most, as a share of its cost;
    NaN where not proven or not asked. closing: what would close a gap, empty where there is none.
    """

    mode: Literal["rules", "optimise"]
    cash: Literal["expected", "p10", "p50"]
    floor: int
    frame: pd.DataFrame
    left_out: pd.DataFrame
    fixed: pd.DataFrame
    runs: Dates
    days: pd.DatetimeIndex
    watched: int
    outcomes: tuple[Outcome, ...]
    proven: float
    closing: Closing = field(default_factory=Closing)
    findings: tuple[Finding, ...] = ()

    @property
    def chosen(self) -> Outcome:
        """What the schedule comes to."""
        return self.outcomes[-1]

    @property
    def as_due(self) -> Outcome:
        """What the same bills come to without it."""
        return self.outcomes[0]

    @property
    def gap(self) -> int:
        """By how much cash still falls below the floor, >= 0."""
        return self.chosen.short


def schedule_payables(
    ahead: Foresight,
    forecast: Forecast,
    outlook: Outlook | None,
    ledgers: Ledgers,
    policy: Policy,
) -> PayablesSchedule | None:
    """The schedule of the open bills over the base forecast; None with the module payables off.

    The cash that must stay above the floor is what the forecast closes each day with, or a quantile
    of the simulated paths, the bills taken out of it: they are certain, and shift every path alike.
    """
    settings = policy.payables.schedule
    if not policy.has("payables"):
        return None
    as_of, calendar = ahead.horizon.as_of, ahead.calendar
    payables = ahead.positions.payables
    days = forecast.days.to_numpy("datetime64[D]")
    bills, state = due_bills(payables, ledgers, policy, as_of, calendar, days[-1])
    runs = _runs(bills, days, policy, ahead)
    choices = choices_of(bills, runs, policy)
    cash, path = _path(settings.cash, forecast, outlook)
    expected = payables["expected_date"].to_numpy("datetime64[D]")
    missed = missed_instalments(ahead.others, ahead.positions.instalments, runs[0])
    unpaid = _unpaid(path, forecast, bills, payables, expected, runs, missed)
    stretches = Stretches.of(
        unpaid.closing[: unpaid.watched], days[0], forecast.floor, choices.runs
    )
    rules = pay_by_rules(choices, stretches)
    found = Found(rules, np.nan)
    if settings.mode == "optimise":
        terms = PartTerms(least_part(policy, ledgers.base_currency), settings.parts.most)
        found = pay_at_least_cost(choices, stretches, settings.solver, terms)
    outcomes = [
        outcome_as_due(choices, expected[bills.item], path, unpaid),
        outcome("rules", rules, choices, unpaid),
    ]
    if settings.mode == "optimise":
        outcomes.append(outcome("optimise", found.payments, choices, unpaid))
    fixed = fixed_payments(ahead.others, missed, days[unpaid.watched - 1])
    reasons = reasons_of(found.payments, choices, stretches, as_of)
    frame = _frame(found.payments, choices, payables, reasons)
    return PayablesSchedule(
        mode=settings.mode,
        cash=cash,
        floor=forecast.floor,
        frame=frame,
        left_out=_left_out(payables, state),
        fixed=fixed,
        runs=runs,
        days=forecast.days,
        watched=unpaid.watched,
        outcomes=tuple(outcomes),
        proven=found.gap,
        findings=schedule_findings(
            choices, found.payments, outcomes[-1], unpaid, fixed, ledgers.base_currency
        ),
    )


def _runs(bills: DueBills, days: Dates, policy: Policy, ahead: Foresight) -> Dates:
    """Paying runs until the last bill must be paid, within the forecast."""
    last = bills.latest.max(initial=days[0])
    runs = paying_runs(days[0], last, policy.payables.schedule.runs, ahead.calendar)
    inside = runs[runs <= days[-1]]
    # A run must be there: a forecast of no more than a few days still has a first one.
    return inside if inside.size else days[:1]


def _path(
    wanted: Literal["expected", "p10", "p50"], forecast: Forecast, outlook: Outlook | None
) -> tuple[Literal["expected", "p10", "p50"], Minor]:
    """Closing cash by day that the floor is watched on."""
    if wanted == "expected" or outlook is None:
        return "expected", forecast.closing
    share = {"p10": 0.10, "p50": 0.50}[wanted]
    return wanted, outlook.closing[QUANTILES.index(share)]


def _unpaid(
    path: Minor,
    forecast: Forecast,
    bills: DueBills,
    payables: pd.DataFrame,
    expected: Dates,
    runs: Dates,
    missed: Missed,
) -> Unpaid:
    """Cash without the scheduled bills, and without the credit notes that are taken off them; what
    was missed is paid first."""
    used = bills.offsets.used(len(payables))
    credit = np.flatnonzero(used)
    item = np.concatenate([bills.item, credit])
    by_bill = payables["own_bill_base"].to_numpy(np.int64)[bills.item]
    amount = payables["expected_base"].to_numpy(np.int64)[bills.item] - by_bill
    # Acceptance bills stay where the forecast has them, but for what credit notes settle.
    fewer = by_bill > bills.by_bill
    matures = payables["own_bill_date"].to_numpy("datetime64[D]")[bills.item[fewer]]
    whole = Unpaid(path, forecast.days, forecast.floor, len(path))
    closing = whole.paying(
        np.concatenate([expected[item], matures, missed.forecast, missed.paid]),
        np.concatenate(
            [
                -amount,
                used[credit],
                (bills.by_bill - by_bill)[fewer],
                -missed.amount,
                missed.amount,
            ]
        ),
    )
    last = runs[-1]
    if bills.count:
        fixed = bills.fixed_on[~np.isnat(bills.fixed_on)]
        last = max(last, expected[bills.item].max(), *fixed[-1:], fixed.max(initial=last))
    first = forecast.days[0].to_datetime64().astype("datetime64[D]")
    watched = int((last + 7 * _DAY - first).astype(np.int64))
    return Unpaid(closing, forecast.days, forecast.floor, min(watched, len(path)))


def _frame(
    payments: Payments, choices: Choices, payables: pd.DataFrame, reasons: Reasons
) -> pd.DataFrame:
    """SCHEDULE_COLUMNS by pay date, supplier and bill, credit notes after the bill they reduce."""
    bills = choices.bills
    bill, run = payments.bill, payments.run
    item = bills.item[bill]
    offsets = bills.offsets
    off = offsets.taken_off(len(payables))[item]
    parts = np.bincount(bill, minlength=bills.count)[bill]
    number = np.arange(bill.size) - np.searchsorted(bill, bill) + 1
    by_bill = bills.by_bill[bill]
    matures = payables["own_bill_date"].to_numpy("datetime64[ns]")[item]
    own = _own_parts(payments, payables["open"].to_numpy(np.int64)[item], bills.net[bill])
    rows = pd.DataFrame(
        {
            "item": item,
            "own": own,
            "pay_date": choices.runs[run].astype("datetime64[ns]"),
            "part": np.where(parts > 1, number, 0),
            "settled": payments.net + by_bill - off,
            "discount": payments.discount,
            "late_fee": payments.fee,
            "by_bill": by_bill,
            "matures": np.where(by_bill > 0, matures, np.datetime64("NaT", "ns")),
            "amount": payments.cash - off,
            "days_late": choices.days_late[bill, run],
            "reason": reasons.key,
            "tight": reasons.tight.astype("datetime64[ns]"),
            "left": reasons.left,
            "after": 0,
            "beside": item,
        }
    )
    paid_on = pd.Series(rows["pay_date"].to_numpy(), index=item)[~pd.Index(item).duplicated()]
    notes = pd.DataFrame(
        {
            "item": offsets.credit,
            "own": -offsets.own,
            "pay_date": paid_on.reindex(offsets.bill).to_numpy("datetime64[ns]"),
            "part": 0,
            "settled": -offsets.base,
            "discount": 0,
            "late_fee": 0,
            "by_bill": 0,
            "matures": np.full(offsets.credit.size, np.datetime64("NaT", "ns")),
            "amount": -offsets.base,
            "days_late": 0,
            "reason": np.full(offsets.credit.size, "credit", dtype=object),
            "tight": np.full(offsets.credit.size, np.datetime64("NaT", "ns")),
            "left": 0,
            "after": 1,
            "beside": offsets.bill,
        }
    )
    both = pd.concat([rows, notes], ignore_index=True) if len(notes) else rows
    told = payables.iloc[both["item"].to_numpy()].reset_index(drop=True)
    both = both.assign(
        row=told["row"],
        bill=told["document"],
        supplier=told["counterparty"],
        priority=told["priority"].where(told["priority"].isin(PRIORITIES), "normal"),
        due_date=told["due_date"].astype("datetime64[ns]"),
        currency=told["currency"],
    )
    both = both.sort_values(["pay_date", "supplier", "beside", "after"], kind="stable")
    return both[list(SCHEDULE_COLUMNS)].reset_index(drop=True)


def _own_parts(payments: Payments, own: Minor, net: Minor) -> Minor:
    """What is settled in the bill's own currency: parts in proportion, cut as running totals."""
    bill = payments.bill
    first = np.searchsorted(bill, bill)
    running = np.cumsum(payments.net)
    upto = running - (running[first] - payments.net[first])
    whole = upto == net
    cut = np.where(whole, own, np.floor(own * (upto / np.where(net == 0, 1, net)))).astype(np.int64)
    part = np.diff(cut, prepend=0)
    start = first == np.arange(bill.size)
    part[start] = cut[start]
    return part


def _left_out(payables: pd.DataFrame, state: NDArray[np.object_]) -> pd.DataFrame:
    """Bills that are not scheduled, and why: LEFT_OUT_COLUMNS, by reason and due date."""
    rows = payables[state != ""]
    frame = pd.DataFrame(
        {
            "row": rows["row"].to_numpy(),
            "bill": rows["document"].to_numpy(object),
            "supplier": rows["counterparty"].to_numpy(object),
            "due_date": rows["due_date"].to_numpy("datetime64[ns]"),
            "amount": rows["open_base"].to_numpy(np.int64),
            "reason": state[state != ""],
        }
    )
    return frame.sort_values(["reason", "due_date"], kind="stable").reset_index(drop=True)
