"""Links on sheets, followed inside LibreOffice as a click follows them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cashbuoy_addin.libreoffice import programs

if TYPE_CHECKING:
    import xlwings

# For LibreOffice's Python. A click on a link that begins with "#" ends in JumpToMark; links come
# from files as text fields, and from a refresh of the open workbook as formulas.
FOLLOW = """
import json, re, sys, uno
pipe, path, name = sys.argv[1:]
here = uno.getComponentContext()
resolver = here.ServiceManager.createInstanceWithContext(
    "com.sun.star.bridge.UnoUrlResolver", here)
office = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
make = lambda service: office.ServiceManager.createInstanceWithContext(service, office)
documents = make("com.sun.star.frame.Desktop").Components.createEnumeration()
while True:
    document = documents.nextElement()
    if document.URL and uno.fileUrlToSystemPath(document.URL) == path:
        break
controller, dispatcher = document.CurrentController, make("com.sun.star.frame.DispatchHelper")
sheet = document.Sheets.getByName(name)
cursor = sheet.createCursor()
cursor.gotoEndOfUsedArea(False)
end, found = cursor.RangeAddress, []
for row in range(end.EndRow + 1):
    for column in range(end.EndColumn + 1):
        cell = sheet.getCellByPosition(column, row)
        if cell.Type.value == "TEXT" and cell.TextFields.hasElements():
            found.append((row, column, cell.TextFields.createEnumeration().nextElement().URL))
        elif cell.Type.value == "FORMULA":
            link = re.match(r'=HYPERLINK\\("((?:[^"]|"")*)"', cell.Formula)
            if link:
                found.append((row, column, link[1].replace('""', '"')))
followed = []
for row, column, target in found:
    controller.setActiveSheet(sheet)
    controller.select(sheet.getCellByPosition(0, 0))
    mark = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    mark.Name, mark.Value = "Bookmark", target[1:]
    dispatcher.executeDispatch(controller.Frame, ".uno:JumpToMark", "", 0, (mark,))
    at = document.CurrentSelection.RangeAddress
    followed.append([row + 1, column + 1, target, document.Sheets.getByIndex(at.Sheet).Name,
                     [at.StartRow + 1, at.StartColumn + 1, at.EndRow + 1, at.EndColumn + 1]])
print(json.dumps(followed))
"""


@dataclass(frozen=True)
class Followed:
    """A link's cell (row, column), its target, and what was selected after it was followed: sheet,
    and rows and columns from and to."""

    row: int
    column: int
    target: str
    sheet: str
    cells: tuple[int, int, int, int]


def follow_links(book: xlwings.Book, sheet: str) -> list[Followed]:
    """Follow every link of a sheet."""
    pipe = book.app.impl.session.pipe
    done = subprocess.run(
        [programs.office_python(programs.soffice()), "-c", FOLLOW, pipe, book.fullname, sheet],
        capture_output=True,
        check=False,
        env=programs.clean_environment(),
        stdin=subprocess.DEVNULL,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return [Followed(*link[:4], tuple(link[4])) for link in json.loads(done.stdout)]


def sums_of_links(book: xlwings.Book, sheet: str, items: str) -> dict[tuple[str, int], float]:
    """By label in the link's row, and column: the sum of the cells of `items` that it selects."""
    labels = book.sheets[sheet].range("A1:A200").value
    cells = book.sheets[items].range("A1", book.sheets[items].used_range.last_cell).value
    sums = {}
    for link in follow_links(book, sheet):
        if link.sheet != items:
            continue
        top, left, bottom, right = link.cells
        amounts = [cell for row in cells[top - 1 : bottom] for cell in row[left - 1 : right]]
        sums[labels[link.row - 1], link.column] = sum(amounts)
    return sums
