"""One letter as data: to whom, what about, what is asked. The words stand in templates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from cashbuoy.buffer.cover_clock import CLOCK_COLUMNS
from cashbuoy.collection.late_fees import FEE_COLUMNS
from cashbuoy.plans.agreement import Agreement
from cashbuoy.policy.models import Text

Kind = Literal[
    "note", "due_note", "reminder", "first", "second", "final", "formal_demand", "hand_over",
    "plan_offer", "plan_confirmation", "dispute_reply", "claim_notice",
]  # fmt: skip
# Written when the user asks for them.
ON_DEMAND: tuple[Kind, ...] = ("plan_offer", "plan_confirmation", "dispute_reply", "claim_notice")

# Invoices of a letter; money int64 minor units of `currency`.
ITEM_COLUMNS = (
    "row",           # data row in tblReceivables
    "document",
    "document_date", # datetime64
    "due_date",      # datetime64
    "contract",
    "currency",
    "amount",
    "paid",
    "open",          # asked for: without what is in dispute (in Letter.disputed: what is)
    "days_overdue",  # calendar days, 0 where not yet due
    "working_days",  # working days after the due date
    "stage",         # index into policy.models.STAGES that it has reached, -1 none
    "fee",           # late fee up to the day of the letter, 0 where the letter claims none
)  # fmt: skip
# Stretches of the fee's computation, by invoice.
STRETCH_COLUMNS = ("document", "currency", *FEE_COLUMNS)
# Deadlines of the insurance, by invoice.
DEADLINE_COLUMNS = ("document", *CLOCK_COLUMNS)


@dataclass(frozen=True)
class Addressee:
    """Who gets the letter; "" for what the ledgers do not say."""

    name: str
    address: str = ""
    contact: str = ""
    email: str = ""
    language: str = ""
    is_public: bool = False  # a public body, no company


@dataclass(frozen=True)
class Total:
    """What a letter asks for in one currency, minor units."""

    currency: str
    open: int
    fee: int

    @property
    def due(self) -> int:
        return self.open + self.fee


@dataclass(frozen=True)
class HeldLimit:
    """An insurer's limit in base minor units, the covered share, and the first day of shipment that
    it holds for, None for one that always did."""

    limit: int
    covered: float
    since: dt.date | None = None


@dataclass(frozen=True)
class Cover:
    """The insurance that a notice of claim is about. `limits`: those that held when its invoices
    were shipped, earliest first, at least one; `deadlines`: DEADLINE_COLUMNS, what must be done by
    when for every invoice that the policy covers."""

    policy: str
    insurer: str
    risk: str
    limits: tuple[HeldLimit, ...]
    deadlines: pd.DataFrame

    @property
    def to_notify(self) -> bool:
        """Whether any of the invoices has not been notified yet."""
        notices = self.deadlines["step"] == "notice"
        return bool((notices & self.deadlines["done"].isna()).any())


@dataclass(frozen=True)
class Letter:
    """A letter of `kind` to one customer (claim_notice: to the insurer about the customer).

    items: ITEM_COLUMNS, oldest due first, credit notes included. fees: STRETCH_COLUMNS. disputed:
    ITEM_COLUMNS of what is left out because it is disputed. instalments: number, due, payment,
    of a plan offered or confirmed, minor units of `plan_currency`. pay_by: a working day; None
    where nothing is asked for by a day. with_demand: a notice that goes out beside a formal
    demand. last_letter: the day of the letter of demand before, as logged. action: how the log of
    actions names the letter.
    """

    kind: Kind
    customer: str
    customer_name: str
    addressee: Addressee
    date: dt.date
    pay_by: dt.date | None
    items: pd.DataFrame
    fees: pd.DataFrame
    disputed: pd.DataFrame
    totals: tuple[Total, ...]
    channel: str
    owner: Text
    template: str
    action: str = ""
    cover: Cover | None = None
    last_letter: dt.date | None = None
    with_demand: bool = False
    plan: str = ""
    plan_currency: str = ""
    instalments: pd.DataFrame = field(default_factory=pd.DataFrame)
    agreement: Agreement | None = None
