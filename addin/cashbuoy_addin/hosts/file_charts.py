"""Charts of a sheet as native XlsxWriter charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from xlsxwriter import Workbook as XlsxWorkbook
from xlsxwriter.chart import Chart as XlsxChart
from xlsxwriter.worksheet import Worksheet

from cashbuoy_workbook.blocks import Chart, Series, Sheet
from cashbuoy_workbook.styles import FONTS, GRID, INK, MUTED, look

_SUBTYPES = {"area": "stacked", "column": "stacked"}
# Areas lie under columns, columns under lines.
_PAINTING_ORDER = ("area", "column", "line")


def draw_chart(
    workbook: XlsxWorkbook,
    worksheet: Worksheet,
    chart: Chart,
    sheets: Sequence[Sheet],
    titles: Mapping[str, str],
    language: str,
) -> None:
    """Place `chart` on `worksheet`; `titles` maps the keys of `sheets` to the tabs' texts."""
    layers = [
        _layer(workbook, kind, chart, titles)
        for kind in _PAINTING_ORDER
        if any(series.kind == kind for series in chart.series)
    ]
    if not layers:
        return
    base = layers[0]
    for other in layers[1:]:
        base.combine(other)
    _dress(base, chart, FONTS[language], _category_format(chart, sheets))
    worksheet.insert_chart(chart.row, chart.column, base, {"object_position": 2})


def _layer(workbook: XlsxWorkbook, kind: str, chart: Chart, titles: Mapping[str, str]) -> XlsxChart:
    options = {"type": kind}
    if chart.stacked and kind in _SUBTYPES:
        options["subtype"] = _SUBTYPES[kind]
    layer = cast("XlsxChart", workbook.add_chart(options))
    for series in chart.series:
        if series.kind == kind:
            layer.add_series(_series(series, titles))
    return layer


def _series(series: Series, titles: Mapping[str, str]) -> dict[str, Any]:
    options: dict[str, Any] = {
        "name": series.title,
        "categories": _range(series.categories, titles),
        "values": _range(series.values, titles),
    }
    if series.kind == "line":
        line: dict[str, Any] = {"color": f"#{series.colour}", "width": 2.25}
        if series.dashed:
            line |= {"dash_type": "dash", "width": 1.5}
        options |= {"line": line, "marker": {"type": "none"}, "smooth": False}
    elif series.colour:
        options |= {"fill": {"color": f"#{series.colour}"}, "border": {"none": True}, "gap": 60}
    else:
        options |= {"fill": {"none": True}, "border": {"none": True}}
    return options


def _range(place: tuple[str, int, int, int, int], titles: Mapping[str, str]) -> list[Any]:
    return [titles[place[0]], *place[1:]]


def _category_format(chart: Chart, sheets: Sequence[Sheet]) -> str:
    """Number format of the cells that name the categories: readers differ in whether they look
    there themselves."""
    key, row, column, *_ = chart.series[0].categories
    for block in (b for sheet in sheets if sheet.key == key for b in sheet.blocks):
        i, j = row - block.row, column - block.column
        if 0 <= i < block.height and 0 <= j < block.width and block.values[i][j] is not None:
            return look(block.styles[i][j]).number_format
    return "General"


def _dress(base: XlsxChart, chart: Chart, font: str, category_format: str) -> None:
    small = {"name": font, "size": 9, "color": f"#{MUTED}", "bold": False}
    base.set_title(
        {
            "name": chart.title,
            "name_font": {"name": font, "size": 11, "color": f"#{INK}", "bold": True},
            "overlay": False,
        }
    )
    base.set_x_axis(
        {
            "num_font": small,
            "line": {"color": f"#{GRID}"},
            "label_position": "low",
            "num_format": category_format,
            "text_axis": True,
            **({"interval_unit": chart.label_every} if chart.label_every > 1 else {}),
        }
    )
    base.set_y_axis(
        {
            "num_font": small,
            "num_format": chart.number_format,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": f"#{GRID}", "width": 0.5}},
        }
    )
    invisible = _invisible(chart)
    base.set_legend(
        {
            "position": "bottom",
            "font": small,
            **({"delete_series": invisible} if invisible else {}),
        }
    )
    base.set_size({"width": chart.width, "height": chart.height})
    base.set_chartarea({"border": {"color": f"#{GRID}"}})
    base.show_blanks_as("gap")


def _invisible(chart: Chart) -> list[int]:
    drawn = [s for kind in _PAINTING_ORDER for s in chart.series if s.kind == kind]
    return [index for index, series in enumerate(drawn) if not series.colour]
