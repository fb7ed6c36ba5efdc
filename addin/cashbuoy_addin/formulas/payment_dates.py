"""When an open invoice will be paid, learned from those that were."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.ageing import AS_OF, LEDGER
from cashbuoy_addin.formulas.categories import RECEIVABLES as CATEGORY
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.plans import titled
from cashbuoy_addin.formulas.ranges import Titled
from cashbuoy_addin.formulas.receivables import NOT_A_LEDGER
from cashbuoy_addin.formulas.registry import Refusal, Rows, Words, formula, optional

TITLES = (
    Words("Invoice", "发票号"),
    Words("Customer", "客户"),
    Words("Due date", "到期日"),
    Words("Open", "未收金额"),
    Words("Expected by", "预计收款日"),
    Words("Chance of never", "不收回概率"),
)


@formula(
    "EXPECTED_PAY_DATE",
    CATEGORY,
    Words(
        "Day by which an open invoice is expected to be paid, learned from how the customers of "
        "the ledger pay; without an invoice a table of all that are open, which spills",
        "未收发票的预计收款日（据台账中各客户的付款习惯）；不指定发票时列出全部未收发票（溢出表格）",
    ),
    (
        LEDGER,
        optional("invoice", "text", "Number of the invoice", "发票号"),
        optional(
            "chance",
            "number",
            "Chance that it has come by then, if it comes at all: 0.5 for the middle, 0.9 to be on "
            "the safe side",
            "届时已到账的概率（以最终会付款为前提）：0.5 为中位，0.9 较稳妥",
            0.5,
        ),
        AS_OF,
    ),
    result="block",
    example='=EXPECTED_PAY_DATE(A1:F900, "INV-1042")',
    errors=(
        Refusal(
            "#N/A",
            Words(
                "the invoice is paid, disputed or not in the ledger",
                "该发票已结清、有争议或不在台账中",
            ),
        ),
        Refusal("#NUM!", Words("the chance is not above 0 and up to 1", "概率不在 0 到 1 之间")),
        NOT_A_LEDGER,
    ),
)
def expected_pay_date(
    context: CallContext, ledger: Titled, invoice: str | None, chance: float, as_of: dt.date
) -> Rows | dt.date:
    import numpy as np  # noqa: PLC0415

    from cashbuoy.forecast.expectation import days_by_chance  # noqa: PLC0415
    from cashbuoy.forecast.foresight import foresee  # noqa: PLC0415
    from cashbuoy.ledger.cells import folded  # noqa: PLC0415
    from cashbuoy.money import minor_digits, to_major  # noqa: PLC0415
    from cashbuoy_addin.formulas.ledger_ranges import ledgers_of  # noqa: PLC0415
    from cashbuoy_addin.formulas.table_range import raw_frame  # noqa: PLC0415

    percent = round(chance * 100)
    if not 1 <= percent <= 100:
        raise FormulaError(
            "#NUM!",
            "the chance is {found:g}; it must be from 0.01 to 1",
            key="pay_chance",
            found=chance,
        )
    base = context.policy.firm.base_currency
    ledgers = ledgers_of(base, tblReceivables=raw_frame(ledger))
    ahead = foresee(ledgers, context.policy, as_of)
    expected, claims = ahead.expected, ahead.expected.claims
    when = days_by_chance(expected, percent, ahead.horizon)
    if invoice is not None:
        wanted = folded(invoice)
        named = np.array([folded(str(found)) == wanted for found in claims.reference], dtype=bool)
        return _of_one(named, when, invoice)
    order = np.argsort(when, kind="stable")
    figures = (
        claims.reference, claims.counterparty, claims.owed.due,
        to_major(expected.amount, minor_digits(ledgers.base_currency)), when, expected.odds.never,
    )  # fmt: skip
    columns = (np.asarray(figure)[order].tolist() for figure in figures)
    return titled(context, TITLES, zip(*columns, strict=True))


def _of_one(which: Any, when: Any, invoice: str) -> dt.date:  # noqa: ANN401  # arrays, loaded late
    if not which.any():
        raise FormulaError(
            "#N/A",
            "no money is expected of invoice '{found}': it is paid, disputed, or not in the ledger",
            key="pay_invoice",
            found=invoice,
        )
    day: dt.date = when[which].max().item()
    return day


FORMULAS = (expected_pay_date,)
