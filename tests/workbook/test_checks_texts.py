"""Every finding the code can make has words in both languages that its figures fit into."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pandas as pd

import cashbuoy
import cashbuoy_addin
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.ledger.schema import Kind
from cashbuoy.warning.freshness import WANTED
from cashbuoy_workbook.finding_texts import finding_text
from cashbuoy_workbook.texts import Texts, section

ROOTS = [Path(cashbuoy.__file__).parent, Path(cashbuoy_addin.__file__).parent]
SOURCES = [path.read_text(encoding="utf-8") for root in ROOTS for path in root.rglob("*.py")]
# What makes a finding or an issue, and where its id stands among the arguments.
MAKERS = {"Finding": 0, "Issue": 0, "finding": 0, "_about": 0, "_unknown": 0, "_dates_reversed": 1}


def ids_in_code() -> set[str]:
    found = set()
    for source in SOURCES:
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                at = call.args[MAKERS[name] :] if name in MAKERS else []
                if at and isinstance(at[0], ast.Constant):
                    found.add(at[0].value)
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_id_in_the_code_has_its_words():
    ids = ids_in_code()
    assert len(ids) >= 30
    assert {"unreadable", "paid_sign", "import_void", "missing_column"} <= ids
    assert ids <= section("checks").keys()


def test_no_words_are_without_a_use():
    others = {k for k in section("checks") if k.startswith("expected_") or k.endswith("_reason")}
    words = {word for source in SOURCES for word in re.findall(r"\"([a-z_]+)\"", source)}
    words |= {f"coverage_{share}" for share in WANTED}  # put together from the indicator's id
    assert section("checks").keys() - others <= words


def test_both_languages_say_the_same_things():
    for key, texts in section("checks").items():
        assert texts.keys() == {"en", "zh"}, key
        assert placeholders(texts["en"]) == placeholders(texts["zh"]), key


def test_every_kind_of_column_says_what_it_expects():
    assert {f"expected_{kind}" for kind in get_args(Kind)} <= section("checks").keys()


def test_findings_of_a_bad_ledger_read_without_gaps():
    rows = [
        {"invoice": "A", "customer": "Acme", "date": "2026-01-05", "amount": 5, "paid": 6},
        {"invoice": "A", "customer": "ACME", "date": "2026-01-05", "amount": 5, "paid": 6},
        {"invoice": "A", "customer": "Bolt", "date": "2026-01-05", "amount": "1.005", "paid": -1},
        {
            "invoice": "B",
            "customer": "Bolt",
            "date": "3/4/2026",
            "amount": "x",
            "due": "1926-01-01",
        },
        {"invoice": "C", "customer": "", "date": "2026-01-05", "amount": "USD 5", "paid": 0},
        {"invoice": "D", "customer": "Cord", "date": "2026-01-05", "amount": 1e15, "held": "why"},
        {
            "invoice": "E",
            "customer": "Cord",
            "date": "2026-01-05",
            "amount": 5,
            "due": "2026-01-01",
        },
        {"invoice": "total", "customer": "", "date": "", "amount": 5},
    ]
    raw = {
        "tblReceivables": pd.DataFrame(rows, dtype=object).assign(extra=1),
        "tblCustomers": pd.DataFrame({"customer": ["Dyer"]}),
        "tblPayables": pd.DataFrame({"bill": ["B"]}),
    }
    findings = clean_ledgers(raw, "CNY").findings
    assert len({f.id for f in findings}) >= 14
    for language in ("en", "zh"):
        for finding in findings:
            text = finding_text(finding, Texts(language))
            assert "{" not in text, text
            assert "nan" not in text.split(), text
            assert len(text) > 5
