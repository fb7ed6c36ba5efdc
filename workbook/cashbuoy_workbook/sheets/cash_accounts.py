"""Opening cash by bank account: what the first week starts from."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Block, Formula
from cashbuoy_workbook.sheets.grid import Styled, a1, block, span
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import in_currency

COLUMNS = ("account", "account_currency", "account_balance", "account_date", "account_base")
_TOTAL = len(COLUMNS) - 1


def accounts_block(view: View, row: int) -> Block:
    """Title, one row an account, and their sum in base currency, which is opening cash. Where no
    account has a balance, one row says what stands in."""
    accounts = view.analysis.accounts
    titles: list[Styled] = [
        (view.say(name, currency=view.currency_name), "header") for name in COLUMNS
    ]
    rows: list[list[Styled]] = [
        [(view.say("section_accounts"), "section"), *[(None, "section")] * _TOTAL],
        titles,
    ]
    money = view.style("money_grid")
    for name, currency, balance, date, base in zip(
        accounts["account"].tolist(),
        accounts["currency"].tolist(),
        accounts["balance"].tolist(),
        accounts["date"].dt.date.tolist(),
        view.moneys(accounts["balance_base"]),
        strict=True,
    ):
        rows.append(
            [
                (name, "text_grid"),
                (currency, "unit_grid"),
                (view.in_currency(balance, currency), in_currency("money_grid", currency)),
                (date, "date_grid"),
                (base, money),
            ]
        )
    if accounts.empty:
        words = view.say("account_stand_in")
        opening = view.money(view.analysis.forecast.opening)
        rows.append([(words, "text_grid"), *[(None, "text_grid")] * (_TOTAL - 1), (opening, money)])
    first, last = row + 2, row + len(rows) - 1
    total = Formula(
        f"=SUM({span(first, _TOTAL, last, _TOTAL)})", view.money(view.analysis.forecast.opening)
    )
    rows.append(
        [
            (view.say("line_opening"), "text_total"),
            *[(None, "text_total")] * (_TOTAL - 1),
            (total, view.style("money_total")),
        ]
    )
    return block("cb_Weeks_Accounts", row, 0, rows)


def total_of(accounts: Block) -> str:
    """Address of the sum."""
    return a1(accounts.row + accounts.height - 1, _TOTAL)
