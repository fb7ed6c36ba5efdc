"""The firm's own indicators, computed from its ledgers and monthly figures as of a date."""

from __future__ import annotations

from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import Basis, Indicator, Unit
from cashbuoy.measures.measure import measure

__all__ = ["Basis", "Books", "Indicator", "Unit", "measure"]
