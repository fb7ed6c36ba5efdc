"""The blemishes of real ledgers, few and known, so that Checks has something to show.

They are put in after the books were added up: what Checks leaves out was never in the month-end
figures either. seeds/README.md lists them.
"""

from __future__ import annotations

Row = dict[str, str]
NEAR = "12.5万元左右"


def blemish_receivables(rows: list[Row]) -> list[Row]:
    """A copied row, an amount in words, unusual but readable spellings, and a totals row."""
    rows = [dict(r) for r in rows]
    copied = next(
        i for i, r in enumerate(rows) if r["invoice"].startswith("XS2609") and not r["paid"]
    )
    rows.insert(copied + 1, dict(rows[copied]))
    rows.append(
        _blank(rows[0]) | {
            "invoice": "XS2610-暂估", "customer": "泰州凤屿", "invoice_date": "2026-10-30",
            "due_date": "2026-12-29", "currency": "CNY", "amount": NEAR,
            "note": "发货未开票，金额待确认",
        }
    )  # fmt: skip
    spelled = [r for r in rows if r["invoice"].startswith("XS2607") and r["currency"] == "CNY"]
    spelled[0]["invoice_date"] = _in_words(spelled[0]["invoice_date"])
    spelled[1]["amount"] = "￥" + _grouped(spelled[1]["amount"])
    spelled[2]["customer"] = f" {spelled[2]['customer']} "
    total = sum(
        float(r["amount"]) for r in rows if r["amount"].replace(".", "").replace("-", "").isdigit()
    )
    rows.append(_blank(rows[0]) | {"invoice": "合计", "amount": f"{total:.2f}"})
    return rows


def blemish_payables(rows: list[Row]) -> list[Row]:
    """A bill number entered twice with the same supplier, and a full-width amount."""
    rows = [dict(r) for r in rows]
    copied = next(i for i, r in enumerate(rows) if r["bill_date"] >= "2026-08-10" and r["paid"])
    rows.insert(copied + 1, dict(rows[copied]))
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    rows[copied + 9]["amount"] = rows[copied + 9]["amount"].translate(wide)
    return rows


def _blank(like: Row) -> Row:
    return dict.fromkeys(like, "")


def _in_words(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def _grouped(amount: str) -> str:
    return f"{float(amount):,.2f}"
