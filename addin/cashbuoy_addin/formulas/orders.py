"""Large orders: how to deliver them within the customer's credit limit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.categories import CREDIT_TERMS
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.plans import titled, whole
from cashbuoy_addin.formulas.ranges import Titled
from cashbuoy_addin.formulas.receivables import NOT_A_LEDGER
from cashbuoy_addin.formulas.registry import (
    FromPolicy,
    Refusal,
    Rows,
    Today,
    Words,
    formula,
    optional,
    required,
)

if TYPE_CHECKING:
    from cashbuoy.credit.order_split import Exposure, Remedies

TITLES = (
    Words("Number", "批次"),
    Words("Delivery", "交货日期"),
    Words("Amount", "金额"),
    Words("In advance", "预收"),
    Words("On credit", "赊销"),
    Words("Outstanding after", "交货后敞口"),
    Words("Paid by", "预计收款日"),
)


@formula(
    "ORDER_SPLIT",
    CREDIT_TERMS,
    Words(
        "Deliveries of a large order, so that the credit outstanding stays within the limit on "
        "every day: the fewest batches, as early as can be; a table that spills",
        "大额订单分批交货（溢出表格）：任何一天的赊销敞口都不超过信用额度，批次最少、交货最早",
    ),
    (
        required("amount", "number", "Amount of the order", "订单金额"),
        required("limit", "number", "Credit limit of the customer", "客户信用额度"),
        required("earliest", "date", "Earliest delivery", "最早交货日"),
        required("latest", "date", "Latest delivery", "最晚交货日"),
        optional(
            "terms_days",
            "number",
            "Days from delivery to the expected payment",
            "从交货到预计收款的天数",
            FromPolicy("receivables.default_terms_days"),
        ),
        optional(
            "ledger",
            "table",
            "The customer's invoices with titles in the first row; what is open uses up the limit "
            "until it is expected",
            "该客户的发票台账，首行为标题；未收款项在预计收款前占用额度",
        ),
        optional(
            "advance",
            "number",
            "Share paid by each delivery: 0.3 for 30 %",
            "每批交货前预收的比例：30% 填 0.3",
            0.0,
        ),
        optional("max_batches", "number", "Most batches allowed", "最多批次"),
        optional(
            "as_of",
            "date",
            "What is open at the close of this day; today where left out",
            "未收款项的截止日；省略时为今天",
            Today(),
        ),
    ),
    result="block",
    example="=ORDER_SPLIT(900000, 400000, DATE(2026,3,2), DATE(2026,9,30), 30)",
    errors=(
        Refusal(
            "#NUM!",
            Words(
                "the limit is too low for the order by that date; the reason says what would do",
                "额度内无法按期交完；原因中说明可行的办法",
            ),
        ),
        NOT_A_LEDGER,
    ),
)
def order_split(  # noqa: PLR0913, PLR0917  # the arguments of the cell
    context: CallContext,
    amount: float,
    limit: float,
    earliest: dt.date,
    latest: dt.date,
    terms_days: float,
    ledger: Titled | None,
    advance: float,
    max_batches: float | None,
    as_of: dt.date,
) -> Rows:
    from cashbuoy.calendars import calendar_of  # noqa: PLC0415
    from cashbuoy.credit.order_split import Order, Remedies, split_order  # noqa: PLC0415
    from cashbuoy.money import minor_digits, to_major, to_minor  # noqa: PLC0415

    digits = minor_digits(context.policy.firm.base_currency)
    order = Order(
        int(to_minor(amount, digits)),
        earliest,
        latest,
        whole("terms_days", terms_days),
        advance,
        None if max_batches is None else whole("max_batches", max_batches),
    )
    exposure = _exposure(context, int(to_minor(limit, digits)), ledger, as_of)
    batches = split_order(order, exposure, calendar_of(context.policy.calendar, earliest, latest))
    if isinstance(batches, Remedies):
        raise _refusal(batches, latest, digits)
    money = (
        to_major(batches[c], digits).tolist() for c in ("amount", "advance", "credit", "exposure")
    )
    delivery, paid = (batches[c].dt.date.tolist() for c in ("delivery", "paid"))
    rows = zip(batches["number"].tolist(), delivery, *money, paid, strict=True)
    return titled(context, TITLES, rows)


def _exposure(context: CallContext, limit: int, ledger: Titled | None, as_of: dt.date) -> Exposure:
    """What is open of the customer's invoices, each expected as the policy expects invoices."""
    import numpy as np  # noqa: PLC0415

    from cashbuoy.credit.order_split import Exposure  # noqa: PLC0415
    from cashbuoy.ledger.open_items import expect_receipts  # noqa: PLC0415
    from cashbuoy_addin.formulas.invoice_range import read_invoices_in_base  # noqa: PLC0415
    from cashbuoy_addin.formulas.table_range import raw_frame  # noqa: PLC0415

    if ledger is None:
        return Exposure(limit, 0, np.array([], "datetime64[D]"), np.array([], np.int64))
    invoices = read_invoices_in_base(raw_frame(ledger), context.policy, as_of)
    balances = invoices.balances
    open_now = balances.open_each(np.datetime64(as_of, "D"))
    owing = invoices.documents["counterparty"][open_now != 0]
    owing = owing[~owing.str.casefold().duplicated()].tolist()
    if len(owing) > 1:
        raise FormulaError(
            "#VALUE!",
            "the ledger holds open invoices of {count} customers ({names}); give the invoices of "
            "the one who orders",
            key="order_customers",
            count=len(owing),
            names=", ".join(owing[:5]),
        )
    expected, _ = expect_receipts(balances.due, context.policy.receivables, as_of)
    return Exposure(limit, int(open_now.sum()), expected, -open_now)


def _refusal(remedies: Remedies, latest: dt.date, digits: int) -> FormulaError:
    from cashbuoy.money import to_major  # noqa: PLC0415

    deliverable, advance, limit = (
        float(to_major(v, digits)) for v in (remedies.deliverable, remedies.advance, remedies.limit)
    )
    details: dict[str, str | float] = {
        "latest": str(latest),
        "deliverable": deliverable,
        "advance": advance,
        "limit": limit,
    }
    if remedies.latest is None:
        return FormulaError(
            "#NUM!",
            "by {latest} only {deliverable:,.2f} can be delivered within the limit; an advance of "
            "{advance:,.2f} in all or a limit of {limit:,.2f} would do, a later date would not",
            key="order_too_large_ever",
            **details,
        )
    return FormulaError(
        "#NUM!",
        "by {latest} only {deliverable:,.2f} can be delivered within the limit; an advance of "
        "{advance:,.2f} in all, a limit of {limit:,.2f}, or deliveries until {later} would do",
        key="order_too_large",
        later=str(remedies.latest),
        **details,
    )


FORMULAS = (order_split,)
