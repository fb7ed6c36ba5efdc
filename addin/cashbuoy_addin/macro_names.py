"""The macros that buttons call, by the names of their functions in `cashbuoy_addin.macros`.

Every function works on the workbook that called it. Only import_data takes an argument, the path of
a file, and does without.
"""

from __future__ import annotations

# Macro -> key of the sheet it ends on; "" stays where the user is.
MACROS: dict[str, str] = {
    "fill_months": "Forecast",
    "fill_weeks": "Weeks",
    "show_scenarios": "Scenarios",
    "refresh_warnings": "Warnings",
    "emergency_plan": "Emergency",
    "import_data": "",
    "check_data": "Checks",
    "collections_schedule": "Collections",
    "write_letters": "",
    "payment_plans": "Plans",
    "adopt_plans": "",
    "adopt_payments": "",
    "undo_refresh": "",
    "explain": "",
    "switch_language": "",
    "open_settings": "Settings",
    "self_test": "",
    "show_help": "",
    "about": "",
}
# Macros that the user first chooses a file for.
TAKES_FILE = frozenset({"import_data"})
