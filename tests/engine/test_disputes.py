"""Disputes: parts of invoices, deadlines, the forecast and the win rate; figures by hand."""

from __future__ import annotations

import pytest
from firm import balance, day, invoice, ledgers, policy

from cashbuoy.analysis import Analysis, analyse

# A Monday; 4 to 6 April are off.
TODAY = day("2026-03-30")


def analysed(*disputes: dict, more: str = "", **mark: object) -> Analysis:
    """One invoice of 1,000.00, due on 2 March, with these disputes."""
    rows = [invoice("A", "2026-01-15", "2026-03-02", 1_000, **mark)]
    books = ledgers(Receivables=rows, Disputes=list(disputes), Bank=[balance("2026-03-30", 1)])
    return analyse(books, policy(more), TODAY)


def dispute(amount: float | None = 400, **more: object) -> dict:
    return {
        "dispute": "D1", "invoice": "A", "opened": day("2026-03-23"), "reason": "quality",
        "amount": amount, **more,
    }  # fmt: skip


def parts(found: Analysis) -> dict[str, int]:
    total = found.controls[0]
    assert total.holds
    assert total.left == sum(total.parts.values())
    return dict(total.parts)


def test_a_part_waits_and_the_rest_is_pursued() -> None:
    found = analysed(dispute())
    assert found.receivables[["open_base", "disputed_base", "status"]].values.tolist() == [
        [100_000, 40_000, "forecast"]
    ]
    assert found.worklist.actions[["amount", "disputed"]].values.tolist() == [[60_000, 40_000]]
    # 60 % of it are likely to be won: 160.00 stay out of the forecast.
    assert parts(found)["dispute"] == 16_000
    [row] = found.disputes.open.to_dict("records")
    assert row["expected_base"] == 24_000
    # 20 working days after 23 March: 20 April; paid 10 working days after that, 1 to 5 May are off.
    assert f"{row['deadline']:%Y-%m-%d} {row['expected_on']:%Y-%m-%d}" == "2026-04-21 2026-05-08"


@pytest.mark.parametrize(
    ("rows", "mark", "disputed", "waiting"),
    [
        pytest.param([], "yes", 100_000, 100_000, id="only marked: all of it, nothing expected"),
        pytest.param([dispute()], "yes", 40_000, 16_000, id="the register is more exact"),
        pytest.param([dispute(None)], "", 100_000, 40_000, id="no amount: all of it"),
        pytest.param([dispute(5_000)], "", 100_000, 40_000, id="never more than is open"),
        pytest.param([dispute(opened=day("2026-03-31"))], "", 0, 0, id="not known yet"),
        pytest.param([dispute(outcome="won", closed=day("2026-03-27"))], "yes", 0, 0, id="settled"),
        pytest.param(
            [dispute(outcome="won", closed=day("2026-04-01"))], "", 40_000, 16_000, id="not yet"
        ),
        pytest.param(
            [dispute(700), dispute(700, dispute="D2")], "", 100_000, 40_000, id="two of one invoice"
        ),
    ],
)
def test_register_and_mark_work_together(
    rows: list[dict], mark: str, disputed: int, waiting: int
) -> None:
    found = analysed(*rows, dispute=mark)
    assert found.receivables["disputed_base"].sum() == disputed
    assert found.disputes.open["disputed_base"].sum() == disputed
    assert parts(found)["dispute"] == waiting


def test_the_policy_may_leave_disputes_out_of_the_forecast() -> None:
    assert parts(analysed(dispute(), more="disputes: {forecast: left_out}"))["dispute"] == 40_000


def test_a_deadline_that_has_passed_is_a_warning_that_names_the_row() -> None:
    found = analysed(dispute(deadline=day("2026-03-27")))
    [warning] = [f for f in found.findings if f.id == "dispute_overdue"]
    assert (warning.severity, warning.place.table, warning.place.row) == (
        "warning", "tblDisputes", 1,
    )  # fmt: skip
    assert warning.details["days"] == 3


def test_a_dispute_that_stays_open_about_a_paid_invoice_is_named() -> None:
    paid = {"paid": 1_000, "paid_date": day("2026-03-20")}
    [note] = [f for f in analysed(dispute(), **paid).findings if f.id == "dispute_paid"]
    assert (note.place.row, note.details["invoice"]) == (1, "A")
    closed = dispute(outcome="won", closed=day("2026-03-27"))
    for found in (analysed(closed, **paid), analysed(dispute())):
        assert "dispute_paid" not in {f.id for f in found.findings}


def test_rows_that_cannot_be_taken_as_they_stand_are_named() -> None:
    found = analysed(
        dispute(invoice="Z"), dispute(dispute="D2", reason="weather"),
        dispute(dispute="D3", closed=day("2026-03-27")),
    )  # fmt: skip
    assert {f.id for f in found.findings} >= {
        "dispute_unknown_invoice", "dispute_unknown_reason", "dispute_no_outcome",
    }  # fmt: skip


def test_closed_disputes_give_the_win_rate_and_teach_the_next() -> None:
    closed = {"closed": day("2026-03-27")}
    found = analysed(
        dispute(300, dispute="D1", outcome="part_won", won=100, **closed),
        dispute(100, dispute="D2", outcome="won", **closed),
        dispute(200, dispute="D3", outcome="lost", **closed),
        dispute(100, dispute="D4"),
    )
    [reason] = found.disputes.by_reason.to_dict("records")
    assert (reason["closed"], reason["disputed"], reason["won"]) == (3, 60_000, 20_000)
    assert reason["win_rate"] == pytest.approx(1 / 3)
    assert reason["average_days"] == 4
    # (0.6 x 5 + 1/3 + 1 + 0) / (5 + 3)
    assert found.disputes.open["won_share"].tolist() == [pytest.approx(13 / 24)]


def test_fees_and_holds_leave_out_what_is_in_dispute() -> None:
    rules = "credit: {hold: {overdue_days: 20}}"
    assert analysed(dispute(None), more=rules).credit.customers["hold"].tolist() == [""]
    assert analysed(dispute(), more=rules).credit.customers["hold"].tolist() == ["overdue"]
