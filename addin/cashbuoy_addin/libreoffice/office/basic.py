"""The VBA modules of a workbook, which LibreOffice runs as Basic."""

from __future__ import annotations

import uno

from .connection import Office

NORMAL, DOCUMENT = 1, 4
HEADS = {
    NORMAL: "Rem Attribute VBA_ModuleType=VBAModule\nOption VBASupport 1\n",
    DOCUMENT: "Rem Attribute VBA_ModuleType=VBADocumentModule\nOption VBASupport 1\n",
}


def book_exchange_modules(
    office: Office, book: str, project: str, removed: list[str], emptied: str, added: list[str]
) -> bool:
    """In a VBA project that has all of `removed`: take them out, empty the document module
    `emptied`, put in the module `added` (name, source) and calculate everything. Nothing happens in
    any other workbook. Whether it was done."""
    document = office.book(book)
    libraries = document.BasicLibraries
    if not libraries.hasByName(project):
        return False
    library = libraries.getByName(project)
    if not all(library.hasByName(name) for name in removed):
        return False
    for name in removed:
        library.removeByName(name)
    if library.hasByName(emptied):
        library.replaceByName(emptied, HEADS[DOCUMENT])
    name, source = added
    info = uno.createUnoStruct("com.sun.star.script.ModuleInfo")
    info.ModuleType = NORMAL
    library.insertModuleInfo(name, info)
    library.insertByName(name, HEADS[NORMAL] + source)
    document.calculateAll()
    return True


OPERATIONS = (book_exchange_modules,)
