"""The demo company: its books are repeatable, add up, and tell the story they are meant to tell."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
import yaml

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.clean import Ledgers, clean_ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import payable_documents, receivable_documents
from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.load import load_policy
from cashbuoy.policy.models import Policy

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
FILES = sorted(SEEDS.glob("tbl*.csv"))
VAT = 1.13
RULE_IDS = [
    f"{part}{n}"
    for part, last in (("A", 6), ("B", 12), ("C", 6), ("D", 5))
    for n in range(1, last + 1)
]


@cache
def settings() -> dict[str, object]:
    return dict(yaml.safe_load((SEEDS / "settings.yaml").read_text(encoding="utf-8")))


@cache
def policy() -> Policy:
    return load_policy((SEEDS / "policy.yaml").read_text(encoding="utf-8"), "seeds/policy.yaml")


@cache
def raw() -> dict[str, pd.DataFrame]:
    return {
        p.stem: pd.read_csv(p, dtype=str, encoding="utf-8-sig", keep_default_na=False)
        for p in FILES
    }


@cache
def ledgers() -> Ledgers:
    return clean_ledgers(raw(), "CNY")


@cache
def analysis() -> Analysis:
    return analyse(ledgers(), policy(), as_of())


def as_of() -> dt.date:
    day = settings()["as_of"]
    assert isinstance(day, dt.date)
    return day


def rates() -> Rates:
    return Rates.of(ledgers(), "document", as_of())


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_seeds", SEEDS / "make_seeds.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_what_the_generator_makes() -> None:
    made = generator().make_files()
    assert sorted(made) == [p.name for p in FILES]
    for path in FILES:
        assert path.read_text(encoding="utf-8-sig") == made[path.name], path.name


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_files_open_in_excel_and_use_canonical_titles(path: Path) -> None:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # else Excel shows Chinese as rubbish
    titles = list(raw()[path.stem].columns)
    known = [c.name for c in TABLES[path.stem].columns]
    assert titles == [name for name in known if name in titles]


def test_every_table_but_the_history_is_there() -> None:
    assert {p.stem for p in FILES} == {t.name for t in TABLES.values() if not t.written_by_refresh}


@pytest.mark.parametrize(
    ("table", "least", "most"),
    [
        ("tblReceivables", 850, 1000),
        ("tblPayables", 560, 660),
        ("tblCustomers", 60, 60),
        ("tblMonthly", 18, 18),
        ("tblContracts", 12, 20),
        ("tblBank", 240, 320),
        ("tblRecurring", 8, 15),
    ],
)
def test_size(table: str, least: int, most: int) -> None:
    assert least <= len(raw()[table]) <= most


def test_nobody_is_missing_from_the_customer_register() -> None:
    known = set(ledgers()["tblCustomers"]["customer"])
    for table in ("tblReceivables", "tblContracts", "tblOrders", "tblInsurance"):
        assert set(ledgers()[table]["customer"]) <= known, table
    assert set(ledgers()["tblReceivables"]["customer"]) == known  # and everybody buys


def test_the_blemishes_are_found_and_no_others() -> None:
    found = sorted(
        (f.id, f.place.table)
        for f in ledgers().findings
        if f.place and f.severity in {"error", "warning"}
    )
    assert found == [
        ("due_before_document", "tblReceivables"),
        ("duplicate_row", "tblPayables"),
        ("duplicate_row", "tblReceivables"),
        ("paid_before_document", "tblReceivables"),
        ("unreadable", "tblReceivables"),
    ]
    totals = [f for f in ledgers().findings if f.id == "totals_row"]
    assert [f.place.table for f in totals if f.place] == ["tblReceivables"]


def test_month_ends_of_the_books_equal_the_open_items_to_the_cent() -> None:
    monthly = ledgers()["tblMonthly"]
    for column, documents in (
        ("receivables", receivable_documents(ledgers(), policy(), rates())),
        ("payables", payable_documents(ledgers(), policy(), rates())),
    ):
        for month, booked in zip(monthly["month"], monthly[column], strict=True):
            end = month + pd.offsets.MonthEnd(0)
            written = documents["document_date"] <= end
            settled = documents["paid_date"] <= end
            still = documents["amount_base"] - documents["paid_base"].where(settled, 0)
            assert int(still[written].sum()) == booked, (column, end)


def test_revenue_and_purchases_are_the_documents_without_vat() -> None:
    monthly = ledgers()["tblMonthly"].set_index("month")
    sales = receivable_documents(ledgers(), policy(), rates())
    domestic = sales["currency"] == "CNY"
    sales["net"] = sales["amount_base"].where(~domestic, sales["amount_base"] / VAT)
    bought = payable_documents(ledgers(), policy(), rates())
    bought["net"] = bought["amount_base"] / VAT
    for column, documents in (("revenue", sales), ("purchases", bought)):
        by_month = documents.groupby(documents["document_date"].dt.to_period("M").dt.start_time)[
            "net"
        ].sum()
        assert (by_month.reindex(monthly.index) - monthly[column]).abs().max() < 100, (
            column
        )  # one yuan


def test_cash_of_the_books_is_the_bank_balances() -> None:
    bank = ledgers()["tblBank"]
    for month, booked in ledgers()["tblMonthly"].set_index("month")["cash"].items():
        end = pd.Timestamp(str(month)) + pd.offsets.MonthEnd(0)
        held = bank[bank["date"] == end]
        assert sorted(held["currency"]) == ["CNY", "CNY", "USD"]
        base = rates().to_base(
            "tblBank", held["balance"].to_numpy(), held["currency"], held["date"]
        )
        assert abs(int(base.sum()) - booked) <= 1, end  # one conversion, rounded


def test_cash_moves_by_the_operating_flow_but_for_known_loans_machines_and_dividends() -> None:
    monthly = ledgers()["tblMonthly"].set_index("month")
    other = (monthly["cash"].diff() - monthly["operating_cash_flow"]).dropna() / 100
    moved = (
        other[other.abs() > 25_000].round(-4).astype(int)
    )  # the rest is interest and the dollar's rate
    assert {f"{m:%Y-%m}": v for m, v in moved.items()} == {
        "2025-06": -510_000,
        "2025-09": -870_000,
        "2026-02": -3_510_000,
        "2026-03": 3_490_000,
        "2026-05": -390_000,
        "2026-06": -1_210_000,
        "2026-08": -760_000,
    }


def test_contract_invoices_are_whole_stages() -> None:
    """Each invoice that names a contract bills one of its stages, to the cent."""
    contracts = ledgers()["tblContracts"].set_index("contract")
    invoices = ledgers()["tblReceivables"]
    named = invoices[invoices["contract"].isin(contracts.index)]
    plans = policy().collection.staged_plans
    for contract, group in named.groupby("contract"):
        terms = contracts.loc[contract]
        stages = [round(terms["amount"] * s.share) for s in plans[str(terms["plan"])].stages]
        assert list(group.sort_values("invoice_date")["amount"]) == stages[: len(group)], contract


def test_the_payment_plan_covers_what_the_customer_owes() -> None:
    plan = ledgers()["tblPlans"].set_index("plan").loc["FQ-2026-01"]
    invoices = ledgers()["tblReceivables"]
    under_plan = invoices[invoices["contract"] == "FQ-2026-01"]
    parts = ledgers()["tblInstalments"]
    parts = parts[parts["plan"] == "FQ-2026-01"]
    assert under_plan["amount"].sum() == parts["principal"].sum() == plan["principal"]
    assert under_plan["paid"].sum() == parts["paid"].sum() > 0


def test_one_dangerous_month_ahead() -> None:
    red = [w for w in analysis().warnings if w.rule == "cash_below_zero" and w.level == "red"]
    months = analysis().forecast.months
    assert [months.periods[w.target.index].start for w in red] == [dt.date(2027, 2, 1)]
    assert (months.closing < 0).tolist() == [False] * 3 + [True] + [False] * 8
    assert (months.lowest < 0).tolist() == (months.closing < 0).tolist()


def test_the_cockpit_is_neither_all_red_nor_all_green() -> None:
    levels = {w.rule: w.level for w in analysis().warnings}
    assert levels["dso_over_terms"] == levels["overdue_share"] == levels["top_share"] == "amber"
    quiet = set(policy().rules) - set(levels)
    assert {"dpo_over_terms", "dio_rising", "operating_cash_negative", "cash_ratio"} <= quiet


@pytest.mark.parametrize(
    ("indicator", "least", "most"),
    [
        ("dso", 60, 75),
        ("dpo", 45, 65),
        ("dio", 60, 90),
        ("top_share", 0.28, 0.34),
        ("overdue_share", 0.2, 0.35),
    ],
)
def test_indicators_are_believable(indicator: str, least: float, most: float) -> None:
    value = {i.id: i.value for i in analysis().indicators}[indicator]
    assert value is not None
    assert least <= value <= most


def test_control_totals_hold() -> None:
    assert [c.id for c in analysis().controls if not c.holds] == []
    assert len(analysis().controls) > 0


def test_every_rule_has_its_line_and_names_files_that_exist() -> None:
    text = (SEEDS / "rules.md").read_text(encoding="utf-8")
    lines = {m[1]: m[0] for m in re.finditer(r"^\| ([A-D]\d+) \|.*$", text, re.MULTILINE)}
    assert list(lines) == RULE_IDS
    for rule, line in lines.items():
        state = line.strip("| ").rsplit("|", 1)[-1].strip()
        assert state in {"done", "partly", "planned"}, rule
        paths = re.findall(r"`((?:engine|workbook|addin|config|seeds|docs)/[^`]+)`", line)
        assert paths or state == "planned", rule
        for path in paths:
            assert (ROOT / path).exists(), (rule, path)


STATES_IN_CHINESE = {"done": "已完成", "partly": "部分完成", "planned": "计划中"}


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_states_what_the_rule_table_states(readme: str) -> None:
    def states(path: Path) -> dict[str, str]:
        lines = re.findall(
            r"^\| ([A-D]\d+) \|.*\| (\S+) \|$", path.read_text("utf-8"), re.MULTILINE
        )
        return dict(lines)

    found = states(SEEDS / "rules.md")
    if readme.endswith("zh.md"):
        found = {rule: STATES_IN_CHINESE[state] for rule, state in found.items()}
    assert states(ROOT / readme) == found


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/guide.md", "docs/guide.zh.md"])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target
