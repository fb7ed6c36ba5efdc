"""The macros that buttons call, by the names of their functions in `cashbuoy_addin.macros`.

Every function takes no arguments and works on the workbook that called it.
"""

from __future__ import annotations

# Macro -> key of the sheet it ends on; "" stays where the user is.
MACROS: dict[str, str] = {
    "fill_months": "Forecast",
    "fill_weeks": "Weeks",
    "refresh_warnings": "Warnings",
    "emergency_plan": "Emergency",
    "check_data": "Checks",
    "collections_schedule": "Collections",
    "payment_plans": "Plans",
    "undo_refresh": "",
    "explain": "",
    "switch_language": "",
    "open_settings": "Settings",
    "self_test": "",
    "show_help": "",
    "about": "",
}
