"""Plans that are proposed: the user's choice is kept by refreshes, becomes a letter, and a log of
states grows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cashbuoy_addin import demo
from cashbuoy_addin.hosts.file import read_workbook, write_workbook
from cashbuoy_addin.letters.desk import letters_wanted, open_desk
from cashbuoy_addin.letters.templates import Templates
from cashbuoy_addin.letters.writing import make_documents
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.settings import Wishes, resolve

DAY = dt.date(2026, 10, 31)
CUSTOMER = "嘉兴沅策"


def small(folder: Path, language: str):
    """Two customers of the demo: one owes much, one has a plan."""
    found = demo.demo_book("demo")
    receivables = found.tables["tblReceivables"]
    name = next(c for c in receivables if c in ("customer", "Customer", "客户"))
    few = receivables[name].isin([CUSTOMER, "徐州岽达"])
    kept = ("tblCustomers", "tblPlans", "tblInstalments", "tblBank", "tblRates", "tblInsurance")
    tables = {key: found.tables[key] for key in kept}
    tables["tblReceivables"] = receivables[few].reset_index(drop=True)
    (folder / "demo-policy.yaml").write_bytes((demo.seeds() / "policy.yaml").read_bytes())
    settings = {**found.settings, "language": language, "as_of": DAY}
    book = replace(found, tables=tables, settings=settings)
    return book, resolve(book.settings, folder, Wishes())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_choice_is_kept_and_becomes_the_offer(tmp_path: Path, language: str) -> None:
    book, run = small(tmp_path, language)
    _, workbook = compute(book, run)
    write_workbook(workbook, tmp_path / "first.xlsx")
    first = read_workbook(tmp_path / "first.xlsx")
    table = first.tables["tblPlanProposals"]
    mine = [i for i in range(len(table)) if table.iloc[i, 1] == CUSTOMER]
    assert mine
    assert pd.isna(table.iloc[mine[0], -1])
    table = table.astype({table.columns[-1]: object})
    table.iloc[mine[0], -1] = "yes" if language == "en" else "是"
    chosen = table.iloc[mine[0]].tolist()
    answered = replace(first, tables={**first.tables, "tblPlanProposals": table})

    wanted = letters_wanted(open_desk(answered, run), run)
    (offer,) = (letter for letter in wanted.letters if letter.kind == "plan_offer")
    assert offer.customer == CUSTOMER
    assert len(offer.instalments) == chosen[5] + 1  # and the down payment
    assert offer.instalments["payment"].iloc[0] == round(chosen[4] * 100)
    assert not [letter for letter in wanted.letters if letter.kind == "formal_demand"
                and letter.customer == CUSTOMER]  # fmt: skip
    (document,) = make_documents([offer], run.policy, Templates.of(tmp_path, language))
    assert len(document.data) > 5_000

    later, workbook = compute(answered, run)
    write_workbook(workbook, tmp_path / "second.xlsx")
    second = read_workbook(tmp_path / "second.xlsx")
    kept = second.tables["tblPlanProposals"]
    # Nothing else is proposed to a customer whose plan is waiting for its answer.
    assert [tuple(map(str, line)) for line in kept.to_numpy().tolist()] == [tuple(map(str, chosen))]
    assert later.plans is not None
    assert second.tables["tblPlanChanges"].equals(first.tables["tblPlanChanges"])


def test_the_log_of_states_goes_on_from_file_to_file(tmp_path: Path) -> None:
    book, run = small(tmp_path, "zh")
    _, workbook = compute(book, run)
    write_workbook(workbook, tmp_path / "first.xlsx")
    first = read_workbook(tmp_path / "first.xlsx")
    noted = first.tables["tblPlanChanges"]
    later = replace(run, as_of=dt.date(2026, 11, 16))
    plans = first.tables["tblPlans"].astype(object)
    status = list(plans.columns).index("状态")
    plans.iloc[2, status] = "履行中"
    tables = {**first.tables, "tblPlans": plans}
    _, workbook = compute(replace(first, tables=tables), later)
    write_workbook(workbook, tmp_path / "second.xlsx")
    grown = read_workbook(tmp_path / "second.xlsx").tables["tblPlanChanges"]
    before = [tuple(map(str, line)) for line in noted.to_numpy().tolist()]
    after = [tuple(map(str, line)) for line in grown.to_numpy().tolist()]
    assert len(after) == len(before) + 1
    assert set(before) <= set(after)
    (new,) = set(after) - set(before)
    assert new[1:4] == ("FQ-2026-03", "草拟", "正常履行")
