"""The VBA modules of a workbook, which LibreOffice runs as Basic."""

from __future__ import annotations

import uno

from .connection import Office, Uno

NORMAL, DOCUMENT = 1, 4
HEADS = {
    NORMAL: "Rem Attribute VBA_ModuleType=VBAModule\nOption VBASupport 1\n",
    DOCUMENT: "Rem Attribute VBA_ModuleType=VBADocumentModule\nOption VBASupport 1\n",
}


def book_exchange_modules(
    office: Office,
    book: str,
    known_by: list[str],
    removed: list[str],
    emptied: str,
    added: dict[str, str],
) -> bool:
    """In a workbook with the VBA project and module `known_by`: take out the modules `removed` that
    are there, empty the document module `emptied`, put in those of `added` (name -> source) and
    calculate everything. Nothing happens in any other workbook. Whether it was done."""
    document = office.book(book)
    project, module = known_by
    libraries = document.BasicLibraries
    if not libraries.hasByName(project):
        return False
    library = libraries.getByName(project)
    if not library.hasByName(module):
        return False
    for name in {*removed, *added}:
        if library.hasByName(name):
            library.removeByName(name)
    if library.hasByName(emptied):
        library.replaceByName(emptied, HEADS[DOCUMENT])
    for name, source in added.items():
        _insert(library, name, source)
    return True


def _insert(library: Uno, name: str, source: str) -> None:
    info = uno.createUnoStruct("com.sun.star.script.ModuleInfo")
    info.ModuleType = NORMAL
    if library.hasModuleInfo(name):
        library.removeModuleInfo(name)
    library.insertModuleInfo(name, info)
    library.insertByName(name, HEADS[NORMAL] + source)


OPERATIONS = (book_exchange_modules,)
