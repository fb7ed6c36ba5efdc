"""The empty workbook that a firm starts with."""

from __future__ import annotations

from cashbuoy.policy.models import Policy
from cashbuoy_workbook.blocks import Block, Cell, Link, Sheet, Workbook
from cashbuoy_workbook.input_sheets import input_sheets
from cashbuoy_workbook.settings import Profile, settings_sheet
from cashbuoy_workbook.texts import Language, Texts

_STEPS = ("start_1", "start_2", "start_3", "start_4", "start_command")
_FIRST_LINK = 9


def empty_workbook(language: Language, policy: Policy, profile: Profile) -> Workbook:
    """Input sheets without rows, Settings, and a first sheet that says how to begin. Sheets with
    results come with the first refresh."""
    texts = Texts(language)
    settings = {
        "language": language,
        "profile": profile,
        "firm": policy.firm.name or None,
        "base_currency": policy.firm.base_currency,
    }
    sheets = input_sheets({}, policy, language)
    return Workbook(
        sheets=(
            _start(sheets, texts, policy.firm.base_currency),
            *sheets,
            settings_sheet(settings, policy, language),
        ),
        title=texts("labels.workbook_title"),
        language=language,
        firm=policy.firm.name,
    )


def _start(sheets: tuple[Sheet, ...], texts: Texts, currency: str) -> Sheet:
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
        key="Cockpit",
        title=texts("labels.tab_Cockpit"),
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
