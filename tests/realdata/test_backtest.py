"""The delay model on real ledgers, by the protocol in docs/backtest.md."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from cashbuoy_addin.cli import app


def results(*arguments: object) -> tuple[dict[str, float], dict[str, float]]:
    done = CliRunner().invoke(app, ["backtest", *map(str, arguments), "--json"])
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    return {row["method"]: row["wape"] for row in data["scores"]}, data["coverage"]


def test_ibm_receivables(shared_data):
    file = shared_data / "ar_ibm" / "WA_Fn-UseC_-Accounts-Receivable.csv"
    wape, inside = results(
        file, "--mapping", "ibm_ar", "--from", "2012-06-01", "--to", "2013-09-30"
    )
    # The three baselines as measured independently of this code.
    assert wape["due_date"] == pytest.approx(0.3763, abs=1e-4)
    assert wape["customer_mean"] == pytest.approx(0.2631, abs=1e-4)
    assert wape["all_delays"] == pytest.approx(0.1877, abs=1e-4)
    assert wape["model"] < min(wape["all_delays"], wape["due_date"] / 2)
    assert 0.75 <= inside["80"] <= 0.85
    assert 0.45 <= inside["50"] <= 0.60


def test_a_small_firms_books(shared_data):
    """117 invoices: hardly enough for any method, and still better than all three baselines."""
    wape, inside = results(shared_data / "xero")
    assert wape["model"] < min(wape[m] for m in ("due_date", "customer_mean", "all_delays"))
    assert 0.75 <= inside["80"] <= 0.85
