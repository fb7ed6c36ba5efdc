"""One letter as the values of its template's placeholders: texts, and lists of rows for tables."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cashbuoy.collection.letter import Letter, Total
from cashbuoy.policy.models import Policy
from cashbuoy_workbook.letters.wording import Wording

Value = str | bool | int | list[str] | list[dict[str, str]]
Context = Mapping[str, Value]


@dataclass(frozen=True)
class _Filled:
    """A letter being put in words."""

    letter: Letter
    policy: Policy
    words: Wording

    def context(self) -> Context:
        return {**self._heads(), **self._sums(), **self._tables(), **self._cover(), **self._plan()}

    def _heads(self) -> dict[str, Value]:
        letter, sender, words = self.letter, self.policy.letters.sender, self.words
        last = letter.last_letter
        return {
            "title": words.say(f"kind_{letter.kind}"),
            "firm": self.policy.firm.name,
            "sender_address": sender.address,
            "sender_contact": sender.contact,
            "sender_phone": sender.phone,
            "sender_email": sender.email,
            "bank_account": sender.bank_account,
            "customer": letter.customer,
            "customer_name": letter.customer_name,
            "you": self._you(),
            "name": letter.addressee.name or words.say("partner_unnamed"),
            "address": letter.addressee.address,
            "contact": letter.addressee.contact,
            "email": letter.addressee.email,
            "date": words.date(letter.date),
            "pay_by": words.date(letter.pay_by) if letter.pay_by else "",
            "last_letter": words.date(last) if last else "",
            "with_demand": letter.with_demand,
        }

    def _you(self) -> str:
        """How the letter speaks of its addressee."""
        return self.words.say("you_public" if self.letter.addressee.is_public else "you_firm")

    def _sums(self) -> dict[str, Value]:
        letter, words = self.letter, self.words
        fees = any(total.fee for total in letter.totals)
        overdue = letter.items[letter.items["open"] > 0]["days_overdue"]
        return {
            "claims_fee": fees,
            "several_currencies": len(letter.totals) > 1,
            "invoice_count": int((letter.items["open"] > 0).sum()),
            "oldest_days": int(overdue.max()) if len(overdue) else 0,
            "open_total": words.amounts([(t.open, t.currency) for t in letter.totals]),
            "fee_total": words.amounts([(t.fee, t.currency) for t in letter.totals if t.fee]),
            "due_total": words.amounts([(t.due, t.currency) for t in letter.totals]),
            "bases": words.listed([words.basis(b, self.policy) for b in _bases(letter)]),
            "disputed_total": words.amounts(_sums_of(letter.disputed)),
            "day_basis": self.policy.late_fees.day_basis,
        }

    def _tables(self) -> dict[str, Value]:
        letter = self.letter
        return {
            "items": [self._item(row) for row in letter.items.to_dict("records")],
            "disputed": [self._item(row) for row in letter.disputed.to_dict("records")],
            "totals": [self._total(total) for total in letter.totals],
            "fees": [self._stretch(row) for row in letter.fees.to_dict("records")],
        }

    def _item(self, row: Mapping[Any, Any]) -> dict[str, str]:
        words, currency = self.words, str(row["currency"])
        return {
            "document": str(row["document"]),
            "contract": str(row["contract"]),
            "issued": words.short_date(row["document_date"]),
            "due": words.short_date(row["due_date"]),
            "days": str(row["days_overdue"]),
            "currency": currency,
            **{name: words.figure(row[name], currency) for name in ("amount", "paid", "open")},
            "fee": words.figure(row["fee"], currency),
        }

    def _total(self, total: Total) -> dict[str, str]:
        figure = self.words.figure
        return {
            "currency": total.currency,
            "open": figure(total.open, total.currency),
            "fee": figure(total.fee, total.currency),
            "due": figure(total.due, total.currency),
        }

    def _stretch(self, row: Mapping[Any, Any]) -> dict[str, str]:
        words, currency = self.words, str(row["currency"])
        return {
            "document": str(row["document"]),
            "currency": currency,
            "period": words.say(
                "period", first=words.short_date(row["first"]), last=words.short_date(row["last"])
            ),
            "days": str(row["days"]),
            "balance": words.figure(row["balance"], currency),
            "rate": words.rate(row, self.policy),
            "basis": words.say(f"basis_short_{row['basis']}"),
            "computed": words.computed(row, self.policy),
            "fee": words.figure(row["fee"], currency),
        }

    def _cover(self) -> dict[str, Value]:
        """Insurance; empty texts and tables in letters that are not about it."""
        cover, words = self.letter.cover, self.words
        if cover is None:
            return {
                "policy_number": "", "insurer": "", "risk": "", "insured_limit": "", "covered": "",
                "deadlines": [],
            }  # fmt: skip
        steps = cover.deadlines[cover.deadlines["step"].isin(["notice", "claim"])]
        return {
            "policy_number": cover.policy,
            "insurer": cover.insurer,
            "risk": words.say(f"risk_{cover.risk}"),
            "insured_limit": words.limits(cover.limits, self.policy.firm.base_currency),
            "covered": words.listed(
                list(dict.fromkeys(words.share(held.covered) for held in cover.limits))
            ),
            "deadlines": [
                {
                    "document": str(row["document"]),
                    "step": words.texts(f"cover.step_{row['step']}"),
                    "deadline": words.short_date(row["deadline"]),
                    "state": words.texts(f"cover.state_{row['state']}"),
                }
                for row in steps.to_dict("records")
            ],
        }

    def _plan(self) -> dict[str, Value]:
        """Instalments; empty texts and tables in letters that are not about a plan."""
        letter, words = self.letter, self.words
        rows, currency = letter.instalments, letter.plan_currency
        if not len(rows):
            return {
                "plan": "", "plan_total": "", "instalment_count": 0, "instalments": [],
                "conditions": "", "plan_rate": "", "plan_interest": "",
            }  # fmt: skip
        total = int(rows["payment"].sum())
        return {
            "plan": letter.plan,
            "plan_total": words.amount(total, currency),
            "instalment_count": len(rows),
            **self._agreement(),
            "instalments": [
                {
                    "number": str(row["number"]),
                    "due": words.short_date(row["due"]),
                    "currency": currency,
                    "payment": words.figure(row["payment"], currency),
                    "state": self._state(row),
                }
                for row in rows.to_dict("records")
            ],
        }

    def _state(self, row: Mapping[Hashable, Any]) -> str:
        """Whether an instalment is paid; how much of it, where it is in part."""
        status, paid = str(row.get("status", "open")), int(row.get("paid", 0))
        said = self.words.say(_PAID[status])
        if status == "paid" or paid <= 0:
            return said
        amount = self.words.figure(paid, self.letter.plan_currency)
        return self.words.say("paid_part", state=said, amount=amount)

    def _agreement(self) -> dict[str, Value]:
        """Conditions and interest of a plan; empty where nothing was agreed of them."""
        agreed, words = self.letter.agreement, self.words
        if agreed is None:
            return {"conditions": "", "plan_rate": "", "plan_interest": ""}
        listed = [
            words.say(
                f"condition_{condition}",
                you=self._you(),
                security=words.say(f"security_{agreed.security}"),
                missed=agreed.accelerate_after,
            )
            for condition in agreed.conditions
        ]
        interest = agreed.interest
        return {
            "conditions": words.say("conditions_join").join(listed),
            "plan_rate": words.share(agreed.rate) if interest else "",
            "plan_interest": (
                words.amount(interest, self.letter.plan_currency) if interest else ""
            ),
        }


_PAID = {"paid": "paid_yes", "open": "paid_no", "overdue": "paid_late"}


def letter_context(letter: Letter, policy: Policy, language: str) -> Context:
    """Values for the template of the letter in a language (its phrases and dates; Chinese and
    English, English for any other). The names are the same for every kind, so that a template may
    use any of them; docs/guide lists them."""
    return _Filled(letter, policy, Wording.of(language)).context()


def _bases(letter: Letter) -> list[str]:
    """What the fees rest on, in the order in which they appear."""
    return list(dict.fromkeys(letter.fees["basis"].tolist())) if len(letter.fees) else []


def _sums_of(items: pd.DataFrame) -> list[tuple[int, str]]:
    sums = items.groupby("currency", sort=False)["open"].sum()
    return [(int(amount), str(currency)) for currency, amount in sums.items()]
