"""Round units for money where there is no room for cents: 万元 in Chinese, thousands in English."""

from __future__ import annotations

from dataclasses import dataclass

from cashbuoy_workbook.sheets.view import View

SMALL = 1_000_000  # major units: below, every unit fits a tile


@dataclass(frozen=True)
class Scale:
    """`divisor` of major units; `unit` as titles show it; `style` of a scaled number, and the
    number format that scales an axis of unscaled ones."""

    divisor: float
    unit: str
    kind: str
    axis_format: str

    def of(self, major: float) -> float:
        """Major units to round units, rounded as shown."""
        return round(major / self.divisor, 1 if self.kind == "days" else 0)


def scale_of(view: View) -> Scale:
    """By the size of the firm's cash: small firms see every unit."""
    forecast = view.analysis.forecast
    size = max(abs(view.money(v)) for v in (*forecast.months.closing.tolist(), forecast.opening))
    if size < SMALL:
        return Scale(1, view.currency_name, "integer", "#,##0")
    unit = view.say("round_unit", currency=view.short_currency)
    if view.language == "zh":
        # Formats can only cut thousands: the point before the last digit makes ten thousands of it.
        return Scale(10_000, unit, "days", r'0\.0,"万"')
    return Scale(1_000, unit, "integer", '#,##0,"k"')
