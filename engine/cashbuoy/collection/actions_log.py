"""What was done to collect, as the log of actions (tblActions) tells it of each open item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, as_dates
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.policy.models import FRIENDLY, STAGES

# Further kinds of action, and the stage that they stand for.
STANDS_FOR = {"visit": "call", "partner": "hand_over", "court": "hand_over"}
# Kinds in which the customer is asked for money: nobody is asked twice on one day.
CONTACTS = (
    "note", "due_note", "reminder", "call", "visit", "first", "second", "final", "formal_demand",
    "promise", "instalment", "plan_offer", "plan_confirmation", "dispute_reply", "partner", "court",
    "other",
)  # fmt: skip
# Those after which the next demand waits.
DEMANDS = tuple(
    k for k in CONTACTS if k not in (*FRIENDLY, "promise", "plan_confirmation", "dispute_reply")
)
# Those that are letters: "we wrote to you on" is not said of a call.
WRITTEN_DEMANDS = ("reminder", "first", "second", "final", "formal_demand")
# Numbers in one cell stand apart by these; "…" ends a list that was cut short.
_BETWEEN = r"\s*[,，、;；\n|]+\s*"
_CUT = "…"
# A cell holds more, but nobody reads it.
_LONGEST_LIST = 200
_NEVER = np.datetime64("NaT", "D")

Stages = NDArray[np.int64]


@dataclass(frozen=True)
class ActionsLog:
    """What was done by the end of a day.

    rows: date (datetime64[D]), customer, kind, stage (index into STAGES, -1: none), promise_date,
    every (no invoices are named: all that the action can be about). named: row (position in
    `rows`), document.
    """

    rows: pd.DataFrame
    named: pd.DataFrame

    @classmethod
    def of(cls, actions: pd.DataFrame, as_of: dt.date) -> ActionsLog:
        """The table's rows up to and including `as_of`, oldest first."""
        return cls(*_logged(actions, as_of))

    def stages_done(
        self, customer: NDArray[Any], document: NDArray[Any], issued: Dates, due: Dates
    ) -> Stages:
        """The highest stage done about each item, shape (n,); -1 for none. An action that names no
        invoices is about all that were due on its day (a note: all that were billed)."""
        done = np.full(len(customer), -1, dtype=np.int64)
        staged = self.rows[(self.rows["stage"] >= 0).to_numpy()]
        if staged.empty:
            return done
        whole = staged[staged["every"].to_numpy()]
        for stage in np.unique(whole["stage"].to_numpy(np.int64)).tolist():  # one round a stage
            rows = whole[(whole["stage"] == stage).to_numpy()]
            on = rows.groupby("customer")["date"].max().reindex(customer).to_numpy("datetime64[D]")
            about = issued <= on if STAGES[stage] in FRIENDLY else due < on
            done = np.where(about, np.maximum(done, stage), done)
        one = self.named.join(staged[["customer", "stage"]], on="row", how="inner")
        at = _named_items(document, one)
        best = one.groupby(["customer", "document"])["stage"].max()
        found = best.reindex(pd.MultiIndex.from_arrays([customer[at], document[at]])).to_numpy()
        done[at] = np.maximum(done[at], np.nan_to_num(found, nan=-1).astype(np.int64))
        return done

    def last(self, kinds: tuple[str, ...], customers: NDArray[Any]) -> Dates:
        """The day of each customer's last action of these kinds, shape (customers,); NaT none."""
        if self.rows.empty:
            return np.full(len(customers), np.datetime64("NaT", "D"))
        ours = self.rows[self.rows["kind"].isin(kinds).to_numpy()]
        found = ours.groupby("customer")["date"].max()
        days: Dates = found.reindex(customers).to_numpy("datetime64[D]")
        return days

    def last_kind(self, customers: NDArray[Any]) -> NDArray[np.object_]:
        """Kind of each customer's last contact, "" for none."""
        if self.rows.empty:
            return np.full(len(customers), "", dtype=object)
        ours = self.rows[self.rows["kind"].isin(CONTACTS).to_numpy()]
        found = ours.drop_duplicates("customer", keep="last").set_index("customer")["kind"]
        return found.reindex(customers).fillna("").to_numpy(object)

    def promises(
        self, customer: NDArray[Any], document: NDArray[Any], due: Dates
    ) -> tuple[Dates, Dates]:
        """The day for which each item was promised last, and the day on which that was said; NaT
        for none. A promise that names no invoices is about all that were due when it was made."""
        made = self.rows[self.rows["promise_date"].notna().to_numpy()]
        promised = np.full(len(customer), _NEVER)
        said = promised.copy()
        if made.empty:
            return promised, said
        whole = made[made["every"].to_numpy()].drop_duplicates("customer", keep="last")
        whole = whole.set_index("customer").reindex(customer)
        on, day = (whole[c].to_numpy("datetime64[D]") for c in ("date", "promise_date"))
        about = due <= on
        promised[about], said[about] = day[about], on[about]
        one = self.named.join(made, on="row", how="inner")
        one = one.sort_values("row").drop_duplicates(["customer", "document"], keep="last")
        one = one.set_index(["customer", "document"])[["date", "promise_date"]]
        at = _named_items(document, one.index.to_frame(index=False))
        found = one.reindex(pd.MultiIndex.from_arrays([customer[at], document[at]]))
        on, day = (found[c].to_numpy("datetime64[D]") for c in ("date", "promise_date"))
        newer = ~np.isnat(on) & (np.isnat(said[at]) | (on >= said[at]))
        promised[at[newer]], said[at[newer]] = day[newer], on[newer]
        return promised, said

    def every_promise(
        self, customer: NDArray[Any], document: NDArray[Any], due: Dates
    ) -> tuple[NDArray[np.int64], Dates]:
        """All days for which items were promised, kept, broken or put off: positions of the items,
        and the days, shape (promises,) each, in no order."""
        made = self.rows[self.rows["promise_date"].notna().to_numpy()]
        if made.empty:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype="datetime64[D]")
        items = pd.DataFrame({"customer": customer, "document": document, "due": due})
        items = items[items["customer"].isin(made["customer"]).to_numpy()].reset_index(names="at")
        whole = items.merge(made[made["every"].to_numpy()], on="customer")
        whole = whole[(whole["due"] <= whole["date"]).to_numpy()]
        named = self.named.join(made, on="row", how="inner")
        one = items.merge(named, on=["customer", "document"])
        found = pd.concat([whole[["at", "promise_date"]], one[["at", "promise_date"]]])
        days = found["promise_date"].to_numpy("datetime64[D]")
        return found["at"].to_numpy(np.int64), days


