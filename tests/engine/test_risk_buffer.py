"""Without and with: the figures reconcile, nothing counts twice; shares by every dimension."""

from __future__ import annotations

import pytest
from firm import ON_DUE_DATES, balance, day, invoice, ledgers, policy, recurring

from cashbuoy.analysis import Analysis, analyse

AS_OF = day("2026-03-31")
SETTINGS = f"""
{ON_DUE_DATES}
simulation: {{paths: 200}}
insurance: {{failure_chance: {{A: 0.01, B: 0.01, C: 0.01, D: 0.01, N: 0.01}}}}
funding:
  factoring_without_recourse: {{advance: 0.8, fee: 0.01, rate: 0.036, lead_days: 1}}
  factoring_with_recourse: {{advance: 0.5, fee: 0, rate: 0.036, lead_days: 1}}
  lines: {{lead_days: 1}}
"""


@pytest.fixture(scope="module")
def found() -> Analysis:
    books = ledgers(
        Receivables=[
            invoice("A", "2026-03-20", "2026-06-30", 100_000, "Acme"),
            invoice("B", "2026-03-20", "2026-06-30", 40_000, "Bolt"),
            invoice("late", "2026-01-20", "2026-03-01", 30_000, "Bolt"),
            invoice("old", "2025-12-20", "2026-01-20", 30_000, "Bolt", paid=30_000,
                    paid_date=day("2026-01-20")),
            invoice("odd", "2026-03-20", "2026-06-30", 20_000, "Bolt", dispute="yes"),
        ],
        Bank=[balance("2026-03-31", 50_000)],
        Recurring=[recurring("Rent", "rent", "out", 30_000, "2026-04-15")],
        Insurance=[{"policy": "P", "customer": "Acme", "limit": 60_000, "covered": 0.9,
                    "risk": "commercial"}],
        Lines=[
            {"bank": "Soon", "limit": 70_000, "drawn": 0, "committed": True, "rate": 0.03,
             "expires": day("2026-05-10")},
            {"bank": "Long", "limit": 20_000, "drawn": 5_000, "committed": True, "rate": 0.06,
             "expires": day("2028-01-01")},
        ],
        Customers=[
            {"customer": "Acme", "country": "DE", "group": "G", "industry": "Pumps"},
            {"customer": "Bolt", "country": "CN", "group": "G", "industry": "Valves"},
        ],
    )  # fmt: skip
    return analyse(books, policy(SETTINGS, "advanced"), AS_OF)


def test_the_buyers_add_up_to_the_total(found: Analysis) -> None:
    cover = found.buffer.cover
    assert cover.buyers["owed"].sum() == found.receivables["open_base"].sum()
    for column in ("insured", "expected_loss", "expected_payment"):
        assert cover.buyers[column].sum() == cover.invoices[column].sum()
    as_is, insured = found.buffer.standings[:2]
    assert as_is.expected_loss == cover.buyers["expected_loss"].sum()
    assert insured.expected_loss == cover.buyers["expected_loss_net"].sum()
    # 60,000 of A at 90 % of one in a hundred.
    assert as_is.expected_loss - insured.expected_loss == 54_000


def test_an_invoice_is_sold_once_and_counts_once(found: Analysis) -> None:
    as_is, _, factoring, ladder = found.buffer.standings
    # Without recourse what is insured of A: 60,000 at 80 %, less 1 %, less 3.6 % for 90 days on
    # 48,000 (1 April to 30 June); with recourse the other 40,000 of A, and B. Late and disputed
    # invoices are nobody's.
    for_good = 48_000 - 600 - 48_000 * 0.036 * 90 / 360
    on_credit = (40_000 + 40_000) * 0.5 * (1 - 0.036 * 90 / 360)
    assert factoring.raised == pytest.approx((for_good + on_credit) * 100, abs=200)
    assert factoring.borrowed == pytest.approx(on_credit * 100, abs=200)
    assert factoring.sold == 48_000_00
    # In the end cash is as before, less what was paid for it.
    assert as_is.closing[-1] - factoring.closing[-1] == factoring.cost
    assert factoring.cost == pytest.approx((600 + 432 + 360) * 100, abs=200)
    assert ladder.raised >= factoring.raised + 85_000_00
    assert as_is.closing.tolist() == found.forecast.closing.tolist()


def test_the_line_that_expires_before_it_is_needed_is_named(found: Analysis) -> None:
    ladder = found.buffer.ladder
    assert ladder.needed is not None
    remarks = {s.name: s.remark for s in ladder.steps if s.kind == "line"}
    assert set(remarks) == {"Soon", "Long"}
    ids = {f.id for f in found.findings}
    assert ("ladder_line_ends" in ids) == (remarks["Soon"] in ("ends_before", "ends_within"))
    assert ("ladder_uncovered" in ids) == (ladder.uncovered > 0)
    assert "insurance_over_limit" in ids


def test_shares_by_every_dimension(found: Analysis) -> None:
    shares = {d.dimension: d for d in found.buffer.dependences}
    customers = shares["customer"].table.set_index("name")
    # 100 of 220 billed; 30 % is allowed.
    assert customers.loc["Acme", "share_12m"] == pytest.approx(100 / 220)
    # (100 - 0.3 x 220) / 0.7, and 100 / 0.3 - 220.
    assert customers.loc["Acme", "sell_less"] == pytest.approx(34_000 / 0.7 * 100, abs=1)
    assert customers.loc["Acme", "sell_others"] == pytest.approx(113_333.33 * 100, abs=1)
    assert shares["customer"].hhi == pytest.approx((100 / 2.2) ** 2 + (120 / 2.2) ** 2)
    assert shares["group"].table["share_12m"].tolist() == [1.0]
    assert shares["country"].table["name"].tolist() == ["DE"]
    assert "supplier" not in shares


def test_a_failing_buyer_without_and_with_cover(found: Analysis) -> None:
    acme = next(f for f in found.buffer.failures if f.customer == "Acme")
    assert (acme.owed, acme.pays) == (100_000_00, 54_000_00)
    # Due 30 June, extension to 29 August, notice by 28 September, loss 150 days later
    # (25 February), paid within 30 days: Saturday 27 March, so on Monday 29 March 2027.
    assert acme.paid_on.astype(str).tolist() == ["2027-03-29"]
    gained = acme.insured - acme.without
    at = (day("2027-03-29") - AS_OF).days - 1
    assert (gained[:at] == 0).all()
    assert (gained[at:] == 54_000_00).all()


def test_the_cash_ratio_starts_from_that_of_the_cockpit() -> None:
    """In the middle of a month: 80,000 over 400,000 of March's books; a drawn line of 20,000 makes
    it 100,000 over 420,000, whatever the bank holds today."""
    books = ledgers(
        Bank=[balance("2026-04-15", 50_000)],
        Monthly=[{"month": day("2026-03-01"), "cash": 80_000, "current_liabilities": 400_000}],
        Lines=[{"bank": "Long", "limit": 20_000, "drawn": 0, "committed": True, "rate": 0.06}],
    )
    found = analyse(books, policy(SETTINGS, "advanced"), day("2026-04-15"))
    shown = next(i for i in found.indicators if i.id == "cash_ratio")
    as_is, *_, ladder = found.buffer.standings
    assert (as_is.cash_ratio, shown.value) == (0.2, 0.2)
    assert found.buffer.statement.books_on == shown.at == day("2026-03-31")
    assert ladder.cash_ratio == pytest.approx(100 / 420)
