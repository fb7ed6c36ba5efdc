"""The ribbon's buttons as LibreOffice has them: a toolbar and a menu of the workbook.

The toolbar shows the large buttons of the ribbon, the menu all of them. Each starts the VBA of the
same name as in Excel.
"""

from __future__ import annotations

from cashbuoy_addin import ribbon
from cashbuoy_addin.ribbon import Button
from cashbuoy_addin.vba.modules import PROJECT, RIBBON
from cashbuoy_workbook.texts import Language

from .session import Session

_SCRIPT = "vnd.sun.star.script:{project}.{module}.{macro}?language=Basic&location=document"


def show_buttons(session: Session, book: str, language: Language) -> None:
    """Give a workbook its toolbar and menu in a language; those it had are replaced."""
    menu = [
        [getattr(group.label, language), [_item(button, language) for button in group.buttons]]
        for group in ribbon.GROUPS
    ]
    bar = [_item(button, language) for button in ribbon.buttons() if button.large]
    session.call("book_buttons", book, getattr(ribbon.TAB_WORDS, language), bar, menu)


def command(button: Button) -> str:
    """What LibreOffice is told to do when the button is pressed."""
    return _SCRIPT.format(project=PROJECT, module=RIBBON, macro=button.callback)


def _item(button: Button, language: Language) -> list[str]:
    """Label, tip and command."""
    return [getattr(button.label, language), getattr(button.tip, language), command(button)]
