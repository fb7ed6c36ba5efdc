"""The empty workbook that a firm starts with."""

from __future__ import annotations

from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.models import Policy
from cashbuoy_workbook.blocks import Block, Cell, Link, Sheet, Workbook
from cashbuoy_workbook.input_sheets import input_sheets
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.settings import Profile, settings_sheet
from cashbuoy_workbook.texts import Language, Texts
from cashbuoy_workbook.unfilled import unfilled_sheets

_STEPS = ("start_1", "start_2", "start_3", "start_4", "start_command")
_FIRST_LINK = 9
# Sheets of results that stand behind the settings.
_LAST = {"Checks", *(sheet_key(t.name) for t in TABLES.values() if t.written_by_refresh)}


def empty_workbook(language: Language, policy: Policy, profile: Profile) -> Workbook:
    """A first sheet that says how to begin, input sheets without rows, Settings, and the sheets
    of results as they stand before the first refresh."""
    texts = Texts(language)
    settings = {
        "language": language,
        "profile": profile,
        "firm": policy.firm.name or None,
        "base_currency": policy.firm.base_currency,
    }
    return Workbook(
        sheets=template_sheets(
            input_sheets({}, policy, language),
            settings_sheet(settings, policy, language),
            policy,
            language,
        ),
        title=texts("labels.workbook_title"),
        language=language,
        firm=policy.firm.name,
    )


def template_sheets(
    inputs: tuple[Sheet, ...], settings: Sheet, policy: Policy, language: Language
) -> tuple[Sheet, ...]:
    """All sheets of a workbook that was never refreshed, in tab order."""
    results = unfilled_sheets(policy, language)
    return (
        start_sheet(inputs, language, policy.firm.base_currency),
        *(sheet for sheet in results if sheet.key not in _LAST),
        *inputs,
        settings,
        *(sheet for sheet in results if sheet.key in _LAST),
    )


def start_sheet(sheets: tuple[Sheet, ...], language: Language, currency: str) -> Sheet:
    """How to begin, and jumps to the input sheets given."""
    texts = Texts(language)
    links: list[tuple[Cell, ...]] = [
        (Link("Settings", "A1", texts("labels.tab_Settings")), texts("labels.settings_use"))
    ]
    links += [
        (Link(s.key, "A1", s.title), texts(f"labels.use_{s.key}", currency=currency))
        for s in sheets
        if not s.hidden
    ]
    steps = tuple((texts(f"labels.{step}"),) for step in _STEPS)
    return Sheet(
        key="Start",
        title=texts("labels.tab_Start"),
        blocks=(
            Block("", 0, 1, ((texts("labels.start_title"),),), (("title",),)),
            Block("", 2, 1, steps, (("text",),) * len(steps)),
            Block(
                "", _FIRST_LINK - 1, 1, ((texts("labels.start_sheets"), None),), (("section",) * 2,)
            ),
            Block("", _FIRST_LINK, 1, tuple(links), (("link", "text_muted"),) * len(links)),
        ),
        widths=(2, 24, 110),
        heights={0: 30},
    )
