"""Results of a workbook's formulas after figures of its cells were changed.

A formula keeps the engine's result beside it, for readers that do not recalculate: phones,
previews, LibreOffice as it comes. Where a user's figure stands in a cell, the results of what rests
on it follow here. Known are the four operations, SUM, MIN, MAX, ROUND, cells and ranges; SUMIFS
counts as unchanged, since it adds up tables that nobody typed over. Everything else keeps its
result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from cashbuoy_workbook.blocks import Block, Cell, Formula, Sheet, Workbook

Place = tuple[str, int, int]  # sheet's title, row, column
Figure = Callable[[Place], float | None]  # the number in a cell, None for anything else

_TOKENS = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?)
    | (?P<cell>(?:(?:'(?:[^']|'')+'|\w+)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])
    | (?P<function>[A-Z]+)\(
    | (?P<table>\w+\[[^\]]*\])
    | (?P<sign>[-+*/(),])
    )""",
    re.VERBOSE,
)
_CELL = re.compile(r"\$?([A-Z]+)\$?(\d+)")
_FUNCTIONS: dict[str, Callable[[list[float]], float]] = {
    "SUM": sum,
    "MIN": lambda numbers: min(numbers, default=0.0),
    "MAX": lambda numbers: max(numbers, default=0.0),
}
_DIGITS = 6  # far below a currency's smallest unit: what floats leave behind


class UnknownFormulaError(Exception):
    """A formula with more in it than is known here."""


def recalculated(before: Workbook, after: Workbook) -> Workbook:
    """`after` with the results that follow from its figures; `before` is the same workbook as the
    engine made it, with results that agree with its figures."""
    results = _Results(before, after)
    sheets = (
        replace(sheet, blocks=tuple(results.block(sheet.title, block) for block in sheet.blocks))
        for sheet in after.sheets
    )
    return replace(after, sheets=tuple(sheets))


class _Results:
    def __init__(self, before: Workbook, after: Workbook) -> None:
        self.before, self.after = _Cells(before), _Cells(after)
        self.found: dict[Place, float | None] = {}

    def block(self, sheet: str, block: Block) -> Block:
        if not any(isinstance(cell, Formula) for row in block.values for cell in row):
            return block
        values = tuple(
            tuple(
                self._cell((sheet, block.row + r, block.column + c), cell)
                for c, cell in enumerate(row)
            )
            for r, row in enumerate(block.values)
        )
        return block if values == block.values else replace(block, values=values)

    def _cell(self, place: Place, cell: Cell) -> Cell:
        if not isinstance(cell, Formula):
            return cell
        figure = self._figure(place)
        return cell if figure is None or figure == cell.value else replace(cell, value=figure)

    def _was(self, place: Place) -> float | None:
        return _number(self.before.get(place))

    def _figure(self, place: Place) -> float | None:
        if place not in self.found:
            self.found[place] = None  # while it is being worked out: a circle has no result
            self.found[place] = self._worked_out(place)
        return self.found[place]

    def _worked_out(self, place: Place) -> float | None:
        cell, engines = self.after.get(place), self.before.get(place)
        if not isinstance(cell, Formula):
            return _number(cell)
        ours = isinstance(engines, Formula) and engines.text == cell.text
        try:
            now = evaluate(cell.text, place[0], self._figure, tables_stay=ours)
            if not ours:
                return round(now, _DIGITS)
            change = now - evaluate(cell.text, place[0], self._was, tables_stay=True)
        except (UnknownFormulaError, ZeroDivisionError):
            return _number(cell)
        was = _number(engines)
        return was if was is None or abs(change) < 10**-_DIGITS else round(was + change, _DIGITS)


class _Cells:
    """The cells of a workbook; those of a sheet are looked through when one is asked for, since
    ledgers are long and formulas look at few sheets."""

    def __init__(self, workbook: Workbook) -> None:
        self.sheets = {sheet.title: sheet for sheet in workbook.sheets}
        self.known: dict[str, dict[tuple[int, int], Cell]] = {}

    def get(self, place: Place) -> Cell:
        title, row, column = place
        if title not in self.known:
            sheet = self.sheets.get(title)
            self.known[title] = dict(_cells(sheet)) if sheet else {}
        return self.known[title].get((row, column))


