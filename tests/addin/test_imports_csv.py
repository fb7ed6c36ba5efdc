"""CSV ledgers by mapping: what arrives in the input table, and what errors say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from textwrap import dedent

import pytest

from cashbuoy.config import shipped
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy_addin.imports import import_csv, load_mapping
from cashbuoy_addin.imports.mapping import read_mapping
from cashbuoy_addin.imports.source import ImportFailed

MAPPING = """
    table: tblReceivables
    date_order: mdy
    columns: {invoice: No, customer: Client, invoice_date: [Date, Issued], amount: Sum,
              due_date: Due, paid_date: Settled, dispute: Disputed}
    constants: {currency: USD}
    copy:
      paid: {from: amount, when_filled: paid_date}
    values:
      dispute: {open: "yes"}
    always_filled: [Channel]
    settings: {base_currency: USD, language: en}
"""
FILE = """\
No,Client,Issued,Sum,Settled,Disputed,Channel
001,Acme,3/4/2026,"1,234.50",3/20/2026,open,post
002,Bolt,13/4/2026,x,,,
"""


def mapping(text: str = MAPPING):
    return read_mapping(dedent(text).encode(), "m.yaml")


def written(folder: Path, text: str = FILE, encoding: str = "utf-8") -> Path:
    path = folder / "ledger.csv"
    path.write_text(text, encoding=encoding, newline="")
    return path


def test_readable_cells_become_numbers_and_dates_and_others_stay(tmp_path):
    book = import_csv(written(tmp_path), mapping())
    assert book.settings == {"base_currency": "USD", "language": "en"}
    assert book.tables["tblReceivables"].to_dict("records") == [
        {
            "invoice": "001", "customer": "Acme", "invoice_date": dt.date(2026, 3, 4),
            "currency": "USD", "amount": 1234.5, "paid": 1234.5,
            "paid_date": dt.date(2026, 3, 20), "dispute": "yes", "held": None,
        },
        {
            "invoice": "002", "customer": "Bolt", "invoice_date": "13/4/2026",
            "currency": "USD", "amount": "x", "paid": None,
            "paid_date": None, "dispute": None, "held": "empty in the source: Channel",
        },
    ]  # fmt: skip


def test_cleaning_names_what_the_import_could_not_read(tmp_path):
    book = import_csv(written(tmp_path), mapping(MAPPING.replace("always_filled: [Channel]", "")))
    ledgers = clean_ledgers(book.tables, "USD")
    # Without an order of its own the file's 13/4/2026 can only be 13 April; "x" is no amount.
    assert [(f.id, f.place.row, f.place.column, f.found) for f in ledgers.findings] == [
        ("unreadable", 2, "amount", "x"),
        ("due_missing", None, "due_date", ""),
    ]


def test_reasons_are_in_the_language_of_the_workbook(tmp_path):
    book = import_csv(written(tmp_path), mapping(), "zh")
    assert book.settings["language"] == "zh"
    assert book.tables["tblReceivables"]["held"].tolist() == [None, "来源中为空：Channel"]


def test_an_amount_that_names_its_currency_keeps_it(tmp_path):
    book = import_csv(written(tmp_path, FILE.replace(",x,", ',"USD 5",')), mapping())
    assert book.tables["tblReceivables"]["amount"].tolist() == [1234.5, "USD 5"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_chinese_exports_with_lines_above_the_titles(tmp_path, encoding, delimiter):
    lines = [
        ["销售发票清单"],
        ["期间：2026年3月", "单位：元"],
        [],
        ["单据编号", "单据日期", "购货单位", "价税合计", "已核销金额", "备注", ""],
        [
            "XS-001\t" if delimiter != "\t" else "XS-001",
            "2026-03-01",
            "甲公司",
            "1200.00",
            "",
            "赊销",
            "",
        ],
        ["合计", "", "", "1200.00", "", "", ""],
    ]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    source = shipped().joinpath("imports", "cn_receivables.yaml").read_bytes()
    book = import_csv(written(tmp_path, text, encoding), read_mapping(source, "cn.yaml"))
    ledgers = clean_ledgers(book.tables, "CNY")
    (row,) = ledgers["tblReceivables"].to_dict("records")
    assert (row["invoice"], row["customer"], row["amount"]) == ("XS-001", "甲公司", 120_000)
    assert {f.id for f in ledgers.findings} == {"totals_row", "due_missing"}


@pytest.mark.parametrize("name", ["ibm_ar", "cn_receivables", "cn_payables"])
def test_shipped_mappings_load(name):
    with_path = Path(str(shipped().joinpath("imports", f"{name}.yaml")))
    assert load_mapping(with_path).columns


def test_a_title_that_is_not_there_is_named_with_what_is(tmp_path):
    with pytest.raises(ImportFailed, match=r"no column titled 'Sum'.*mean 'Summ'.*Client, Issued"):
        import_csv(written(tmp_path, FILE.replace("Sum", "Summ")), mapping())


def test_a_file_without_titles_says_what_it_begins_with(tmp_path):
    with pytest.raises(ImportFailed, match="first line reads: a, b"):
        import_csv(written(tmp_path, "a,b\n1,2\n"), mapping())
    with pytest.raises(ImportFailed, match="first line reads: -"):
        import_csv(written(tmp_path, ""), mapping())
    with pytest.raises(ImportFailed, match="cannot be read"):
        import_csv(tmp_path / "absent.csv", mapping())


def test_an_encoding_that_does_not_fit_is_named(tmp_path):
    text = MAPPING + "    encodings: [ascii]\n"
    with pytest.raises(ImportFailed, match="none of the encodings ascii"):
        import_csv(written(tmp_path, "é"), mapping(text))


BAD_MAPPINGS = [
    (
        "table: tblReceivables",
        "table: tblReceivable",
        r"m.yaml is no import mapping: line 2: table: no such table",
    ),
    ("customer: Client", "custmer: Client", r"no column custmer. Did you mean customer\?"),
    ("invoice: No, ", "", r"nothing fills what is required: invoice"),
    ("date_order: mdy", "date_order: american", r"line 3: date_order: .*'mdy' or 'dmy'.*american"),
    (
        "date_order: mdy",
        "dateorder: mdy",
        r"line 3: dateorder: unknown key. Did you mean date_order",
    ),
    ("paid: {from: amount", "paid: {from: total", r"no column total"),
    ("table:", "table: x\n    table:", r"is no import mapping: .*second time"),
]


@pytest.mark.parametrize(("part", "wrong", "message"), BAD_MAPPINGS)
def test_errors_in_a_mapping_name_line_key_and_what_is_allowed(part, wrong, message):
    assert part in MAPPING
    with pytest.raises(ImportFailed, match=message):
        mapping(MAPPING.replace(part, wrong, 1))


def test_a_mapping_that_is_no_mapping():
    for text in (b"", b"- a", b"\xff\xfe\x00"):
        with pytest.raises(ImportFailed, match=r"m\.yaml"):
            read_mapping(text, "m.yaml")


def test_a_file_with_only_the_columns_that_are_needed_will_do(tmp_path):
    """The mappings shipped name many titles; a short file has the few that every ledger needs."""
    text = "发票清单,,,\n发票号,客户,开票日期,金额\nA1,甲,2026-10-01,120\n"
    shipped_text = shipped().joinpath("imports", "cn_receivables.yaml").read_bytes()
    book = import_csv(written(tmp_path, text), read_mapping(shipped_text, "cn_receivables.yaml"))
    rows = book.tables["tblReceivables"][["invoice", "customer", "amount"]]
    assert rows.values.tolist() == [["A1", "甲", 120.0]]
