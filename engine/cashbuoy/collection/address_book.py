"""To whom letters go: what the customer list says of each customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cashbuoy.collection.letter import Addressee


@dataclass(frozen=True)
class AddressBook:
    """tblCustomers by customer; of one that is listed twice the first row holds."""

    listed: pd.DataFrame

    def addressee(self, customer: str) -> Addressee:
        """By its short name alone where the list does not know it."""
        row = self._rows.get(customer)
        if row is None:
            return Addressee(customer)
        said = self.listed.iloc[row]
        return Addressee(
            said["name"] or customer,
            said["address"],
            said["contact"],
            said["email"],
            said["language"],
            is_public=said["buyer_type"] == "public",
        )

    def grade(self, customer: str) -> str:
        """The grade that the list gives, N for none."""
        row = self._rows.get(customer)
        return "N" if row is None else str(self.listed.iloc[row]["grade"] or "N")

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        names = self.listed["customer"].tolist()
        return {name: row for row, name in reversed(list(enumerate(names)))}
