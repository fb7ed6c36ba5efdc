"""The letters of today's contacts (B7): one a customer, and with a formal demand the notice to the
credit insurer on the same day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import add_months, as_dates, calendar_of
from cashbuoy.collection.actions_log import WRITTEN_DEMANDS, with_promises
from cashbuoy.collection.address_book import AddressBook
from cashbuoy.collection.contacts import Contacts, contacts_due
from cashbuoy.collection.disputes import with_disputes
from cashbuoy.collection.hand_over import cross_border, hand_over_to
from cashbuoy.collection.late_fees import late_fees
from cashbuoy.collection.letter import ITEM_COLUMNS, STRETCH_COLUMNS, Addressee, Kind, Letter, Total
from cashbuoy.collection.missed import missed_instalments, to_ask_for
from cashbuoy.collection.notice import covers_of, notices_near
from cashbuoy.collection.owed_fees import fee_each, late_items
from cashbuoy.collection.pursued import Pursued, pursue
from cashbuoy.credit.ageing import ageing_by_customer
from cashbuoy.credit.assessment import assess_credit
from cashbuoy.errors import CashbuoyError
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.ledger.open_items import open_receivables
from cashbuoy.money import share_out
from cashbuoy.plans.agreement import (
    agreement_confirmed,
    agreement_of,
    offered_plan,
    offers_to_write,
)
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy.plans.plan_items import rows_in_plans
from cashbuoy.plans.principals import with_principals
from cashbuoy.plans.proposal_log import ProposalLine, chosen_plans
from cashbuoy.policy.models import FRIENDLY, STAGES, DunningStage, Policy


class NoSuchLetterError(CashbuoyError):
    """A letter was asked for that there is no ground for: the text is the message's key, and
    `customer` whom it is about."""

    def __init__(self, key: str, customer: str) -> None:
        super().__init__(key)
        self.customer = customer


@dataclass(frozen=True)
class LetterDesk:
    """What letters are written from. receivables: open_items.OPEN_COLUMNS; items:
    letter.ITEM_COLUMNS with customer, open_base, chased, owed_fee columns; fees:
    late_fees.FEE_COLUMNS, `item` the position in `items`; instalments: SCHEDULE_COLUMNS of live
    payment plans."""

    pursued: Pursued
    receivables: pd.DataFrame
    contacts: Contacts
    items: pd.DataFrame
    fees: pd.DataFrame
    instalments: pd.DataFrame
    ledgers: Ledgers
    policy: Policy
    as_of: dt.date

    @classmethod
    def of(cls, ledgers: Ledgers, policy: Policy, as_of: dt.date) -> LetterDesk:
        """What stands open at the close of `as_of`. LedgerError for a missing exchange rate."""
        ledgers = with_principals(ledgers, policy, as_of)
        calendar = calendar_of(policy.calendar, as_of, as_of)
        rates = Rates.of(ledgers, policy.forecast.exchange_rate, as_of)
        invoices = receivable_documents(ledgers, policy, rates)
        invoices = with_promises(invoices, ledgers["tblActions"], as_of)
        invoices = with_disputes(invoices, ledgers, as_of)
        instalments, _ = plan_schedules(ledgers, policy.instalments, calendar, as_of)
        in_plans = rows_in_plans(invoices, ledgers, instalments, policy).tolist()
        receivables = open_receivables(invoices, policy, as_of, calendar, rates, in_plans)
        credit = None
        if policy.has("customers"):
            aged = ageing_by_customer(receivables, invoices, ledgers, policy, as_of)
            credit = assess_credit(ledgers, invoices, aged, policy, as_of).payers
        missed = missed_instalments(instalments, policy, as_of, calendar)
        pursued = pursue(
            receivables, invoices, ledgers, policy, as_of, calendar, credit, missed["customer"]
        )
        items = pursued.items
        whole = items.assign(counterparty=items["customer"], open=items["owed"])
        fees = late_fees(late_items(whole, ledgers, as_of), as_of, policy.fees_by_law)
        shown = items.assign(
            paid=items["amount"] - items["owed"],
            days_overdue=np.maximum(items["days_overdue"], 0),
            working_days=np.maximum(items["working_days"], 0),
            fee=fee_each(items, fees),
        )
        # Who is called about an instalment today, or asked for what was promised, gets no letter.
        contacts = contacts_due(pursued, as_of, to_ask_for(missed, pursued.customers, as_of))
        return cls(pursued, receivables, contacts, shown, fees, instalments, ledgers, policy, as_of)

    def due(self) -> tuple[Letter, ...]:
        """The letters to write today: one for each customer that the worklist asks by letter, and
        beside every formal demand the notice to an insurer who does not know yet. Highest stages
        first, before them the offers of plans that were chosen, after them the notices to insurers
        that have to be given in a few days although no formal demand is due."""
        offered = offers_to_write(
            self.chosen, self.ledgers["tblActions"], self.ledgers["tblPlans"], self.as_of
        )
        written = [offer for customer in offered for offer in self._plan_offers(customer)]
        for customer, stage in self.stages_due().items():
            if customer in offered:  # who is offered a plan is not pressed on the same day
                continue
            kind = STAGES[int(stage)]
            places = self._places[customer]
            about = self.items.iloc[places[self.contacts.listed[places]]]
            written.append(self._demand(str(customer), kind, about))
            if kind == "formal_demand":
                written += [
                    replace(notice, with_demand=True)
                    for notice in self._claim_notices(str(customer))
                    if notice.cover is not None and notice.cover.to_notify
                ]
        told = {letter.customer for letter in written if letter.kind == "claim_notice"}
        near = notices_near(
            self.items[self._listed()], self.ledgers, self.policy, self.as_of,
            self.pursued.calendar,
        )  # fmt: skip
        for customer in sorted(near - told):
            written += [n for n in self._claim_notices(customer) if n.cover and n.cover.to_notify]
        return tuple(written)

    def on_demand(self, kind: Kind, customer: str) -> tuple[Letter, ...]:
        """Letters of any kind to one customer, due today or not: one for each currency (plan
        offers), insurance policy (notices) or payment plan (confirmations), else one.

        NoSuchLetterError: nothing_overdue, no_dispute, no_plan, not_insured.
        """
        makers: Mapping[str, tuple[Callable[[str], Iterator[Letter]], str]] = {
            "plan_offer": (self._plan_offers, "nothing_overdue"),
            "plan_confirmation": (self._plan_confirmations, "no_plan"),
            "dispute_reply": (self._dispute_replies, "no_dispute"),
            "claim_notice": (self._claim_notices, "not_insured"),
        }
        make, reason = makers.get(kind, (self._one_demand(kind), "nothing_overdue"))
        found = tuple(make(customer))
        if not found:
            raise NoSuchLetterError(reason, customer)
        return found

    def stages_due(self) -> pd.Series:
        """Customer -> index of the stage (of STAGES) to write today, highest first."""
        stage = pd.Series(self.contacts.stage, index=self.pursued.customers["customer"])
        lettered = np.array([self._stage(name).template is not None for name in STAGES])
        due: pd.Series = stage[(stage >= 0) & lettered[stage]]
        return due.sort_values(ascending=False, kind="stable")

    def _listed(self) -> NDArray[np.bool_]:
        """What a demand may list: what is overdue, and credit notes, which reduce it."""
        credit = (self.items["open_base"] < 0) & (self.items["status"] == "forecast")
        return (self.items["chased"] | credit).to_numpy(bool)

    def _stage(self, name: str) -> DunningStage:
        stage: DunningStage = getattr(self.policy.dunning.stages, name)
        return stage

    @cached_property
    def _places(self) -> Mapping[Any, Any]:
        """Positions of each customer's items."""
        return self.items.groupby("customer").indices

    @cached_property
    def _stretches(self) -> tuple[pd.DataFrame, NDArray[np.int64]]:
        """The fees' computation in order of the items, and where each item's begins."""
        fees = self.fees
        at = fees["item"].to_numpy(np.int64)
        return fees, np.searchsorted(at, np.arange(len(self.items) + 1))

    def _of(self, customer: str, wanted: NDArray[np.bool_]) -> pd.DataFrame:
        places = self._places.get(customer, np.empty(0, dtype=np.intp))
        chosen: pd.DataFrame = self.items.iloc[places[wanted[places]]]
        return chosen

    def _demanded(self, customer: str) -> pd.DataFrame:
        """What a demand to the customer lists; without rows where credit notes outweigh it."""
        items = self._of(customer, self._listed())
        return items if items["chased"].any() and items["open_base"].sum() > 0 else items.iloc[:0]

    def _one_demand(self, kind: str) -> Callable[[str], Iterator[Letter]]:
        def make(customer: str) -> Iterator[Letter]:
            items = self._noted(customer) if kind in FRIENDLY else self._demanded(customer)
            if len(items):
                yield self._demand(customer, kind, items)

        return make

    def _noted(self, customer: str) -> pd.DataFrame:
        """What falls due next: all that is not late, nor in dispute or a payment plan."""
        items = self.items
        ahead = (items["status"] == "forecast") & (items["open_base"] > 0) & ~items["chased"]
        return self._of(customer, ahead.to_numpy(bool))

    def _demand(self, customer: str, kind: str, items: pd.DataFrame) -> Letter:
        """A stage's letter. One that hands the debt over goes to who takes it over."""
        stage = self._stage(kind)
        letter = self._letter(
            kind, customer, items, stage.respond_days, stage=stage, fee=stage.claims_fee
        )
        if kind != "hand_over":
            return letter
        [action], [partner] = hand_over_to(
            np.array([kind], dtype=object), np.array([customer], dtype=object),
            self.ledgers, self.policy,
        )  # fmt: skip
        # A partner abroad reads English; one at home, the firm's language.
        language = "en" if cross_border(np.array([customer]), self.ledgers, self.policy)[0] else ""
        to = Addressee(str(partner), language=language)
        return replace(letter, action=str(action), addressee=to, pay_by=None)

    def _plan_offers(self, customer: str) -> Iterator[Letter]:
        letters = self.policy.letters
        for currency, items in self._demanded(customer).groupby("currency", sort=False):
            owed = int(items["open"].sum())
            if owed <= 0:
                continue
            offer = self._letter("plan_offer", customer, items, letters.offer_days)
            offer = replace(offer, plan_currency=str(currency))
            line = self.chosen.get(customer)
            if line is None or owed <= 1:
                yield replace(offer, instalments=self._offered(owed, offer.pay_by))
                continue
            settings = self.policy.instalments
            plan = offered_plan(
                line, owed, offer.pay_by or self.as_of, self.pursued.calendar, settings
            )
            interest = int(plan["interest"].sum())
            agreement = agreement_of(line, self._address_book.grade(customer), interest, settings)
            yield replace(offer, instalments=plan, agreement=agreement)

    @cached_property
    def chosen(self) -> Mapping[str, ProposalLine]:
        """Customer -> the proposed plan that the user chose."""
        if not self.policy.has("plans"):
            return {}
        return chosen_plans(self.ledgers["tblPlanProposals"], self.as_of)

    @cached_property
    def _address_book(self) -> AddressBook:
        return AddressBook(self.ledgers["tblCustomers"])

    def _offered(self, owed: int, first: dt.date | None) -> pd.DataFrame:
        """Down payment on the day the offer ends, then equal amounts month by month."""
        letters = self.policy.letters
        n, down = letters.offer_instalments, letters.offer_down_payment
        parts = share_out(owed, [down, *[(1 - down) / n] * n])
        agreed = add_months(as_dates(first or self.as_of), np.arange(n + 1))
        due = self.pursued.calendar.roll(agreed, self.policy.instalments.roll)
        kept = parts != 0
        rows = {"due": due.astype("datetime64[ns]")[kept], "payment": parts[kept]}
        return pd.DataFrame({"number": np.arange(1, kept.sum() + 1), **rows})

    def _plan_confirmations(self, customer: str) -> Iterator[Letter]:
        rows = self.instalments
        ours = rows[(rows["counterparty"] == customer) & (rows["direction"] == "in")]
        in_plan = (self.items["status"] == "plan").to_numpy()
        for plan, instalments in ours.groupby("plan", sort=False):
            covered = self._of(customer, in_plan)
            letter = self._letter(
                "plan_confirmation", customer, covered[_under(covered, plan, self.ledgers)], 0
            )
            said = self.ledgers["tblPlans"].drop_duplicates("plan").set_index("plan").loc[plan]
            interest = int(instalments["interest"].sum())
            yield replace(
                letter,
                plan=str(plan),
                plan_currency=self.ledgers.base_currency,
                instalments=instalments[["number", "due", "payment", "paid", "status"]],
                agreement=agreement_confirmed(said.to_dict(), interest, self.policy.instalments),
                pay_by=None,
            )

    def _dispute_replies(self, customer: str) -> Iterator[Letter]:
        letter = self._letter(
            "dispute_reply", customer, self._demanded(customer), self.policy.letters.reply_days
        )
        if len(letter.disputed):
            yield letter

    def _claim_notices(self, customer: str) -> Iterator[Letter]:
        items = self._demanded(customer)
        owed = items[(items["open"] > 0).to_numpy(bool)]
        calendar = self.pursued.calendar
        for cover in covers_of(owed, customer, self.ledgers, self.policy, self.as_of, calendar):
            letter = self._letter("claim_notice", customer, items, 0)
            yield replace(letter, cover=cover, addressee=Addressee(cover.insurer), pay_by=None)

    def _letter(
        self,
        kind: str,
        customer: str,
        items: pd.DataFrame,
        respond_days: int,
        *,
        stage: DunningStage | None = None,
        fee: bool = False,
    ) -> Letter:
        """A letter about `items`; kinds without a stage of their own go as the formal demand does,
        under a template of their own name."""
        how = stage or self._stage("formal_demand")
        disputed = self._of(customer, (self.items["disputed"] != 0).to_numpy())
        disputed = disputed.assign(open=disputed["disputed"])
        addressee = self._address_book.addressee(customer)
        pay_by = self.pursued.calendar.add_working_days(as_dates(self.as_of), respond_days)
        shown = items[list(ITEM_COLUMNS)].reset_index(drop=True)
        if not fee:
            shown = shown.assign(fee=0)
        return Letter(
            kind=kind,  # type: ignore[arg-type]  # a stage's name
            customer=customer,
            customer_name=addressee.name,
            addressee=addressee,
            date=self.as_of,
            pay_by=_day(pay_by),
            items=shown,
            fees=self._computed(items) if fee else pd.DataFrame(columns=list(STRETCH_COLUMNS)),
            disputed=disputed[list(ITEM_COLUMNS)].reset_index(drop=True),
            totals=_totals(shown),
            channel=how.channel,
            owner=how.owner,
            template=(stage.template if stage else None) or kind,
            action=kind,
            last_letter=self._last_letter(customer),
        )

    def _last_letter(self, customer: str) -> dt.date | None:
        last = self._last_demands.get(customer)
        return None if last is None or pd.isna(last) else last.date()

    @cached_property
    def _last_demands(self) -> Mapping[str, Any]:
        """The day of each customer's last letter of demand before today."""
        rows = self.pursued.log.rows
        ours = rows[rows["kind"].isin(WRITTEN_DEMANDS) & (rows["date"] < pd.Timestamp(self.as_of))]
        return {str(name): day for name, day in ours.groupby("customer")["date"].max().items()}

    def _computed(self, items: pd.DataFrame) -> pd.DataFrame:
        """The stretches of the items' fees, STRETCH_COLUMNS."""
        fees, starts = self._stretches
        at = items.index.to_numpy()
        rows = np.concatenate([np.arange(starts[i], starts[i + 1]) for i in at])
        chosen = fees.iloc[rows].reset_index(drop=True)
        named = self.items.loc[chosen["item"], ["document", "currency"]]
        return pd.concat([named.reset_index(drop=True), chosen], axis=1)


def _day(date: NDArray[np.datetime64]) -> dt.date:
    return dt.date.fromisoformat(str(date))


def _totals(items: pd.DataFrame) -> tuple[Total, ...]:
    """What is asked for by currency, in the order of the items."""
    sums = items.groupby("currency", sort=False)[["open", "fee"]].sum()
    return tuple(
        Total(str(currency), int(owed), int(fee))
        for currency, owed, fee in sums.itertuples(name=None)
    )


def _under(items: pd.DataFrame, plan: object, ledgers: Ledgers) -> pd.Series[bool]:
    """Items that a plan pays off: those that name it, and those listed for it."""
    listed = ledgers["tblPlanItems"]
    chosen = listed.loc[listed["plan"] == plan, "invoice"]
    return (items["contract"] == plan) | items["document"].isin(chosen)
