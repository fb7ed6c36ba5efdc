"""The sheet Payment plans and its texts: a plan that was missed, and debtors with proposals."""

from __future__ import annotations

from functools import cache
from typing import get_args

from firm import balance, day, invoice, ledgers, policy

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.schema import DIRECTIONS, PLAN_STATES
from cashbuoy.plans import misses, proposals
from cashbuoy.plans.misses import WAYS
from cashbuoy.policy.models.plans import Security
from cashbuoy_workbook.sheets import (
    plan_offers,
    plan_overview,
    plan_schedules,
    plan_ways,
    plans,
)
from cashbuoy_workbook.texts import section
from workbook.builders import block, fills, view

WORDS = section("plans")
ENDINGS = {
    "state_": PLAN_STATES,
    "direction_": DIRECTIONS,
    "plan_": DIRECTIONS,
    "because_": ("agreement", "began", "caught_up", "missed", "grace_over", "all_paid", "decided"),
    "way_": WAYS,
    "about_": WAYS,
    "reason_": get_args(misses.Reason),
    "shape_": proposals.SHAPES,
    "why_": get_args(proposals.Reason),
    "condition_": get_args(proposals.Condition),
    "security_": get_args(Security),
    "column_": {
        *plan_offers.COLUMNS, *plan_overview.COLUMNS, *plan_schedules.COLUMNS, *plan_ways.COLUMNS,
    },
    "instalment_": ("paid", "open", "overdue"),
    "section_": ("overview", "ways", "proposals", "schedules"),
}  # fmt: skip


@cache
def missed() -> Analysis:
    terms = {
        "plan": "P1", "counterparty": "Late Ltd", "direction": "in", "principal": 3_000,
        "start": day("2026-09-01"), "instalments": 3, "method": "equal_principal",
    }  # fmt: skip
    parts = [
        {"plan": "P1", "number": n, "due": day(due), "principal": 1_000, **more}
        for n, due, more in (
            (1, "2026-10-08", {"paid": 1_000, "paid_date": day("2026-10-30")}),
            (2, "2026-11-02", {}),
            (3, "2026-12-01", {}),
        )
    ]
    books = ledgers(
        Bank=[balance("2026-11-23", 100_000)],
        Receivables=[
            invoice("R1", "2026-07-01", "2026-08-01", 30_000, customer="Owing"),
            invoice("R2", "2026-07-01", "2026-08-01", 1_500, customer="Late Ltd", paid=1_000,
                    paid_date=day("2026-10-08")),
            invoice("R3", "2026-07-01", "2026-08-20", 1_500, customer="Late Ltd"),
        ],
        Plans=[terms],
        Instalments=parts,
        PlanPayments=[
            {"plan": "P1", "date": day("2026-10-08"), "amount": 600, "instalment": 1},
            {"plan": "P1", "date": day("2026-10-30"), "amount": 400, "instalment": 1},
        ],
        PlanItems=[{"plan": "P1", "invoice": "R2"}, {"plan": "P1", "invoice": "R3"}],
    )  # fmt: skip
    rules = policy("simulation: {paths: 0}\nrolling: {reconstruct: 0}", "advanced")
    return analyse(books, rules, day("2026-11-23"))


def test_the_overview_says_the_state_and_why() -> None:
    shown = plans.render(view(missed()))
    title, head, row = block(shown, "cb_Plans_Overview").values
    assert title[0] == "All plans"
    said = dict(zip(plan_overview.COLUMNS, row, strict=True))
    assert said["state"] == "▲ broken"
    assert (said["owed"], said["paid"], said["open"]) == (3_000, 1_000, 2_000)
    assert said["since"] == day("2026-11-13")
    assert "1,000.00 in arrears since 2026-11-02, grace to 2026-11-12" in said["remarks"]
    assert "red" in fills(shown).values()
    assert len(head) == len(row)


def test_every_instalment_says_which_invoices_it_settles() -> None:
    rows = block(plans.render(view(missed())), "cb_Plans_Schedules").values
    settles = [r[-1] for r in rows[3:6]]
    assert settles == [
        "R2 1,000.00. paid in parts: 600.00 on 2026-10-08, 400.00 on 2026-10-30",
        "R2 500.00, R3 500.00",
        "R3 1,000.00",
    ]
    assert [r[9] for r in rows[3:6]] == ["paid", "◆ overdue", "open"]


def test_ways_and_proposals_stand_side_by_side_with_one_green_each() -> None:
    shown = plans.render(view(missed()))
    rows = block(shown, "cb_Plans_Ways").values[2:]
    assert [r[2].removeprefix("● ") for r in rows] == [WORDS[f"way_{w}"]["en"] for w in WAYS]
    assert sum(r[2].startswith("●") for r in rows) == 1
    assert rows[0][-1].startswith("Cannot be had. grace is over")
    offered = block(shown, "cb_Plans_Proposals").values[3:]
    assert (offered[0][0], offered[0][1], offered[0][2]) == ("Owing", "without a plan", 30_000)
    assert "statement of debt" in offered[0][-1]
    assert sum(str(r[1]).startswith("●") for r in offered) == 1


def test_the_sheet_reads_well_in_chinese() -> None:
    shown = plans.render(view(missed(), "zh"))
    said = " ".join(str(v) for b in shown.blocks for r in b.values for v in r if v is not None)
    for word in ("已违约", "宽限期已过", "不分期", "债务确认书", "清偿发票", "建议："):
        assert word in said


def test_every_text_that_is_put_together_exists_and_none_is_left_over() -> None:
    put = {stem + end for stem, ends in ENDINGS.items() for end in ends}
    assert sorted(put - set(WORDS)) == []
    plain = set(WORDS) - put
    assert plain >= {"join", "and", "conditions", "not_possible"}
    assert not {key for key in plain if key.startswith(("way_", "reason_", "state_", "shape_"))}
