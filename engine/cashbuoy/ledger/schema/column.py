"""What a column and a table are, and the columns that several tables share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Kind = Literal["text", "date", "month", "money", "rate", "share", "integer", "flag", "choice"]
# money: int64 minor units of the row's currency; rate: units per unit (exchange rates);
# share: a fraction of one (0.13 for 13 %, written "13%" or 0.13); month: first day of the month.
# held (receivables, payables): any text there keeps the row out of the sums, and says why.


@dataclass(frozen=True)
class Column:
    """One column: canonical name, kind, titles shown, other titles accepted on input."""

    name: str
    kind: Kind
    en: str
    zh: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str | float | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.name, self.en, self.zh, *self.aliases)

    @property
    def expected(self) -> str:
        """What messages say is expected: the kind, or more closely a currency's code."""
        return "currency" if self.name == "currency" else self.kind


@dataclass(frozen=True)
class Table:
    """One ledger table. `key` names the columns that must not repeat together; `sum_of` the money
    column that the table's sums are made of, where none is required."""

    name: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    written_by_refresh: bool = False
    sum_of: str = ""
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {c.name: c for c in self.columns})

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    @cached_property
    def amount(self) -> str:
        """The column that the table's sums are made of; "" where it has none."""
        money = (c.name for c in self.columns if c.kind == "money" and c.required)
        return next(money, self.sum_of)


def column(
    name: str,
    kind: Kind,
    en: str,
    zh: str,
    *aliases: str,
    required: bool = False,
    choices: tuple[str, ...] = (),
    default: str | float | None = None,
) -> Column:
    """A column; further titles accepted on input follow the two shown."""
    return Column(name, kind, en, zh, aliases, required, choices, default)


# fmt: off
CURRENCY = column("currency", "text", "Currency", "币种", "ccy", "currency_code", "货币")
CUSTOMER = column("customer", "text", "Customer", "客户", "customer id", "customerID", "client", "buyer",
                  "客户编号", "客户代码", "客户名称", "购货单位", required=True)
RATE_TO_BASE = column("rate", "rate", "Exchange rate", "汇率", "currency_rate", "fx rate", "折算汇率")
HELD = column("held", "text", "Held back", "暂不计入", "hold", "held back because", "暂不计入原因",
              "导入提示")
NOTE = column("note", "text", "Note", "备注", "memo", "remarks", "description", "摘要", "说明")
# fmt: on
