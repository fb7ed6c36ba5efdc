"""Payments that have happened, as rows of one form whatever ledger noted them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.ledger.no_rows import once_without_rows

# One row per payment; money int64 base minor units at the rate of the day, in +, out -.
PAYMENT_COLUMNS = (
    "date",  # datetime64, the day the cash moved; NaT where nobody noted it
    "category",  # key of forecast.categories
    "counterparty",
    "reference",  # invoice, bill, plan / number ...
    "amount",
    "source",
    "row",
    "issued",  # datetime64: when the item came to be known
    "contract",
    "as_bill",  # bool: settled by an acceptance bill, whose own maturity brings the cash
)


@once_without_rows("rows")
def payment_rows(rows: pd.DataFrame, source: str, **columns: Any) -> pd.DataFrame:  # noqa: ANN401
    """A frame of PAYMENT_COLUMNS from rows of a ledger and columns of their length."""
    n = len(rows)
    found = {
        "source": np.full(n, source, dtype=object),
        "row": rows["row"].to_numpy(np.int64),
        "contract": np.full(n, "", dtype=object),
        "as_bill": np.zeros(n, dtype=bool),
        **{name: np.asarray(values) for name, values in columns.items()},
    }
    kinds = {"date": "datetime64[ns]", "issued": "datetime64[ns]", "amount": "int64"}
    kinds |= dict.fromkeys(("category", "counterparty", "reference", "contract"), "object")
    return pd.DataFrame({name: found[name] for name in PAYMENT_COLUMNS}).astype(kinds)
