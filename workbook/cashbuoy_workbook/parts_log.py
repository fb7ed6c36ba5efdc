"""The sheet PaidParts: what came when of invoices and bills that are paid in parts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cashbuoy.ledger.schema import PAID_PARTS
from cashbuoy.money import minor_digits
from cashbuoy_workbook.blocks import Sheet
from cashbuoy_workbook.credit_log import word
from cashbuoy_workbook.log_sheet import Rows, log_sheet
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import in_currency

_WIDTHS = (13, 12, 28, 22, 10, 18)


def parts_sheet(view: View) -> Sheet:
    """Every part that this refresh keeps, by document and day; amounts in the document's
    currency."""
    found = view.analysis.rolling.paid_parts
    currencies = found["currency"].to_numpy(object).tolist()
    rows: Rows = [
        (
            date,
            word(view, direction),
            party,
            document,
            currency,
            amount / 10 ** minor_digits(currency),
        )
        for date, direction, party, document, currency, amount in zip(
            pd.DatetimeIndex(found["date"]).date.tolist(),
            found["direction"].to_numpy(object).tolist(),
            found["counterparty"].to_numpy(object).tolist(),
            found["document"].to_numpy(object).tolist(),
            currencies,
            found["amount"].to_numpy(np.int64).tolist(),
            strict=True,
        )
    ]
    styles = tuple(
        ("date_grid", *("text_grid",) * 4, in_currency("money_grid", currency))
        for currency in currencies
    )
    return log_sheet(view, "PaidParts", PAID_PARTS, rows, styles, _WIDTHS)
