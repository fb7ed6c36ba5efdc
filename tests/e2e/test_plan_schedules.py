"""Our schedules beside the spreadsheet's own PMT, IPMT and PPMT, recalculated by LibreOffice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from cashbuoy.calendars import calendar_of
from cashbuoy.plans.instalments import PlanTerms, instalment_schedule
from cashbuoy.plans.repayment import Frequency
from cashbuoy.policy.load import load_policy
from e2e.libreoffice import LibreOffice

START = dt.date(2026, 1, 15)
PERIODS = {"weekly": 52, "fortnightly": 26, "monthly": 12, "month_end": 12, "quarterly": 4}
# Principal, instalments, rate a year, frequency. The second is the published `pmt_15y`.
CASES: tuple[tuple[float, int, float, Frequency], ...] = (
    (120_000.00, 12, 0.06, "monthly"),
    (200_000.00, 180, 0.075, "monthly"),
    (98_765.43, 24, 0.0435, "month_end"),
    (50_000.00, 26, 0.08, "weekly"),
    (1_234_567.89, 13, 0.12, "fortnightly"),
    (10_000.00, 8, 0.365, "quarterly"),
    (3_333.33, 1, 0.05, "monthly"),
)


def schedules() -> list[tuple[np.ndarray, np.ndarray]]:
    """Interest and principal of every case, as we compute them."""
    policy = load_policy("extends: standard\n", "test.yaml")
    found = []
    for principal, n, rate, frequency in CASES:
        terms = PlanTerms(round(principal * 100), n, rate, START, frequency, "equal_instalment")
        calendar = calendar_of(policy.calendar, START, START)
        plan = instalment_schedule(terms, calendar, policy.instalments)
        found.append((plan["interest"].to_numpy() / 100, plan["principal"].to_numpy() / 100))
    return found


@pytest.fixture(scope="module")
def calculated(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory):
    """A sheet per case: PMT in A1; IPMT and PPMT in B, C; then a schedule rounded in the sheet."""
    folder: Path = tmp_path_factory.mktemp("plans")
    with xlsxwriter.Workbook(folder / "plans.xlsx") as book:
        for case, (principal, n, rate, frequency) in enumerate(CASES):
            sheet = book.add_worksheet(f"case{case}")
            each = f"{rate}/{PERIODS[frequency]}"
            sheet.write_formula("A1", f"=PMT({each},{n},-{principal})")
            sheet.write("G1", principal)
            for k in range(1, n + 1):
                at = k + 1
                sheet.write_formula(f"B{at}", f"=IPMT({each},{k},{n},-{principal})")
                sheet.write_formula(f"C{at}", f"=PPMT({each},{k},{n},-{principal})")
                sheet.write_formula(f"E{at}", f"=ROUND(G{at - 1}*{each},2)")
                last = f"G{at - 1}" if k == n else f"ROUND($A$1,2)-E{at}"
                sheet.write_formula(f"F{at}", f"={last}")
                sheet.write_formula(f"G{at}", f"=ROUND(G{at - 1}-F{at},2)")
    done = libreoffice.recalculate(folder / "plans.xlsx", folder / "done")
    return openpyxl.load_workbook(done, data_only=True)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_annuity_is_the_spreadsheets_to_the_cent(calculated, case) -> None:
    principal, n, _, _ = CASES[case]
    sheet = calculated[f"case{case}"]
    interest, repaid = schedules()[case]
    rows = range(2, n + 2)

    def column(letter: str) -> np.ndarray:
        return np.array([sheet[f"{letter}{at}"].value for at in rows], dtype=float)

    # The payment, and every figure of a schedule that rounds as a bank does.
    assert (interest[:-1] + repaid[:-1]).round(2).tolist() == [round(sheet["A1"].value, 2)] * (
        n - 1
    )
    assert interest.tolist() == pytest.approx(column("E").tolist(), abs=1e-6)
    assert repaid.tolist() == pytest.approx(column("F").tolist(), abs=1e-6)
    # IPMT and PPMT never round, so that a cent may lie between, and no more up to sixty periods.
    within = 0.0101 if n <= 60 else 0.0201
    assert np.abs(interest - column("B")).max() <= within
    assert np.abs(repaid - column("C"))[:-1].max(initial=0) <= within
    assert repaid.sum() == pytest.approx(principal, abs=1e-6)
