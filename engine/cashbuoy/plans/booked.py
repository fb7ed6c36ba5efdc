"""What was booked as paid on the invoices and bills of payment plans since these began (B9)."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place, Severity
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import minor_digits
from cashbuoy.plans.plan_items import latest_versions

_LIVE = ("agreed", "current", "in_grace", "draft")

# One row per document of a plan that was paid since; money int64 base minor units, above zero.
BOOKED_COLUMNS = (
    "at",      # position in the payments given
    "plan",    # the latest version
    "row",     # of the document
    "date",
    "amount",  # no more than the plan took over of it
)  # fmt: skip


def booked_under_plans(documents: pd.DataFrame, ledgers: Ledgers) -> pd.DataFrame:
    """BOOKED_COLUMNS of payments of invoices and bills (source, row, date, amount in base money):
    those of documents that a plan pays off, from its first version's start on."""
    links = pd.concat([_links(ledgers, "in"), _links(ledgers, "out")], ignore_index=True)
    known = documents[["source", "row", "date", "amount"]].reset_index(drop=True)
    known = known.assign(at=np.arange(len(known)))
    found = known.merge(links, on=["source", "row"])
    found = found[~(found["date"] < found["start"])]
    amount = found["amount"].abs().to_numpy(np.int64)
    most = found["most"].to_numpy(np.int64)
    found = found.assign(amount=np.where(most > 0, np.minimum(amount, most), amount))
    # A document stands under one plan only.
    return found.drop_duplicates("at")[list(BOOKED_COLUMNS)]


def _links(ledgers: Ledgers, direction: str) -> pd.DataFrame:
    """Documents of the plans of one direction: source, row, plan (the latest version), most (of it
    in the plan, 0: all), start."""
    plans = ledgers["tblPlans"].drop_duplicates("plan")
    last = latest_versions(plans)
    plans = plans.assign(last=plans["plan"].map(last))
    begun = plans.groupby("last")["start"].min()
    ours = plans[(plans["direction"] == direction) & (plans["status"] != "draft")]
    said = ledgers["tblPlanItems"][["plan", "invoice", "amount"]]
    said = said.merge(ours[["plan", "counterparty", "last"]], on="plan")
    said = said.rename(columns={"counterparty": "party"})
    if direction == "in":
        source, said = "tblReceivables", said.assign(party="")
        documents = ledgers[source][["invoice", "row"]].assign(party="")
    else:
        # Numbers are the suppliers' own: two may use the same.
        source = "tblPayables"
        documents = ledgers[source][["bill", "row", "supplier"]]
        documents = documents.rename(columns={"bill": "invoice", "supplier": "party"})
    most = said.groupby(["last", "party", "invoice"])["amount"].max().reset_index()
    found = documents.merge(most, on=["invoice", "party"])[["row", "last", "amount"]]
    if direction == "in":
        table = ledgers[source]
        named = table.loc[table["contract"].isin(ours["plan"]), ["row", "contract"]]
        named = named.assign(last=named["contract"].map(last), amount=0)
        found = pd.concat([found, named[["row", "last", "amount"]]], ignore_index=True)
    found = found.drop_duplicates("row").rename(columns={"last": "plan", "amount": "most"})
    start = begun.reindex(found["plan"]).to_numpy("datetime64[ns]")
    return found.assign(source=source, start=start)


@once_without_rows("plans")
def booked_findings(
    plans: pd.DataFrame,
    invoices: pd.DataFrame,
    bills: pd.DataFrame,
    ledgers: Ledgers,
    as_of: dt.date,
) -> tuple[Finding, ...]:
    """Plans under which another amount is noted than was booked on their documents since; interest
    may stand on neither. plans: plan_book.PLAN_COLUMNS with those of accounts; invoices,
    bills: ledger.documents, as known on `as_of`."""
    paid = [_paid(invoices, "tblReceivables", as_of), _paid(bills, "tblPayables", as_of)]
    documents = pd.concat(paid, ignore_index=True)
    last = latest_versions(ledgers["tblPlans"])
    links = pd.concat([_links(ledgers, "in"), _links(ledgers, "out")], ignore_index=True)
    chain = plans["plan"].map(last)
    noted, interest = (plans[c].groupby(chain).sum() for c in ("paid", "interest"))
    booked = booked_under_plans(documents, ledgers).groupby("plan")["amount"].sum()
    digits = minor_digits(ledgers.base_currency)
    findings = []
    for plan in plans[plans["plan"].isin(links["plan"])].to_dict("records"):
        name = str(plan["plan"])
        under, on_documents = int(noted[name]), int(booked.get(name, 0))
        if under - int(interest[name]) <= on_documents <= under:
            continue
        more = on_documents > under
        # Out of force, its documents count as owed by their own amounts again.
        severity: Severity = "warning" if more or plan["declared"] not in _LIVE else "info"
        findings.append(
            Finding(
                "plan_booked_more" if more else "plan_booked_less",
                severity,
                "kept",
                Place("tblPlans", int(plan["row"]), "plan"),
                currency=ledgers.base_currency,
                details={
                    "plan": name,
                    "booked": on_documents / 10**digits,
                    "noted": under / 10**digits,
                },
            )
        )
    return tuple(findings)


def _paid(documents: pd.DataFrame, source: str, as_of: dt.date) -> pd.DataFrame:
    known = documents[
        (documents["paid_base"] != 0) & ~(documents["paid_date"] > pd.Timestamp(as_of))
    ]
    return pd.DataFrame(
        {
            "source": source,
            "row": known["row"].to_numpy(np.int64),
            "date": known["paid_date"].to_numpy("datetime64[ns]"),
            "amount": known["paid_base"].to_numpy(np.int64),
        }
    )
