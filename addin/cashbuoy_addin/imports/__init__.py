"""Other programs' files to the input tables. What cannot be read stays as it was found, so that
cleaning names it."""

from __future__ import annotations

from cashbuoy_addin.imports.csv_ledger import import_csv
from cashbuoy_addin.imports.mapping import ImportMapping, load_mapping
from cashbuoy_addin.imports.xero import import_xero

__all__ = ["ImportMapping", "import_csv", "import_xero", "load_mapping"]
