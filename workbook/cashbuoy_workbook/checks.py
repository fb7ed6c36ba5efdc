"""The Checks sheet: control totals, what was left out of the sums, and every finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cashbuoy.controls import ControlTotal
from cashbuoy.findings import Finding
from cashbuoy.ledger.checks import left_out_sums
from cashbuoy.ledger.schema import TABLES
from cashbuoy.money import minor_digits, to_major
from cashbuoy_workbook.blocks import Block, Cell, Level, Link, Sheet, TableArea
from cashbuoy_workbook.finding_texts import expected_text, finding_text
from cashbuoy_workbook.inputs import TITLE_ROW
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.sheets.grid import a1
from cashbuoy_workbook.styles import in_currency
from cashbuoy_workbook.texts import Language, Texts
from cashbuoy_workbook.widths import wrapped_height

MOST_SHOWN = 5_000
_WIDTHS = (13.0, 17.0, 11.0, 18.0, 26.0, 26.0, 20.0, 84.0)
_COLUMNS = len(_WIDTHS)
_TITLE_HEIGHT = 22
_SEVERITIES = ("error", "warning", "info")
_OTHER_ROW = "first_row"  # a further row of the same table, named in the message
_LEVELS: dict[str, Level] = {"error": "red", "warning": "amber", "info": "grey"}


class _Drawing:
    """Rows of the sheet as they are added from top to bottom."""

    def __init__(self) -> None:
        self.row = 0
        self.blocks: list[Block] = []
        self.heights: dict[int, float] = {}
        self.merges: list[tuple[int, int, int, int]] = []

    def titles(self, *titles: str) -> None:
        """A row of column titles."""
        self.heights[self.row] = _TITLE_HEIGHT
        self.add(titles, ["header"] * len(titles))

    def add(
        self, values: Sequence[Cell], styles: Sequence[str], level: Level | None = None
    ) -> None:
        fills: dict[Level, tuple[tuple[int, int], ...]] = {level: ((0, 0),)} if level else {}
        self.blocks.append(Block("", self.row, 0, (tuple(values),), (tuple(styles),), fills))
        self.row += 1


def checks_sheet(
    controls: Sequence[ControlTotal],
    findings: Sequence[Finding],
    language: Language,
    currency: str,
) -> Sheet:
    """Sheet of all checks; `currency` is the base currency. At most `MOST_SHOWN` findings are
    listed, errors first; the counts and sums are of all."""
    texts = Texts(language)
    drawing = _Drawing()
    drawing.add((texts("labels.checks_title"),), ("title",))
    drawing.add((_count(findings, texts),), ("subtitle",))
    drawing.row += 1
    _controls(drawing, controls, texts, currency)
    _left_out(drawing, findings, texts)
    tables = _findings(drawing, findings, texts)
    broken = any(not c.holds for c in controls) or any(f.severity == "error" for f in findings)
    return Sheet(
        key="Checks",
        title=texts("labels.tab_Checks"),
        blocks=tuple(drawing.blocks),
        tables=tables,
        widths=_WIDTHS,
        heights={0: 28, **drawing.heights},
        merges=tuple(drawing.merges),
        freeze=(2, 0),
        print_columns=(0, _COLUMNS - 1),
        tab_colour="B8321A" if broken else "8795A1",
    )


def _count(findings: Sequence[Finding], texts: Texts) -> str:
    errors, warnings, infos = (sum(f.severity == s for f in findings) for s in _SEVERITIES)
    if not findings:
        return texts("labels.checks_clean")
    return texts("labels.checks_count", errors=errors, warnings=warnings, infos=infos)


def _controls(
    drawing: _Drawing, controls: Sequence[ControlTotal], texts: Texts, currency: str
) -> None:
    drawing.add((texts("labels.checks_controls", currency=currency),), ("section",))
    head = ("level", "control", "", "", "left", "right", "difference", "parts")
    titles = [texts(f"labels.checks_{part}") if part else "" for part in head]
    drawing.merges.append((drawing.row, 1, drawing.row, 3))
    drawing.titles(*titles)
    money = in_currency("money_grid", currency)
    digits = minor_digits(currency)
    for control in controls:
        text = texts(f"controls.{control.id}")
        amounts = to_major([control.left, control.right, control.difference], digits).tolist()
        parts = _parts(control, texts, digits)
        drawing.merges.append((drawing.row, 1, drawing.row, 3))
        drawing.heights[drawing.row] = (
            max(wrapped_height(text, sum(_WIDTHS[1:4])), wrapped_height(parts, _WIDTHS[7])) + 3
        )
        drawing.add(
            (
                texts("labels.holds" if control.holds else "labels.broken"),
                text,
                None,
                None,
                *amounts,
                parts,
            ),
            ("symbol_grid", *(["cell"] * 3), *([money] * 3), "cell"),
            "green" if control.holds else "red",
        )
    drawing.row += 1


def _parts(control: ControlTotal, texts: Texts, digits: int) -> str:
    return " + ".join(
        f"{texts(f'controls.{name}')} {float(to_major(amount, digits)):,.{digits}f}"
        for name, amount in control.parts.items()
    )


def _left_out(drawing: _Drawing, findings: Sequence[Finding], texts: Texts) -> None:
    """Rows and amounts kept out of the sums, by table and currency."""
    sums = left_out_sums(findings)
    if sums.empty:
        return
    drawing.add((texts("labels.checks_left_out"),), ("section",))
    head = ("", "table", "rows", "currency", "amount")
    titles = [texts(f"labels.checks_{part}") if part else "" for part in head]
    drawing.titles(*titles)
    for table, currency, rows, minor in sums.itertuples(index=False):
        amount = float(to_major(minor, minor_digits(currency)))
        drawing.add(
            ("▲", _table_title(table, texts), rows, currency, amount),
            (
                "symbol_grid",
                "text_grid",
                "integer_grid",
                "symbol_grid",
                in_currency("money_grid", currency),
            ),
            "red",
        )
    drawing.row += 1


def _findings(
    drawing: _Drawing, findings: Sequence[Finding], texts: Texts
) -> tuple[TableArea, ...]:
    drawing.add((texts("labels.checks_findings"),), ("section",))
    if not findings:
        drawing.add((texts("labels.checks_clean"),), ("text",))
        return ()
    head = ("level", "table", "row", "column", "found", "expected", "done", "message")
    titles = tuple(texts(f"labels.checks_{part}") for part in head)
    table = TableArea("tblFindings", drawing.row, 0, min(len(findings), MOST_SHOWN), titles)
    drawing.titles(*titles)
    listed = sorted(findings, key=_order)[:MOST_SHOWN]
    values = tuple(_finding_cells(f, texts) for f in listed)
    for position, cells in enumerate(values):
        drawing.heights[drawing.row + position] = max(
            wrapped_height(str(cells[c] or ""), _WIDTHS[c]) + 3 for c in (4, 5, 7)
        )
    drawing.blocks.append(
        Block(
            "cb_Findings",
            drawing.row,
            0,
            values,
            (_FINDING_STYLES,) * len(values),
            {
                _LEVELS[severity]: tuple(
                    (i, 0) for i, f in enumerate(listed) if f.severity == severity
                )
                for severity in _SEVERITIES
            },
        )
    )
    drawing.row += len(values)
    if len(findings) > len(listed):
        more = len(findings) - len(listed)
        drawing.add((texts("labels.checks_more", more=f"{more:,}"),), ("label",), "amber")
    return (table,)


_FINDING_STYLES = (
    "text_grid", "text_grid", "link_grid", "text_grid", "cell", "cell", "cell", "cell",
)  # fmt: skip


def _order(finding: Finding) -> tuple[int, str, int]:
    place = finding.place
    return (
        _SEVERITIES.index(finding.severity),
        place.table if place else "",
        (place.row or 0) if place else 0,
    )


def _finding_cells(finding: Finding, texts: Texts) -> tuple[Cell, ...]:
    place = finding.place
    table = TABLES.get(place.table) if place else None
    column = table.by_name.get(place.column or "") if table and place else None
    return (
        texts(f"labels.severity_{finding.severity}"),
        _table_title(place.table, texts) if place else None,
        _row_link(finding, texts),
        (column.zh if texts.language == "zh" else column.en) if column else None,
        finding.found or None,
        expected_text(finding, texts) or None,
        texts(f"labels.treatment_{finding.treatment}"),
        finding_text(_by_sheet_rows(finding), texts),
    )


def _by_sheet_rows(finding: Finding) -> Finding:
    """The finding with the row that its message names counted as the sheet counts it."""
    row = finding.details.get(_OTHER_ROW)
    if not isinstance(row, int):
        return finding
    return replace(finding, details={**finding.details, _OTHER_ROW: TITLE_ROW + row + 1})


def _row_link(finding: Finding, texts: Texts) -> Cell:
    """The sheet's row, to jump to the cell; input sheets keep rows and columns in place."""
    place = finding.place
    if place is None or place.table not in TABLES:
        return None
    names = [c.name for c in TABLES[place.table].columns]
    column = names.index(place.column) if place.column in names else 0
    if place.row is None:
        cell, text = a1(TITLE_ROW, column), texts("labels.checks_whole_table")
    else:
        cell, text = a1(TITLE_ROW + place.row, column), str(TITLE_ROW + place.row + 1)
    return Link(sheet_key(place.table), cell, text)


def _table_title(table: str, texts: Texts) -> str:
    key = f"labels.tab_{sheet_key(table)}" if table in TABLES else ""
    return texts(key) if key and texts.has(key) else table
