"""A formula of plain numbers answers without the libraries that tables need."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("pandas", "xlsxwriter", "python_calamine", "typer", "rich", "xlwings")


def loaded_by(code: str) -> set[str]:
    """Packages that a fresh process has loaded after running the code."""
    report = "; import json, sys; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", code + report], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


CALL = "from cashbuoy_addin.formulas.evaluate import call; print(call"


@pytest.mark.parametrize(
    "arguments",
    ['("DSO", [100, 1000, 365])', '("HHI", [[[20], [30], [50]]])', '("CASH_RATIO", [1, 2])'],
)
def test_plain_numbers_load_nothing_heavy(arguments) -> None:
    assert loaded_by(f"{CALL}{arguments})").isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "arguments",
    [
        '("TERMS_COST", [0.02, 10, 30, 365, False])',
        '("DSO", [100, 1000])',  # days and method from the policy
        '("BUFFER_GAP", [500, 300])',
    ],
)
def test_a_default_of_the_shipped_policy_is_read_without_its_models(arguments) -> None:
    assert "pydantic" not in loaded_by(f"{CALL}{arguments})")


def test_a_ledger_does_load_pandas() -> None:
    """Otherwise the tests above would prove nothing."""
    table = '[["month", "revenue", "receivables"], ["2026-01", 1, 1]]'
    assert "pandas" in loaded_by(f'{CALL}("DSO", [{table}]))')


def test_help_of_the_command_line_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['cashbuoy', '--help']\n"
        "from cashbuoy_addin.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "0"
    )
    assert loaded_by(code).isdisjoint({"pandas", "pydantic", "xlsxwriter", "numpy"})
