"""The lines of a cash table from top to bottom, for months and weeks alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cashbuoy.forecast.actuals import OPERATING_REST, UNEXPLAINED
from cashbuoy.forecast.categories import BY_KEY, CATEGORIES, CLAIMS, Activity, Direction
from cashbuoy.forecast.tables import CashTable
from cashbuoy.policy.models import Module, Policy

# Which part of the policy feeds a line; the others come from the core ledgers and are always there.
FED_BY: dict[str, Module] = {
    "contract_receipts": "contracts",
    "planned_sales": "budget",
    "planned_purchases": "budget",
    "bills_receivable": "bills",
    "bills_payable": "bills",
    "plan_receipts": "plans",
    "plan_payments": "plans",
    "vat": "tax",
    CLAIMS: "insurance",
}
RESTS = (OPERATING_REST, UNEXPLAINED)
ALWAYS = ("receipts", "supplier_payments")

ACTIVITIES: tuple[Activity, ...] = ("operating", "investing", "financing")


@dataclass(frozen=True)
class Layout:
    """Row of each line (counted from 0 on the sheet) and the first and last column of periods.

    Lines are category keys, "operating_in", "operating_out", each activity's name for its net, and
    opening, net, closing, lowest, floor, headroom, undrawn, cover, from_customers, on_due, late,
    tie. "@..." are section titles. With actuals, what the ledgers do not name item by item has
    lines of its own (forecast.actuals.OPERATING_REST, UNEXPLAINED).
    """

    rows: dict[str, int]
    first: int
    last: int

    @property
    def total(self) -> int:
        return self.last + 1

    @property
    def columns(self) -> range:
        return range(self.first, self.last + 1)

    def leaves(self, activity: Activity, direction: Direction | None = None) -> list[str]:
        return [k for k in self.rows if _belongs(k, activity, direction)]

    @property
    def activities(self) -> list[Activity]:
        """Those that have lines at all."""
        return [a for a in ACTIVITIES if a in self.rows]

    @classmethod
    def of(
        cls,
        keys: list[str],
        periods: int,
        first_row: int,
        first_column: int,
        *,
        rests: bool = False,
    ) -> Layout:
        """Lay out the given categories below one another from `first_row`, with the lines of the
        actuals' `rests` if asked for."""
        names = (n for n in _lines(keys) if rests or n not in RESTS)
        rows = {name: first_row + i for i, name in enumerate(names) if name}
        return cls(rows, first_column, first_column + periods - 1)


def shown_keys(
    table: CashTable, policy: Policy, *, empty_too: bool, also: Collection[str] = ()
) -> list[str]:
    """Categories to show: those with amounts, and `also` those; with `empty_too` also those whose
    module is on."""
    moving = table.lines.ne(0).any(axis=1)

    def shown(key: str) -> bool:
        if moving[key] or key in ALWAYS or key in also:
            return True
        return empty_too and policy.has(FED_BY.get(key, "recurring"))

    return [c.key for c in CATEGORIES if shown(c.key)]


def _belongs(key: str, activity: Activity, direction: Direction | None) -> bool:
    category = BY_KEY.get(key)
    return (
        category is not None
        and category.activity == activity
        and direction in (None, category.direction)
    )


def _lines(keys: list[str]) -> Iterator[str]:
    """Names of the lines in order; "" is an empty row."""
    yield "opening"
    for activity in ACTIVITIES:
        yield from _activity(keys, activity)
    yield from (
        UNEXPLAINED,
        "net",
        "closing",
        "",
        "@liquidity",
        "lowest",
        "floor",
        "headroom",
        "undrawn",
        "cover",
    )
    yield from ("", "@habits", "from_customers", "on_due", "late", "", "tie")


def _activity(keys: list[str], activity: Activity) -> Iterator[str]:
    sides: tuple[Direction, Direction] = ("in", "out")
    both = [[k for k in keys if _belongs(k, activity, side)] for side in sides]
    if not any(both):
        return
    yield f"@{activity}"
    for side, leaves in zip(sides, both, strict=True):
        yield from leaves
        if leaves and activity == "operating":
            yield f"operating_{side}"
    if activity == "operating":
        yield OPERATING_REST
    yield activity
