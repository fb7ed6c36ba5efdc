"""Messy tables to typed ledgers: nothing crashes, and nothing is lost without a word."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.findings import Finding
from cashbuoy.ledger.checks import left_out_sums
from cashbuoy.ledger.clean import Ledgers, clean_ledgers
from cashbuoy.ledger.schema import TABLES


def receivables(rows: list[dict], base: str = "CNY", **more) -> Ledgers:
    """Rows over a sound invoice, so that a test says only what is wrong with them."""
    sound = {"客户": "甲公司", "开票日期": "2026-01-05", "到期日": "2026-02-04", "金额": 100}
    full = [sound | {"发票号": f"A-{i}"} | row for i, row in enumerate(rows, 1)]
    return clean_ledgers({"tblReceivables": pd.DataFrame(full, dtype=object)}, base, **more)


def of(ledgers: Ledgers, id_: str) -> list[Finding]:
    return [f for f in ledgers.findings if f.id == id_]


def ids(ledgers: Ledgers) -> set[str]:
    return {f.id for f in ledgers.findings}


def test_a_sound_ledger_gives_no_findings():
    ledgers = receivables([{}, {"金额": -20.5}])
    frame = ledgers["tblReceivables"]
    assert ledgers.findings == ()
    assert frame["amount"].tolist() == [10_000, -2_050]
    assert frame["row"].tolist() == [1, 2]
    assert frame["currency"].tolist() == ["CNY", "CNY"]


def test_every_table_and_column_is_there_and_typed():
    ledgers = clean_ledgers({}, "CNY")
    kinds = {
        "text": "str", "choice": "str", "date": "datetime64[us]", "month": "datetime64[us]",
        "money": "int64", "rate": "float64", "share": "float64", "integer": "Int64", "flag": "bool",
    }  # fmt: skip
    for name, table in TABLES.items():
        frame = ledgers[name]
        assert list(frame.columns) == ["row", *(c.name for c in table.columns)]
        assert [str(t) for t in frame.dtypes[1:]] == [kinds[c.kind] for c in table.columns], name
    filled = receivables([{}])["tblReceivables"]
    assert (filled.dtypes == ledgers["tblReceivables"].dtypes).all()


def test_titles_in_either_language_any_order_and_with_units():
    raw = pd.DataFrame(
        {
            "Amount (CNY)": [1.5],
            "due  date": ["2026-02-04"],
            "单据日期": ["2026-01-05"],
            "Customer": ["Acme"],
            "invoice_no": [1001.0],
            "sales rep": ["Li"],
        }
    )
    ledgers = clean_ledgers({"tblReceivables": raw}, "CNY")
    row = ledgers["tblReceivables"].iloc[0]
    assert (row["invoice"], row["amount"]) == ("1001", 150)
    assert row["invoice_date"] == pd.Timestamp("2026-01-05")
    assert [f.found for f in of(ledgers, "unknown_column")] == ["sales rep"]
    assert ids(ledgers) == {"unknown_column"}


def test_a_title_in_ten_thousands_scales_its_column():
    ledgers = receivables([{"金额（万元）": 12.3, "金额": None}])
    assert ledgers["tblReceivables"]["amount"].tolist() == []
    raw = pd.DataFrame(
        {"发票号": ["A"], "客户": ["甲"], "日期": ["2026-01-05"], "金额（万元）": [12.3]}
    )
    ledgers = clean_ledgers({"tblReceivables": raw}, "CNY")
    assert ledgers["tblReceivables"]["amount"].tolist() == [12_300_000]
    assert of(ledgers, "title_unit")[0].details["factor"] == "10,000"


def test_a_title_that_names_a_currency_sets_it():
    columns = {"发票号": ["A"], "客户": ["甲"], "日期": ["2026-01-05"], "金额（美元）": [12.3]}
    frame = clean_ledgers({"tblReceivables": pd.DataFrame(columns)}, "CNY")["tblReceivables"]
    assert frame["currency"].tolist() == ["USD"]
    ledgers = clean_ledgers({"tblReceivables": pd.DataFrame(columns | {"币种": ["EUR"]})}, "CNY")
    assert [f.id for f in ledgers.findings] == ["currency_conflict"]


def test_two_titles_of_one_column_use_the_closer_one():
    raw = pd.DataFrame([["A", "甲", "2026-01-05", "2026-01-09", 1]])
    raw.columns = ["发票号", "客户", "日期", "开票日期", "金额"]
    ledgers = clean_ledgers({"tblReceivables": raw}, "CNY")
    assert ledgers["tblReceivables"]["invoice_date"][0] == pd.Timestamp("2026-01-09")
    (finding,) = of(ledgers, "duplicate_title")
    assert (finding.found, finding.details["used"]) == ("日期", "开票日期")


def test_a_missing_required_column_names_its_titles():
    raw = pd.DataFrame({"发票号": ["A"], "客户": ["甲"], "金额": [1]})
    ledgers = clean_ledgers({"tblReceivables": raw}, "CNY")
    (finding,) = of(ledgers, "missing_column")
    assert finding.severity == "error"
    assert finding.place.column == "invoice_date"
    assert "开票日期" in finding.details["titles"]
    assert ledgers["tblReceivables"].empty


def test_blank_totals_and_title_rows_are_passed_over_and_rows_keep_their_numbers():
    nothing = dict.fromkeys(("发票号", "客户", "开票日期", "到期日", "金额"))
    titles = {name: name for name in nothing}
    ledgers = receivables(
        [{}, nothing, {}, nothing | {"发票号": "合 计", "金额": 200}, titles, {},
         nothing | {"客户": "Total:", "金额": 300}]
    )  # fmt: skip
    assert ledgers["tblReceivables"]["row"].tolist() == [1, 3, 6]
    assert [(f.place.row, f.details["amount"]) for f in of(ledgers, "totals_row")] == [
        (4, "200"),
        (7, "300"),
    ]
    assert [f.place.row for f in of(ledgers, "title_row")] == [5]
    assert left_out_sums(ledgers.findings).empty


def test_totals_rows_of_tables_with_few_columns():
    months = pd.DataFrame({"月份": ["2026-01", "合计"], "营业收入": [5, 5]})
    lines = pd.DataFrame({"银行": ["工行", "总计"], "授信额度": ["500万", "500万"]})
    ledgers = clean_ledgers({"tblMonthly": months, "tblLines": lines}, "CNY")
    assert [(f.id, f.place.table, f.found) for f in ledgers.findings] == [
        ("totals_row", "tblMonthly", "合计"),
        ("totals_row", "tblLines", "总计"),
    ]
    named = clean_ledgers({"tblCustomers": pd.DataFrame({"customer": ["Total"]})}, "CNY")
    assert len(named["tblCustomers"]) == 1


def test_subtotals_of_a_spreadsheet_are_no_items():
    nothing = dict.fromkeys(("发票号", "客户", "开票日期", "到期日", "金额"))
    for label in ("华东 汇总", "Acme Total", "客户小计", "Average"):
        ledgers = receivables([{}, nothing | {"客户": label, "金额": 200}])
        assert [f.found for f in of(ledgers, "totals_row")] == [label]
    ledgers = receivables([{}, nothing | {"序号": "合计", "金额": 200}])
    assert [f.found for f in of(ledgers, "totals_row")] == ["合计"]
    # With a date it is an invoice without a number, of a customer with such a name.
    ledgers = receivables([{}, {"发票号": None, "客户": "Total Energies", "金额": 200}])
    assert not of(ledgers, "totals_row")
    assert [f.place.row for f in of(ledgers, "required_empty")] == [2]


def test_a_customer_called_total_is_a_customer():
    assert len(receivables([{"客户": "Total"}])["tblReceivables"]) == 1


def test_an_unreadable_required_cell_leaves_the_row_out_with_its_amount():
    ledgers = receivables([{"开票日期": "someday", "金额": "￥1,234.50"}, {}])
    (finding,) = ledgers.findings
    assert (finding.id, finding.severity, finding.treatment) == ("unreadable", "error", "left_out")
    assert (finding.place.table, finding.place.row, finding.place.column) == (
        "tblReceivables", 1, "invoice_date",
    )  # fmt: skip
    assert (finding.found, finding.expected) == ("someday", "date")
    assert (finding.left_out, finding.currency) == (123_450, "CNY")
    assert ledgers["tblReceivables"]["row"].tolist() == [2]


def test_a_row_with_two_faults_is_left_out_once():
    ledgers = receivables([{"开票日期": "x", "客户": None}])
    assert [f.id for f in ledgers.findings] == ["required_empty", "unreadable"]
    sums = left_out_sums(ledgers.findings)
    assert sums.to_dict("records") == [
        {"table": "tblReceivables", "currency": "CNY", "count": 1, "amount": 10_000}
    ]


def test_an_unreadable_amount_leaves_the_row_out_even_in_an_optional_column():
    ledgers = receivables([{"已收金额": "some"}])
    assert ledgers["tblReceivables"].empty
    assert of(ledgers, "unreadable")[0].left_out == 10_000


def test_an_unreadable_optional_cell_is_emptied_and_the_row_stays():
    ledgers = receivables([{"到期日": "soon"}])
    assert ledgers["tblReceivables"]["due_date"].isna().tolist() == [True]
    finding = of(ledgers, "unreadable")[0]
    assert (finding.severity, finding.treatment, finding.left_out) == ("warning", "kept", 0)


def test_an_ambiguous_date_is_named_unless_the_order_is_known():
    assert receivables([{"开票日期": "3/4/2026"}])["tblReceivables"].empty
    for order, expected in (("mdy", "2026-03-04"), ("dmy", "2026-04-03")):
        ledgers = receivables([{"开票日期": "3/4/2026", "到期日": None}], date_order=order)
        assert ledgers["tblReceivables"]["invoice_date"][0] == pd.Timestamp(expected)


def test_currencies_are_made_codes_and_amounts_take_their_digits():
    ledgers = receivables(
        [
            {"币种": "人民币"},
            {"币种": "USD"},
            {"币种": "日元"},
            {"币种": None},
            {"币种": "KWD"},
            {"币种": "元"},
        ]
    )
    frame = ledgers["tblReceivables"]
    assert frame["currency"].tolist() == ["CNY", "USD", "JPY", "CNY", "KWD", "CNY"]
    assert frame["amount"].tolist() == [10_000, 10_000, 100, 10_000, 100_000, 10_000]


def test_an_unknown_currency_leaves_the_row_out():
    ledgers = receivables([{"币种": "XYZ"}])
    assert ledgers["tblReceivables"].empty
    assert [(f.id, f.found, f.expected, f.treatment) for f in ledgers.findings] == [
        ("currency_unknown", "XYZ", "currency", "left_out")
    ]


def test_a_currency_written_with_the_amount_counts():
    ledgers = receivables([{"金额": "USD 100", "币种": None}, {"金额": "USD 100", "币种": "CNY"}])
    assert ledgers["tblReceivables"]["currency"].tolist() == ["USD"]
    assert ids(ledgers) == {"currency_from_amount", "currency_conflict"}
    assert of(ledgers, "currency_conflict")[0].treatment == "left_out"
    plain = clean_ledgers(
        {"tblPlan": pd.DataFrame({"月份": ["2026-03"], "类别": ["x"], "金额": ["USD 5"]})}, "CNY"
    )
    assert [f.id for f in plain.findings] == ["currency_not_base"]


@pytest.mark.parametrize(
    "foreign",
    [
        {"Principal (USD)": 9_000},
        {"principal": "USD 9,000"},
        {"principal": 9_000, "Currency": "USD"},
    ],
)
def test_a_plan_in_another_currency_is_left_out_and_never_counted_as_base(foreign):
    """Plans are kept in base currency."""
    plan = {"plan": "P", "counterparty": "Acme", "direction": "in", "start": dt.date(2026, 3, 2)}
    plan |= {"instalments": 3}
    ours = {"principal": 9_000, "Currency": "CNY"}
    kept = clean_ledgers({"tblPlans": pd.DataFrame([plan | ours])}, "CNY")
    assert kept["tblPlans"]["principal"].tolist() == [900_000]
    found = clean_ledgers({"tblPlans": pd.DataFrame([plan | foreign])}, "CNY")
    assert found["tblPlans"].empty
    (told,) = of(found, "currency_not_base")
    assert (told.treatment, told.severity, told.place.column) == ("left_out", "error", "principal")
    lines = pd.DataFrame([{"plan": "P", "date": dt.date(2026, 4, 2), "amount": "USD 3,000"}])
    books = clean_ledgers(
        {"tblPlans": pd.DataFrame([plan | ours]), "tblPlanPayments": lines}, "CNY"
    )
    assert books["tblPlanPayments"].empty
    assert "currency_not_base" in ids(books)


def test_amounts_are_rounded_half_even_and_said_once_a_column():
    ledgers = receivables(
        [{"金额": 1.005}, {"金额": "1.015"}, {"金额": 0.1 + 0.2}, {"金额": 2.675}]
    )
    assert ledgers["tblReceivables"]["amount"].tolist() == [100, 102, 30, 268]
    (finding,) = ledgers.findings
    assert (finding.id, finding.treatment, finding.details["count"]) == (
        "amount_rounded",
        "corrected",
        3,
    )
    assert finding.found == "1.005"


def test_an_amount_too_large_for_cents_is_left_out():
    ledgers = receivables([{"金额": 1e15}])
    assert ids(ledgers) == {"amount_too_large"}
    assert ledgers["tblReceivables"].empty


def test_a_row_held_back_is_left_out_with_its_reason():
    ledgers = receivables([{"暂不计入": "copy of A-2"}, {}])
    assert ledgers["tblReceivables"]["row"].tolist() == [2]
    finding = of(ledgers, "held_back")[0]
    assert (finding.found, finding.left_out, finding.treatment) == (
        "copy of A-2",
        10_000,
        "left_out",
    )


def test_defaults_fill_empty_cells():
    raw = pd.DataFrame({"账单号": ["B"], "供应商": ["乙"], "日期": ["2026-01-05"], "金额": [1]})
    assert clean_ledgers({"tblPayables": raw}, "CNY")["tblPayables"]["priority"].tolist() == [
        "normal"
    ]


def test_unknown_tables_are_named():
    assert ids(clean_ledgers({"tblOther": pd.DataFrame({"a": [1]})}, "CNY")) == {"unknown_table"}


def test_numbers_at_the_edge_of_a_float_come_through_exactly():
    ledgers = receivables([{"金额": 45_035_996_273_704.95}])
    assert ledgers["tblReceivables"]["amount"].tolist() == [4_503_599_627_370_495]
    assert ledgers.findings == ()


JUNK = st.one_of(
    st.none(), st.booleans(), st.text(max_size=12), st.integers(), st.floats(),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(), st.decimals(), st.binary(max_size=3),
    st.sampled_from([pd.NaT, pd.NA, np.datetime64("NaT"), np.float32(1.5), np.int8(3)]),
    st.sampled_from(["合计", "#REF!", [1]]),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_junk_never_crashes_and_every_row_is_accounted_for(data):
    name = data.draw(st.sampled_from(sorted(TABLES)))
    titles = [data.draw(st.sampled_from(c.titles)) for c in TABLES[name].columns]
    rows = data.draw(st.lists(st.tuples(*([JUNK] * len(titles))), max_size=4))
    raw = pd.DataFrame([list(row) for row in rows], columns=titles, dtype=object)
    ledgers = clean_ledgers({name: raw}, "CNY")
    gone = {f.place.row for f in ledgers.findings if f.treatment == "left_out" and f.place.row}
    kept = set(ledgers[name]["row"])
    blank = set(range(1, len(raw) + 1)) - kept - gone
    assert not kept & gone
    for row in blank:
        assert all(_says_nothing(v) for v in raw.iloc[row - 1]), raw.iloc[row - 1].tolist()


def _says_nothing(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip().strip("\ufeff\u200b\u200c\u200d\u2060-—–－―").strip()
    if isinstance(value, float | Decimal | np.float32):
        return math.isnan(value)
    return value is None or value is pd.NA or value is pd.NaT or isinstance(value, np.datetime64)


ROW = st.fixed_dictionaries(
    {
        "发票号": st.sampled_from(["A", "a ", "B", "C", None]),
        "客户": st.sampled_from(["甲", "乙", None]),
        "开票日期": st.sampled_from(["2026-01-05", "3/4/2026", dt.date(2026, 2, 1), 46082, "?"]),
        "金额": st.integers(-10_000, 10_000).map(lambda c: c / 100),
        "已收金额": st.sampled_from([None, 0, 5, "x"]),
        "币种": st.sampled_from([None, "CNY", "USD"]),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROW, max_size=12))
def test_what_counts_and_what_is_left_out_add_up_to_the_whole(rows):
    raw = pd.DataFrame(
        rows, columns=["发票号", "客户", "开票日期", "金额", "已收金额", "币种"], dtype=object
    )
    ledgers = clean_ledgers({"tblReceivables": raw}, "CNY")
    sums = left_out_sums(ledgers.findings)
    for currency in ("CNY", "USD"):
        whole = sum(round(r["金额"] * 100) for r in rows if (r["币种"] or "CNY") == currency)
        frame = ledgers["tblReceivables"]
        counted = int(frame.loc[frame["currency"] == currency, "amount"].sum())
        assert counted + int(sums.loc[sums["currency"] == currency, "amount"].sum()) == whole
    assert len(ledgers["tblReceivables"]) + int(sums["count"].sum()) == len(rows)
