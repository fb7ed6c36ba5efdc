"""Writes the demo company's ledgers: `python seeds/make_seeds.py` makes the CSV files beside it.

The same figures come out every time, on every machine. UTF-8 with a byte order mark, so that Excel
shows Chinese when it opens the files.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

SEEDS = Path(__file__).resolve().parent


def table_text(rows: list[dict[str, str]]) -> str:
    """One table as CSV text, titles first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def make_files() -> dict[str, str]:
    """File name -> text, for every ledger."""
    if str(SEEDS) not in sys.path:
        sys.path.insert(0, str(SEEDS))
    from generator.ledgers import demo_ledgers  # noqa: PLC0415 - found once the path is set

    return {f"{name}.csv": table_text(rows) for name, rows in demo_ledgers().items()}


def main() -> None:
    for name, text in make_files().items():
        (SEEDS / name).write_text(text, encoding="utf-8-sig", newline="\n")
        print(f"{name}: {text.count(chr(10)) - 1} rows")


if __name__ == "__main__":
    main()
