"""A toolbar and a menu of a workbook's own, gone when it is closed.

An item is [label, tip, command]; a menu is a list of groups, each [label, items].
"""

from __future__ import annotations

from typing import Any

import uno

from .connection import Office, Uno, properties
from .main_thread import on_main_thread

BAR = "private:resource/toolbar/custom_cashbuoy"
MENU_BAR = "private:resource/menubar/menubar"
OURS = "vnd.cashbuoy:menu"
BEFORE = ".uno:HelpMenu"
MODULES = "com.sun.star.ui.theModuleUIConfigurationManagerSupplier"
CALC = "com.sun.star.sheet.SpreadsheetDocument"
ITEM, SEPARATOR = 0, 1  # com.sun.star.ui.ItemType
TEXT = 64  # com.sun.star.ui.ItemStyle: the label beside a picture, or alone


def book_buttons(
    office: Office, book: str, title: str, bar: list[list[str]], menu: list[list[Any]]
) -> None:
    """Show a toolbar and, before the help, a menu; both take the place of those set before."""
    document = office.book(book)
    on_main_thread(office, lambda: _show(office, document, title, bar, menu))


def _show(
    office: Office, document: Uno, title: str, bar: list[list[str]], menu: list[list[Any]]
) -> None:
    modified = document.isModified()
    interface = document.getUIConfigurationManager()
    _set(interface, BAR, _toolbar(interface, title, bar))
    _set(interface, MENU_BAR, _menu_bar(office, title, menu))
    document.setModified(modified)
    if document.CurrentController is not None:
        document.CurrentController.Frame.LayoutManager.showElement(BAR)


def _set(interface: Uno, resource: str, settings: Uno) -> None:
    if interface.hasSettings(resource):
        interface.replaceSettings(resource, settings)
    else:
        interface.insertSettings(resource, settings)


def _toolbar(interface: Uno, title: str, bar: list[list[str]]) -> Uno:
    settings = interface.createSettings()
    settings.UIName = title
    for place, (label, tip, command) in enumerate(bar):
        item = properties(Label=label, Tooltip=tip, CommandURL=command, Type=ITEM, Style=TEXT)
        _insert(settings, place, item)
    return settings


def _menu_bar(office: Office, title: str, menu: list[list[Any]]) -> Uno:
    """Calc's own menus and ours."""
    modules = office.context.getByName(f"/singletons/{MODULES}")
    own = modules.getUIConfigurationManager(CALC).getSettings(MENU_BAR, True)
    place = own.getCount()
    for index in range(own.getCount()):
        if _command(own.getByIndex(index)) == BEFORE:
            place = index
    items = own.createInstanceWithContext(office.context)
    for number, (_, buttons) in enumerate(menu):
        if number:
            _insert(items, items.getCount(), properties(Type=SEPARATOR))
        for label, _, command in buttons:
            item = properties(Label=label, CommandURL=command, Type=ITEM)
            _insert(items, items.getCount(), item)
    ours = properties(Label=title, CommandURL=OURS, Type=ITEM, ItemDescriptorContainer=items)
    _insert(own, place, ours)
    return own


def _command(item: Uno) -> str:
    return next((part.Value for part in item if part.Name == "CommandURL"), "")


def _insert(container: Uno, place: int, item: Uno) -> None:
    """Python's tuples are sequences of anything; here their type must be said."""
    typed = uno.Any("[]com.sun.star.beans.PropertyValue", item)
    uno.invoke(container, "insertByIndex", (place, typed))


OPERATIONS = (book_buttons,)
