"""Formulas in Excel's notation: commas between arguments, Sheet!A1, English names."""

from __future__ import annotations

import re
from collections.abc import Callable

from .connection import Office, Uno, cell_address, cell_range, rectangle_of

XL_ENGLISH, OOXML = 4, 5  # com.sun.star.sheet.FormulaLanguage
EVERYTHING = 0x7FFFFFFF
OWN_A1, XL_A1 = 0, 1  # com.sun.star.sheet.AddressConvention
VALUE_TEXT_ERROR = 1 + 2 + 4  # com.sun.star.sheet.FormulaResult

# Strings and quoted sheet names are left alone. LibreOffice's parser has no constants TRUE, FALSE
# and #N/A, only the functions.
_PIECES = re.compile(r'"[^"]*"|\'[^\']*\'|\b(?:TRUE|FALSE)\b(?!\s*[(!])|#N/A', re.IGNORECASE)
# References to tables are known to LibreOffice's cells, but not to its parser.
_TABLE = re.compile(
    r"""("[^"]*"|'[^']*')|([^\W\d][\w.]*)(\[(?:[^\[\]]|\[[^\[\]]*\])*\])?(?![\w.(!])"""
)
# Without any of these a formula reads the same in LibreOffice's own notation.
_FUNCTIONS = re.compile(r'"[^"]*"|\'[^\']*\'|\b(?:TRUE|FALSE)\(\)')
_STAND_IN = "\ue000"
_DIFFERS = re.compile(r"[;.!~|{\[]")


class Notation:
    """Turns formulas of one document into tokens and back."""

    def __init__(self, document: Uno) -> None:
        self._document = document
        self._parsers: dict[int, Uno] = {}

    def tokens(self, formula: str, at: Uno) -> Uno:
        """The tokens of a formula, which begins with an equals sign, in a cell."""
        text = _PIECES.sub(_with_functions, formula[1:])
        language = OOXML if "_xlfn." in text.lower() else XL_ENGLISH
        return self._parser(language).parseFormula(text, at)

    def put(self, cell: Uno, formula: str, at: Uno, tables: set[str]) -> None:
        """Write a formula into a cell of a document with these tables."""
        text, columns = _set_aside(formula, _to_office, tables)
        cell.setTokens(self.tokens(text, at))
        if columns:
            cell.setFormula(_put_back(cell.Formula, columns))

    def text(self, formula: str, owner: Uno) -> str:
        """A formula as LibreOffice writes it, in Excel's notation; `owner` is its cell or name."""
        at = owner.CellAddress if hasattr(owner, "CellAddress") else owner.ReferencePosition
        text, columns = _set_aside(formula.strip("{}"), _to_excel, set())
        in_array = formula.startswith("{=")
        if columns or in_array:
            tokens = self._own().parseFormula(text[1:], at)
        else:
            tokens = owner.getTokens()
        printed = str(self._parser(XL_ENGLISH).printFormula(tokens, at))
        return "=" + _put_back(_FUNCTIONS.sub(_as_constants, printed), columns)

    def _own(self) -> Uno:
        parser = self._document.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = OWN_A1
        return parser

    def tables(self) -> set[str]:
        """The names of the document's tables, in small letters."""
        return {name.lower() for name in self._document.DatabaseRanges.ElementNames}

    def _parser(self, language: int) -> Uno:
        if language not in self._parsers:
            create = self._document.createInstance
            mapper = create("com.sun.star.sheet.FormulaOpCodeMapper")
            parser = create("com.sun.star.sheet.FormulaParser")
            parser.CompileEnglish = False
            parser.OpCodeMap = mapper.getAvailableMappings(language, EVERYTHING)
            parser.FormulaConvention = XL_A1
            self._parsers[language] = parser
        return self._parsers[language]


def notation_of(office: Office, book: str) -> Notation:
    """The notation of a document; it takes a while to make, so there is one for each."""
    if book not in office.notations:
        office.notations[book] = Notation(office.book(book))
    found: Notation = office.notations[book]
    return found


def _with_functions(piece: re.Match[str]) -> str:
    text = piece.group()
    if text[0] in "\"'":
        return text
    return "NA()" if text.startswith("#") else f"{text}()"


def _as_constants(piece: re.Match[str]) -> str:
    text = piece.group()
    return text if text[0] in "\"'" else text[:-2]


