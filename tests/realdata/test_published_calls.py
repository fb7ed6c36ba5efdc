"""Published worked examples through formulas as a user types them, and the real ledgers."""

from __future__ import annotations

import csv
import datetime as dt
import json

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import call


def answer(name, *arguments):
    found = call(name, arguments, CallContext(dt.date(2026, 3, 31)))
    assert not isinstance(found, FormulaError), found.reason
    return found


@pytest.fixture(scope="module")
def published(shared_data):
    path = shared_data / "worked_examples.json"
    return {c["id"]: c for c in json.loads(path.read_text(encoding="utf-8"))["examples"]}


def discount(i, effective=None):
    arguments = (i["d"], i["disc"], i.get("net", i.get("paid")), i["days"], effective)
    return answer("TERMS_COST", *arguments)


CALLS = {
    "dso_cg": lambda i: answer("DSO", i["ar"], i["credit_sales"], i["days"]),
    "dso_fool": lambda i: answer("DSO", i["avg_ar"], i["credit_sales"], i["days"]),
    "dso_bajaj": lambda i: answer("DSO", i["ar"], i["credit_sales"], i["days"]),
    "dso_countback_benji": lambda i: answer(
        "DSO", i["ar"], i["sales_latest_first"][::-1], i["days_latest_first"][::-1], "countback"
    ),
    "cei_cg": lambda i: answer(
        "CEI",
        i["begin_ar"],
        i["credit_sales_total"],
        i["end_ar"],
        i["end_current_ar"],
        i["n_months"],
    ),
    "dpo_sapling": lambda i: answer("DPO", [i["ap_begin"], i["ap_end"]], i["cogs"], i["days"]),
    "dpo_360_a": lambda i: answer("DPO", i["ap"], i["cogs"], i["days"]),
    "dpo_snow_q": lambda i: answer("DPO", i["avg_ap"], i["cogs"], i["days"]),
    "dio_alpha": lambda i: answer("DIO", [i["inv_begin"], i["inv_end"]], i["cogs"], i["days"]),
    "dio_2": lambda i: answer("DIO", [i["inv_begin"], i["inv_end"]], i["cogs"], i["days"]),
    "ccc_walmart_fy24": lambda i: answer("CCC", i["dso"], i["dio"], i["dpo"]),
    "cash_ratio_1": lambda i: answer("CASH_RATIO", i["cash"], i["cl"], i["securities"]),
    "tc_2_10_30_360": discount,
    "tc_3_15_35": discount,
    "tc_1_10_30": discount,
    "tc_ear_2_20_paid30": lambda i: discount(i, effective=True),
    "tc_3_10_90": lambda i: {"nominal": discount(i), "ear": discount(i, effective=True)},
    "tc_2_10_30_365": lambda i: {"nominal": discount(i), "ear": discount(i, effective=True)},
    "ifrs9_ie": lambda i: answer("ECL_ALLOWANCE", i["gross"], i["rates"]),
    "ecl_finlearn": lambda i: answer("ECL_ALLOWANCE", i["gross"], i["rates"]),
    "aging_allen": lambda i: answer("ECL_ALLOWANCE", i["gross"], i["rates"]),
    "aging_wizedu": lambda i: answer("ECL_ALLOWANCE", i["gross"], i["rates"]),
    "hhi_intuit": lambda i: answer("HHI", i["shares"]),
    "hhi_clientguard_b": lambda i: answer("HHI", i["shares"]),
    "runway": lambda i: answer("RUNWAY_MONTHS", i["cash"], -i["burn"]),
    "late_interest_daily": lambda i: answer(
        "LATE_FEE", i["principal"], "2026-03-01", "2026-03-31", i["daily"] * 365
    ),
}


@pytest.mark.realdata
@pytest.mark.parametrize("case", CALLS)
def test_published_answer(case, published) -> None:
    example = published[case]
    found, wanted = CALLS[case](example["inputs"]), example["expected"]
    within = example["tolerance"] or 1e-9
    assert found == pytest.approx(wanted, abs=within)


@pytest.fixture(scope="module")
def ibm(shared_data):
    """The IBM ledger as a range: amount and the three dates, Chinese titles."""

    def day(text):
        return dt.datetime.strptime(text, "%m/%d/%Y")  # noqa: DTZ007 - as a cell holds it

    path = shared_data / "ar_ibm" / "WA_Fn-UseC_-Accounts-Receivable.csv"
    with path.open(encoding="utf-8") as lines:
        rows = [
            (
                float(r["InvoiceAmount"]),
                day(r["SettledDate"]),
                day(r["InvoiceDate"]),
                day(r["DueDate"]),
            )
            for r in csv.DictReader(lines)
        ]
    return (("金额", "收款日期", "开票日期", "到期日"), *rows)


@pytest.mark.realdata
class TestIbmLedger:
    AS_OF = "2012-12-31"

    def test_dso(self, ibm) -> None:
        assert answer("DSO", ibm, None, None, None, self.AS_OF) == pytest.approx(26.84, abs=0.005)

    def test_countback(self, ibm) -> None:
        found = answer("DSO", ibm, None, None, "countback", self.AS_OF)
        assert found == pytest.approx(27.33, abs=0.005)

    def test_best_possible_and_days_delinquent(self, ibm) -> None:
        not_due = answer("AGEING", ibm, self.AS_OF)[1][1]
        assert answer("BPDSO", not_due, 19196.81, 90.0) == pytest.approx(23.14, abs=0.005)
        late = answer("ADD_DAYS", 5725.06, not_due, 19196.81, 90.0)
        assert late == pytest.approx(3.70, abs=0.005)

    def test_ageing_adds_up_to_what_is_open(self, ibm) -> None:
        rows = answer("AGEING", ibm, self.AS_OF)[1:]
        assert sum(row[1] for row in rows) == pytest.approx(5725.06, abs=0.001)

    def test_as_a_history_it_is_measured_at_its_last_invoice(self, ibm) -> None:
        last = max(row[2] for row in ibm[1:])
        assert answer("DSO", ibm) == answer("DSO", ibm, None, None, None, last)