def _cells(sheet: Sheet) -> Iterator[tuple[tuple[int, int], Cell]]:
    for block in sheet.blocks:
        for r, row in enumerate(block.values, block.row):
            for c, cell in enumerate(row, block.column):
                if cell is not None:
                    yield (r, c), cell


def _number(cell: Cell) -> float | None:
    value = cell.value if isinstance(cell, Formula) else cell
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def evaluate(text: str, sheet: str, figure: Figure, *, tables_stay: bool = False) -> float:
    """The result of a formula on a sheet; with `tables_stay`, SUMIFS counts as nothing."""
    return _Reading(text.removeprefix("="), sheet, figure, tables_stay).whole()


class _Reading:
    """A formula read from left to right."""

    def __init__(self, text: str, sheet: str, figure: Figure, tables_stay: bool) -> None:
        self.sheet, self.figure, self.tables_stay = sheet, figure, tables_stay
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            match = _TOKENS.match(text, at)
            if match is None or match.lastgroup is None:
                raise UnknownFormulaError(text)
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        self.at = 0

    def whole(self) -> float:
        result = self._sum()
        if self.at != len(self.tokens):
            raise UnknownFormulaError
        return result

    def _take(self, *signs: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at] in {("sign", s) for s in signs}:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def _sum(self) -> float:
        result = self._product()
        while sign := self._take("+", "-"):
            part = self._product()
            result += part if sign == "+" else -part
        return result

    def _product(self) -> float:
        result = self._part()
        while sign := self._take("*", "/"):
            part = self._part()
            result = result * part if sign == "*" else result / part
        return result

    def _part(self) -> float:
        if sign := self._take("+", "-"):
            return self._part() if sign == "+" else -self._part()
        if self._take("("):
            result = self._sum()
            self._close()
            return result
        kind, text = self._next()
        if kind == "number":
            return float(text)
        if kind == "cell" and ":" not in text:
            return self._numbers(text, blank=0.0)[0]
        if kind == "function":
            return self._function(text)
        raise UnknownFormulaError(text)

    def _function(self, name: str) -> float:
        if name == "SUMIFS" and self.tables_stay:
            while not self._take(")"):
                self._next()
            return 0.0
        if name == "ROUND":
            number = self._sum()
            if not self._take(","):
                raise UnknownFormulaError(name)
            digits = int(self._sum())
            self._close()
            return round(number, digits)
        if name not in _FUNCTIONS:
            raise UnknownFormulaError(name)
        numbers = self._argument()
        while self._take(","):
            numbers += self._argument()
        self._close()
        return _FUNCTIONS[name](numbers)

    def _argument(self) -> list[float]:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "cell":
            text = self.tokens[self.at][1]
            after = self.tokens[self.at + 1 : self.at + 2]
            if after in ([("sign", ",")], [("sign", ")")]):
                self.at += 1
                return self._numbers(text)
        return [self._sum()]

    def _numbers(self, text: str, blank: float | None = None) -> list[float]:
        """The numbers in a cell or range; other cells count as `blank`, or not at all."""
        named, _, cells = text.rpartition("!")
        sheet = named.removeprefix("'").removesuffix("'").replace("''", "'") or self.sheet
        corners = [_position(cell) for cell in cells.split(":")]
        (top, left), (bottom, right) = corners[0], corners[-1]
        found = (
            self.figure((sheet, row, column))
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        )
        every = (blank if number is None else number for number in found)
        return [number for number in every if number is not None]

    def _close(self) -> None:
        if not self._take(")"):
            raise UnknownFormulaError

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise UnknownFormulaError
        self.at += 1
        return self.tokens[self.at - 1]


def _position(cell: str) -> tuple[int, int]:
    """Row and column from 0."""
    match = _CELL.fullmatch(cell)
    if match is None:
        raise UnknownFormulaError(cell)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