def _set_aside(
    formula: str, translate: Callable[[str], str], tables: set[str]
) -> tuple[str, list[str]]:
    """A formula with a string in place of each reference to a table, and those, translated."""
    found: list[str] = []

    def stand_in(piece: re.Match[str]) -> str:
        text, name, part = piece[1], piece[2], piece[3]
        if text or (part is None and name.lower() not in tables):
            return piece[0]
        found.append(name + translate(part or ""))
        return f'"{_STAND_IN}{len(found) - 1}"'

    return _TABLE.sub(stand_in, formula), found


def _to_office(part: str) -> str:
    """Which part of a table, as LibreOffice's cells write it: [#All] -> [[#All]]."""
    if not part:
        return "[]"
    inner = part[1:-1]
    if inner.startswith("@"):
        column = inner[1:].strip("[]")
        return f"[[#This Row];[{column}]]" if column else "[[#This Row]]"
    return f"[{part}]" if inner.startswith("#") else part.replace("],[", "];[")


def _to_excel(part: str) -> str:
    """The same, as Excel writes it."""
    if part == "[]":
        return ""
    row = re.fullmatch(r"\[\[#This Row\];\[([^\[\]]*)\]\]", part, re.IGNORECASE)
    if row:
        return f"[@{row[1]}]" if row[1].isidentifier() else f"[@[{row[1]}]]"
    only = re.fullmatch(r"\[\[(#[^\[\]]*)\]\]", part)
    return f"[{only[1]}]" if only else part.replace("];[", "],[")


def _put_back(formula: str, columns: list[str]) -> str:
    for number, column in enumerate(columns):
        formula = formula.replace(f'"{_STAND_IN}{number}"', column)
    return formula


def read_formulas(office: Office, book: str, sheet: str, rectangle: list[int]) -> list[list[str]]:
    """Each cell's formula; where there is none, its value as text."""
    found = office.sheet(book, sheet)
    cells = cell_range(found, rectangle)
    rows = [list(row) for row in cells.getFormulaArray()]
    calculated = cells.queryFormulaCells(VALUE_TEXT_ERROR).getRangeAddresses()
    notation = notation_of(office, book)
    formula_cells = set()
    for row, column in _cells_of(calculated):
        at = (row - rectangle[0], column - rectangle[1])
        formula_cells.add(at)
        text = rows[at[0]][at[1]]
        if _DIFFERS.search(text):
            text = notation.text(text, found.getCellByPosition(column, row))
        rows[at[0]][at[1]] = _FUNCTIONS.sub(_as_constants, text)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            # LibreOffice marks texts that look like something else with an apostrophe.
            if text.startswith("'") and (row, column) not in formula_cells:
                texts[column] = text[1:]
    return rows


def _cells_of(addresses: Uno) -> list[tuple[int, int]]:
    rectangles = [rectangle_of(address) for address in addresses]
    return [
        (row, column)
        for top, left, rows, columns in rectangles
        for row in range(top, top + rows)
        for column in range(left, left + columns)
    ]


def put(notation: Notation, sheet: Uno, formulas: list[tuple[int, int, str]]) -> None:
    """Write formulas: [row, column, formula]."""
    tables = notation.tables()
    for row, column, formula in formulas:
        at = cell_address(sheet, row, column)
        notation.put(sheet.getCellByPosition(column, row), formula, at, tables)


def fill(notation: Notation, sheet: Uno, rectangle: list[int], formula: str) -> None:
    """Write one formula into all cells of a rectangle, its references moving along."""
    top, left, rows, columns = rectangle
    tokens = notation.tokens(formula, cell_address(sheet, top, left))
    for row in range(top, top + rows):
        for column in range(left, left + columns):
            sheet.getCellByPosition(column, row).setTokens(tokens)


def array_formula(
    office: Office, book: str, sheet: str, rectangle: list[int], formula: str | None
) -> str:
    """Set a formula that fills the rectangle as one (None: only ask)."""
    found = office.sheet(book, sheet)
    cells = cell_range(found, rectangle)
    at = cell_address(found, rectangle[0], rectangle[1])
    notation = notation_of(office, book)
    if formula is not None:
        cells.setArrayTokens(notation.tokens(formula, at))
        return formula
    text = cells.getArrayFormula()
    return notation.text(text, found.getCellByPosition(rectangle[1], rectangle[0])) if text else ""


OPERATIONS = (read_formulas, array_formula)