@once_without_rows("actions")
def _logged(actions: pd.DataFrame, as_of: dt.date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames of the log."""
    known = actions[(actions["date"] <= pd.Timestamp(as_of)).to_numpy()]
    known = known.sort_values(["date", "row"], kind="stable", ignore_index=True)
    kind = known["action"].astype(object)
    stage = kind.map({**{s: s for s in STAGES}, **STANDS_FOR})
    said = known["invoices"].fillna("").astype(str).str.strip()
    whole = (said == "") | said.str.contains(_CUT, regex=False)
    lists = said[~whole].str.split(_BETWEEN, regex=True).explode()
    lists = lists[lists != ""]
    rows = pd.DataFrame(
        {
            "date": known["date"],
            "customer": known["customer"].astype(object),
            "kind": kind,
            "stage": pd.Index(STAGES).get_indexer(pd.Index(stage.fillna(""))),
            "promise_date": known["promise_date"],
            "every": whole.to_numpy(bool),
        }
    )
    named = pd.DataFrame({"row": lists.index.to_numpy(), "document": lists.to_numpy(object)})
    return rows, named


def _named_items(document: NDArray[Any], named: pd.DataFrame) -> NDArray[np.int64]:
    """Positions of the items whose number is named at all: few of many."""
    numbers = pd.Index(named["document"].unique())
    return np.flatnonzero(numbers.get_indexer(pd.Index(document)) >= 0)


def invoice_list(documents: Sequence[str]) -> str:
    """Invoice numbers as the log holds them, as many as can be read; then how many there are."""
    text = ", ".join(documents)
    if len(text) <= _LONGEST_LIST:
        return text
    return f"{text[:_LONGEST_LIST].rsplit(', ', 1)[0]}, {_CUT} ({len(documents)})"


def with_promises(invoices: pd.DataFrame, actions: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Invoices (documents.DOCUMENT_COLUMNS) with the promises of the log: the later day of what
    the ledger and the log say, since nobody puts a promise forward."""
    log = ActionsLog.of(actions, as_of)
    if log.rows.empty or not log.rows["promise_date"].notna().any():
        return invoices
    logged, _ = log.promises(
        invoices["counterparty"].to_numpy(object),
        invoices["document"].to_numpy(object),
        as_dates(invoices["due_date"].to_numpy()),
    )
    own = invoices["promise_date"].to_numpy("datetime64[D]")
    return invoices.assign(promise_date=np.fmax(own, logged).astype("datetime64[ns]"))


def promises_made(invoices: pd.DataFrame, actions: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Every promise that the log holds of invoices (documents.DOCUMENT_COLUMNS): row, the
    invoice's in its table, and promised, the day (datetime64). A later one does not undo it."""
    at, days = ActionsLog.of(actions, as_of).every_promise(
        invoices["counterparty"].to_numpy(object),
        invoices["document"].to_numpy(object),
        as_dates(invoices["due_date"].to_numpy()),
    )
    rows = invoices["row"].to_numpy(np.int64)[at]
    return pd.DataFrame({"row": rows, "promised": days.astype("datetime64[ns]")})
